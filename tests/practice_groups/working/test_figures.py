"""What working groups add to the year's figures: who came, each person once, each meeting once."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from centre.context import acting_as, acting_as_system
from practice_groups.activity import group_figures
from practice_groups.models import Attendance, Meeting
from practice_groups.working import actions
from tests.people import make_user
from tests.practice_groups.field import join as register
from tests.practice_groups.field import make_cycle
from tests.practice_groups.working.field import NOW, fresh, join, make_group, plan

LATER = datetime(2026, 12, 20, 10, tzinfo=UTC)
WANDA = "wanda@ailleurs.example"


def note(meeting, by, presences: dict, *, others=None, at=LATER) -> Meeting:
    meeting = fresh(meeting)
    with acting_as(by):
        return actions.note_presences(
            meeting,
            version=meeting.version,
            presences={member.pk: state for member, state in presences.items()},
            unnamed_heads=others,
            modality="",
            by=by,
            at=at,
        )


@pytest.fixture
def group(people):
    return make_group(people.alice)


@pytest.fixture
def members(people, group):
    """Victor has an account; Wanda an address; Yves a name."""
    return [
        join(group, people.alice, "", email=people.victor.email),
        join(group, people.alice, "Wanda Merle", email=WANDA),
        join(group, people.alice, "Yves Carrel"),
    ]


def test_presences_of_members_are_those_of_their_meeting(people, group, members):
    victor, wanda, yves = members
    first, second = (plan(group, people.alice, in_days=days) for days in (30, 60))
    note(first, people.alice, {victor: "present", wanda: "excuse", yves: "present"}, others=4)
    note(second, people.alice, {victor: "present", wanda: "absent"})
    assert group_figures(2026) == {
        "cycles": 1,
        "rencontres_tenues": 2,
        "participants": 3,
        "presences": 2 + 4 + 1,
        "heures": 4,
    }


def test_somebody_of_two_groups_and_of_an_intervision_is_one_person(people, group, members):
    other = make_group(people.alice, title="Périnatalité")
    again = [
        join(other, people.alice, "", email=people.victor.email),
        join(other, people.alice, "W. Merle", email=WANDA.upper()),
    ]
    for of, who in ((group, members), (other, again)):
        note(plan(of, people.alice), people.alice, dict.fromkeys(who, "present"))
    cycle = make_cycle(3)
    seat = register(cycle, people.victor)
    with acting_as_system():
        held = Meeting.objects.create(
            cycle=cycle,
            starts_at=datetime(2026, 10, 12, 8, tzinfo=UTC),
            ends_at=datetime(2026, 10, 12, 11, tzinfo=UTC),
            state="tenue",
        )
        Attendance.objects.create(meeting=held, registration=seat, state="present")
    found = group_figures(2026)
    assert (found["participants"], found["presences"]) == (3, 6)


def test_an_account_opened_since_is_the_same_person(people, group):
    late = make_user("Wanda", "benevole")
    cycle = make_cycle(3)
    register(cycle, late)
    with acting_as_system():
        Meeting.objects.create(
            cycle=cycle,
            starts_at=datetime(2026, 10, 12, 8, tzinfo=UTC),
            ends_at=datetime(2026, 10, 12, 11, tzinfo=UTC),
            state="tenue",
        )
    member = join(group, people.alice, "Wanda Merle", email="avant@ailleurs.example")
    with acting_as_system():
        type(member).objects.filter(pk=member.pk).update(email=late.email.upper())
    note(plan(group, people.alice), people.alice, {member: "present"})
    assert group_figures(2026)["participants"] == 1


def test_who_was_no_member_yet_or_had_left_is_no_participant_unless_she_came(people, group, members):
    victor, _, yves = members
    meeting = plan(group, people.alice, in_days=30)
    note(meeting, people.alice, {victor: "present"})
    join(group, people.alice, "Zoé Alric", at=LATER)
    with acting_as_system():
        type(yves).objects.filter(pk=yves.pk).update(until=date(2026, 9, 30))
    assert group_figures(2026)["participants"] == 2
    with acting_as_system():
        type(victor).objects.filter(pk=victor.pk).update(until=date(2026, 9, 30))
    assert group_figures(2026)["participants"] == 2


def test_excuses_before_a_meeting_that_is_not_held_count_for_nothing(people, group, members):
    note(plan(group, people.alice, in_days=30), people.alice, {members[0]: "excuse"}, at=NOW)
    found = group_figures(2026)
    assert (found["rencontres_tenues"], found["participants"], found["presences"]) == (0, 0, 0)


def test_still_a_few_statements(portal):
    with CaptureQueriesContext(connection) as captured:
        group_figures(2026)
    assert len(captured) == 4
