"""Agendas: one address for everything somebody attends; each real meeting one line, whatever became of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from networks.missions.calendars.actions import create_link, owner_of
from practice_groups.cycles.meetings import feed
from practice_groups.models import Meeting
from tests.people import make_user
from tests.practice_groups.cycles.field import (
    MONDAYS,
    agenda_of,
    cancel,
    first_of,
    give_date,
    group,
    lines,
    move,
    postpone,
    season,
)
from tests.practice_groups.field import NOW, join


def line(meeting) -> str:
    return f"{meeting.uid}@portail"


def test_a_meeting_moved_keeps_its_line(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    meeting = first_of(cycle)
    before = agenda_of(people.victor)
    move(meeting, people.alice)
    after = agenda_of(people.victor)
    assert before.keys() == after.keys() and len(after) == 3
    assert after[line(meeting)]["dtstart"].dt.date() == date(2026, 10, 6)
    assert after[line(meeting)]["sequence"] > before[line(meeting)]["sequence"]


def test_put_off_without_a_day_it_is_struck_then_comes_back_on_the_same_line(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    waiting = postpone(first_of(cycle), people.alice)
    struck = agenda_of(people.victor)[line(waiting)]
    assert (struck["status"], struck["transp"]) == ("CANCELLED", "TRANSPARENT")
    dated = give_date(waiting, people.alice, day=date(2026, 10, 13))
    back = agenda_of(people.victor)[line(dated)]
    assert (back["status"], back["dtstart"].dt.date()) == ("CONFIRMED", date(2026, 10, 13))
    assert back["sequence"] > struck["sequence"]


def test_a_meeting_called_off_stays_struck(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    meeting = cancel(first_of(cycle), people.alice)
    assert agenda_of(people.victor)[line(meeting)]["status"] == "CANCELLED"


CHANGES = st.lists(
    st.tuples(st.sampled_from(["move", "postpone", "put off", "date", "cancel"]), st.integers(0, 2)),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_any_story_leaves_one_line_a_meeting_and_its_sequence_rises(people, changes):
    """Whatever is moved, put off, dated and called off: three meetings, three lines, sequences that only rise."""
    with acting_as_system():
        Meeting.objects.update(postponed_to=None, state="annulee")  # the examples share one database
    cycle = season(people.alice, group(), season="2026-2027", facilitators=[make_guide()])
    uids = [one.uid for one in cycle.meetings.all()]
    guide, free = cycle.facilitators.get(), iter(date(2027, 2, 1) + timedelta(days=n) for n in range(99))
    seen = agenda_of(guide)
    for verb, number in changes:
        meeting = Meeting.objects.filter(uid=uids[number], postponed_to=None, cycle=cycle).get()
        day = next(one for one in free if not one.weekday() > 4)
        if meeting.state == "prevue":
            if verb == "move":
                move(meeting, people.alice, day=day, confirm_holiday=True)
            elif verb in ("postpone", "put off"):
                postpone(meeting, people.alice, day=day if verb == "postpone" else None, confirm_holiday=True)
            elif verb == "cancel":
                cancel(meeting, people.alice)
        elif meeting.state == "reportee" and verb == "date":
            give_date(meeting, people.alice, day=day)
        now = agenda_of(guide)
        assert now.keys() == seen.keys() and len(now) == 3
        assert all(now[uid]["sequence"] >= seen[uid]["sequence"] for uid in now)
        moved = [uid for uid in now if now[uid]["dtstart"].dt != seen[uid]["dtstart"].dt]
        assert all(now[uid]["sequence"] > seen[uid]["sequence"] for uid in moved)
        seen = now
    assert lines(feed.file_of_cycle(cycle, at=NOW, place=False)).keys() == seen.keys()


GUIDES = iter(range(10**6))


def make_guide():
    return make_user(f"Guide {next(GUIDES)}", "animation")


# ── Who may read what ───────────────────────────────────────────────────────────────────────────


def test_a_participant_has_one_address_for_everything(people, browser_of):
    """Whoever registers may open one: it shows her groups, neither their titles nor anybody's name."""
    paula = make_user("Paula", "participant")
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, paula)
    assert browser_of(paula).get(reverse("networks:calendar")).status_code == 200
    with acting_as(paula):
        token = create_link(by=paula, at=NOW)
    assert owner_of(token) == paula
    assert len(agenda_of(paula)) == 3
    body = browser_of().get(reverse("networks:calendar_feed", args=[token])).content
    for secret in (b"Anne", b"Paula", b"Groupe du lundi"):
        assert secret not in body


