"""Structures and the people who work with them: therapists, interpreters, referring professionals."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import Invitation, User
from centre.privacy import Privacy
from centre.reference import departements, language_name
from networks.choices import Gender, Listing, Public, Sector, Service, Standing, Status
from networks.profiles.availability import AvailableQuerySet


def codes(length: int, label: str, **kwargs) -> ArrayField:
    """A set of short codes of one référentiel."""
    return ArrayField(
        models.CharField(max_length=length), verbose_name=label, default=list, blank=True, **kwargs
    )


def labels(choices: type[models.TextChoices], stored: list[str]) -> list[str]:
    """The words for stored codes, in the list's own order; a code it no longer has is left as it is."""
    known = [choice.label for choice in choices if choice.value in stored]
    return known + [code for code in stored if code not in choices.values]


@journalled()
class NetworkSettings(models.Model):
    """The centre's own rules for its networks: one row."""

    on_site_departements = codes(3, "départements où les interprètes se déplacent")
    minimum_minutes = models.PositiveSmallIntegerField("durée minimale facturée (minutes)", default=60)
    rounding_minutes = models.PositiveSmallIntegerField("arrondi de la durée (minutes)", default=15)
    late_hours = models.PositiveSmallIntegerField("annulation tardive (heures avant)", default=24)
    verify_months = models.PositiveSmallIntegerField("fiche à vérifier après (mois)", default=12)
    document_notice_days = models.PositiveSmallIntegerField("rappel avant échéance (jours)", default=30)
    payer = models.CharField("payeur, tel que les relevés le nomment", max_length=300, blank=True)

    privacy = Privacy(
        kept="id on_site_departements minimum_minutes rounding_minutes late_hours verify_months "
        "document_notice_days payer"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_row_of_network_settings"),
            models.CheckConstraint(
                condition=Q(rounding_minutes__gte=1, rounding_minutes__lte=60, minimum_minutes__lte=480),
                name="billing_rule_makes_sense",
            ),
        ]

    def __str__(self):
        return "réglages des réseaux"

    @classmethod
    def current(cls) -> "NetworkSettings":
        return cls.objects.get(pk=1)


class StructureQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on=None)

    def public(self):
        """Those that anybody may find; row-level security shows a visitor no other."""
        return self.open().filter(public=True)

    def to_verify(self, limit: date):
        """Open, and never said exact since `limit`."""
        return self.open().filter(Q(verified_on=None) | Q(verified_on__lt=limit))

    def by_age(self):
        """Those never verified first, then the longest ago."""
        return self.order_by(F("verified_on").asc(nulls_first=True), "name")

    def incomplete(self):
        """Open, and of little use to a reader: made by an import or an orientation, and not completed since."""
        return self.open().filter(Q(services=[]) | Q(departement="") | Q(phone="", email=""))


