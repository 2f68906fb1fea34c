"""*Renforts*: the Croix-Rouge and others, called for somatic or psychiatric health."""

import uuid

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.models import Structure, Therapist
from referrals.care.models import Care
from referrals.choices import BackupAnswer, BackupKind, BackupState, Urgency
from referrals.people.models import Person


@journalled(exclude="request answer closing")
class Backup(models.Model):
    """Asked for by the therapist of a care (or the coordination), answered by whoever backs up, closed by who asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    care = models.ForeignKey(Care, models.PROTECT, related_name="backups")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+")
    kind = models.CharField("sorte", max_length=15, choices=BackupKind.choices)
    urgency = models.CharField(
        "délai souhaité", max_length=15, choices=Urgency.choices, default=Urgency.ORDINARY
    )
    request = EncryptedTextField("demande", max_length=300)
    state = models.CharField("état", max_length=15, choices=BackupState.choices, default=BackupState.ASKED)
    asked_at = models.DateTimeField("demandé le")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_at = models.DateTimeField("échéance")
    structure = models.ForeignKey(
        Structure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auprès de"
    )
    answer_kind = models.CharField("réponse", max_length=15, choices=BackupAnswer.choices, blank=True)
    answer = EncryptedTextField("précision", max_length=300, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    closing = EncryptedTextField("suite", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="request answer closing",
        kept="id care person therapist kind urgency state asked_at asked_by due_at structure answer_kind answered_at "
        "answered_by closed_at version",
    )

    class Meta:
        verbose_name = "renfort"
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_kind="", answered_at=None, answered_by=None)
                | ~Q(answer_kind="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_backup_says_all",
            ),
            models.CheckConstraint(
                condition=~Q(state=BackupState.ANSWERED) | ~Q(answer_kind=""),
                name="a_backup_is_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[BackupState.CLOSED, BackupState.CANCELLED], closed_at__isnull=False)
                | ~Q(state__in=[BackupState.CLOSED, BackupState.CANCELLED]) & Q(closed_at=None),
                name="a_closed_backup_says_when",
            ),
        ]

    def __str__(self):
        return f"renfort {self.get_kind_display()}"
