"""What a coordinator keeps of the board for herself."""

from django.db import models

from centre.models import User
from centre.privacy import Privacy


class SavedView(models.Model):
    """Filters of the board under a name. `query`: the part of the address after « ? », nothing personal in it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField("nom", max_length=40)
    query = models.CharField("filtres", max_length=500, blank=True)

    privacy = Privacy(kept="id user name query")

    class Meta:
        verbose_name = "vue enregistrée"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_view_a_name")]

    def __str__(self):
        return self.name
