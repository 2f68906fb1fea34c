"""The annuaire: the errors that its readers report."""

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.models import Structure


@journalled(exclude="text said_by")
class StructureCorrection(models.Model):
    """An error reported in a structure's sheet; the coordination corrects it and closes this.

    `by` is the account it came from; a structure that answers a mailed link may have none: `said_by` names it.
    """

    structure = models.ForeignKey(Structure, models.CASCADE, related_name="corrections")
    text = models.CharField("ce qui a changé", max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    said_by = models.CharField("dit par", max_length=254, blank=True)
    said_at = models.DateTimeField("dit le")
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    privacy = Privacy(
        identifying="text said_by",
        kept="id structure by said_at handled_at handled_by",
    )

    class Meta:
        verbose_name = "correction de fiche"
        ordering = ["said_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_at=None, handled_by=None)
                | Q(handled_at__isnull=False, handled_by__isnull=False),
                name="correction_handled_by_someone",
            )
        ]

    def __str__(self):
        return f"correction {self.structure_id}"
