"""A hosted cycle that these tests talk about. Everybody is invented."""

from datetime import UTC, datetime

from centre.context import acting_as, acting_as_system
from practice_groups.intervision import actions
from practice_groups.intervision.standing import mark_of, standing
from practice_groups.models import Cycle, HostingTurn, Meeting, Registration
from tests.people import make_user
from tests.practice_groups.field import NOW, make_cycle

MONTHS = [(2026, 10), (2026, 11), (2026, 12), *((2027, month) for month in range(1, 8))]
LATER = datetime(2027, 8, 1, tzinfo=UTC)  # every meeting is over
NAMES = "Adèle Basile Camille Denis Élise Fanny Gaël Hélène Ivan Jeanne Karim Léa Marius Nora".split()  # noqa: SIM905


def hosted(meetings=3, *, seats=12, facilitators=(), **facts) -> Cycle:
    """One meeting a month from October, from 9 to 12 in UTC."""
    cycle = make_cycle(seats, facilitators=facilitators, hosted=True, **facts)
    with acting_as_system():
        Meeting.objects.bulk_create(
            Meeting(
                cycle=cycle,
                number=n + 1,
                starts_at=datetime(*MONTHS[n], 5, 9, tzinfo=UTC),
                ends_at=datetime(*MONTHS[n], 5, 12, tzinfo=UTC),
            )
            for n in range(meetings)
        )
    return cycle


def seated(cycle, *names, **facts) -> list[Registration]:
    """People with a confirmed seat, who said where they host."""
    people = []
    for name in names:
        user = make_user(name, "benevole")
        with acting_as_system():
            people.append(
                Registration.objects.create(
                    **{
                        "cycle": cycle,
                        "user": user,
                        "profession": "Éducatrice",
                        "sector": "social",
                        "host_address": f"Maison de {name}",
                        "host_commune": "34172",
                        "charter_accepted_at": NOW,
                        "registered_at": NOW,
                        "state": "confirmee",
                        "confirmed_at": NOW,
                    }
                    | facts
                )
            )
    return people


def propose(cycle, leader, *, at=NOW) -> int:
    """Whoever leads reads the proposal and keeps it."""
    with acting_as(leader):
        now = standing(cycle)
        mark = mark_of(now.rotation(at, rearrange=True), now)
        return actions.keep_rotation(cycle, mark=mark, by=leader, at=at)


def answer(turn, accepted=True, *, at=NOW) -> HostingTurn:
    """Its holder answers, in her own name and before the database's walls."""
    user = turn.registration.user
    with acting_as(user):
        mine = HostingTurn.objects.select_related("meeting__cycle", "registration").get(pk=turn.pk)
        return actions.answer_hosting(mine, accepted=accepted, by=user, at=at)


def hosts(cycle) -> list[str]:
    """Who hosts each meeting, in order; « – » where nobody does."""
    with acting_as_system():
        now = standing(cycle)
        turns = (now.hosting.get(meeting.pk) for meeting in now.meetings)
        return [turn.registration.user.display_name if turn else "–" for turn in turns]


def turn_at(cycle, number) -> HostingTurn:
    """The turn that holds at the nth meeting."""
    with acting_as_system():
        return (
            HostingTurn.objects.living()
            .select_related("meeting__cycle__group", "registration__user")
            .get(meeting__cycle=cycle, meeting__number=number)
        )
