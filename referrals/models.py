"""Referrals: the request, its states, its *concertations*. People and cares have their own rooms."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.models import Structure
from referrals.choices import (
    Criterion,
    Motive,
    Urgency,
)
from referrals.people.models import Consent, Identity, Person, random_code
from referrals.states import (
    DECISIONS,
    OPEN,
    TONES,
    TURN,
    State,
)


def referral_reference() -> str:
    return random_code("O")


@journalled()
class Dispositif(models.Model):
    """C.A.P.E., équipe mobile, cellule d’écoute… and its rules."""

    label = models.CharField("nom", max_length=120, unique=True)
    open_to_intake = models.BooleanField("accepte de nouvelles orientations", default=True)
    requires_review = models.BooleanField("rien n’est accepté sans concertation", default=True)
    known_referrers_only = models.BooleanField("orienteurs validés seulement", default=True)

    privacy = Privacy(kept="id label open_to_intake requires_review known_referrers_only")

    class Meta:
        verbose_name = "dispositif"
        ordering = ["label"]

    def __str__(self):
        return self.label


class ReferralDraft(models.Model):
    """A form being filled, exactly as typed, encrypted; gone once it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    typed = EncryptedTextField("saisie")
    saved_at = models.DateTimeField("enregistré le", auto_now=True)

    privacy = Privacy(identifying="typed", kept="id author saved_at")

    class Meta:
        verbose_name = "brouillon"

    def __str__(self):
        return str(self.id)


class ReferralQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=OPEN)

    def by_lateness(self):
        """Late ones first, then those soon due."""
        return self.order_by("due_at", "pk")

    def of(self, referrer):
        return self.filter(referrer=referrer)


@journalled(exclude="vignette decision_reason")
class Referral(models.Model):
    """*Orientation*. `version` rises at each move: who acts on an older one is told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("référence", max_length=60, unique=True, default=referral_reference)
    person = models.ForeignKey(Person, models.PROTECT, related_name="referrals")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, related_name="+")
    referrer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="orienteur")
    structure = models.ForeignKey(Structure, models.PROTECT, null=True, related_name="+")
    referrer_kind = models.CharField("sorte d’orienteur", max_length=120, blank=True)
    referrer_label = models.CharField("orienteur (libellé)", max_length=200, blank=True)
    motives = ArrayField(models.CharField(max_length=80), verbose_name="motifs", default=list, blank=True)
    vignette = EncryptedTextField("situation en quelques mots", max_length=600, blank=True)
    urgency = models.CharField("urgence", max_length=60, blank=True)
    received_on = models.DateField("reçue le")
    state = models.CharField("état", max_length=30, choices=State.choices, default=State.SENT)
    state_since = models.DateTimeField("dans cet état depuis", default=timezone.now)
    due_at = models.DateTimeField("échéance", null=True, blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="suivie par"
    )
    decision = models.CharField(
        "décision", max_length=30, choices=[(s.value, s.label) for s in DECISIONS], blank=True
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)
    decision_reason = EncryptedTextField("motif de la décision", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    imported = models.BooleanField(default=False, editable=False)

    objects = ReferralQuerySet.as_manager()
    privacy = Privacy(
        identifying="vignette decision_reason",
        kept="id reference person dispositif referrer structure referrer_kind referrer_label motives urgency "
        "received_on state state_since due_at owner decision decided_on version "
        "idempotency_key imported",
    )

    class Meta:
        verbose_name = "orientation"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN), name="referral_board"),
            models.Index(fields=["state", "due_at", "id"], name="referral_state"),
            models.Index(fields=["referrer", "-received_on"], name="referral_mine"),
            models.Index(fields=["received_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None) | ~Q(decision=""), name="a_decision_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(state__in=[*OPEN, State.CLOSED]) | Q(decided_on__isnull=False),
                name="a_decided_referral_says_when",
            ),
            models.CheckConstraint(
                condition=Q(imported=True)
                | ~Q(decision__in=[State.REFUSED, State.REDIRECTED])
                | ~Q(decision_reason=""),
                name="a_negative_decision_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | Q(due_at__isnull=False), name="an_open_referral_has_a_clock"
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_asked(self) -> bool:
        """The coordination waits for the referrer's answer."""
        return self.state == State.INCOMPLETE

    @property
    def motive_names(self) -> str:
        known = dict(Motive.choices)
        return ", ".join(known.get(motive, motive) for motive in self.motives)

    @property
    def urgency_name(self) -> str:
        return dict(Urgency.choices).get(self.urgency, self.urgency)

    @property
    def timeline(self) -> list[dict]:
        """The steps as the timeline shows them, the newest first."""
        return [
            {
                "at": step.at,
                "title": step.get_state_display(),
                "text": step.note,
                "by": step.by,
                "tone": TONES[step.state],
            }
            for step in sorted(self.steps.all(), key=lambda step: step.at, reverse=True)
        ]

    @property
    def last_note(self) -> str:
        return next((entry["text"] for entry in self.timeline), "")

    @property
    def turn(self) -> str:
        return TURN.get(self.state, ("", ""))[0]

    @property
    def next_action(self) -> str:
        return TURN.get(self.state, ("", ""))[1]


class ReferralStep(models.Model):
    """One move of a referral: its timeline, which the referrer sees. `note` is addressed to her."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="steps")
    state = models.CharField("état", max_length=30, choices=State.choices)
    at = models.DateTimeField("le")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    note = EncryptedTextField("message", max_length=500, blank=True)

    privacy = Privacy(identifying="note", kept="id referral state at by")

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.state} {self.at}"


@journalled(exclude="dissent")
class CaseReview(models.Model):
    """*Concertation*: the three criteria, the decision, who took part, who disagreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="reviews")
    held_on = models.DateField("tenue le")
    relevance = models.CharField("pertinence", max_length=12, choices=Criterion.choices)
    spoken_language = models.CharField("langue parlée", max_length=12, choices=Criterion.choices)
    availability = models.CharField("disponibilité", max_length=12, choices=Criterion.choices)
    decision = models.CharField("décision", max_length=30, choices=[(s.value, s.label) for s in DECISIONS])
    dissent = EncryptedTextField("avis divergent", max_length=300, blank=True)
    participants = models.ManyToManyField(User, related_name="+", verbose_name="participants")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy = Privacy(
        identifying="dissent",
        kept="id referral held_on relevance spoken_language availability decision participants recorded_by recorded_at",
    )

    class Meta:
        verbose_name = "concertation"
        ordering = ["-held_on"]

    def __str__(self):
        return f"concertation {self.held_on}"


from referrals.care.models import Care, TherapySession  # noqa: E402
from referrals.hotline.models import Call, Shift  # noqa: E402

__all__ = [
    "Call",
    "Care",
    "CaseReview",
    "Consent",
    "Dispositif",
    "Identity",
    "Person",
    "Referral",
    "ReferralDraft",
    "ReferralStep",
    "Shift",
    "TherapySession",
]
