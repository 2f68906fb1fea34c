"""Sessions: what is planned, what was held, with which interpreter."""

import uuid
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.choices import Modality
from networks.missions.models import Period
from networks.models import Mission, Therapist
from referrals.care.models import Care
from referrals.choices import CancelledBy
from referrals.people.models import Person
from referrals.states import SESSION_TONES, SessionState

FIRST_DAY = date(2000, 1, 1)  # an earlier day is a slip of the finger
_IN_A_PLACE = Q(state__in=[SessionState.PLANNED, SessionState.HELD], imported=False)


@journalled(exclude="remark place correction")
class TherapySession(models.Model):
    """*Séance*. No clinical note, no narrative: what is kept is what is counted, and a practical remark.

    `series` ties those planned together. A trigger refuses any change in a year whose bilan is published
    (`centre.models.ClosedYear`); before, the history keeps what was corrected.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    care = models.ForeignKey(Care, models.PROTECT, related_name="sessions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+")
    day = models.DateField("date")
    starts_at = models.DateTimeField("début", null=True, blank=True)
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    duration = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    state = models.CharField("statut", max_length=20, choices=SessionState.choices)
    cancelled_by = models.CharField("annulée par", max_length=20, choices=CancelledBy.choices, blank=True)
    modality = models.CharField("modalité", max_length=20, choices=Modality.choices, blank=True)
    language = models.CharField("langue", max_length=3, blank=True)
    place = models.CharField("lieu", max_length=120, blank=True)
    series = models.UUIDField("série", null=True, blank=True, editable=False)
    mission = models.OneToOneField(Mission, models.PROTECT, null=True, blank=True, related_name="+")
    remark = EncryptedTextField("remarque pratique", max_length=200, blank=True)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField("notée le")
    corrected_at = models.DateTimeField("corrigée le", null=True, blank=True)
    corrected_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    correction = models.CharField("motif de la correction", max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    imported = models.BooleanField(default=False, editable=False)

    privacy = Privacy(
        identifying="remark place correction",
        kept="id care person therapist day starts_at ends_at duration state cancelled_by modality language mission "
        "series corrected_at corrected_by version logged_by logged_at idempotency_key imported",
    )

    class Meta:
        verbose_name = "séance"
        ordering = ["-day", "-starts_at"]
        indexes = [models.Index(fields=["day"]), models.Index(fields=["care", "-day"])]
        constraints = [
            ExclusionConstraint(
                name="therapist_in_one_place",
                expressions=[
                    (F("therapist"), RangeOperators.EQUAL),
                    (Period(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=_IN_A_PLACE,
            ),
            ExclusionConstraint(
                name="person_in_one_place",
                expressions=[
                    (F("person"), RangeOperators.EQUAL),
                    (Period(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=_IN_A_PLACE,
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(day__gte=FIRST_DAY), name="a_session_is_of_our_time"
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | ~Q(state=SessionState.HELD) | Q(starts_at__lte=F("logged_at")),
                name="a_held_session_is_past",
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at=None, corrected_by=None)
                | Q(corrected_at__isnull=False, corrected_by__isnull=False),
                name="a_correction_is_named",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by="") | Q(state=SessionState.CANCELLED),
                name="only_a_cancelled_session_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"séance {self.day}"

    @property
    def state_tone(self) -> str:
        return SESSION_TONES[self.state]
