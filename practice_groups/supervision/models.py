"""Hours of supervision, analysis of practice and training that the portal's own meetings do not know."""

import uuid

from django.db import models
from django.db.models import Q

from centre.journal import journalled
from centre.models import User
from centre.privacy import Privacy
from practice_groups.choices import HoursKind


@journalled(exclude="provider")
class LoggedHours(models.Model):
    """Hours done elsewhere, or one to one, declared by who did them or noted by the coordination."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="personne")
    kind = models.CharField("nature", max_length=30, choices=HoursKind.choices)
    day = models.DateField("jour")
    hours = models.DecimalField("heures", max_digits=4, decimal_places=2)
    provider = models.CharField("avec qui, où", max_length=120, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("notées le")

    privacy = Privacy(identifying="provider", kept="id user kind day hours noted_by noted_at")

    class Meta:
        verbose_name = "heures notées"
        ordering = ["-day"]
        indexes = [models.Index(fields=["user", "day"])]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="hours_fit_in_a_day")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.day}"


class SeasonReminder(models.Model):
    """Reminded once a season that she has had neither supervision nor analysis of practice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    season = models.DateField("saison commencée le")
    sent_at = models.DateTimeField("envoyée le")

    privacy = Privacy(kept="id user season sent_at")

    class Meta:
        verbose_name = "relance de saison"
        constraints = [models.UniqueConstraint(fields=["user", "season"], name="one_reminder_a_season")]

    def __str__(self):
        return f"relance {self.user_id}"
