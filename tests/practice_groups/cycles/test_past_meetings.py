"""Last year's notebook copied afterwards: a meeting already held is added as such, and nobody is written to."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear, OutgoingMail
from centre.refusals import Refused
from practice_groups.cycles.meetings import actions
from practice_groups.models import Cycle, Meeting
from practice_groups.working import actions as working
from tests.practice_groups.cycles.field import first_of, season, told
from tests.practice_groups.field import NOW, join
from tests.practice_groups.trainings.field import make_training
from tests.practice_groups.working.field import add_point, make_group, plan, settle
from tests.practice_groups.working.field import join as join_group

BEFORE = date(2026, 9, 7)  # a Monday before NOW
TYPED = {"starts": time(9), "ends": time(12), "place": "Alès", "confirm_holiday": False}


def add_past(cycle, by, *, day=BEFORE, **facts) -> Meeting:
    with acting_as(by):
        return actions.add_meeting(cycle, day=day, past=True, by=by, at=NOW, **TYPED | facts)


def _close(year: int, by) -> None:
    with acting_as_system():
        ClosedYear.objects.create(year=year, closed_at=NOW, closed_by=by)


def test_it_is_added_and_nobody_is_told(people):
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, people.victor)
    added = add_past(cycle, people.alice)
    assert (added.state, added.place, told()) == ("prevue", "Alès", [])
    cycle.refresh_from_db()
    assert cycle.starts_on == BEFORE


def test_only_a_meeting_that_is_over_is_a_past_one(people):
    cycle = season(people.alice)
    for day in (NOW.date() + timedelta(days=1), timezone.localdate(NOW)):
        with pytest.raises(Refused, match="n’est pas terminée") as refusal:
            add_past(cycle, people.alice, day=day, starts=time(0, 30), ends=time(12, 20))
        assert refusal.value.field == "past"


def test_a_year_whose_report_is_published_receives_no_meeting(people):
    cycle, group = season(people.alice), make_group(people.alice)
    _close(2025, people.alice)
    with pytest.raises(Refused, match="Le bilan 2025 est publié"):
        add_past(cycle, people.alice, day=date(2025, 9, 1))
    with acting_as(people.alice), pytest.raises(Refused, match="Le bilan 2025 est publié"):
        working.plan_meeting(group, day=date(2025, 9, 1), past=True, by=people.alice, at=NOW, **TYPED)
    with pytest.raises(Refused, match="Le bilan 2025 est publié"):
        make_training(people.alice, days=[(date(2025, 9, 1), time(9), time(12))], past=True)
    assert add_past(cycle, people.alice, day=date(2024, 9, 2)).pk


def test_a_working_group_s_members_are_told_nothing_and_its_agenda_stays(people):
    group = make_group(people.alice)
    join_group(group, people.alice, "Wanda Merle", email="wanda@ailleurs.example")
    held = plan(group, people.alice, in_days=-20)
    settle(add_point(held, people.alice, "Le local"), people.alice, "reporte")
    before = OutgoingMail.objects.count()
    with acting_as(people.alice):
        added = working.plan_meeting(group, day=date(2025, 3, 3), past=True, by=people.alice, at=NOW, **TYPED)
    assert OutgoingMail.objects.count() == before
    assert (added.cycle.season, added.points.count()) == ("2025", 0)


def test_a_training_of_last_year_is_typed_in_whole(people):
    days = [(date(2025, 3, day), time(9), time(17)) for day in (3, 4)]
    with pytest.raises(Refused, match="déjà passée"):
        make_training(people.alice, days=days)
    cycle = make_training(people.alice, days=days, past=True)
    assert (cycle.starts_on, cycle.meetings.count(), cycle.is_open(NOW)) == (date(2025, 3, 3), 2, False)
    with pytest.raises(Refused, match="n’est pas terminée"):
        make_training(people.alice, days=[*days, (date(2026, 10, 12), time(9), time(12))], past=True)
    assert Cycle.objects.count() == 1


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────


def _url(name, *args):
    return reverse(f"practice_groups:{name}", args=args)


def _typed(**facts) -> dict[str, str]:
    return {"day": "2025-03-03", "starts": "09:00", "ends": "12:00", "place": "Alès"} | facts


def test_the_form_says_it_and_leads_to_the_presences(people, browser_of):
    cycle, alice = season(people.alice), browser_of(people.alice)
    page = _url("manage_cycle", cycle.pk)
    refused = alice.post(page, _typed()).content.decode()
    assert "déjà passée" in refused and "a déjà eu lieu" in refused
    answer = alice.post(page, _typed(past="on"))
    added = Meeting.objects.get(starts_at__year=2025)
    assert answer.url == _url("attendance", added.pk)
    assert "personne n’est prévenu" in alice.get(answer.url).content.decode()
    assert "a déjà eu lieu" not in alice.get(_url("move_meeting", first_of(cycle).pk)).content.decode()


def test_so_does_the_form_of_a_working_group(people, browser_of):
    group, alice = make_group(people.alice), browser_of(people.alice)
    answer = alice.post(_url("plan_meeting", group.pk), _typed(past="on"))
    assert answer.url == _url("note_presences", Meeting.objects.get().pk)
    assert "personne n’est prévenu" in alice.get(answer.url).content.decode()


def test_so_does_the_form_of_a_training(people, browser_of):
    alice = browser_of(people.alice)
    typed = {"title": "Accueillir la parole", "place": "Nîmes", "seats": "12", "fee": "0", "past": "on"}
    typed |= {"day_1": "2025-03-03", "starts_1": "09:00", "ends_1": "12:00"}
    shown = alice.post(
        _url("create_training"), typed | {"language": "fr", "audience": "tous"}, follow=True
    ).content.decode()
    assert "les inscriptions sont ouvertes" not in shown and "notez qui est venu" in shown
