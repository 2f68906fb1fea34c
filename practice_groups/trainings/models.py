"""Trainings: what a cycle of that kind has besides."""

from django.db import models

from centre.journal import journalled
from centre.privacy import Privacy
from practice_groups.models import Cycle, Registration


@journalled()
class TrainingFacts(models.Model):
    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="training")
    trainers = models.CharField("intervenants", max_length=200, blank=True)
    objectives = models.CharField("objectifs", max_length=500, blank=True)
    hours = models.DecimalField("durée (heures)", max_digits=5, decimal_places=2, null=True, blank=True)
    invites_contacts = models.BooleanField("propose de rejoindre le fichier de contact", default=True)

    privacy = Privacy(kept="id cycle trainers objectives hours invites_contacts")

    class Meta:
        verbose_name = "formation"

    def __str__(self):
        return f"formation {self.cycle_id}"


@journalled()
class ContactEntry(models.Model):
    """A wish to join the contact file, carried out: each enters once, so that whoever is erased stays erased."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="contact_entry")
    entered_at = models.DateTimeField("entrée dans le fichier le")

    privacy = Privacy(kept="id registration entered_at")

    class Meta:
        verbose_name = "entrée au fichier de contact"

    def __str__(self):
        return f"entrée {self.registration_id}"
