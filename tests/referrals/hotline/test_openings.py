"""The line wakes in one action, ready to be filled, and goes back to sleep leaving its figures."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from centre.models import OutgoingMail, Reading
from centre.refusals import Refused
from referrals import activity
from referrals.choices import DispositifKind, ShiftState
from referrals.hotline.openings import actions
from referrals.hotline.shifts import actions as shifts
from referrals.models import Call, Dispositif, Hotline, HotlineOpening, Shift
from tests.referrals.hotline import field


def test_one_button_opens_the_line_and_plans_its_days(people):
    lea = field.lea()
    line = field.line(people.alice)
    with acting_as(people.alice):
        actions.open_hotline(line, until=field.UNTIL, by=people.alice, at=field.AT)
    planned = Shift.objects.planned()
    assert planned.count() == 10 * 3  # two weeks from Monday to Friday, three shifts a day
    assert {shift.keeper for shift in planned} == {""}
    assert OutgoingMail.objects.get(to=lea.email).subject == "Votre planning est ouvert"


@pytest.mark.parametrize(("holidays", "days"), [(True, 5), (False, 4)])
def test_a_public_holiday_is_planned_only_if_the_line_says_so(people, holidays, days):
    easter = datetime(2026, 4, 6, 6, tzinfo=field.AT.tzinfo)  # Easter Monday
    field.opened(people.alice, at=easter, until=date(2026, 4, 12), holidays=holidays)
    assert len({shift.day for shift in Shift.objects.all()}) == days


def test_a_shift_that_is_over_on_the_first_day_is_not_planned(people):
    late = field.AT + timedelta(hours=4)  # two in the afternoon
    field.opened(people.alice, at=late)
    first_day = Shift.objects.filter(day=date(2026, 3, 2)).order_by("starts")
    assert [shift.starts for shift in first_day] == [time(13), time(18)]


def test_the_line_opens_once(people):
    opening = field.opened(people.alice)
    with pytest.raises(Refused, match="déjà ouverte"):
        actions.open_hotline(opening.hotline, until=field.UNTIL, by=people.chloe, at=field.AT)
    assert HotlineOpening.objects.count() == 1


@pytest.mark.parametrize(("until", "said"), [("2026-03-01", "passé"), ("2027-06-01", "Un an au plus")])
def test_a_last_day_that_cannot_be_is_refused(people, until, said):
    line = field.line(people.alice)
    with pytest.raises(Refused, match=said):
        actions.open_hotline(line, until=date.fromisoformat(until), by=people.alice, at=field.AT)


def test_extending_plans_the_days_added_and_no_other(people):
    opening = field.opened(people.alice)
    actions.extend_opening(opening, until=date(2026, 3, 20), by=people.alice, at=field.AT)
    assert Shift.objects.count() == 15 * 3


def test_the_settings_survive_the_sleep(people):
    opening = field.opened(people.alice, phone="0400000099", slots=[["10:00", "12:00"]])
    field.closed(opening, people.alice)
    actions.open_hotline(opening.hotline, until=field.UNTIL, by=people.alice, at=field.AT)
    line = Hotline.objects.get()
    assert (line.phone, line.slots, line.grid.label) == ("0400000099", [["10:00", "12:00"]], "Grille")
    assert Shift.objects.planned().filter(day=date(2026, 3, 3)).count() == 1


def test_a_dispositif_of_past_years_becomes_the_line(people):
    known = Dispositif.objects.create(label="Cellule d’écoute")  # the sheets' apostrophe is another
    assert field.line(people.alice).dispositif_id == known.pk
    known.refresh_from_db()
    assert known.kind == DispositifKind.HOTLINE


def test_closing_calls_off_what_was_to_come_and_tells_who_kept_it(people):
    opening, lea = field.opened(people.alice), field.lea()
    kept, past = field.free_shift(day=date(2026, 3, 4)), field.free_shift(day=date(2026, 3, 2))
    shifts.assign_shift(
        past, user=lea, keeper="", profession="", status="liberal", was="", by=people.alice, at=field.AT
    )
    with acting_as(lea):
        shifts.take_shift(kept, by=lea, at=field.AT)
    OutgoingMail.objects.all().delete()
    field.closed(opening, people.alice, at=field.AT + timedelta(days=1))
    kept.refresh_from_db()
    past.refresh_from_db()
    assert (kept.state, past.state) == (ShiftState.CANCELLED, ShiftState.PLANNED)
    (mail,) = OutgoingMail.objects.all()
    assert mail.to == lea.email and "planning" in mail.subject


def test_figures_count_neither_a_gap_nor_a_shift_called_off(people):
    opening = field.opened(people.alice)
    kept, off = field.free_shift(day=date(2026, 3, 2)), field.free_shift(day=date(2026, 3, 3))
    for shift in (kept, off):
        shifts.assign_shift(
            shift,
            user=None,
            keeper="PSY-1",
            profession="",
            status="liberal",
            was="",
            by=people.alice,
            at=field.AT,
        )
    shifts.cancel_shift(off, by=people.alice, at=field.AT)
    (row,) = activity.shift_rows(2026)
    assert (row["day"], row["starts"]) == (kept.day, kept.starts)
    closed = field.closed(opening, people.alice)
    assert closed.figures["permanences"]["heures"] == 3
    assert closed.figures["permanences"]["heures_par_statut"] == {"liberal": 3}


def test_two_accounts_of_the_same_name_are_two_keepers(people):
    from tests.people import make_user

    opening = field.opened(people.alice)
    for number, day in enumerate((3, 4)):
        twin = make_user(f"Léa {number}", "ecoutant")
        shifts.assign_shift(
            field.free_shift(day=date(2026, 3, day)),
            user=twin,
            keeper="Léa",
            profession="",
            status="benevole",
            was="",
            by=people.alice,
            at=field.AT,
        )
    closed = field.closed(opening, people.alice, at=field.AT + timedelta(days=5))
    assert closed.figures["permanences"]["intervenants"] == 2


def test_figures_frozen_do_not_move(people):
    opening = field.opened(people.alice)
    field.call(opening, people.alice, sex="F")
    closed = field.closed(opening, people.alice)
    Call.objects.update(sex="M")
    closed.refresh_from_db()
    assert closed.figures["appels"]["par_sexe"]["F"] == 1


def test_a_closed_line_takes_no_call(people):
    opening = field.opened(people.alice)
    field.closed(opening, people.alice)
    with pytest.raises(Refused, match="dormance"):
        field.call(opening, people.alice)
    with pytest.raises(Refused, match="fermée"):
        field.closed(opening, people.alice)


def test_settings_read_too_long_ago_are_refused(people):
    line = field.line(people.alice)
    facts = {name: getattr(line, name) for name in ("phone", "starts", "ends", "slots", "days", "holidays")}
    with pytest.raises(Refused, match="changés pendant votre saisie"):
        actions.change_hotline(line, **facts, call_back_days=5, version=line.version - 1, by=people.alice)


@pytest.mark.parametrize("slots", [[["08:00", "12:00"]], [["12:00", "10:00"]], [["18:00", "22:00"]]])
def test_a_slot_outside_the_opening_hours_is_refused(people, slots):
    with pytest.raises(Refused):
        field.line(people.alice, slots=slots)
    assert not Hotline.objects.exists()


def test_from_sleep_to_figures_through_the_pages(people, browser_of):
    """Set up, open, log, close, read: what a coordinator does, and how the pages answer."""
    alice = browser_of(people.alice)
    assert "Mettre en place" in alice.get(reverse("referrals:hotline")).content.decode()
    shape = {"label": "Cellule d’écoute", "starts": "09:00", "ends": "21:00", "call_back_days": "3"}
    shape |= {"slots": "9 h – 12 h, 13h-17h30", "days": ["0", "1", "2", "3", "4", "5", "6"], "holidays": "on"}
    assert alice.post(reverse("referrals:set_up_hotline"), shape).status_code == 302
    assert Hotline.objects.get().slots == [["09:00", "12:00"], ["13:00", "17:30"]]
    until = timezone.localdate() + timedelta(days=6)
    bad = alice.post(reverse("referrals:open_hotline"), {"until": "2020-01-01"})
    assert "ne peut pas être passé" in bad.content.decode()
    assert alice.post(reverse("referrals:open_hotline"), {"until": until.isoformat()}).status_code == 302
    opening = HotlineOpening.objects.get()
    week = alice.get(reverse("referrals:shifts")).content.decode()
    assert "sans personne" in week
    assert alice.get(reverse("referrals:closing_figures", args=[opening.pk])).status_code == 404
    assert alice.post(reverse("referrals:close_hotline", args=[opening.pk]), {}).status_code == 302
    page = alice.get(reverse("referrals:closing_figures", args=[opening.pk]))
    assert "Appels reçus" in page.content.decode()
    sheet = alice.get(reverse("referrals:closing_figures_file", args=[opening.pk]))
    assert "Appels;Appels reçus;0" in sheet.content.decode("utf-8-sig")
    assert "ne pas diffuser" in sheet.content.decode("utf-8-sig")
    assert "-interne.csv" in sheet["Content-Disposition"]
    assert Reading.objects.filter(object_id=str(opening.pk), why__startswith="chiffres exacts").count() == 2
