"""Open, the line is its listeners' and the coordination's; asleep, the coordination's alone. By page and by SQL."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from pghistory.models import Event

from centre.context import acting_as
from referrals.hotline.openings import actions as openings
from referrals.hotline.shifts import actions as shifts
from referrals.models import Call, CallAnswer, CallBack, Caller, HotlineOpening, Shift
from tests.referrals.hotline import field

OTHERS = ["tara", "theo", "ines", "omar", "felix", "victor", "anne", "ada"]
TABLES = (Call, CallAnswer, CallBack, Caller, Shift)
LISTENING = ("hotline", "shifts", "calls", "call_backs", "log_call", "grid", "my_shifts")
COORDINATING = ("set_up_hotline", "change_hotline", "open_hotline", "replace_grid", "add_shift")


@pytest.fixture
def lea(portal):
    return field.lea()


@pytest.fixture
def opening(people, lea):
    """An open line with a call of a known caller, to call back, and a shift kept."""
    opening = field.opened(people.alice)
    typed = {"first_name": "Shahrbanu", "phone": "0600000024", "call_back_on": date(2026, 3, 3)}
    field.call(opening, lea, answers=field.answers(opening, 1, 1, 0), problems=["solitude"], **typed)
    with acting_as(lea):
        shifts.take_shift(field.free_shift(), by=lea, at=field.AT)
    return opening


def rows_of(user) -> dict[str, int]:
    with acting_as(user):
        return {model.__name__: model.objects.count() for model in TABLES}


def with_pk(opening) -> list[tuple[str, str, object]]:
    """Each page about one thing: its right, its name, the thing."""
    call, back = Call.objects.get(), CallBack.objects.get()
    kept = Shift.objects.kept().get()
    of_a_call = [
        ("listen", name, call.pk) for name in ("call", "correct_call", "refer_caller", "plan_call_back")
    ]
    of_a_shift = [
        ("triage", name, kept.pk) for name in ("shift", "assign_shift", "move_shift", "cancel_shift")
    ]
    taken = [("listen", name, kept.pk) for name in ("take_shift", "give_back_shift")]
    closing = ("extend_opening", "close_hotline", "closing_figures", "closing_figures_file")
    of_an_opening = [("triage", name, opening.pk) for name in closing]
    return [*of_a_call, *of_a_shift, *taken, *of_an_opening, ("listen", "make_call_back", back.pk)]


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_a_row_nor_opens_a_page(opening, people, browser_of, who):
    user = getattr(people, who)
    assert set(rows_of(user).values()) == {0}
    browser = browser_of(user)
    for name in LISTENING + COORDINATING:
        assert browser.get(reverse(f"referrals:{name}")).status_code == 404, name
    for _, name, pk in with_pk(opening):
        for method in (browser.get, browser.post):
            assert method(reverse(f"referrals:{name}", args=[pk])).status_code == 404, name


def test_a_listener_opens_what_listens_and_nothing_that_coordinates(opening, lea, browser_of):
    assert all(rows_of(lea).values())
    browser = browser_of(lea)
    with field.clock_at(field.AT):
        for name in LISTENING:
            assert browser.get(reverse(f"referrals:{name}")).status_code == 200, name
        for name in COORDINATING:
            assert browser.get(reverse(f"referrals:{name}")).status_code == 404, name
        for right, name, pk in with_pk(opening):
            found = browser.get(reverse(f"referrals:{name}", args=[pk])).status_code
            assert found in ((200, 405) if right == "listen" else (404,)), name


def test_asleep_the_listener_sees_nothing(opening, lea, people, browser_of):
    pages = with_pk(opening)
    openings.close_hotline(opening, closing_note="", by=people.alice, at=field.AT + timedelta(hours=1))
    assert set(rows_of(lea).values()) == {0}
    with acting_as(lea):
        assert not HotlineOpening.objects.exists()
    browser = browser_of(lea)
    asleep = browser.get(reverse("referrals:hotline")).content.decode()
    assert "en dormance" in asleep and "Shahrbanu" not in asleep and "solitude" not in asleep
    for name in LISTENING[1:]:
        answer = browser.get(reverse(f"referrals:{name}"))
        assert answer.status_code == 302 and answer.url == reverse("referrals:hotline"), name
    for right, name, pk in pages:
        answer = browser.get(reverse(f"referrals:{name}", args=[pk]))
        assert answer.status_code in ((302, 405) if right == "listen" else (404,)), name
    assert all(rows_of(people.alice).values())


def test_reopened_the_calls_of_before_stay_closed_to_her(opening, lea, people):
    line = opening.hotline
    openings.close_hotline(opening, closing_note="", by=people.alice, at=field.AT + timedelta(hours=1))
    later = field.AT + timedelta(days=30)
    openings.open_hotline(line, until=later.date(), by=people.alice, at=later)
    counts = rows_of(lea)
    assert counts["Call"] == counts["Caller"] == counts["CallBack"] == 0 and counts["Shift"] > 0


def test_a_listener_writes_nothing_into_a_line_asleep(opening, lea, people):
    dispositif = opening.hotline.dispositif_id
    openings.close_hotline(opening, closing_note="", by=people.alice, at=field.AT + timedelta(hours=1))
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(lea):
        Call.objects.create(day=date(2026, 3, 2), dispositif_id=dispositif, taken_by=lea)


@pytest.mark.parametrize("who", ["tara", "ines", "omar", "felix", "lea"])
def test_the_journal_of_the_line_is_the_coordination_s(opening, people, lea, who):
    user = lea if who == "lea" else getattr(people, who)
    events = [
        event
        for event in Event.__subclasses__()[0].__subclasses__()
        if getattr(event, "pgh_tracked_model", None) in TABLES
    ]
    assert len(events) == len(TABLES)
    with acting_as(user):
        assert not any(event.objects.exists() for event in events)
    with acting_as(people.alice):
        assert all(event.objects.exists() for event in events)
