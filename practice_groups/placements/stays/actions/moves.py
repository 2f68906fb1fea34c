"""Locks a placement, compares its version, and is the one place where it changes state."""

from centre.refusals import Refused
from practice_groups.models import Placement, PlacementSession
from practice_groups.placements.stays.states import may_move

STALE = "Ce stage a changé depuis que vous l’avez ouvert\u00a0: relisez-le, puis recommencez."


def locked(placement: Placement, *, version: int | None = None) -> Placement:
    """The placement as it is now, locked, after its session.

    Refused if it has changed since it was read.
    """
    session = PlacementSession.objects.select_for_update().get(pk=placement.session_id)
    placement = (
        Placement.objects.select_for_update(of=["self"]).select_related("host", "own").get(pk=placement.pk)
    )
    if version is not None and version != placement.version:
        raise Refused(STALE)
    placement.session = session
    return placement


def move(placement: Placement, state: str, *changed: str) -> Placement:
    """To `state`, with the fields that go with it."""
    if not may_move(placement.state, state):
        raise Refused(STALE)
    placement.state = state
    return save(placement, "state", *changed)


def save(placement: Placement, *changed: str) -> Placement:
    placement.version += 1
    placement.save(update_fields=["version", *changed])
    return placement
