"""Sheets to sign, attestations that anyone can check, anonymous evaluations, minutes."""

import uuid
from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from practice_groups.attendance.hours import in_words
from practice_groups.choices import Presence
from practice_groups.models import Cycle, Meeting, Registration


@journalled()
class Attendance(models.Model):
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="attendance")
    state = models.CharField("présence", max_length=10, choices=Presence.choices)

    privacy = Privacy(kept="id meeting registration state")

    class Meta:
        verbose_name = "présence"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "registration"], name="one_presence_a_meeting")
        ]

    def __str__(self):
        return f"{self.registration_id} {self.state}"


class AttendanceSheet(models.Model):
    """The sheet of one cycle to print and sign, as one person asked for it: made by the worker, deleted after a
    day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField("demandée le")
    pdf = EncryptedTextField(blank=True, editable=False)

    privacy = Privacy(identifying="pdf", kept="id cycle asked_by asked_at")

    class Meta:
        verbose_name = "feuille d’émargement"

    def __str__(self):
        return f"feuille {self.cycle_id}"


@journalled(exclude="holder pdf revoked_because")
class Attestation(models.Model):
    """What was attended, frozen on the day it was issued. `code`: anybody may type it on a page to check the paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code de vérification", max_length=14, unique=True)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="attestations")
    holder = models.CharField("au nom de", max_length=120)
    title = models.CharField("pour", max_length=200)
    hours = models.DecimalField("heures", max_digits=5, decimal_places=2)
    meetings = models.PositiveSmallIntegerField("rencontres")
    first_day = models.DateField("du")
    last_day = models.DateField("au")
    issued_at = models.DateTimeField("délivrée le")
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revoked_on = models.DateField("annulée le", null=True, blank=True)
    revoked_because = models.CharField("motif de l’annulation", max_length=200, blank=True)
    pdf = models.BinaryField(default=bytes, editable=False)

    privacy = Privacy(
        identifying="holder pdf revoked_because",
        kept="id code registration title hours meetings first_day last_day issued_at issued_by revoked_on",
    )

    class Meta:
        verbose_name = "attestation"
        ordering = ["-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(revoked_on=None), name="one_living_attestation"
            ),
            models.CheckConstraint(condition=Q(hours__gte=1), name="an_attestation_attests_an_hour"),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_because="")
                | Q(revoked_on__isnull=False) & ~Q(revoked_because=""),
                name="a_revoked_attestation_says_why",
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def hours_in_words(self) -> str:
        return in_words(self.hours)


@journalled(exclude="answered")
class Evaluation(models.Model):
    """The form sent at the end of a cycle. Who answered is recorded apart from the answers: no row joins them.

    `answered`: keyed fingerprints of those who did, in no order of time. The answers are read by the portal alone,
    once the evaluation is closed with five or more.
    """

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="evaluation")
    opened_at = models.DateTimeField("ouverte le")
    closes_at = models.DateTimeField("close le")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered = ArrayField(models.BinaryField(), default=list, blank=True, editable=False)

    privacy = Privacy(identifying="answered", kept="id cycle opened_at closes_at opened_by")

    class Meta:
        verbose_name = "évaluation"

    def __str__(self):
        return f"évaluation {self.cycle_id}"

    @property
    def last_day(self) -> date:
        """It closes when this day ends."""
        return timezone.localdate(self.closes_at - timedelta(seconds=1))


class EvaluationAnswer(models.Model):
    """Anonymous: no user, no time, a random id, and all the answers of a cycle rewritten together at each answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="answers")
    useful = models.PositiveSmallIntegerField("utile dans ma pratique")
    climate = models.PositiveSmallIntegerField("confiance dans le groupe")
    organisation = models.PositiveSmallIntegerField("organisation")
    again = models.CharField("reviendrait", max_length=10)
    remark = EncryptedTextField("remarque", max_length=300, blank=True)

    privacy = Privacy(identifying="remark", kept="id evaluation useful climate organisation again")

    class Meta:
        verbose_name = "réponse à une évaluation"
        constraints = [
            models.CheckConstraint(
                condition=Q(useful__range=(1, 5), climate__range=(1, 5), organisation__range=(1, 5)),
                name="marks_go_from_one_to_five",
            )
        ]

    def __str__(self):
        return "réponse"


@journalled(exclude="text")
class Minutes(models.Model):
    """*Compte rendu* of a meeting, for its participants: what was decided, never a situation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="minutes")
    text = EncryptedTextField("compte rendu", max_length=4000)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField("rédigé le")
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(identifying="text", kept="id meeting written_by written_at sent_at version")

    class Meta:
        verbose_name = "compte rendu"

    def __str__(self):
        return f"compte rendu {self.meeting_id}"

    @property
    def changed_since(self) -> bool:
        """Whether it was changed after being sent."""
        return self.sent_at is not None and self.written_at > self.sent_at
