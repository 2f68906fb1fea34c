"""Somebody without account who asks for a seat: nothing of hers counts before her address is proved."""

import uuid

from django.db import models
from django.db.models import F, Q

from centre.privacy import Privacy
from centre.vault import EncryptedTextField
from networks.choices import Sector
from practice_groups.models import Cycle, Registration, labels_field


class RegistrationRequest(models.Model):
    """The form as she sent it. The link mailed to her shows it; its button registers her, in that order of arrival.

    Kept a week at most, used or not; the portal alone reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    display_name = EncryptedTextField("prénom et nom", max_length=120)
    email = EncryptedTextField("adresse e-mail", max_length=254)
    email_index = models.BinaryField("empreinte de l’adresse", editable=False)
    language = models.CharField("langue", max_length=2)
    profession = models.CharField("profession", max_length=80)
    structure = models.CharField("structure", max_length=120, blank=True)
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices)
    expectations = models.CharField("attentes", max_length=300, blank=True)
    host_address = EncryptedTextField("où elle accueille", max_length=200, blank=True)
    host_commune = models.CharField("commune où elle accueille", max_length=5, blank=True)
    avoids_months = labels_field("mois où elle ne peut accueillir", length=7)
    joins_contacts = models.BooleanField("entre dans le fichier de contact", default=False)
    charter_accepted_at = models.DateTimeField("charte acceptée le")
    token_hash = models.BinaryField(unique=True, editable=False)
    asked_at = models.DateTimeField("demandée le")
    expires_at = models.DateTimeField("à confirmer avant")
    registration = models.ForeignKey(Registration, models.CASCADE, null=True, blank=True, related_name="+")
    idempotency_key = models.UUIDField(null=True, unique=True, editable=False)

    privacy = Privacy(
        identifying="display_name email email_index profession structure expectations host_address token_hash",
        kept="id cycle language sector host_commune avoids_months joins_contacts charter_accepted_at asked_at "
        "expires_at registration idempotency_key",
    )

    class Meta:
        verbose_name = "demande d’inscription"
        indexes = [
            models.Index(fields=["cycle", "asked_at"], name="requests_of_a_cycle"),
            models.Index(fields=["email_index", "asked_at"], name="requests_of_an_address"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="a_request_leaves_time")
        ]

    def __str__(self):
        return f"demande {self.pk}"
