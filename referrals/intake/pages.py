"""What the referrer's form shows beside its fields."""

from datetime import date

from referrals.dispositifs.access import sorted_by_opening
from referrals.dispositifs.states import Standing, standing_on, why_closed
from referrals.models import Dispositif


def intake_of(day: date) -> tuple[list[Dispositif], list[dict]]:
    """The dispositifs open on that day, and of the others those worth a word: `label`, `why`.

    One that ended long ago, or never took in anybody here, says nothing to a referrer.
    """
    offered, others = sorted_by_opening(Dispositif.objects.all(), day)
    closed = [
        {"label": one.label, "why": why_closed(one, day)}
        for one in others
        if standing_on(one, day) != Standing.PAUSED or one.description or one.closing_note
        if one.closed_on is None or (day - one.closed_on).days < 365
    ]
    return offered, closed
