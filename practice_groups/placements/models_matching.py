"""The computation of a session's pairs, kept while it runs."""

import uuid

from django.db import models
from django.db.models import Q

from centre.models import User
from centre.privacy import Privacy
from practice_groups.choices import MatchingState
from practice_groups.placements.models import PlacementSession


class Matching(models.Model):
    """The computation of a session's pairs, by the worker. `attempts` rises with each claim.

    `unplaced`: the wish's id (as text) → why nobody can receive her.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(PlacementSession, models.CASCADE, related_name="matchings")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("demandé le")
    state = models.CharField(
        "état", max_length=10, choices=MatchingState.choices, default=MatchingState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField("avancement (%)", default=0)
    seen_at = models.DateTimeField("dernier signe du calcul", null=True, blank=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)
    failure = models.CharField("cause d’échec", max_length=200, blank=True)
    unplaced = models.JSONField("sans place", default=dict, blank=True)

    privacy = Privacy(
        kept="id session requested_by requested_at state attempts progress seen_at finished_at failure unplaced"
    )

    class Meta:
        verbose_name = "appariement"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(state__in=[MatchingState.WAITING, MatchingState.RUNNING]),
                name="one_running_matching_a_session",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="matching_progress_is_a_share"),
        ]

    def __str__(self):
        return f"appariement {self.session}"

    @property
    def under_way(self) -> bool:
        return self.state in (MatchingState.WAITING, MatchingState.RUNNING)
