"""The weights of pairing, the exclusions, and the plan for the whole queue."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.models import Interpreter, Therapist
from referrals.choices import PlanLineState, PlanState
from referrals.models import Referral
from referrals.people.models import Person

_WEIGHT = models.PositiveSmallIntegerField


@journalled()
class PairingSettings(models.Model):
    """The soft rules and the weight of each, in « points » that the coordination sees: one row.

    A cost is the sum of what follows; the lower, the better. `waiting`: points deducted for each week of waiting, so
    that those who wait longest go first when places are scarce.
    """

    per_10_km = _WEIGHT("pour 10 km", default=4)
    interpreter = _WEIGHT("pour un interprète", default=10)
    interpreter_remote = _WEIGHT("interprète à distance, en plus", default=5)
    second_language = _WEIGHT("langue qui n’est pas sa première", default=3)
    other_public = _WEIGHT("public que le thérapeute ne suit pas d’ordinaire", default=6)
    no_common_hour = _WEIGHT("aucune heure commune avec l’interprète", default=8)
    few_places = _WEIGHT("dernière place d’un thérapeute", default=2)
    waiting = _WEIGHT("par semaine d’attente", default=5)
    farthest_km = _WEIGHT("jamais au-delà de (km, 0 : sans limite)", default=0)

    privacy = Privacy(
        kept="id per_10_km interpreter interpreter_remote second_language other_public no_common_hour few_places "
        "waiting farthest_km"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_pairing_settings")]

    def __str__(self):
        return "réglages de l’attribution"

    @classmethod
    def current(cls) -> "PairingSettings":
        return cls.objects.get(pk=1)


@journalled(exclude="reason")
class Exclusion(models.Model):
    """This person and this professional are never brought together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="exclusions")
    therapist = models.ForeignKey(Therapist, models.CASCADE, null=True, blank=True, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.CASCADE, null=True, blank=True, related_name="+")
    reason = EncryptedTextField("motif", max_length=200, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField("ajoutée le")

    privacy = Privacy(identifying="reason", kept="id person therapist interpreter added_by added_at")

    class Meta:
        verbose_name = "exclusion"
        constraints = [
            models.CheckConstraint(
                condition=Q(therapist=None, interpreter__isnull=False)
                | Q(therapist__isnull=False, interpreter=None),
                name="an_exclusion_names_one_professional",
            ),
            models.UniqueConstraint(
                fields=["person", "therapist", "interpreter"], nulls_distinct=False, name="one_exclusion_each"
            ),
        ]

    def __str__(self):
        return f"exclusion {self.person_id}"


class Plan(models.Model):
    """An optimal assignment of everybody waiting, computed by the worker. Costs are in points (PairingSettings).

    `greedy_cost` and `greedy_placed`: the same people taken one by one, the longest waiting first. `attempts` rises
    each time a worker claims the plan, so that the late answer of a dead one is ignored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("demandé le")
    state = models.CharField("état", max_length=12, choices=PlanState.choices, default=PlanState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField("avancement (%)", default=0)
    seen_at = models.DateTimeField("dernier signe du calcul", null=True, blank=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    people = models.PositiveIntegerField("personnes en attente", default=0)
    seats = models.PositiveIntegerField("places libres", default=0)
    placed = models.PositiveIntegerField("personnes placées", default=0)
    greedy_placed = models.PositiveIntegerField("placées une à une", default=0)
    cost = models.IntegerField("coût", default=0)
    greedy_cost = models.IntegerField("coût une à une", default=0)
    milliseconds = models.PositiveIntegerField("durée du calcul (ms)", default=0)
    weights = models.JSONField("réglages du jour", default=dict)
    failure = models.CharField("cause d’échec", max_length=200, blank=True)

    privacy = Privacy(
        kept="id requested_by requested_at state attempts progress seen_at finished_at people seats placed "
        "greedy_placed cost greedy_cost milliseconds weights failure"
    )

    class Meta:
        verbose_name = "plan d’attribution"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                F("requested_by"),
                condition=Q(state__in=[PlanState.WAITING, PlanState.RUNNING]),
                name="one_running_plan_each",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_a_share"),
        ]

    def __str__(self):
        return f"plan du {timezone.localtime(self.requested_at):%d/%m/%Y}"

    @property
    def seconds(self) -> float:
        return self.milliseconds / 1000


@journalled()
class PlanLine(models.Model):
    """One person of a plan and her therapist; `therapist` None: no place fits, `reasons` say why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="lines")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="+")
    therapist = models.ForeignKey(Therapist, models.CASCADE, null=True, blank=True, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.CASCADE, null=True, blank=True, related_name="+")
    cost = models.IntegerField("coût", default=0)
    reasons = models.JSONField("raisons", default=list)
    state = models.CharField(
        "état", max_length=10, choices=PlanLineState.choices, default=PlanLineState.OFFERED
    )
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("décidée le", null=True, blank=True)

    privacy = Privacy(
        kept="id plan referral therapist interpreter cost reasons state answered_by answered_at"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["plan", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["plan", "referral"], name="once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(state=PlanLineState.OFFERED, answered_at=None)
                | ~Q(state=PlanLineState.OFFERED) & Q(answered_at__isnull=False),
                name="a_decided_line_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.referral} → {self.therapist}"
