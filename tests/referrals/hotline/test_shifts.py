"""Who keeps the line, and the hours that nobody does."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from centre.context import acting_as
from centre.models import OutgoingMail
from centre.refusals import Refused
from referrals.hotline import tasks
from referrals.hotline.hours import duration_words, is_holiday, length, minutes, uncovered
from referrals.hotline.shifts import actions
from referrals.models import Shift
from tests.people import make_user
from tests.referrals.hotline import field
from tests.statements import cost

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def opening(people):
    return field.opened(people.alice)


@pytest.fixture
def lea(portal):
    return field.lea()


def take(user, **of) -> Shift:
    with acting_as(user):
        return actions.take_shift(field.free_shift(**of), by=user, at=field.AT)


def test_a_listener_takes_a_shift_and_gives_it_back(opening, lea):
    shift = take(lea, day=TUESDAY)
    assert (shift.keeper, shift.user, shift.status) == ("Léa", lea, "benevole")
    with acting_as(lea):
        shift = actions.give_back_shift(shift, by=lea, at=field.AT)
    assert shift.is_free and shift.user is None


def test_she_keeps_the_status_of_her_last_shift(opening, lea, people):
    first = field.free_shift(day=TUESDAY)
    facts = {"user": lea, "keeper": "", "profession": "psychologue", "status": "liberal"}
    actions.assign_shift(first, **facts, was="", by=people.alice, at=field.AT)
    second = take(lea, day=date(2026, 3, 4))
    assert (second.profession, second.status) == ("psychologue", "liberal")


def test_nobody_is_in_two_places(opening, lea, people):
    kept = take(lea, day=TUESDAY)
    facts = {"user": lea, "by": people.alice, "at": field.AT}
    with pytest.raises(Refused, match="déjà une permanence à cette heure"):
        actions.add_shift(opening.hotline, day=TUESDAY, starts=time(11), ends=time(13), **facts)
    assert (
        actions.add_shift(opening.hotline, day=TUESDAY, starts=kept.ends, ends=time(13), **facts).user == lea
    )


def test_another_s_shift_cannot_be_taken_nor_given_back(opening, lea):
    shift, maud = take(lea, day=TUESDAY), make_user("Maud", "ecoutant")
    for verb in (actions.take_shift, actions.give_back_shift):
        with pytest.raises(Refused), acting_as(maud):
            verb(shift, by=maud, at=field.AT)
    shift.refresh_from_db()
    assert shift.user == lea


def test_the_database_lets_a_listener_move_no_hour(opening, lea):
    shift = take(lea, day=TUESDAY)
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(lea):
        Shift.objects.filter(pk=shift.pk).update(starts=time(8))


def test_a_shift_that_began_is_not_given_back(opening, lea):
    shift = take(lea, day=TUESDAY)
    with pytest.raises(Refused, match="a commencé"), acting_as(lea):
        actions.give_back_shift(shift, by=lea, at=field.AT + timedelta(days=1))


@pytest.mark.parametrize(("day", "told"), [(TUESDAY, 1), (date(2026, 3, 12), 0)])
def test_the_coordination_hears_of_hours_given_back_soon(opening, lea, day, told):
    shift = take(lea, day=day)
    OutgoingMail.objects.all().delete()
    with acting_as(lea):
        actions.give_back_shift(shift, by=lea, at=field.AT)
    assert OutgoingMail.objects.count() == told


def test_who_assigns_is_told_that_somebody_took_it_meanwhile(opening, lea, people):
    shift = take(lea, day=TUESDAY)
    facts = {"user": None, "keeper": "PSY-1", "profession": "", "status": ""}
    with pytest.raises(Refused, match="Léa la tient"):
        actions.assign_shift(shift, **facts, was="", by=people.alice, at=field.AT)


def test_a_shift_lives_within_the_opening(opening, people):
    hours = {"starts": time(9), "ends": time(12), "by": people.alice, "at": field.AT}
    for day in (date(2026, 3, 1), date(2026, 3, 14)):
        with pytest.raises(Refused):
            actions.add_shift(opening.hotline, day=day, **hours)
    with pytest.raises(Refused, match="après le début"):
        actions.add_shift(opening.hotline, day=TUESDAY, **hours | {"ends": time(9)})


def test_the_reminder_of_the_day_before_leaves_once(opening, lea):
    take(lea, day=TUESDAY)
    OutgoingMail.objects.all().delete()
    with field.clock_at(field.AT.replace(hour=5)):
        tasks.remind_keepers()
    assert not OutgoingMail.objects.exists()  # nobody is woken
    for hour in (9, 10):
        with field.clock_at(field.AT.replace(hour=hour)):
            tasks.remind_keepers()
    (mail,) = OutgoingMail.objects.all()
    assert (
        mail.to == lea.email
        and "9 h" not in mail.body
        and "écoute" not in mail.subject + mail.body.replace("/ecoute/", "")
    )


def test_her_calendar_says_when_and_nothing_else(opening, lea, browser_of):
    take(lea, day=TUESDAY)
    with field.clock_at(field.AT):
        answer = browser_of(lea).get(reverse("referrals:my_shifts"))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "Permanence" and event.decoded("dtstart") == datetime(
        2026, 3, 3, 8, tzinfo=field.AT.tzinfo
    )


def test_the_week_says_how_long_nobody_is_there(opening, people, browser_of):
    facts = {"user": None, "profession": "", "status": "", "was": "", "by": people.alice, "at": field.AT}
    for shift in Shift.objects.filter(day=date(2026, 3, 5)):
        actions.assign_shift(shift, keeper="PSY-1", **facts)
    with field.clock_at(field.AT):
        page = browser_of(people.alice).get(reverse("referrals:shifts")).content.decode()
    assert "<strong>2\xa0h</strong> sans personne jeudi" in page
    assert "<strong>12\xa0h</strong> sans personne mardi" in page
    for gap in ("12\xa0h\u202f–\u202f13\xa0h", "17\xa0h\u202f–\u202f18\xa0h"):
        assert f'<span class="text-nowrap">{gap}</span>' in page


@pytest.mark.parametrize(
    ("day", "monday"), [(6, "2 mars"), (7, "9 mars"), (8, "9 mars")], ids=["vendredi", "samedi", "dimanche"]
)
def test_on_a_weekend_the_planning_opens_on_the_coming_week(opening, people, browser_of, day, monday):
    with field.clock_at(field.AT.replace(day=day)):
        page = browser_of(people.alice).get(reverse("referrals:shifts")).content.decode()
    assert f"<h2>Du {monday} au" in page


@pytest.mark.parametrize(
    "week", ["", "2026-03-09", "n’importe quoi", "0001-01-01", "9999-12-31", "2026-02-30"]
)
def test_any_week_asked_for_is_a_page(opening, people, browser_of, week):
    answer = browser_of(people.alice).get(reverse("referrals:shifts"), {"semaine": week})
    assert answer.status_code == 200


def test_a_week_costs_the_same_however_full(opening, lea, people, browser_of):
    browser, url = browser_of(lea), reverse("referrals:shifts")
    with field.clock_at(field.AT):
        empty = cost(browser, url)
        for day in (3, 4, 5):
            take(lea, day=date(2026, 3, day))
        assert cost(browser, url) == empty <= 6


HOURS = st.times().map(lambda hour: hour.replace(second=0, microsecond=0))
SPANS = st.tuples(HOURS, HOURS).filter(lambda span: span[0] < span[1])


@given(SPANS, st.lists(SPANS, max_size=6))
def test_each_minute_of_the_day_is_kept_or_a_gap(opened, kept):
    gaps = uncovered(*opened, kept)
    assert gaps == sorted(gaps)
    for minute in range(minutes(opened[0]), minutes(opened[1])):
        inside = [minutes(a) <= minute < minutes(b) for a, b in kept]
        alone = [minutes(a) <= minute < minutes(b) for a, b in gaps]
        assert any(inside) != any(alone) and sum(alone) <= 1
    assert length(gaps) <= minutes(opened[1]) - minutes(opened[0])


def test_durations_and_holidays():
    assert [duration_words(n) for n in (45, 60, 90, 185)] == [
        "45\xa0min",
        "1\xa0h",
        "1\xa0h\xa030",
        "3\xa0h\xa005",
    ]
    assert all(map(is_holiday, (date(2020, 4, 13), date(2020, 5, 1), date(2020, 5, 8), date(2020, 5, 21))))
    assert not is_holiday(date(2020, 5, 22))
