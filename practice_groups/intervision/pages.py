"""What the pages of hosting show."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from centre.models import User
from practice_groups.intervision import access
from practice_groups.intervision.actions import VISIT
from practice_groups.intervision.rotation import FULL, MONTHS, ORDER, Rotation
from practice_groups.intervision.standing import Standing, gave_back, is_to_come, mark_of, month_of, standing
from practice_groups.intervision.swaps import access as swaps
from practice_groups.models import Cycle, HostingTurn, Meeting, Registration, SituationTurn

WHY_BARE = {
    MONTHS: "personne dont c’est le tour ne peut accueillir ce mois-là",
    ORDER: "quelqu’un d’autre doit accueillir une première fois avant que quiconque accueille de nouveau",
}
WHY_IDLE = {
    FULL: "toutes les rencontres ont un hôte",
    MONTHS: "aucune des rencontres sans hôte ne lui convient",
}


@dataclass(frozen=True)
class Row:
    """A meeting, its host, its situations, and what may be done of them now."""

    meeting: Meeting
    turn: HostingTurn | None
    situations: list[SituationTurn]
    is_to_come: bool
    began: bool


@dataclass(frozen=True)
class Line:
    """A meeting in a proposal. `before`: who hosts it now."""

    meeting: Meeting
    host: Registration | None
    before: Registration | None
    again: int
    far: int | None
    why: str


def rows(now: Standing, at: datetime) -> list[Row]:
    situations = SituationTurn.objects.living().filter(meeting__cycle=now.cycle)
    by_meeting: dict[int, list[SituationTurn]] = {}
    for turn in situations.select_related("registration__user"):
        by_meeting.setdefault(turn.meeting_id, []).append(turn)
    return [
        Row(
            meeting,
            now.hosting.get(meeting.pk),
            by_meeting.get(meeting.pk, []),
            is_to_come=is_to_come(meeting, at),
            began=meeting.starts_at <= at,
        )
        for meeting in now.meetings
    ]


def rotation(cycle: Cycle, at: datetime) -> dict:
    """The rotation as it is: what waits for an answer, what has no host, who has no turn."""
    now = standing(cycle)
    listed = rows(now, at)
    presenting = {turn.registration_id for row in listed for turn in row.situations}
    return {
        "cycle": cycle,
        "rows": listed,
        "begun": bool(now.turns),
        "bare": [row.meeting for row in listed if row.is_to_come and not row.turn] if now.turns else [],
        "waiting": sum(1 for row in listed if row.turn and row.turn.waits and row.is_to_come),
        "idle": [person for person in now.people if not now.times[person.pk]],
        "silent": [person for person in now.people if person.pk not in presenting],
        "people": len(now.people),
        "today": timezone.localdate(at),
    }


def proposal(cycle: Cycle, at: datetime) -> dict:
    """The rotation that would be kept, line by line, with its reasons and its mark."""
    now = standing(cycle)
    found = now.rotation(at, rearrange=True)
    to_come = [meeting for meeting in now.meetings if is_to_come(meeting, at)]
    lines = _lines(now, found, to_come)
    return {
        "cycle": cycle,
        "lines": lines,
        "idle": [(now.by_pk[pk], WHY_IDLE[why]) for pk, why in found.idle.items()],
        "missing": len([pk for pk, why in found.idle.items() if why == FULL]),
        "bare": len(found.bare),
        "changes": sum(1 for line in lines if line.host != line.before),
        "people": len(now.people),
        "mark": mark_of(found, now),
    }


def _lines(now: Standing, found: Rotation, to_come: list[Meeting]) -> list[Line]:
    given = Counter(
        turn.registration_id for turn in now.hosting.values() if turn.meeting_id not in found.given
    )
    lines = []
    for meeting in to_come:
        turn = now.hosting.get(meeting.pk)
        before = now.by_pk.get(turn.registration_id) if turn else None
        fixed = turn is not None and not turn.waits
        host = before if fixed else now.by_pk.get(found.given.get(meeting.pk))
        if host and not fixed:
            given[host.pk] += 1
        why = WHY_BARE[found.bare[meeting.pk]] if meeting.pk in found.bare else ""
        again = given[host.pk] if host else 0
        lines.append(Line(meeting, host, before, again, now.far(host) if host else None, why))
    return lines


def seats(user: User) -> list[Registration]:
    """Her seats in hosted cycles, each with `avoided`: the first days of the months she cannot."""
    found = list(access.own_seats(user))
    for seat in found:
        seat.avoided = [date(int(month[:4]), int(month[5:7]), 1) for month in seat.avoids_months]
    return found


def wishes(seat: Registration) -> dict:
    """What the form of her wishes begins with."""
    initial = {name: getattr(seat, name) for name in ("host_address", "host_commune", "avoids_months")}
    return {"initial": initial, "months": months(seat.cycle)}


def turns(user: User, at: datetime, seat: Registration | None = None) -> dict:
    """Her turns that hold, all of them or those of one registration; `asks`: somebody waits to exchange it."""
    found = {"hosting": access.own_hosting(user).living(), "situations": access.own_situations(user).living()}
    if seat:
        found = {name: turns.filter(registration=seat) for name, turns in found.items()}
    asked = {
        name: turns.annotate(asks=Exists(swaps.asking(turns.model, at))) for name, turns in found.items()
    }
    return {"now": at} | asked


def months(cycle: Cycle) -> list[tuple[str, str]]:
    """The months of a cycle's meetings, as « 2026-11 » and as words."""
    days = {month_of(meeting): timezone.localdate(meeting.starts_at) for meeting in cycle.meetings.all()}
    return [(month, month_name(day)) for month, day in sorted(days.items())]


def month_name(day: date) -> str:
    return date_format(day, "F Y")


def candidates(now: Standing, meeting: Meeting, at: datetime) -> list[tuple[Registration, str]]:
    """Who may host `meeting` instead, each with what is to be known before choosing."""
    turns: dict[int, HostingTurn] = {}
    for turn in now.hosting.values():
        if is_to_come(turn.meeting, at):
            turns.setdefault(turn.registration_id, turn)
    back = {(turn.registration_id, turn.meeting_id) for turn in now.turns if gave_back(turn)}
    found = []
    for person in now.people:
        said = []
        if person.pk in turns:
            day = date_format(timezone.localdate(turns[person.pk].meeting.starts_at), "j F")
            said.append(f"accueille le {day}")
        elif now.times[person.pk]:
            said.append("a déjà accueilli")
        else:
            said.append("sans tour")
        if month_of(meeting) in person.avoids_months:
            said.append("ne peut pas ce mois-là")
        if (person.pk, meeting.pk) in back:
            said.append("a rendu ce tour")
        found.append((person, f"{person.user}, {', '.join(said)}"))
    return sorted(found, key=lambda one: now.times[one[0].pk])


def facts_of_visit(meeting: Meeting) -> dict:
    """The visit as its form shows it: the first hour when none is set."""
    starts = timezone.localtime(meeting.visit_from or meeting.starts_at)
    ends = timezone.localtime(meeting.visit_until or min(meeting.starts_at + VISIT, meeting.ends_at))
    return {"starts": starts.time(), "ends": ends.time(), "version": meeting.version}


def way_back(meeting: Meeting, user: User) -> str:
    """Where whoever sets a visit comes from: the rotation she leads, else her own turns."""
    if user.may("groups") and access.led_cycles(user).filter(pk=meeting.cycle_id).exists():
        return reverse("practice_groups:rotation", args=[meeting.cycle_id])
    return reverse("practice_groups:my_turns")
