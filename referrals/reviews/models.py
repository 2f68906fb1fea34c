"""*Concertations*: the meetings, their agenda, and what was decided of each situation."""

import uuid

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.choices import Modality
from referrals.choices import Criterion, ReviewMeetingState
from referrals.dispositifs.models import Dispositif
from referrals.models import Referral
from referrals.states import DECISIONS


@journalled(exclude="note minutes place")
class ReviewMeeting(models.Model):
    """A meeting of a team. `minutes`: the PDF in base 64, without a name, rendered by the worker once it is held.

    They are up to date when `minutes_at` is not before `minutes_wanted_at`; the team reads them once they are sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField("le")
    place = models.CharField("lieu", max_length=120, blank=True)
    modality = models.CharField("modalité", max_length=20, choices=Modality.choices, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=ReviewMeetingState.choices, default=ReviewMeetingState.PLANNED
    )
    participants = models.ManyToManyField(User, related_name="+", blank=True, verbose_name="participants")
    note = EncryptedTextField("points communs", max_length=1000, blank=True)
    cancel_reason = models.CharField("motif d’annulation", max_length=200, blank=True)
    minutes = EncryptedTextField("compte rendu", blank=True)
    minutes_wanted_at = models.DateTimeField("compte rendu demandé le", null=True, blank=True)
    minutes_at = models.DateTimeField("compte rendu rédigé le", null=True, blank=True)
    minutes_sent_at = models.DateTimeField("compte rendu envoyé à l’équipe le", null=True, blank=True)
    called_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="note minutes place",
        kept="id dispositif starts_at modality state participants cancel_reason minutes_wanted_at minutes_at "
        "minutes_sent_at called_by version",
    )

    class Meta:
        verbose_name = "réunion de concertation"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ReviewMeetingState.CANCELLED) | ~Q(cancel_reason=""),
                name="a_cancelled_review_says_why",
            )
        ]

    def __str__(self):
        return f"concertation {self.starts_at:%d/%m/%Y}"


@journalled()
class AgendaItem(models.Model):
    """A situation on the agenda of a meeting, once; it leaves with its decision, or waits for the next one."""

    meeting = models.ForeignKey(ReviewMeeting, models.CASCADE, related_name="items")
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField("ordre")
    done = models.BooleanField("traitée", default=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    privacy = Privacy(kept="id meeting referral position done added_by")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "referral"], name="once_on_an_agenda"),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(done=False), name="on_one_agenda_at_a_time"
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.referral}"


@journalled(exclude="reason dissent")
class CaseReview(models.Model):
    """*Concertation*: the three criteria, the decision, who took part, who disagreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="reviews")
    held_on = models.DateField("tenue le")
    relevance = models.CharField("pertinence", max_length=12, choices=Criterion.choices)
    spoken_language = models.CharField("langue parlée", max_length=12, choices=Criterion.choices)
    availability = models.CharField("disponibilité", max_length=12, choices=Criterion.choices)
    decision = models.CharField("décision", max_length=30, choices=[(s.value, s.label) for s in DECISIONS])
    reason = EncryptedTextField("motif", max_length=300, blank=True)
    dissent = EncryptedTextField("avis divergent", max_length=300, blank=True)
    meeting = models.ForeignKey(
        ReviewMeeting, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name="réunion"
    )
    participants = models.ManyToManyField(User, related_name="+", verbose_name="participants")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    privacy = Privacy(
        identifying="reason dissent",
        kept="id meeting referral held_on relevance spoken_language availability decision participants "
        "recorded_by recorded_at",
    )

    class Meta:
        verbose_name = "concertation"
        ordering = ["-held_on"]

    def __str__(self):
        return f"concertation {self.held_on}"
