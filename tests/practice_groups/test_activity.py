"""The year's figures of the groups, each with what it leaves out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from centre.context import acting_as_system
from practice_groups.activity import group_figures, placement_figures
from practice_groups.models import Attendance, Meeting
from practice_groups.placements import pairs
from practice_groups.placements.stays.actions import conventions, immersions
from tests.practice_groups.field import join, leave, make_cycle
from tests.practice_groups.placements import wishing, world

EMPTY = {"cycles": 0, "rencontres_tenues": 0, "participants": 0, "presences": 0, "heures": 0}
NO_PLACEMENTS = {"sessions": 0, "binomes": 0, "structures": 0, "jours": 0}


def meet(cycle, day, *, state="tenue", heads=None, hours=3.0, present=()):
    """A meeting of the cycle and who was there."""
    start = datetime(*day, 8, tzinfo=UTC)
    meeting = Meeting.objects.create(
        cycle=cycle, starts_at=start, ends_at=start + timedelta(hours=hours), state=state, unnamed_heads=heads
    )
    for registration in present:
        Attendance.objects.create(meeting=meeting, registration=registration, state="present")
    return meeting


def test_an_empty_year_is_zeros(portal):
    assert group_figures(2026) == EMPTY
    assert placement_figures(2026) == NO_PLACEMENTS


def test_a_year_of_meetings(people):
    monday, tuesday = make_cycle(3), make_cycle(3, title="Intervision du mardi")
    victor, omar = join(monday, people.victor), join(monday, people.omar)
    join(tuesday, people.victor)  # the same person once more
    join(tuesday, people.ines)
    with acting_as_system():
        held = meet(monday, (2026, 10, 12), present=[victor], heads=2)
        Attendance.objects.create(meeting=held, registration=omar, state="excuse")
        meet(monday, (2026, 11, 9), hours=2.5, present=[victor, omar])
        meet(tuesday, (2026, 10, 13))
        meet(tuesday, (2026, 12, 8), state="annulee")
        meet(tuesday, (2027, 1, 12), heads=9)
    assert group_figures(2026) == {
        "cycles": 2,
        "rencontres_tenues": 3,
        "participants": 3,
        "presences": 5,
        "heures": 8.5,
    }


def test_a_postponed_meeting_is_one_meeting(people):
    cycle = make_cycle()
    with acting_as_system():
        new = meet(cycle, (2026, 11, 10))
        old = meet(cycle, (2026, 10, 12), state="prevue")
        old.state, old.postponed_to = "reportee", new
        old.save()
    assert group_figures(2026)["rencontres_tenues"] == 1


def test_who_waited_is_no_participant_and_who_came_before_leaving_is_one(people):
    cycle = make_cycle(1)
    victor = join(cycle, people.victor)
    join(cycle, people.omar)
    with acting_as_system():
        meet(cycle, (2026, 10, 12), present=[victor])
    leave(victor)
    assert group_figures(2026)["participants"] == 1


def test_the_year_is_that_of_paris(people):
    """New Year's Eve at 23:30 in UTC is already January in Paris."""
    cycle = make_cycle()
    with acting_as_system():
        start = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
        Meeting.objects.create(
            cycle=cycle, starts_at=start, ends_at=start + timedelta(hours=1), state="tenue"
        )
    assert group_figures(2027)["rencontres_tenues"] == 1
    assert group_figures(2026)["rencontres_tenues"] == 0


def test_a_few_statements_whatever_the_year(people):
    with CaptureQueriesContext(connection) as captured:
        group_figures(2026)
    assert len(captured) == 4


def test_a_session_counts_once_its_pairs_are_confirmed(people):
    session = wishing.session_of_2022(people.alice)
    wishing.matched(session, people.alice)
    assert placement_figures(2022) == NO_PLACEMENTS
    pairs.confirm(session, version=session.version, by=people.alice, at=wishing.LATER)
    assert placement_figures(2022) == {"sessions": 1, "binomes": 4, "structures": 5, "jours": 0}
    assert placement_figures(2023) == NO_PLACEMENTS


def test_the_days_really_done_count_interrupted_or_not(people):
    """Two days of three, then an interruption; another, cancelled before it began; a third signed and not begun."""
    session = wishing.session_of_2022(people.alice)
    wishing.confirmed(session, people.alice)
    first, second, third, *_ = session.placements.order_by("wish")
    both = [world.signed(stay, people.alice) for stay in (first, third)]
    prepared = {"prepared_on": date(2022, 9, 8), "by": people.alice, "at": world.at(date(2022, 9, 8), 18)}
    immersions.note_preparation(session, present=both, **prepared)
    for stay in both:
        world.with_days(stay, people.alice, *(date(2022, 10, day) for day in (3, 4, 5)))
    assert placement_figures(2022)["jours"] == 0
    immersions.start(first, by=people.alice, at=world.at(date(2022, 10, 3)))
    first.refresh_from_db()
    left = {"version": first.version, "by": people.alice, "at": world.at(date(2022, 10, 4), 18)}
    immersions.interrupt(first, hours=Decimal(14), reason="Fermeture du service.", **left)
    second.refresh_from_db()
    author = {"version": second.version, "by": people.alice, "at": world.NOW}
    conventions.cancel_placement(second, reason="Départ de la structure.", again=False, **author)
    assert placement_figures(2022) == {"sessions": 1, "binomes": 4, "structures": 5, "jours": 2}
