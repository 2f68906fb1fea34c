"""How often a task was begun without ending well."""

from django.db import models

from centre.privacy import Privacy


class TaskLife(models.Model):
    """A task that was begun and has not ended well since; the row goes when it does. `subject`: id of what it makes,
    empty for the clock's own tasks. `stopped_at`: nobody begins it any more."""

    task = models.CharField(max_length=120)
    subject = models.CharField(max_length=64, blank=True)
    spent = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    privacy = Privacy(kept="id task subject spent last_at stopped_at")

    class Meta:
        app_label = "centre"
        constraints = [models.UniqueConstraint(fields=["task", "subject"], name="one_life_a_task")]

    def __str__(self):
        return f"{self.task} {self.subject}"
