"""*Intervision*: who hosts which meeting, who presents a situation at which, each once."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from centre.journal import journalled
from centre.privacy import Privacy
from practice_groups.choices import SwapState, Theme, TurnState
from practice_groups.models import Meeting, Registration

TONES: dict[str, str] = {
    TurnState.PROPOSED: "waiting",
    TurnState.CONFIRMED: "good",
    TurnState.DONE: "neutral",
    TurnState.RELEASED: "neutral",
}


class TurnQuerySet(models.QuerySet):
    def living(self):
        """Those that hold: neither given back nor taken away."""
        return self.exclude(state=TurnState.RELEASED)

    def of(self, user):
        return self.filter(registration__user=user)

    def to_come(self, at: datetime):
        return self.filter(meeting__starts_at__gt=at)


class Turn(models.Model):
    """A turn given back (`rendue`) stays as a trace; the meeting takes another.

    Given back by its holder, `answered_at` says when; taken from her, it is empty.
    """

    state = models.CharField("état", max_length=10, choices=TurnState.choices, default=TurnState.PROPOSED)
    proposed_at = models.DateTimeField("proposé le")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def state_tone(self) -> str:
        return TONES[self.state]

    @property
    def waits(self) -> bool:
        return self.state == TurnState.PROPOSED


@journalled()
class HostingTurn(Turn):
    """Everyone hosts once before anyone hosts twice: `round` counts the times of each, and is unique for her."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="hosting")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="hosting")
    round = models.PositiveSmallIntegerField("fois", default=1)

    privacy = Privacy(kept="id meeting registration round state proposed_at answered_at reminded_at")

    class Meta:
        verbose_name = "tour d’accueil"
        ordering = ["meeting__starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=~Q(state=TurnState.RELEASED), name="one_host_a_meeting"
            ),
            models.UniqueConstraint(
                fields=["registration", "round"],
                condition=~Q(state=TurnState.RELEASED),
                name="each_hosts_once_a_round",
            ),
        ]

    def __str__(self):
        return f"accueil {self.meeting_id}"


@journalled()
class SituationTurn(Turn):
    """Each presents one situation per cycle. No text of it is ever stored: a theme of the list, afterwards."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="situations")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="situations")
    theme = models.CharField("thème", max_length=20, choices=Theme.choices, blank=True)

    privacy = Privacy(kept="id meeting registration theme state proposed_at answered_at reminded_at")

    class Meta:
        verbose_name = "tour de situation"
        ordering = ["meeting__starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=~Q(state=TurnState.RELEASED),
                name="each_presents_once_a_cycle",
            ),
            models.CheckConstraint(
                condition=Q(state=TurnState.DONE) & ~Q(theme="") | ~Q(state=TurnState.DONE) & Q(theme=""),
                name="a_situation_presented_has_its_theme",
            ),
        ]

    def __str__(self):
        return f"situation {self.meeting_id}"


class Swap(models.Model):
    """Whoever holds the turn `mine` asks to change it for `wanted`, somebody else's, who alone agrees or declines.

    She chooses a date, and is told no name; neither is whoever is asked.
    """

    state = models.CharField("état", max_length=10, choices=SwapState.choices, default=SwapState.ASKED)
    asked_at = models.DateTimeField("demandé le")
    answered_at = models.DateTimeField("clos le", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"échange {self.mine_id} {self.wanted_id}"


def _rules(kind: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["mine"], condition=Q(state=SwapState.ASKED), name=f"one_swap_of_a_{kind}_at_a_time"
        ),
        models.CheckConstraint(condition=~Q(mine=F("wanted")), name=f"a_swap_of_a_{kind}_has_two_sides"),
        models.CheckConstraint(
            condition=Q(state=SwapState.ASKED, answered_at=None)
            | ~Q(state=SwapState.ASKED) & Q(answered_at__isnull=False),
            name=f"a_swap_of_a_{kind}_closed_says_when",
        ),
    ]


@journalled()
class HostingSwap(Swap):
    mine = models.ForeignKey(HostingTurn, models.CASCADE, related_name="+")
    wanted = models.ForeignKey(HostingTurn, models.CASCADE, related_name="+")

    privacy = Privacy(kept="id mine wanted state asked_at answered_at")

    class Meta:
        verbose_name = "échange d’accueil"
        constraints = _rules("hosting")


@journalled()
class SituationSwap(Swap):
    mine = models.ForeignKey(SituationTurn, models.CASCADE, related_name="+")
    wanted = models.ForeignKey(SituationTurn, models.CASCADE, related_name="+")

    privacy = Privacy(kept="id mine wanted state asked_at answered_at")

    class Meta:
        verbose_name = "échange de situation"
        constraints = _rules("situation")
