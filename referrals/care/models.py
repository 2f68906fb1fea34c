"""Cares: who follows whom, since when, and how it ended."""

import uuid

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.reference import language_name
from centre.vault import EncryptedTextField
from networks.models import Interpreter, Therapist
from referrals.choices import CareOutcome, DeclineKind, EndReason
from referrals.models import Referral
from referrals.people.models import Person
from referrals.states import CARE_TONES, CareState


@journalled(exclude="decline_reason relay_reason")
class Care(models.Model):
    """*Prise en charge*: a person, a therapist, perhaps an interpreter.

    `relays`: a handover; the care before ends when this one is accepted, and the person is counted once.
    `relay_asked_at`: its therapist would hand it over, and says why. `reminders`: of a proposal without an answer, 1
    once the therapist is reminded, 2 once the coordination is told.
    """

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
    decline_kind = models.CharField("raison", max_length=20, choices=DeclineKind.choices, blank=True)
    suspended_on = models.DateField("suspendue le", null=True, blank=True)
    suspended_until = models.DateField("reprise prévue le", null=True, blank=True)
    ended_on = models.DateField("terminée le", null=True, blank=True)
    end_reason = models.CharField("fin", max_length=20, choices=EndReason.choices, blank=True)
    outcome = models.CharField("état à la fin", max_length=20, choices=CareOutcome.choices, blank=True)
    relays = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relayed_by",
        verbose_name="prend le relais de",
    )
    relay_asked_at = models.DateTimeField("relais demandé le", null=True, blank=True)
    relay_reason = EncryptedTextField("pourquoi un relais", max_length=300, blank=True)
    reminders = models.PositiveSmallIntegerField("relances", default=0, editable=False)
    version = models.PositiveIntegerField(default=1)
    imported = models.BooleanField(default=False, editable=False)

    privacy = Privacy(
        identifying="decline_reason relay_reason",
        kept="id person referral therapist interpreter language state proposed_at proposed_by answered_at "
        "decline_kind suspended_on suspended_until ended_on end_reason outcome relays relay_asked_at "
        "reminders version imported",
    )

    class Meta:
        verbose_name = "prise en charge"
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(state__in=[CareState.ACTIVE, CareState.SUSPENDED], imported=False),
                name="one_living_care_a_referral",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(state=CareState.PROPOSED, imported=False),
                name="one_proposal_a_referral",
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | ~Q(state=CareState.SUSPENDED) | Q(suspended_on__isnull=False),
                name="a_suspended_care_says_since_when",
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
