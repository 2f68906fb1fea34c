"""Whoever changes a date lands where she came from: the page of the group, that of the session, the calendar."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.practice_groups.cycles.field import group, season
from tests.practice_groups.trainings.field import make_training
from tests.practice_groups.working.field import make_group, plan

REASON = {"reason": "Grève"}


def _url(name, *args):
    return reverse(f"practice_groups:{name}", args=args)


def _meeting(kind, people):
    """A meeting to come, and the page of what it belongs to."""
    now = timezone.now()
    day = timezone.localdate(now) + timedelta(days=30)
    if kind == "working":
        whole = make_group(people.alice, at=now)
        return plan(whole, people.alice, at=now), _url("working_group", whole.pk)
    if kind == "training":
        cycle = make_training(people.alice, days=[(day, time(9), time(12))], at=now, confirm_holiday=True)
        return cycle.meetings.get(), _url("training", cycle.pk)
    cycle = season(people.alice, group(), days=[day], confirm_holiday=True)
    return cycle.meetings.get(), _url("manage_cycle", cycle.pk)


@pytest.mark.parametrize("kind", ["working", "training", "other"])
@pytest.mark.parametrize("verb", ["move_meeting", "postpone_meeting", "cancel_meeting"])
def test_back_where_one_came_from(people, browser_of, kind, verb):
    meeting, page = _meeting(kind, people)
    alice, day = browser_of(people.alice), date.today() + timedelta(days=50)
    typed = {"day": f"{day}", "starts": "09:00", "ends": "12:00", "place": "", "confirm_holiday": "on"}
    typed = REASON if verb == "cancel_meeting" else typed | REASON
    url = _url(verb, meeting.pk)
    assert f'href="{page}"' in alice.get(url).content.decode()
    answer = alice.post(url, typed | {"version": meeting.version})
    assert (answer.status_code, answer.url) == (302, page)
    if kind == "working":
        assert "les membres sont prévenus" in alice.get(page).content.decode()
