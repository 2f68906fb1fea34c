"""Structures and the people who work with them: therapists, interpreters, referring professionals."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.choices import Sector, Status


def codes(length: int, label: str, **kwargs) -> ArrayField:
    """A set of short codes of one référentiel."""
    return ArrayField(
        models.CharField(max_length=length), verbose_name=label, default=list, blank=True, **kwargs
    )


@journalled()
class Structure(models.Model):
    """A partner: CADA, PASS, CMP, association… `sensitive`: its address must not be public."""

    name = models.CharField("nom", max_length=200, unique=True)
    kind = models.CharField("sorte", max_length=60, blank=True)
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices, default=Sector.OTHER)
    departement = models.CharField("département", max_length=3, blank=True)
    sensitive = models.BooleanField("adresse protégée", default=False)

    privacy = Privacy(kept="id name kind sector departement sensitive")

    class Meta:
        verbose_name = "structure"
        ordering = ["name"]

    def __str__(self):
        return self.name


@journalled()
class Membership(models.Model):
    """Somebody's place in a structure. A referrer may refer once it is validated."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="personne")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="members")
    function = models.CharField("fonction", max_length=80, blank=True)
    validated_on = models.DateField("validé le", null=True, blank=True)
    until = models.DateField("jusqu’au", null=True, blank=True)

    privacy = Privacy(kept="id user structure function validated_on until")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "structure"], name="one_place_a_structure")]

    def __str__(self):
        return f"{self.user} – {self.structure}"


class Professional(models.Model):
    """What therapists and interpreters share. `code` is a pseudonym; the account may not exist yet."""

    code = models.CharField("code", max_length=40, unique=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="+")
    display_name = models.CharField("nom affiché", max_length=120, blank=True)
    languages = codes(3, "langues parlées")
    departements = codes(3, "départements")
    active = models.BooleanField("en activité", default=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.display_name or self.code


class TherapistQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def with_room(self):
        return self.filter(Q(capacity=None) | Q(active_cares__lt=F("capacity")))

    def covering(self, departement: str):
        """Those who cover the département, or declared none (the whole region)."""
        return self.filter(Q(departements=[]) | Q(departements__contains=[departement]))

    def speaking(self, languages):
        return self.filter(languages__overlap=list(languages))


@journalled(exclude="display_name active_cares")
class Therapist(Professional):
    """`active_cares` is kept by a trigger on the cares; the database refuses more than `capacity`."""

    profession = models.CharField("profession", max_length=80, blank=True)
    status = models.CharField("statut", max_length=20, choices=Status.choices, blank=True)
    capacity = models.PositiveSmallIntegerField("places", null=True, blank=True)
    active_cares = models.PositiveSmallIntegerField("suivis en cours", default=0, editable=False)
    remote = models.BooleanField("à distance possible", default=True)

    objects = TherapistQuerySet.as_manager()
    privacy = Privacy(
        identifying="display_name",
        kept="id code user languages departements active profession status capacity active_cares remote",
    )

    class Meta:
        verbose_name = "thérapeute"
        indexes = [GinIndex(fields=["languages"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(active_cares__lte=F("capacity")), name="capacity_is_kept"
            )
        ]

    @property
    def free_places(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.active_cares)


class InterpreterQuerySet(models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def speaking(self, languages):
        return self.filter(languages__overlap=list(languages))


@journalled(exclude="display_name")
class Interpreter(Professional):
    qualification = models.CharField("qualification", max_length=80, blank=True)
    remote = models.BooleanField("à distance possible", default=True)

    objects = InterpreterQuerySet.as_manager()
    privacy = Privacy(
        identifying="display_name",
        kept="id code user languages departements active qualification remote",
    )

    class Meta:
        verbose_name = "interprète"
        indexes = [GinIndex(fields=["languages"])]

    def covers(self, departement: str) -> bool:
        return departement in self.departements


@journalled()
class InterpreterRate(models.Model):
    """The hourly rate from a day on. A mission is paid at the rate of its day."""

    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="rates")
    hourly = models.DecimalField("taux horaire", max_digits=7, decimal_places=2)
    since = models.DateField("à partir du")

    privacy = Privacy(kept="id interpreter hourly since")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interpreter", "since"], name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(hourly__gte=0), name="rate_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.hourly} €/h"


from networks.life.models import Activity, ActivityStructure, Solicitation, SolicitationAnswer  # noqa: E402
from networks.missions.models import Mission  # noqa: E402

__all__ = [
    "Activity",
    "ActivityStructure",
    "Interpreter",
    "InterpreterRate",
    "Membership",
    "Mission",
    "Solicitation",
    "SolicitationAnswer",
    "Structure",
    "Therapist",
]
