"""Interpreter missions: an hour, a place, a language, a first name or a code. Never a file."""

import uuid
from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import departements, language_name
from networks.choices import Gender, MissionState, Modality, OfferState
from networks.models import Interpreter

# States in which the interpreter who holds the mission is nowhere else. Migration 0004 says the same in SQL.
BLOCKING = [
    MissionState.ACCEPTED,
    MissionState.CONFIRMED,
    MissionState.HELD,
    MissionState.VALIDATED,
    MissionState.STATED,
    MissionState.PAID,
]
DONE = [MissionState.HELD, MissionState.VALIDATED, MissionState.STATED, MissionState.PAID]
OVER = [MissionState.DECLINED, MissionState.CANCELLED, MissionState.LATE_CANCELLED]

OFFER_TONES = {OfferState.OFFERED: "waiting", OfferState.ACCEPTED: "good"}


class Period(Func):
    """SQL: the half-open range of two instants."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


@journalled(exclude="client_label place cancel_reason")
class Mission(models.Model):
    """`imported` rows tell the past as a centre's sheets told it: they may overlap, and their hour may be unknown.

    `duration` is what was declared once held; what was planned is `ends_at - starts_at`. `series` ties the missions
    asked for together. A `derogation` is the named reason why an interpreter goes where, or speaks what, she usually
    does not: without it a trigger refuses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, null=True, related_name="missions")
    language = models.CharField("langue", max_length=3, blank=True)
    day = models.DateField("jour")
    starts_at = models.DateTimeField("début", null=True, blank=True)
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    duration = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    modality = models.CharField("modalité", max_length=20, choices=Modality.choices, blank=True)
    departement = models.CharField("département", max_length=3, blank=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    client_label = models.CharField("prénom ou code", max_length=40, blank=True)
    state = models.CharField("état", max_length=20, choices=MissionState.choices)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    imported = models.BooleanField(default=False, editable=False)
    travel_minutes = models.PositiveSmallIntegerField("trajet, de chaque côté (minutes)", default=0)
    series = models.UUIDField("série", null=True, blank=True, editable=False)
    gender = models.CharField("genre souhaité", max_length=1, choices=Gender.choices, blank=True)
    derogation = models.CharField("dérogation", max_length=200, blank=True)
    derogation_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancelled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.CharField("motif d’annulation", max_length=200, blank=True)
    validated_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="client_label place cancel_reason",
        kept="id interpreter language day starts_at ends_at duration modality departement state requested_by imported "
        "travel_minutes series gender derogation derogation_by cancelled_at cancelled_by validated_by version",
    )

    class Meta:
        verbose_name = "mission d’interprétariat"
        ordering = ["-day", "-starts_at"]
        indexes = [
            models.Index(fields=["interpreter", "day"]),
            models.Index(
                fields=["state", "starts_at"], condition=Q(imported=False), name="missions_by_state"
            ),
            models.Index(fields=["series"], condition=Q(series__isnull=False), name="missions_by_series"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(derogation="", derogation_by=None)
                | ~Q(derogation="") & Q(derogation_by__isnull=False),
                name="derogation_is_named",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | ~Q(state__in=[*BLOCKING, MissionState.LATE_CANCELLED])
                | Q(interpreter__isnull=False),
                name="a_mission_taken_has_an_interpreter",
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | ~Q(state__in=DONE) | Q(duration__isnull=False),
                name="a_mission_held_has_a_duration",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="mission_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"mission {self.language} {self.day}"

    @property
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""

    @property
    def departement_name(self) -> str:
        name = departements().get(self.departement)
        return f"{name} ({self.departement})" if name else self.departement

    @property
    def planned_minutes(self) -> int | None:
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1)) if self.starts_at else None

    @property
    def state_tone(self) -> str:
        if self.state in DONE:
            return "good"
        if self.state == MissionState.LATE_CANCELLED:
            return "warning"
        if self.state == MissionState.CONFIRMED:
            return "info"
        return "neutral" if self.state in OVER else "waiting"


@journalled(exclude="token_hash reason")
class MissionOffer(models.Model):
    """A mission offered to one interpreter. `token_hash`: the link mailed to her, which shows; a button decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mission = models.ForeignKey(Mission, models.CASCADE, related_name="offers")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, related_name="offers")
    state = models.CharField("état", max_length=10, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField("proposée le")
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    reason = models.CharField("motif", max_length=200, blank=True)
    token_hash = models.BinaryField(unique=True)

    privacy = Privacy(
        identifying="token_hash reason",
        kept="id mission interpreter state offered_at offered_by answered_at",
    )

    class Meta:
        verbose_name = "offre de mission"
        ordering = ["offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "interpreter"],
                condition=Q(state__in=[OfferState.OFFERED, OfferState.ACCEPTED]),
                name="one_living_offer_an_interpreter",
            ),
            models.UniqueConstraint(
                fields=["mission"], condition=Q(state=OfferState.ACCEPTED), name="one_acceptance_a_mission"
            ),
        ]

    def __str__(self):
        return f"offre {self.mission_id}"

    @property
    def state_tone(self) -> str:
        return OFFER_TONES.get(self.state, "neutral")


class Occupation(models.Model):
    """Where an interpreter is, travel included: one row for each mission that she holds or is offered.

    Written by triggers on missions and offers alone (migration 0004); nameless, so that whoever books sees who
    is free. The constraint is why nobody is ever in two places.
    """

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.CASCADE, related_name="+")
    period = DateTimeRangeField()

    privacy = Privacy(kept="id mission interpreter period")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mission", "interpreter"], name="one_occupation_a_mission"),
            ExclusionConstraint(
                name="interpreter_in_one_place",
                expressions=[
                    (F("interpreter"), RangeOperators.EQUAL),
                    (F("period"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.interpreter_id} {self.period}"


@journalled(exclude="token_hash")
class CalendarLink(models.Model):
    """A private address of somebody's calendar; revoking it closes it at once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    privacy = Privacy(identifying="token_hash", kept="id user created_at revoked_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_living_calendar_link"
            )
        ]

    def __str__(self):
        return f"agenda {self.user_id}"
