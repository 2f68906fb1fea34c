"""Groups, their cycles, meetings, registrations and attendance. The other rooms are gathered at the end."""

import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.choices import Modality, Sector
from networks.missions.models import Period
from practice_groups.choices import Audience, Country, FeeState, Kind, Language, PayBy
from practice_groups.states import ENDED, HOLDING, LIVING, MEETING_TONES, TONES, MeetingState, State

HOST_ADDRESS = 200  # characters: where somebody receives the group becomes the place of the meeting


def labels_field(label: str, *, length: int = 80) -> ArrayField:
    """A set of short labels."""
    return ArrayField(models.CharField(max_length=length), verbose_name=label, default=list, blank=True)


@journalled()
class Group(models.Model):
    """What meets again and again, under one title and in one language."""

    kind = models.CharField("sorte", max_length=30, choices=Kind.choices)
    title = models.CharField("titre", max_length=120)
    language = models.CharField("langue", max_length=2, choices=Language.choices, default=Language.FRENCH)
    description = models.CharField("description", max_length=500, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    audience = models.CharField(
        "pour qui", max_length=15, choices=Audience.choices, default=Audience.EVERYBODY
    )
    professions = labels_field("professions admises")
    prerequisites = models.CharField("prérequis", max_length=300, blank=True)
    public = models.BooleanField("visible sans compte", default=True)
    closed_on = models.DateField("ne se tient plus depuis le", null=True, blank=True)
    country = models.CharField("jours fériés", max_length=2, choices=Country.choices, default=Country.FRANCE)
    clinical = models.BooleanField("réunion clinique", default=False)
    last_situations_on = models.DateField("plus de nouvelle situation après le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        kept="id kind title language description departement place audience professions prerequisites public "
        "closed_on country clinical last_situations_on version"
    )

    class Meta:
        verbose_name = "groupe"
        ordering = ["title"]

    def __str__(self):
        return self.title


class CycleQuerySet(models.QuerySet):
    def current(self, day):
        return self.filter(ends_on__gte=day)

    def led_by(self, user):
        return self.filter(facilitators=user)

    def locked(self):
        """As they are now, held until the end of the transaction, with their group."""
        return self.select_for_update(of=["self"]).select_related("group")

    def with_seats_and_queue(self):
        return self.filter(taken__lt=F("seats"), queue__len__gt=0)


@journalled(exclude="taken taken_social taken_mental queue")
class Cycle(models.Model):
    """One season of a group, with its seats.

    A trigger on the registrations keeps `taken` (confirmed and offered) and `queue` (ids of the registrations
    that wait, in order of arrival). Everybody may read these two: they say how many, never who. The database
    refuses a seat more than `seats`.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="cycles", verbose_name="groupe")
    season = models.CharField("saison", max_length=40)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    seats = models.PositiveSmallIntegerField("places")
    fee = models.DecimalField("participation (€)", max_digits=7, decimal_places=2, default=0)
    opens_at = models.DateTimeField("ouverture des inscriptions")
    closes_at = models.DateTimeField("clôture des inscriptions")
    offer_hours = models.PositiveSmallIntegerField("délai de réponse (heures)", default=48)
    facilitators = models.ManyToManyField(
        User, through="Facilitation", related_name="+", blank=True, verbose_name="animation"
    )
    most_social = models.PositiveSmallIntegerField("au plus, du social", null=True, blank=True)
    most_mental = models.PositiveSmallIntegerField("au plus, de la santé mentale", null=True, blank=True)
    fee_due_on = models.DateField("participation due le", null=True, blank=True)
    programme = models.CharField("programme", max_length=1000, blank=True)
    published = models.BooleanField("publié", default=True)
    hosted = models.BooleanField("itinérant : chacun accueille une fois", default=False)
    version = models.PositiveIntegerField(default=1)
    taken = models.PositiveSmallIntegerField("places prises", default=0, editable=False)
    taken_social = models.PositiveSmallIntegerField("dont du social", default=0, editable=False)
    taken_mental = models.PositiveSmallIntegerField("dont de la santé mentale", default=0, editable=False)
    queue = ArrayField(
        models.BigIntegerField(), verbose_name="liste d’attente", default=list, blank=True, editable=False
    )

    objects = CycleQuerySet.as_manager()
    privacy = Privacy(
        kept="id group season starts_on ends_on seats most_social most_mental fee fee_due_on programme published "
        "hosted opens_at closes_at offer_hours facilitators version taken taken_social taken_mental queue"
    )

    class Meta:
        verbose_name = "cycle"
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["ends_on"])]
        constraints = [
            models.UniqueConstraint(fields=["group", "season"], name="one_cycle_a_season"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="a_cycle_has_seats"),
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="seats_are_kept"),
            models.CheckConstraint(
                condition=(Q(most_social=None) | Q(taken_social__lte=F("most_social")))
                & (Q(most_mental=None) | Q(taken_mental__lte=F("most_mental"))),
                name="composition_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cycle_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="registration_closes_after_it_opens"
            ),
            models.CheckConstraint(condition=Q(fee__gte=0), name="fee_is_not_negative"),
            models.CheckConstraint(condition=Q(offer_hours__range=(1, 720)), name="an_offer_leaves_time"),
        ]

    def __str__(self):
        return f"{self.group} – {self.season}"

    @property
    def free_seats(self) -> int:
        return max(0, self.seats - self.taken)

    @property
    def waiting(self) -> int:
        return len(self.queue)

    @property
    def offer_time(self) -> timedelta:
        return timedelta(hours=self.offer_hours)

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    def is_over(self, at: datetime) -> bool:
        return self.ends_on < timezone.localdate(at)


@journalled(exclude="place reason agenda")
class Meeting(models.Model):
    """*Rencontre*. A postponed one points to the one that replaces it, once dated.

    `unnamed_heads`: people present who are not registered; empty means not counted, which is not 0. `uid` and
    `sequence` are those of calendars: a meeting moved or postponed keeps its uid, and its sequence rises.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=HOST_ADDRESS, blank=True)
    state = models.CharField(
        "état", max_length=20, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    postponed_to = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="postponed_from",
        verbose_name="reportée au",
    )
    unnamed_heads = models.PositiveSmallIntegerField("autres personnes présentes", null=True, blank=True)
    number = models.PositiveSmallIntegerField("numéro", null=True, blank=True)
    uid = models.UUIDField("identifiant d’agenda", default=uuid.uuid4, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    reason = models.CharField("motif", max_length=200, blank=True)
    agenda = models.CharField("ordre du jour", max_length=1000, blank=True)
    modality = models.CharField("modalité", max_length=20, choices=Modality.choices, blank=True)
    visit_from = models.DateTimeField("visite de la structure, de", null=True, blank=True)
    visit_until = models.DateTimeField("à", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="place reason agenda",
        kept="id cycle starts_at ends_at state postponed_to unnamed_heads number uid sequence modality "
        "visit_from visit_until version",
    )

    class Meta:
        verbose_name = "rencontre"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(postponed_to=None) | Q(state=MeetingState.POSTPONED) & ~Q(postponed_to=F("id")),
                name="only_a_postponed_meeting_has_another",
            ),
            models.CheckConstraint(
                condition=Q(unnamed_heads=None) | Q(state=MeetingState.HELD), name="heads_of_a_held_meeting"
            ),
            models.CheckConstraint(
                condition=Q(visit_from=None, visit_until=None)
                | Q(
                    visit_from__gte=F("starts_at"),
                    visit_until__gt=F("visit_from"),
                    visit_until__lte=F("ends_at"),
                ),
                name="a_visit_is_within_its_meeting",
            ),
            ExclusionConstraint(
                name="a_cycle_meets_once_at_a_time",
                expressions=[
                    (F("cycle"), RangeOperators.EQUAL),
                    (Period(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=[MeetingState.PLANNED, MeetingState.HELD]),
            ),
        ]

    def __str__(self):
        return f"rencontre {self.starts_at:%d/%m/%Y}"

    @property
    def state_tone(self) -> str:
        return MEETING_TONES[self.state]


class RegistrationQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def living(self):
        return self.filter(state__in=LIVING)

    def offers_first(self):
        """What asks for an answer, then the latest."""
        return self.order_by(Case(When(state=State.OFFERED, then=0), default=1), "-pk")

    def waiting(self):
        return self.filter(state=State.WAITING).order_by("pk")

    def overdue(self, at: datetime):
        return self.filter(state=State.OFFERED, offered_until__lt=at)


@journalled(exclude="profession structure expectations host_address fee_reason exception")
class Registration(models.Model):
    """*Inscription*. The id is the order of arrival: given out while the cycle is locked, never reused.

    `registered_by`: the coordinator, when the person telephoned or wrote. `exception`: why, outside the dates.
    """

    id = models.BigAutoField(primary_key=True)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="registrations")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="personne")
    profession = models.CharField("profession", max_length=80)
    structure = models.CharField("structure", max_length=120, blank=True)
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices, blank=True)
    host_address = models.CharField("où elle accueille", max_length=HOST_ADDRESS, blank=True)
    host_commune = models.CharField("commune où elle accueille", max_length=5, blank=True)
    avoids_months = labels_field("mois où elle ne peut accueillir", length=7)
    expectations = models.CharField("attentes", max_length=300, blank=True)
    charter_accepted_at = models.DateTimeField("charte acceptée le")
    registered_at = models.DateTimeField("inscrite le")
    registered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inscrite par"
    )
    exception = models.CharField("pourquoi hors délai", max_length=200, blank=True)
    state = models.CharField("état", max_length=20, choices=State.choices, default=State.REQUESTED)
    offered_at = models.DateTimeField("place proposée le", null=True, blank=True)
    offered_until = models.DateTimeField("réponse attendue avant", null=True, blank=True)
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    ended_at = models.DateTimeField("close le", null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    passed_over = models.CharField("pourquoi son tour est passé", max_length=200, blank=True)
    fee_state = models.CharField("participation", max_length=20, choices=FeeState.choices, blank=True)
    fee_amount = models.DecimalField("montant (€)", max_digits=7, decimal_places=2, null=True, blank=True)
    fee_settled_on = models.DateField("réglée le", null=True, blank=True)
    fee_by = models.CharField("moyen", max_length=15, choices=PayBy.choices, blank=True)
    fee_reason = models.CharField("motif d’exonération ou de remboursement", max_length=200, blank=True)
    fee_reminded_on = models.DateField("relancée le", null=True, blank=True)
    receipt = models.PositiveIntegerField("reçu n°", null=True, blank=True, unique=True)
    joins_contacts_at = models.DateTimeField("entre dans le fichier de contact", null=True, blank=True)
    idempotency_key = models.UUIDField(null=True, editable=False)

    objects = RegistrationQuerySet.as_manager()
    privacy = Privacy(
        identifying="profession structure expectations host_address fee_reason exception",
        kept="id cycle user charter_accepted_at registered_at registered_by state offered_at offered_until "
        "confirmed_at ended_at ended_by sector host_commune avoids_months passed_over fee_state fee_amount "
        "fee_settled_on fee_by fee_reminded_on receipt joins_contacts_at idempotency_key",
    )

    class Meta:
        verbose_name = "inscription"
        ordering = ["pk"]
        indexes = [models.Index(fields=["cycle", "state", "id"], name="registration_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "cycle"], condition=Q(state__in=LIVING), name="one_living_registration_each"
            ),
            models.UniqueConstraint(fields=["user", "idempotency_key"], name="one_registration_a_submission"),
            models.CheckConstraint(
                condition=Q(offered_at=None, offered_until=None)
                | Q(offered_at__isnull=False, offered_until__gt=F("offered_at")),
                name="an_offer_has_both_its_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.OFFERED, State.EXPIRED]) | Q(offered_until__isnull=False),
                name="an_offered_registration_says_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="a_confirmed_registration_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False, ended_by__isnull=False)
                | Q(state__in=LIVING, ended_at=None, ended_by=None),
                name="an_ended_registration_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(fee_state="") | Q(confirmed_at__isnull=False), name="only_a_seat_is_paid"
            ),
            models.CheckConstraint(
                condition=~Q(fee_state__in=[FeeState.RECEIVED, FeeState.REFUNDED])
                | Q(fee_settled_on__isnull=False, fee_amount__isnull=False),
                name="a_settled_fee_says_when_and_how_much",
            ),
            models.CheckConstraint(
                condition=~Q(fee_state__in=[FeeState.WAIVED, FeeState.REFUNDED]) | ~Q(fee_reason=""),
                name="a_waived_fee_says_why",
            ),
            models.CheckConstraint(
                condition=Q(exception="") | Q(registered_by__isnull=False), name="an_exception_is_somebodys"
            ),
        ]

    def __str__(self):
        return f"inscription {self.pk}"

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

    @property
    def holds_a_seat(self) -> bool:
        return self.state in HOLDING

    @property
    def place(self) -> str:
        """« 3e sur 12 en liste d’attente », or nothing when it does not wait."""
        if self.pk not in self.cycle.queue:
            return ""
        rank = self.cycle.queue.index(self.pk) + 1
        words = {"rank": rank, "total": self.cycle.waiting}
        said = _("%(rank)se sur %(total)s en liste d’attente")
        return (_("1re sur %(total)s en liste d’attente") if rank == 1 else said) % words


