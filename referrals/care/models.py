"""Cares and their sessions: who follows whom, and what was held."""

import uuid
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import language_name
from centre.vault import EncryptedTextField
from networks.choices import Modality
from networks.missions.models import Period
from networks.models import Interpreter, Mission, Therapist
from referrals.choices import CancelledBy
from referrals.models import Referral
from referrals.people.models import Person
from referrals.states import CARE_TONES, CareState, SessionState


@journalled(exclude="decline_reason")
class Care(models.Model):
    """*Prise en charge*: a person, a therapist, perhaps an interpreter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cares")
    referral = models.ForeignKey(Referral, models.PROTECT, null=True, related_name="cares")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+")
    interpreter = models.ForeignKey(Interpreter, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField("langue", max_length=3, blank=True)
    state = models.CharField("état", max_length=20, choices=CareState.choices, default=CareState.PROPOSED)
    proposed_at = models.DateTimeField("proposée le")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    decline_reason = EncryptedTextField("motif", max_length=300, blank=True)
    ended_on = models.DateField("terminée le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    imported = models.BooleanField(default=False, editable=False)

    privacy = Privacy(
        identifying="decline_reason",
        kept="id person referral therapist interpreter language state proposed_at proposed_by answered_at "
        "ended_on version imported",
    )

    class Meta:
        verbose_name = "prise en charge"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(
                    state__in=[CareState.PROPOSED, CareState.ACTIVE, CareState.SUSPENDED], imported=False
                ),
                name="one_living_care_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | Q(state=CareState.PROPOSED, answered_at=None)
                | (~Q(state=CareState.PROPOSED) & Q(answered_at__isnull=False)),
                name="an_answered_care_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=CareState.ENDED) | Q(ended_on__isnull=False),
                name="an_ended_care_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.person} – {self.therapist}"

    @property
    def state_tone(self) -> str:
        return CARE_TONES[self.state]

    @property
    def is_living(self) -> bool:
        return self.state in (CareState.PROPOSED, CareState.ACTIVE, CareState.SUSPENDED)

    @property
    def language_name(self) -> str:
        return language_name(self.language) if self.language else ""


FIRST_DAY = date(2000, 1, 1)  # an earlier day is a slip of the finger
_IN_A_PLACE = Q(state__in=[SessionState.PLANNED, SessionState.HELD], imported=False)


@journalled(exclude="remark")
class TherapySession(models.Model):
    """*Séance*. No clinical note, no narrative: what is kept is what is counted, and a practical remark."""

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
    mission = models.OneToOneField(Mission, models.PROTECT, null=True, blank=True, related_name="+")
    remark = EncryptedTextField("remarque pratique", max_length=200, blank=True)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField("notée le")
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    imported = models.BooleanField(default=False, editable=False)

    privacy = Privacy(
        identifying="remark",
        kept="id care person therapist day starts_at ends_at duration state cancelled_by modality language mission "
        "logged_by logged_at idempotency_key imported",
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
                condition=Q(cancelled_by="") | Q(state=SessionState.CANCELLED),
                name="only_a_cancelled_session_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"séance {self.day}"
