"""The state of a cycle's hosting at one moment, as input of the rotation."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from django.utils import timezone

from centre.reference import spots
from centre.reference.distances import km
from practice_groups.choices import TurnState
from practice_groups.intervision.rotation import Evening, Host, Rotation, rotate
from practice_groups.models import Cycle, HostingTurn, Meeting, Registration
from practice_groups.states import MeetingState, State


@dataclass(frozen=True)
class Standing:
    """`people`: confirmed, in order of arrival. `turns`: all of them, given-back ones included."""

    cycle: Cycle
    people: list[Registration]
    meetings: list[Meeting]
    turns: list[HostingTurn]

    @cached_property
    def hosting(self) -> dict[int, HostingTurn]:
        """Meeting → its current turn."""
        return {turn.meeting_id: turn for turn in self.turns if turn.state != TurnState.RELEASED}

    @cached_property
    def times(self) -> dict[int, int]:
        """Registration → how many current turns."""
        held = [turn.registration_id for turn in self.hosting.values()]
        return {person.pk: held.count(person.pk) for person in self.people}

    @cached_property
    def by_pk(self) -> dict[int, Registration]:
        return {person.pk: person for person in self.people}

    def hosts(self) -> list[Host]:
        back = {(turn.registration_id, turn.meeting_id) for turn in self.turns if gave_back(turn)}
        return [
            Host(
                person.pk,
                frozenset(person.avoids_months),
                frozenset(meeting for who, meeting in back if who == person.pk),
            )
            for person in self.people
        ]

    def evenings(self, at: datetime, *, rearrange: bool) -> list[Evening]:
        return [self._evening(meeting, at, rearrange) for meeting in self.meetings]

    def _evening(self, meeting: Meeting, at: datetime, rearrange: bool) -> Evening:
        turn, to_come = self.hosting.get(meeting.pk), is_to_come(meeting, at)
        hoped = turn and turn.waits and to_come and rearrange
        return Evening(
            meeting.pk,
            month_of(meeting),
            host=turn.registration_id if turn and not hoped else None,
            hoped=turn.registration_id if hoped else None,
            open=to_come,
        )

    def rotation(self, at: datetime, *, rearrange: bool) -> Rotation:
        """`rearrange`: turns without an answer may move; otherwise only missing ones are given."""
        return rotate(self.hosts(), self.evenings(at, rearrange=rearrange), self.km)

    def km(self, one: int, other: int) -> int | None:
        places = [self.by_pk[pk].host_commune if pk in self.by_pk else "" for pk in (one, other)]
        return km(*places) if all(place in spots() for place in places) else None

    def far(self, registration: Registration) -> int | None:
        """The mean distance of the others to her place, in km; None where no place is known."""
        known = [self.km(registration.pk, other.pk) for other in self.people if other != registration]
        known = [one for one in known if one is not None]
        return round(sum(known) / len(known)) if known else None


def standing(cycle: Cycle) -> Standing:
    """As the actor sees it: everything, when she leads the cycle."""
    meetings = cycle.meetings.filter(state__in=[MeetingState.PLANNED, MeetingState.HELD])
    people = cycle.registrations.filter(state=State.CONFIRMED).select_related("user")
    turns = HostingTurn.objects.filter(meeting__cycle=cycle).select_related("registration__user", "meeting")
    return Standing(
        cycle,
        list(people.order_by("pk")),
        list(meetings.order_by("starts_at")),
        list(turns.order_by("pk")),
    )


def gave_back(turn: HostingTurn) -> bool:
    return turn.state == TurnState.RELEASED and turn.answered_at is not None


def is_to_come(meeting: Meeting, at: datetime) -> bool:
    return meeting.state == MeetingState.PLANNED and meeting.starts_at > at


def month_of(meeting: Meeting) -> str:
    return f"{timezone.localtime(meeting.starts_at):%Y-%m}"


def mark_of(rotation: Rotation, now: Standing) -> str:
    """A hash of what a page showed, so that no other rotation is kept than the one that was read."""
    turns = sorted((turn.pk, turn.state) for turn in now.hosting.values())
    return sha256(repr((sorted(rotation.given.items()), sorted(rotation.bare), turns)).encode()).hexdigest()[
        :32
    ]