@pytest.mark.parametrize("state", ["liste_attente", "place_proposee", "desistee"])
def test_no_seat_no_line(people, state):
    cycle = season(people.alice)
    seat = join(cycle, people.victor)
    with acting_as_system():
        facts = {"state": state, "confirmed_at": None}
        if state == "place_proposee":
            facts |= {"offered_at": NOW, "offered_until": NOW + timedelta(hours=48)}
        if state == "desistee":
            facts |= {"ended_at": NOW, "ended_by": people.victor}
        type(seat).objects.filter(pk=seat.pk).update(state="desistee", ended_at=NOW, ended_by=people.victor)
        if state != "desistee":
            type(seat).objects.create(
                cycle=cycle,
                user=people.victor,
                profession="Éducateur",
                charter_accepted_at=NOW,
                registered_at=NOW,
                **facts,
            )
    assert agenda_of(people.victor) == {}


def test_where_is_told_to_who_comes_unless_participants_receive_each_other(people):
    cycle = season(people.alice, group(place="Maison des associations"), place="Salle 2")
    hosted = season(
        people.alice, group(title="Chez l’un, chez l’autre", place="Nîmes"), hosted=True, hours=(14, 17)
    )
    for one in (cycle, hosted):
        join(one, people.victor)
    found = agenda_of(people.victor)
    assert str(found[line(first_of(cycle))]["location"]) == "Salle 2"
    assert "location" not in found[line(first_of(hosted))]
    blind = lines(feed.file_of_cycle(cycle, at=NOW, place=False))
    assert all("location" not in one for one in blind.values())


def test_files_are_for_who_attends(people, browser_of):
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, people.victor)
    first = first_of(cycle)
    last = postpone(
        postpone(first, people.alice, day=date(2026, 10, 12)), people.alice, day=date(2026, 10, 14)
    )
    for user in (people.victor, people.anne):
        whole = browser_of(user).get(reverse("practice_groups:cycle_file", args=[cycle.pk]))
        assert len(lines(whole.content)) == 3 and whole["Content-Type"].startswith("text/calendar")
        one = browser_of(user).get(reverse("practice_groups:meeting_file", args=[first.pk]))
        assert lines(one.content)[line(last)]["dtstart"].dt.date() == date(2026, 10, 14)
    for stranger in (people.ines, people.felix):
        assert (
            browser_of(stranger).get(reverse("practice_groups:cycle_file", args=[cycle.pk])).status_code
            == 404
        )
        assert (
            browser_of(stranger).get(reverse("practice_groups:meeting_file", args=[first.pk])).status_code
            == 404
        )


def test_hours_are_those_of_paris_on_both_sides_of_the_change_of_clock(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    starts = sorted(one["dtstart"].dt for one in agenda_of(people.victor).values())
    assert [one.hour for one in starts] == [7, 8, 8] and [one.date() for one in starts] == MONDAYS


def test_where_participants_receive_each_other_is_for_who_comes(people, browser_of):
    """The town is public; the door is shown to those who hold a seat, and to who leads."""
    cycle = season(
        people.alice,
        group(place="Nîmes"),
        hosted=True,
        place="12 rue des Lilas",
        facilitators=[people.anne],
        seats=1,
    )
    join(cycle, people.victor)
    join(cycle, people.ines)  # waits
    url = reverse("practice_groups:cycle", args=[cycle.pk])
    for user, told in (
        (people.victor, True),
        (people.anne, True),
        (people.ines, False),
        (people.omar, False),
    ):
        body = browser_of(user).get(url).content.decode()
        assert ("12 rue des Lilas" in body) == told and "Nîmes" in body
    file = reverse("practice_groups:cycle_file", args=[cycle.pk])
    assert file in browser_of(people.victor).get(url).content.decode()
    assert file not in browser_of(people.ines).get(url).content.decode()