from practice_groups.attendance.models import (  # noqa: E402, F401
    Attendance,
    Attestation,
    Evaluation,
    EvaluationAnswer,
    Minutes,
)
from practice_groups.cycles.models import Facilitation  # noqa: E402, F401
from practice_groups.experiments.models import Experiment  # noqa: E402, F401
from practice_groups.fees.models import Receipt  # noqa: E402, F401
from practice_groups.intervision.models import (  # noqa: E402, F401
    HostingSwap,
    HostingTurn,
    SituationSwap,
    SituationTurn,
)
from practice_groups.placements.models import (  # noqa: E402, F401
    Pair,
    Placement,
    PlacementAnswers,
    PlacementDay,
    PlacementDocument,
    PlacementSession,
    Signature,
    WantedStructure,
    Wish,
)
from practice_groups.placements.models_matching import Matching  # noqa: E402, F401
from practice_groups.registrations.models import RegistrationRequest  # noqa: E402, F401
from practice_groups.supervision.models import LoggedHours, SeasonReminder  # noqa: E402, F401
from practice_groups.trainings.models import ContactEntry, TrainingFacts  # noqa: E402, F401
from practice_groups.working.models import (  # noqa: E402, F401
    AgendaPoint,
    GroupMember,
    GroupPoll,
    MemberPresence,
    MinutesLink,
)
