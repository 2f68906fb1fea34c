"""Interpreter missions: an hour, a place, a language, a first name or a code. Never a file."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import language_name
from networks.choices import MissionState, Modality
from networks.models import Interpreter

BLOCKING = [
    MissionState.OFFERED,
    MissionState.ACCEPTED,
    MissionState.CONFIRMED,
    MissionState.HELD,
    MissionState.VALIDATED,
    MissionState.STATED,
    MissionState.PAID,
]
DONE = [MissionState.HELD, MissionState.VALIDATED, MissionState.STATED, MissionState.PAID]


class Period(Func):
    """SQL: the half-open range of two instants."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


@journalled(exclude="client_label place")
class Mission(models.Model):
    """`imported` rows tell the past as a centre's sheets told it: they may overlap, and their hour may be unknown."""

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

    privacy = Privacy(
        identifying="client_label place",
        kept="id interpreter language day starts_at ends_at duration modality departement state requested_by imported",
    )

    class Meta:
        verbose_name = "mission d’interprétariat"
        ordering = ["-day", "-starts_at"]
        indexes = [models.Index(fields=["interpreter", "day"])]
        constraints = [
            ExclusionConstraint(
                name="interpreter_in_one_place",
                expressions=[
                    (F("interpreter"), RangeOperators.EQUAL),
                    (Period(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=BLOCKING, imported=False, starts_at__isnull=False),
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
    def state_tone(self) -> str:
        if self.state in DONE:
            return "good"
        return "waiting" if self.state in BLOCKING else "neutral"
