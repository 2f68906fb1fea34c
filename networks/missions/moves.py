"""Locking a mission and changing its state: what every action on missions begins and ends with."""

from datetime import datetime

from django.apps import apps
from django.db import connection

from centre.journal import last_write
from centre.refusals import Refused
from networks.missions.states import may_answer, may_move
from networks.models import Mission, MissionOffer

GONE = "Cette mission n’est plus à vous : rechargez la page."
_BOOKING = 0x6D697373  # the advisory locks of bookings


def locked(mission: Mission, *, version: int | None = None) -> Mission:
    """The mission as it is now, locked until the end of the transaction; refuses a page that is behind."""
    current = locked_all([mission.pk])
    if not current:
        raise Refused(GONE)
    if version is not None and current[0].version != version:
        raise told(current[0])
    return current[0]


def locked_all(pks) -> list[Mission]:
    """These missions, locked in one global order so as not to deadlock, then sorted by hour."""
    found = (
        Mission.objects.select_for_update(of=("self",))
        .select_related("interpreter__user", "requested_by")
        .filter(pk__in=list(pks), imported=False)
        .order_by("pk")
    )
    return sorted(found, key=lambda one: (one.starts_at, one.pk))


def one_at_a_time(interpreters) -> None:
    """Serialise the bookings of one interpreter: overlaps are then found by the constraint, never by a deadlock."""
    with connection.cursor() as cursor:
        for pk in sorted(interpreters):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_BOOKING, pk])


def move(mission: Mission, state: str, **facts) -> Mission:
    """The one place where a mission changes state, with the facts that go with it."""
    if not may_move(mission.state, state):
        raise Refused(
            f"Cette mission est maintenant « {mission.get_state_display()} » : rechargez la page avant d’agir."
        )
    mission.state = state
    mission.version += 1
    for name, value in facts.items():
        setattr(mission, name, value)
    mission.save(update_fields=["state", "version", *facts])
    return mission


def answer(offer: MissionOffer, state: str, *, at: datetime, reason: str = "") -> MissionOffer:
    """The one place where an offer changes state."""
    if not may_answer(offer.state, state):
        raise Refused("Cette offre a déjà sa réponse : rechargez la page.")
    offer.state, offer.answered_at, offer.reason = state, at, reason
    offer.save(update_fields=["state", "answered_at", "reason"])
    return offer


def history(mission: Mission):
    """What the journal keeps of a mission, the latest first; row-level security shows it to the coordination."""
    events = apps.get_model("networks", "MissionWriteEvent")
    return events.objects.filter(id=mission.pk).order_by("-pgh_created_at", "-version")


def told(mission: Mission) -> Refused:
    """The refusal when somebody else acted first: who and when, if the reader may know."""
    found, who = last_write(mission), "quelqu’un d’autre"
    if found is not None:
        author, when = found
        who = f"{author or who} à {when:%H} h {when:%M}"
    return Refused(
        f"Mission modifiée par {who} : elle est maintenant « {mission.get_state_display()} ». "
        "Vos saisies sont conservées : comparez avant d’enregistrer."
    )
