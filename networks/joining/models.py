"""Joining a network: candidatures, charters and who accepted them, documents with an expiry date."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from centre.journal import journalled
from centre.models import Invitation, User
from centre.privacy import Privacy
from centre.reference import departements, language_name
from centre.vault import EncryptedTextField
from networks.choices import ApplicationState, DocumentKind, Network
from networks.joining.states import LATE_AFTER, LIVING, RENEWED, TONES
from networks.models import codes
from networks.profiles.models import ONE_OWNER, Owned

DECIDED = [ApplicationState.VALIDATED, ApplicationState.DECLINED]


class ApplicationQuerySet(models.QuerySet):
    def living(self):
        """Those still to decide."""
        return self.filter(state__in=LIVING)


@journalled(exclude="display_name email email_index phone message question answer decision_reason token_hash")
class Application(models.Model):
    """A candidature: somebody outside asks to join a network. Who it is, is encrypted until she is let in.

    `token_hash` opens her own page (state, question asked, answer, withdrawal); each mail carries a new link, and
    the one before no longer opens. `email_index` is the keyed fingerprint of her address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.CharField("réseau", max_length=12, choices=Network.choices)
    state = models.CharField(
        "état", max_length=20, choices=ApplicationState.choices, default=ApplicationState.RECEIVED
    )
    display_name = EncryptedTextField("prénom et nom", max_length=120)
    email = EncryptedTextField("adresse e-mail", max_length=254)
    email_index = models.BinaryField()
    phone = EncryptedTextField("téléphone", max_length=20, blank=True)
    profession = models.CharField("profession", max_length=80, blank=True)
    languages = codes(3, "langues parlées")
    departements = codes(3, "départements")
    message = EncryptedTextField("ce qui vous amène", max_length=1000, blank=True)
    received_at = models.DateTimeField("reçue le")
    question = EncryptedTextField("question de la coordination", max_length=500, blank=True)
    answer = EncryptedTextField("réponse", max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = EncryptedTextField("motif", max_length=500, blank=True)
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, blank=True, related_name="+")
    token_hash = models.BinaryField(unique=True)
    link_sent_at = models.DateTimeField()
    idempotency_key = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    objects = ApplicationQuerySet.as_manager()
    privacy = Privacy(
        identifying="display_name email email_index phone message question answer decision_reason token_hash",
        kept="id network state profession languages departements received_at decided_at decided_by invitation "
        "link_sent_at idempotency_key version",
    )

    class Meta:
        verbose_name = "candidature"
        ordering = ["received_at"]
        indexes = [models.Index(fields=["state", "received_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                | ~Q(state__in=DECIDED) & Q(decided_at=None, decided_by=None),
                name="application_decided_by_someone",
            ),
            models.UniqueConstraint(
                fields=["email_index", "network"],
                condition=Q(state__in=LIVING),
                name="one_living_candidature_an_address",
            ),
        ]

    def __str__(self):
        return f"candidature {self.network}"

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

    @property
    def due_on(self) -> date | None:
        """The day by which the centre owes an answer; None once decided."""
        return timezone.localdate(self.received_at) + LATE_AFTER if self.is_living else None

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def language_names(self) -> list[str]:
        return [language_name(code) for code in self.languages]

    @property
    def departement_names(self) -> list[str]:
        return [departements().get(code, code) for code in self.departements]


class CharterQuerySet(models.QuerySet):
    def in_force(self, day: date):
        """The latest version of each network's charter on that day."""
        return self.filter(since__lte=day).order_by("network", "-version").distinct("network")


@journalled()
class Charter(models.Model):
    """A version of the charter or convention of one network; a new text is a new version."""

    network = models.CharField("réseau", max_length=12, choices=Network.choices)
    version = models.PositiveSmallIntegerField("version")
    title = models.CharField("titre", max_length=120)
    text = models.TextField("texte", max_length=20_000)
    since = models.DateField("en vigueur depuis le")
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CharterQuerySet.as_manager()
    privacy = Privacy(kept="id network version title text since written_by")

    class Meta:
        verbose_name = "charte"
        ordering = ["network", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["network", "version"], name="one_text_a_version"),
        ]

    def __str__(self):
        return f"{self.title}, version {self.version}"


@journalled()
class CharterAcceptance(models.Model):
    """Who accepted which version, and when. Never changed."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    accepted_at = models.DateTimeField("acceptée le")

    privacy = Privacy(kept="id charter user accepted_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charter", "user"], name="one_acceptance_a_version"),
        ]

    def __str__(self):
        return f"{self.user_id} {self.charter_id}"


class DocumentQuerySet(models.QuerySet):
    def of(self, user: User):
        return self.filter(Q(therapist__user=user) | Q(interpreter__user=user))

    def standing(self):
        """Those that no newer one of the same kind replaces, without their content."""
        same_owner = Q(therapist=OuterRef("therapist")) | Q(interpreter=OuterRef("interpreter"))
        newer = Document.objects.filter(
            same_owner, kind__in=RENEWED, kind=OuterRef("kind"), uploaded_at__gt=OuterRef("uploaded_at")
        )
        return self.filter(~Exists(newer)).defer("content")

    def expired(self, day: date):
        return self.filter(expires_on__lt=day)

    def expiring(self, day: date, notice: int):
        """Still good on that day, no longer `notice` days after."""
        return self.filter(expires_on__gte=day, expires_on__lte=day + timedelta(days=notice))

    def of_active_people(self):
        return self.filter(Q(therapist__active=True) | Q(interpreter__active=True))


@journalled(exclude="content filename")
class Document(Owned):
    """A document of somebody's, kept encrypted in the database: one transaction, one backup, row-level security.

    `content` is base64 of the file as it was cleaned at the door.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("pièce", max_length=20, choices=DocumentKind.choices)
    filename = models.CharField(max_length=120)
    media_type = models.CharField(
        max_length=20, choices=[(t, t) for t in ("application/pdf", "image/jpeg", "image/png")]
    )
    size = models.PositiveIntegerField("taille (octets)")
    content = EncryptedTextField()
    expires_on = models.DateField("valable jusqu’au", null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    uploaded_at = models.DateTimeField("déposée le")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = Privacy(
        identifying="filename content",
        kept="therapist interpreter id kind media_type size expires_on reminded_on uploaded_at uploaded_by",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        ordering = ["kind", "-uploaded_at"]
        constraints = [models.CheckConstraint(condition=ONE_OWNER, name="document_has_one_owner")]

    def __str__(self):
        return self.get_kind_display()

    @property
    def weight(self) -> str:
        """Its size as people say it."""
        kilos = max(1, round(self.size / 1000))
        return f"{kilos} Ko" if kilos < 1000 else f"{kilos / 1000:.1f} Mo".replace(".", ",")
