"""*Réorientations*: towards whom, and what the partner answered. The loop is closed, or it is seen to be open."""

import uuid

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.models import Structure
from referrals.care.models import Care
from referrals.choices import ReorientationState
from referrals.models import Referral
from referrals.people.models import Person


@journalled(exclude="message answer answered_by token_hash")
class Reorientation(models.Model):
    """A partner is asked to receive the person. `token_hash`: the link mailed to her, which shows; a button answers.

    `shares_identity`: only under a consent that names this partner.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="reorientations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    care = models.ForeignKey(Care, models.PROTECT, null=True, blank=True, related_name="+")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name="partenaire")
    shares_identity = models.BooleanField("avec l’identité", default=False)
    message = EncryptedTextField("message au partenaire", max_length=500, blank=True)
    state = models.CharField(
        "état", max_length=15, choices=ReorientationState.choices, default=ReorientationState.SENT
    )
    asked_at = models.DateTimeField("transmise le")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    due_on = models.DateField("réponse attendue le")
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    answer = EncryptedTextField("réponse du partenaire", max_length=300, blank=True)
    answered_by = models.CharField("répondue par", max_length=120, blank=True)
    token_hash = models.BinaryField(unique=True, null=True, blank=True)
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    privacy = Privacy(
        identifying="message answer token_hash answered_by",
        kept="id referral person care structure shares_identity state asked_at asked_by due_on answered_at "
        "reminded_at version",
    )

    class Meta:
        verbose_name = "réorientation"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "structure"],
                condition=Q(state=ReorientationState.SENT),
                name="one_open_reorientation_a_partner",
            ),
            models.CheckConstraint(
                condition=Q(state=ReorientationState.SENT, answered_at=None)
                | ~Q(state=ReorientationState.SENT) & Q(answered_at__isnull=False),
                name="an_answered_reorientation_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.referral} → {self.structure}"
