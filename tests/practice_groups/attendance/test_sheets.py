"""The sheet of a meeting: who came, who said no, who did not; noted on the spot, corrected later, never lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear
from centre.refusals import Refused
from practice_groups.models import Attendance, Meeting
from practice_groups.states import MeetingState
from tests.people import People, make_user
from tests.practice_groups.attendance.makers import AT, held, meeting, note, season, seat, sheet_of
from tests.practice_groups.field import join, leave
from tests.statements import cost

PRESENT, EXCUSED, ABSENT = "present", "excuse", "absent"


def test_the_facilitator_says_who_came_and_the_meeting_was_held(people):
    cycle = season(people.victor, people.omar, people.olga, facilitators=[people.anne])
    monday = meeting(cycle)
    noted = note(monday, people.anne, {people.victor: PRESENT, people.omar: EXCUSED, people.olga: ABSENT})
    assert noted.state == MeetingState.HELD and noted.unnamed_heads is None
    assert sheet_of(monday) == {"Victor": PRESENT, "Omar": EXCUSED, "Olga": ABSENT}


def test_nobody_counted_is_not_nobody(people):
    cycle = season(people.victor, facilitators=[people.anne])
    first, second = meeting(cycle, days=-40), meeting(cycle, days=-20)
    note(first, people.anne, {people.victor: PRESENT}, heads=None)
    note(second, people.anne, {people.victor: PRESENT}, heads=0)
    with acting_as_system():
        assert list(cycle.meetings.values_list("unnamed_heads", flat=True)) == [None, 0]


def test_a_correction_changes_what_is_wrong_and_the_journal_keeps_what_was(people):
    cycle = season(people.victor, people.omar, facilitators=[people.anne])
    monday = meeting(cycle)
    note(monday, people.anne, {people.victor: PRESENT, people.omar: PRESENT})
    note(monday, people.alice, {people.victor: ABSENT, people.omar: PRESENT}, heads=2)
    assert sheet_of(monday) == {"Victor": ABSENT, "Omar": PRESENT}
    with acting_as_system():
        events = apps.get_model("practice_groups", "AttendanceWriteEvent").objects.order_by("pgh_id")
        of_victor = events.filter(registration_id=seat(cycle, people.victor).pk)
        assert list(of_victor.values_list("state", "actor_id")) == [
            (PRESENT, people.anne.pk),
            (ABSENT, people.alice.pk),
        ]
        assert events.filter(registration_id=seat(cycle, people.omar).pk).count() == 1


def test_the_second_of_two_who_note_is_told(people):
    cycle = season(people.victor, facilitators=[people.anne])
    monday = meeting(cycle)
    note(monday, people.anne, {people.victor: PRESENT}, version=1)
    with pytest.raises(Refused, match="modifiée par quelqu’un d’autre"):
        note(monday, people.alice, {people.victor: ABSENT}, version=1)
    assert sheet_of(monday) == {"Victor": PRESENT}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"days": 2}, "pas encore commencé"),
        ({"state": MeetingState.CANCELLED}, "annulée"),
        ({"state": MeetingState.POSTPONED}, "reportée"),
    ],
)
def test_nobody_was_at_a_meeting_that_did_not_take_place(people, facts, words):
    cycle = season(people.victor, facilitators=[people.anne])
    monday = meeting(cycle, **facts)
    with pytest.raises(Refused, match=words):
        note(monday, people.anne, {people.victor: PRESENT})
    assert sheet_of(monday) == {}


def test_a_year_whose_bilan_is_published_changes_no_more(people):
    cycle = season(people.victor, people.omar, facilitators=[people.anne])
    noted, monday = held(cycle, present=[people.victor], days=-40), meeting(cycle)
    with acting_as(people.alice):
        for one in (noted, monday):
            year = timezone.localdate(one.starts_at).year
            ClosedYear.objects.get_or_create(year=year, defaults={"closed_at": AT, "closed_by": people.alice})
    with pytest.raises(Refused, match="est publié"):
        note(noted, people.anne, {people.victor: ABSENT})
    with pytest.raises(Refused, match="est publié"):
        note(monday, people.anne, {people.victor: PRESENT})
    omar = seat(cycle, people.omar)
    for write in (
        lambda: Attendance.objects.update(state=ABSENT),
        lambda: Attendance.objects.all().delete(),
        lambda: Attendance.objects.create(meeting=noted, registration=omar, state=PRESENT),
        lambda: Meeting.objects.filter(pk=monday.pk).update(state=MeetingState.HELD),
        lambda: Meeting.objects.filter(pk=noted.pk).update(unnamed_heads=4),
    ):
        with pytest.raises(DatabaseError, match="bilan"), transaction.atomic(), acting_as(people.alice):
            write()
    assert sheet_of(noted) == {"Victor": PRESENT}


def test_whoever_left_keeps_the_days_she_came(people):
    cycle = season(people.victor, people.omar, facilitators=[people.anne])
    before, after = meeting(cycle, days=-40), meeting(cycle, days=-10)
    note(before, people.anne, {people.victor: PRESENT, people.omar: PRESENT})
    leave(seat(cycle, people.victor), at=AT - timedelta(days=20))
    assert sheet_of(before)["Victor"] == PRESENT
    note(before, people.anne, {people.victor: EXCUSED, people.omar: PRESENT})  # still corrected
    with pytest.raises(Refused, match="a changé"):  # gone before: not on the next sheet
        note(after, people.anne, {people.victor: PRESENT, people.omar: PRESENT})


def test_whoever_left_since_is_on_the_sheet_of_the_day_she_was_there(people, browser_of):
    cycle = season(people.victor, people.omar, facilitators=[people.anne])
    monday = meeting(cycle, days=-40)
    leave(seat(cycle, people.victor), at=AT - timedelta(days=20))
    page = browser_of(people.anne).get(reverse("practice_groups:attendance", args=[monday.pk]))
    assert "a quitté le groupe depuis" in page.content.decode()
    note(monday, people.anne, {people.victor: PRESENT, people.omar: PRESENT})


def test_whoever_came_into_the_group_later_is_left_out_and_may_be_again(people):
    cycle = season(people.victor, facilitators=[people.anne], closes_at=AT + timedelta(days=3))
    monday = meeting(cycle)
    join(cycle, people.omar, at=AT - timedelta(days=2))
    note(monday, people.anne, {people.victor: PRESENT, people.omar: ""})
    assert sheet_of(monday) == {"Victor": PRESENT}
    note(monday, people.anne, {people.victor: PRESENT, people.omar: PRESENT})
    note(monday, people.anne, {people.victor: PRESENT, people.omar: ""})
    assert sheet_of(monday) == {"Victor": PRESENT}


def test_the_hours_noted_are_those_it_lasted(people):
    cycle = season(people.victor, facilitators=[people.anne])
    monday = meeting(cycle)
    noted = note(monday, people.anne, {people.victor: PRESENT}, starts=time(9, 15), ends=time(11, 40))
    assert noted.ends_at - noted.starts_at == timedelta(hours=2, minutes=25)
    with pytest.raises(Refused, match="après le début"):
        note(monday, people.anne, {people.victor: PRESENT}, starts=time(12), ends=time(11))
    meeting(cycle, begins=14)
    with pytest.raises(Refused, match="une autre rencontre à cette heure"):
        note(monday, people.anne, {people.victor: PRESENT}, ends=time(15))


# ── What the database refuses, whoever asks and however ─────────────────────────────────────────


def test_a_presence_is_of_this_cycle_and_of_a_meeting_held(people):
    cycle, other = season(people.victor), season(people.omar, title="Intervision du mardi")
    monday, planned = held(cycle), meeting(cycle, days=-10)
    stranger, victor = seat(other, people.omar), seat(cycle, people.victor)
    for facts in (
        {"meeting": monday, "registration": stranger},
        {"meeting": planned, "registration": victor},
    ):
        with pytest.raises(DatabaseError, match="attendance"), transaction.atomic(), acting_as_system():
            Attendance.objects.create(state=PRESENT, **facts)


def test_nobody_else_writes_a_presence(people):
    """Not the participant herself, not another facilitator, not the administration."""
    other = make_user("Brice", "animation")
    cycle = season(people.victor, facilitators=[people.anne])
    monday = held(cycle, absent=[people.victor])
    for user in (people.victor, other, people.ada, people.felix, people.tara):
        with acting_as(user):
            assert not Attendance.objects.update(state=PRESENT), user
            assert not Attendance.objects.all().delete()[0], user
    with acting_as_system():
        Attendance.objects.all().delete()
    victor = seat(cycle, people.victor)
    for user in (people.victor, other, people.ada):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(user):
            Attendance.objects.create(meeting=monday, registration=victor, state=PRESENT)


# ── The page ────────────────────────────────────────────────────────────────────────────────────


def test_on_a_telephone_everybody_is_there_until_said_otherwise(people, browser_of):
    cycle = season(people.victor, people.omar, facilitators=[people.anne])
    monday = meeting(cycle)
    url = reverse("practice_groups:attendance", args=[monday.pk])
    browser = browser_of(people.anne)
    form = browser.get(url).context["form"]
    typed = {form[name].html_name: form[name].value() for name in form.fields}
    assert [field.value() for _, field in form.people] == [PRESENT, PRESENT]
    sent = {name: value for name, value in typed.items() if value is not None} | {
        "starts": "09:00",
        "ends": "12:00",
    }
    answer = browser.post(url, sent)
    assert answer.status_code == 302
    assert sheet_of(monday) == {"Victor": PRESENT, "Omar": PRESENT}


def test_what_was_typed_is_kept_when_refused(people, browser_of):
    cycle = season(people.victor, facilitators=[people.anne])
    monday = meeting(cycle)
    name = f"presence_{seat(cycle, people.victor).pk}"
    typed = {"version": 9, name: EXCUSED, "unnamed_heads": "3", "starts": "09:00", "ends": "12:00"}
    url = reverse("practice_groups:attendance", args=[monday.pk])
    page = browser_of(people.anne).post(url, typed)
    assert "Vos saisies sont conservées" in page.content.decode()
    assert (
        page.context["form"][name].value() == EXCUSED and page.context["form"]["unnamed_heads"].value() == "3"
    )
    page = browser_of(people.anne).post(url, typed | {name: "en retard", "unnamed_heads": "-1"})
    assert set(page.context["form"].errors) == {name, "unnamed_heads"}
    assert sheet_of(monday) == {}


def test_the_pages_cost_the_same_for_one_and_for_many(people, browser_of):
    one, many = season(people.victor, facilitators=[people.anne]), season(title="Intervision du mardi")
    for number in range(4):
        join(many, make_user(f"Participante {number}", "benevole"), at=AT - timedelta(days=119))
    first, meetings = meeting(one), [meeting(many, days=-10 * n) for n in range(1, 5)]
    browser = browser_of(people.alice)
    sheets = [cost(browser, reverse("practice_groups:attendance", args=[m.pk])) for m in (first, meetings[0])]
    assert sheets[0] == sheets[1] <= 8
    lists = [cost(browser, reverse("practice_groups:cycle_attendance", args=[c.pk])) for c in (one, many)]
    assert lists[0] == lists[1] <= 6


# ── Two at once ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_note_the_same_meeting_at_once():
    people = People()
    brice = make_user("Brice", "animation")
    cycle = season(people.victor, people.omar, facilitators=[people.anne, brice])
    monday = meeting(cycle)
    start = threading.Barrier(2)

    def noted(number):
        start.wait()
        answers = {people.victor: PRESENT, people.omar: (EXCUSED, ABSENT)[number]}
        try:
            return note(monday, (people.anne, brice)[number], answers, version=1).version
        except Refused as refusal:
            return refusal.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(noted, range(2)))
    assert sum(result == 2 for result in results) == 1
    assert sum("modifiée par quelqu’un d’autre" in str(result) for result in results) == 1
    assert len(sheet_of(monday)) == 2
