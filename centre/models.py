"""People who log in, their roles, the centre's settings, mails on their way out."""

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from centre import roles
from centre.journal import journalled
from centre.models_journal import Reading, Seal
from centre.models_lives import TaskLife
from centre.privacy import Privacy
from centre.vault import EncryptedTextField

__all__ = [
    "ImportRun",
    "Invitation",
    "OutgoingMail",
    "Reading",
    "RoleGrant",
    "Seal",
    "Settings",
    "TaskLife",
    "User",
]


class UserManager(BaseUserManager):
    def with_roles(self):
        """Users with `role_codes`, the roles they hold today, and `has_second_factor`, in the same statement."""
        from allauth.mfa.models import Authenticator  # needs the app registry

        today = timezone.localdate()
        valid = Q(grants__since__lte=today) & (Q(grants__until=None) | Q(grants__until__gte=today))
        factors = Authenticator.objects.filter(user=models.OuterRef("pk")).exclude(type="recovery_codes")
        return self.annotate(
            role_codes=ArrayAgg("grants__role", filter=valid, default=[], distinct=True),
            has_second_factor=models.Exists(factors),
        )

    def holding(self, role: str):
        """Active users who hold `role` today."""
        today = timezone.localdate()
        return self.filter(
            Q(grants__until=None) | Q(grants__until__gte=today),
            grants__role=role,
            grants__since__lte=today,
            is_active=True,
        ).distinct()

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


@journalled(exclude="password last_login email display_name")
class User(AbstractBaseUser):
    """An account. Somebody followed by the centre never has one."""

    email = models.EmailField("adresse e-mail", unique=True)
    display_name = models.CharField("nom affiché", max_length=120)
    language = models.CharField("langue", max_length=2, default="fr", choices=settings.LANGUAGES)
    is_active = models.BooleanField("actif", default=True)
    ends_on = models.DateField("fin de l’accès", null=True, blank=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]
    objects = UserManager()
    privacy = Privacy(
        identifying="email display_name password",
        kept="id language is_active ends_on date_joined last_login",
    )

    class Meta:
        verbose_name = "compte"
        constraints = [
            models.UniqueConstraint(models.functions.Lower("email"), name="one_account_an_address")
        ]

    def __str__(self):
        return self.display_name

    @property
    def has_ended(self) -> bool:
        return not self.is_active or (self.ends_on is not None and self.ends_on < timezone.localdate())

    @property
    def codes(self) -> list[str]:
        """Codes of the roles held today; in memory when loaded by `with_roles`."""
        if not hasattr(self, "role_codes"):
            self.role_codes = User.objects.with_roles().get(pk=self.pk).role_codes
        return self.role_codes

    @property
    def roles(self) -> list[roles.Role]:
        return [roles.ROLES[code] for code in self.codes]

    def may(self, right: str) -> bool:
        return right in roles.rights_of(self.codes)

    @property
    def needs_second_factor(self) -> bool:
        return any(role.needs_second_factor for role in self.roles)


@journalled()
class RoleGrant(models.Model):
    """A role held by somebody between two dates."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField("rôle", max_length=20, choices=roles.CHOICES)
    since = models.DateField("depuis le", default=timezone.localdate)
    until = models.DateField("jusqu’au", null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    privacy = Privacy(kept="id user role since until granted_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_a_role"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="grant_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.role}"


@journalled(exclude="email display_name token_hash")
class Invitation(models.Model):
    """The only way in: bound to an address and to roles, used once, within 72 hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("adresse e-mail")
    display_name = models.CharField("nom affiché", max_length=120)
    role = models.CharField("rôle", max_length=20, choices=roles.GRANTABLE)
    token_hash = models.BinaryField(unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    privacy = Privacy(
        identifying="email display_name token_hash",
        kept="id role invited_by invited_at expires_at accepted_at accepted_by",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            )
        ]

    def __str__(self):
        return f"invitation {self.role}"


class OutgoingMail(models.Model):
    """A mail written in the same transaction as its cause; the worker sends it after commit, once.

    Its text never says what it is about, nor names anybody but the recipient.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = EncryptedTextField()  # it may carry a link that opens; emptied once sent
    queued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    privacy = Privacy(identifying="to subject body", kept="id queued_at sent_at attempts")

    class Meta:
        indexes = [models.Index(fields=["queued_at"], condition=Q(sent_at=None), name="mails_waiting")]

    def __str__(self):
        return str(self.id)


@journalled()
class ClosedYear(models.Model):
    """A year whose bilan is published: what it counts changes no more. A new edition opens it again, with a reason."""

    year = models.PositiveSmallIntegerField("année", primary_key=True)
    closed_at = models.DateTimeField("close le")
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = Privacy(kept="year closed_at closed_by")

    class Meta:
        verbose_name = "année close"

    def __str__(self):
        return str(self.year)


@journalled()
class Settings(models.Model):
    """What the centre says of itself: one row."""

    name = models.CharField(
        "nom du centre",
        max_length=120,
        default="Centre de ressources exil et santé mentale",
    )
    emergency_name = models.CharField(
        "urgence locale", max_length=120, default="Urgences psychiatriques du CHU"
    )
    emergency_phone = models.CharField("téléphone", max_length=20, default="", blank=True)
    disclosure_threshold = models.PositiveSmallIntegerField("seuil de diffusion", default=11)
    two_to_publish = models.BooleanField("un bilan est relu et publié par deux personnes", db_default=False)

    privacy = Privacy(kept="id name emergency_name emergency_phone disclosure_threshold two_to_publish")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_row_of_settings"),
            models.CheckConstraint(
                condition=Q(disclosure_threshold__gte=11),
                name="threshold_is_never_below_eleven",
            ),
        ]

    def __str__(self):
        return self.name


from centre.imports.models import ImportRun  # noqa: E402