@journalled(exclude="address phone email description search")
class Structure(models.Model):
    """A partner: CADA, PASS, CMP, association… `sensitive`: nobody outside the network knows where it is.

    `search` (name, kind, town, description, what it answers to, whom it receives, département; unaccented) is kept
    by a trigger. `version` counts the editions of the sheet.
    """

    name = models.CharField("nom", max_length=200, unique=True)
    kind = models.CharField("sorte", max_length=60, blank=True)
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices, default=Sector.OTHER)
    departement = models.CharField("département", max_length=3, blank=True)
    sensitive = models.BooleanField("adresse protégée", default=False)
    public = models.BooleanField("visible de tous", default=False)
    commune = models.CharField("commune", max_length=5, blank=True)
    commune_name = models.CharField("nom de la commune", max_length=60, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    website = models.URLField("site", blank=True)
    description = models.CharField("ce qu’elle propose", max_length=1000, blank=True)
    services = codes(30, "répond à")
    publics = codes(30, "publics reçus")
    languages = codes(3, "langues parlées")
    verified_on = models.DateField("vérifiée le", null=True, blank=True)
    verified_by = models.CharField("vérifiée par", max_length=120, blank=True)
    verification_asked_on = models.DateField("vérification demandée le", null=True, blank=True)
    closed_on = models.DateField("fermée le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    search = models.TextField(default="", editable=False)

    objects = StructureQuerySet.as_manager()
    privacy = Privacy(
        identifying="address phone email description search",
        kept="id name kind sector departement sensitive public commune commune_name website services publics "
        "languages verified_on verified_by verification_asked_on closed_on version",
    )

    class Meta:
        verbose_name = "structure"
        ordering = ["name"]
        indexes = [
            GinIndex(OpClass("search", name="gin_trgm_ops"), name="structure_search"),
            models.Index(fields=["departement", "name"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(public=True, sensitive=True), name="a_protected_address_is_never_public"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def departement_name(self) -> str:
        return departements().get(self.departement, "")

    @property
    def place(self) -> str:
        """« Nîmes (Gard) », as far as it is known."""
        if self.commune_name and self.departement_name:
            return f"{self.commune_name} ({self.departement_name})"
        return self.commune_name or self.departement_name

    @property
    def service_names(self) -> list[str]:
        return labels(Service, self.services)

    @property
    def public_names(self) -> list[str]:
        return labels(Public, self.publics)

    @property
    def language_names(self) -> list[str]:
        return [language_name(code) for code in self.languages]


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
    """What therapists and interpreters share. `code` is a pseudonym; the account may not exist yet.

    `active` says `standing == "actif"`. `language_levels` maps some of `languages` to a `choices.Level`; a trigger
    forgets the level of a language no longer spoken. An account that accepts `invitation` becomes `user` (trigger).
    """

    code = models.CharField("code", max_length=40, unique=True)
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="+")
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, blank=True, related_name="+")
    display_name = models.CharField("nom affiché", max_length=120, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    gender = models.CharField("genre", max_length=1, choices=Gender.choices, blank=True)
    languages = codes(3, "langues parlées")
    language_levels = models.JSONField("niveaux", default=dict, blank=True)
    departements = codes(3, "départements")
    communes = codes(5, "communes")
    active = models.BooleanField("en activité", default=True)
    standing = models.CharField("situation", max_length=10, choices=Standing.choices, default=Standing.ACTIVE)
    standing_since = models.DateField("depuis le", null=True, blank=True)
    standing_reason = models.CharField("motif", max_length=200, blank=True)
    joined_on = models.DateField("entrée dans le réseau", null=True, blank=True)
    listing = models.CharField(
        "visible dans l’annuaire", max_length=10, choices=Listing.choices, default=Listing.NOBODY
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(active=True, standing=Standing.ACTIVE)
                | Q(active=False) & ~Q(standing=Standing.ACTIVE),
                name="%(class)s_active_says_standing",
            ),
            models.CheckConstraint(
                condition=Q(standing=Standing.ACTIVE) | Q(standing_since__isnull=False),
                name="%(class)s_standing_is_dated",
            ),
        ]

    def __str__(self):
        return self.display_name or self.code


class TherapistQuerySet(AvailableQuerySet, models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def with_room(self):
        return self.filter(Q(capacity=None) | Q(active_cares__lt=F("capacity")))

    def covering(self, departement: str):
        """Those who cover the département, or declared none (the whole region)."""
        return self.filter(Q(departements=[]) | Q(departements__contains=[departement]))

    def speaking(self, languages):
        return self.filter(languages__overlap=list(languages))


PROFESSIONAL_IDENTITY = "display_name phone standing_reason"
PROFESSIONAL_FACTS = (
    "id code user invitation gender languages language_levels departements communes active standing "
    "standing_since joined_on listing "
)


@journalled(exclude=f"{PROFESSIONAL_IDENTITY} active_cares")
class Therapist(Professional):
    """`active_cares` is kept by a trigger on the cares; the database refuses more than `capacity`."""

    profession = models.CharField("profession", max_length=80, blank=True)
    status = models.CharField("statut", max_length=20, choices=Status.choices, blank=True)
    capacity = models.PositiveSmallIntegerField("places", null=True, blank=True)
    active_cares = models.PositiveSmallIntegerField("suivis en cours", default=0, editable=False)
    remote = models.BooleanField("à distance possible", default=True)
    publics = codes(30, "publics reçus")
    approaches = codes(30, "approches")

    objects = TherapistQuerySet.as_manager()
    privacy = Privacy(
        identifying=PROFESSIONAL_IDENTITY,
        kept=PROFESSIONAL_FACTS + "profession status capacity active_cares remote publics approaches",
    )

    class Meta(Professional.Meta):
        abstract = False
        verbose_name = "thérapeute"
        indexes = [GinIndex(fields=["languages"])]
        constraints = [
            *Professional.Meta.constraints,
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(active_cares__lte=F("capacity")), name="capacity_is_kept"
            ),
        ]

    @property
    def free_places(self) -> int | None:
        return None if self.capacity is None else max(0, self.capacity - self.active_cares)


class InterpreterQuerySet(AvailableQuerySet, models.QuerySet):
    def active(self):
        return self.filter(active=True)

    def speaking(self, languages):
        return self.filter(languages__overlap=list(languages))


@journalled(exclude=PROFESSIONAL_IDENTITY)
class Interpreter(Professional):
    """`remote` says whether `modalities` has the telephone or video; no modality at all is « non renseigné »."""

    qualification = models.CharField("qualification", max_length=80, blank=True)
    remote = models.BooleanField("à distance possible", default=True)
    modalities = codes(20, "modalités")

    objects = InterpreterQuerySet.as_manager()
    privacy = Privacy(
        identifying=PROFESSIONAL_IDENTITY, kept=PROFESSIONAL_FACTS + "qualification remote modalities"
    )

    class Meta(Professional.Meta):
        abstract = False
        verbose_name = "interprète"
        indexes = [GinIndex(fields=["languages"])]
        constraints = [
            *Professional.Meta.constraints,
            models.CheckConstraint(
                condition=Q(modalities=[])
                | Q(remote=True, modalities__overlap=["telephone", "visio"])
                | Q(remote=False) & ~Q(modalities__overlap=["telephone", "visio"]),
                name="remote_says_modalities",
            ),
        ]

    def covers(self, departement: str) -> bool:
        return departement in self.departements

    def comes_to(self, departement: str) -> bool:
        """On site: in one of her départements, where the centre's interpreters go at all (Gard and Hérault)."""
        return self.covers(departement) and departement in NetworkSettings.current().on_site_departements


@journalled()
class InterpreterRate(models.Model):
    """The hourly rate, and the allowance for each journey, from a day on: a mission is paid at those of its day.

    A trigger refuses a rate that would reach back into an issued statement.
    """

    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="rates")
    hourly = models.DecimalField("taux horaire", max_digits=7, decimal_places=2)
    travel = models.DecimalField(
        "forfait par déplacement", max_digits=6, decimal_places=2, default=Decimal(0)
    )
    since = models.DateField("à partir du")

    privacy = Privacy(kept="id interpreter hourly travel since")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["interpreter", "since"], name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(hourly__gte=0, travel__gte=0), name="rate_is_not_negative"),
        ]

    def __str__(self):
        return f"{self.hourly} €/h"


