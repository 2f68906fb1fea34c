"""Who facilitates a cycle, and on behalf of which sector."""

from django.db import models

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from networks.choices import Sector
from practice_groups.models import Cycle


@journalled()
class Facilitation(models.Model):
    """Somebody leads a cycle. `sector` is empty where it does not matter.

    A published intervision has two, one of the social sector and one of mental health: a trigger holds it.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="facilitations")
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="personne")
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices, blank=True, default="")

    privacy = Privacy(kept="id cycle user sector")

    class Meta:
        verbose_name = "animation"
        db_table = "practice_groups_cycle_facilitators"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "user"], name="one_facilitation_each"),
            models.UniqueConstraint(
                fields=["cycle", "sector"],
                condition=models.Q(sector__in=[Sector.SOCIAL, Sector.MENTAL_HEALTH]),
                name="one_facilitator_a_sector",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} anime {self.cycle_id}"
