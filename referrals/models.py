"""Referrals: the request and its states. Everything around it has a room of its own, gathered at the end."""

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
from referrals.choices import Motive, Origin, Urgency
from referrals.dispositifs.models import Dispositif, TeamMember
from referrals.people.models import (
    Consent,
    ConsentOverride,
    Identity,
    Person,
    RightsRequest,
    TextReview,
    random_code,
)
from referrals.states import (
    DECISIONS,
    OPEN,
    TONES,
    TURN,
    Reminder,
    State,
)


def referral_reference() -> str:
    return random_code("O")


class ReferralDraft(models.Model):
    """A form being filled, exactly as typed, encrypted; gone once it is sent.

    Somebody without an account finds it again by the link she was mailed: its author is the portal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+")
    typed = EncryptedTextField("saisie")
    saved_at = models.DateTimeField("enregistré le", auto_now=True)
    token_hash = models.BinaryField(unique=True, null=True, blank=True)
    expires_at = models.DateTimeField("gardé jusqu’au", null=True, blank=True)

    privacy = Privacy(identifying="typed token_hash", kept="id author saved_at expires_at")

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


@journalled(exclude="vignette decision_reason tracking_hash")
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
    origin = models.CharField("origine", max_length=15, choices=Origin.choices, default=Origin.REFERRER)
    tracking_hash = models.BinaryField(unique=True, null=True, blank=True, editable=False)
    tracking_until = models.DateTimeField("suivi par lien jusqu’au", null=True, blank=True)
    motives = ArrayField(models.CharField(max_length=80), verbose_name="motifs", default=list, blank=True)
    vignette = EncryptedTextField("situation en quelques mots", max_length=600, blank=True)
    urgency = models.CharField("urgence", max_length=60, blank=True)
    received_on = models.DateField("reçue le")
    state = models.CharField("état", max_length=30, choices=State.choices, default=State.SENT)
    state_since = models.DateTimeField("dans cet état depuis", default=timezone.now)
    due_at = models.DateTimeField("échéance", null=True, blank=True)
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="suivie par",
        db_index=False,  # `referral_owners` is the one that is asked
    )
    decision = models.CharField(
        "décision", max_length=30, choices=[(s.value, s.label) for s in DECISIONS], blank=True
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)
    decision_reason = EncryptedTextField("motif de la décision", max_length=300, blank=True)
    reminded = models.PositiveSmallIntegerField(
        "rappels de cette étape", choices=Reminder.choices, default=Reminder.NONE
    )
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)
    imported = models.BooleanField(default=False, editable=False)

    objects = ReferralQuerySet.as_manager()
    privacy = Privacy(
        identifying="vignette decision_reason tracking_hash",
        kept="id origin tracking_until reference person dispositif referrer structure referrer_kind referrer_label "
        "motives urgency received_on state state_since due_at owner decision decided_on reminded version "
        "idempotency_key imported",
    )

    class Meta:
        verbose_name = "orientation"
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN), name="referral_board"),
            # With all that the walls and the filters of the board read: a column is counted without opening a row.
            models.Index(
                fields=["state", "due_at", "id"],
                include=["person", "owner", "dispositif", "referrer", "urgency", "origin"],
                condition=Q(state__in=OPEN),
                name="referral_columns",
            ),
            models.Index(
                fields=["owner", "state", "due_at", "id"],
                include=["dispositif", "referrer"],
                condition=Q(state__in=OPEN),
                name="referral_owners",
            ),
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


from referrals.backups.models import Backup  # noqa: E402
from referrals.board.models import SavedView  # noqa: E402
from referrals.care.models import Care  # noqa: E402
from referrals.hotline.models import (  # noqa: E402
    Call,
    CallAnswer,
    CallBack,
    Caller,
    Grid,
    GridQuestion,
    Hotline,
    HotlineOpening,
    Shift,
)
from referrals.outreach.models import Talk, TalkingGroup, Visit  # noqa: E402
from referrals.pairing.models import Exclusion, PairingSettings, Plan, PlanLine  # noqa: E402
from referrals.reorientations.models import Reorientation  # noqa: E402
from referrals.reviews.models import AgendaItem, CaseReview, ReviewMeeting  # noqa: E402
from referrals.sessions.models import TherapySession  # noqa: E402

__all__ = [
    "AgendaItem",
    "Backup",
    "Call",
    "CallAnswer",
    "CallBack",
    "Caller",
    "Care",
    "CaseReview",
    "Consent",
    "ConsentOverride",
    "Dispositif",
    "Exclusion",
    "Grid",
    "GridQuestion",
    "Hotline",
    "HotlineOpening",
    "Identity",
    "PairingSettings",
    "Person",
    "Plan",
    "PlanLine",
    "Referral",
    "ReferralDraft",
    "ReferralStep",
    "Reorientation",
    "ReviewMeeting",
    "RightsRequest",
    "SavedView",
    "Shift",
    "Talk",
    "TalkingGroup",
    "TeamMember",
    "TextReview",
    "TherapySession",
    "Visit",
]