from networks.agenda.models import DatePoll, PollAnswer, PollDate, PollInvitee, Room, RoomBooking  # noqa: E402
from networks.directory.models import StructureCorrection  # noqa: E402
from networks.joining.models import Application, Charter, CharterAcceptance, Document  # noqa: E402
from networks.life.models import (  # noqa: E402
    Activity,
    ActivityAttendance,
    ActivityHeads,
    ActivityStructure,
    Axis,
    Contact,
    Project,
    Solicitation,
    SolicitationAnswer,
    StaffTime,
)
from networks.missions.models import CalendarLink, Mission, MissionOffer, Occupation  # noqa: E402
from networks.news.models import Announcement, AnnouncementLetter, AnnouncementRefusal  # noqa: E402
from networks.pay.models import PayeeDetails, PayLine, PayStatement  # noqa: E402
from networks.profiles.models import Absence, WeeklySlot  # noqa: E402

__all__ = [
    "Absence",
    "Activity",
    "ActivityAttendance",
    "ActivityHeads",
    "ActivityStructure",
    "Announcement",
    "AnnouncementLetter",
    "AnnouncementRefusal",
    "Application",
    "Axis",
    "CalendarLink",
    "Charter",
    "CharterAcceptance",
    "Contact",
    "DatePoll",
    "Document",
    "Interpreter",
    "InterpreterRate",
    "Membership",
    "Mission",
    "MissionOffer",
    "NetworkSettings",
    "Occupation",
    "PayLine",
    "PayStatement",
    "PayeeDetails",
    "PollAnswer",
    "PollDate",
    "PollInvitee",
    "Project",
    "Room",
    "RoomBooking",
    "Solicitation",
    "SolicitationAnswer",
    "StaffTime",
    "Structure",
    "StructureCorrection",
    "Therapist",
    "WeeklySlot",
]
