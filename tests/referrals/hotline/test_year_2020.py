"""A real year entered as it would have been lived, by the same actions, gives the figures its bilan printed."""

import csv
import json
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest

from centre.context import acting_as
from observatory.figures import figures
from referrals.activity import calls_between
from referrals.choices import CallBackState
from referrals.hotline.backs.actions import make_call_back
from referrals.hotline.openings import actions as openings
from referrals.hotline.shifts import actions as shifts
from referrals.models import Call, CallBack, HotlineOpening, Shift
from tests.observatory.test_year_2020 import derived_from, found_in
from tests.referrals.hotline import field
from tests.sheets import YEAR, folder, import_year

FIRST, LAST = date(2020, 4, 2), date(2020, 5, 29)
OURS = ("appels.", "permanences.")
EXPECTED = {
    name: value
    for name, value in json.loads((YEAR.parent / "expected-2020.json").read_text(encoding="utf-8")).items()
    if name.startswith(OURS)
}


def told(name: str) -> list[dict]:
    with (YEAR / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def noon(day: date) -> datetime:
    return datetime.combine(day, time(19, 30), tzinfo=UTC)


def enter_shifts(opening: HotlineOpening, by) -> None:
    """A shift of the template where the hours are its own, another beside it elsewhere."""
    for row in told("permanences"):
        day, starts, ends = date.fromisoformat(row["date"]), row["debut"], row["fin"]
        keeper = {"user": None, "keeper": row["intervenant"], "profession": row["profession"]}
        keeper["status"] = row["statut"]
        free = field.free_shift(day=day, starts=starts, ends=ends)
        author = {"by": by, "at": noon(FIRST)}
        if free:
            shifts.assign_shift(free, **keeper, was="", **author)
        else:
            hours = {"starts": time.fromisoformat(starts), "ends": time.fromisoformat(ends)}
            shifts.add_shift(opening.hotline, day=day, **hours, **keeper, **author)


def enter_calls(opening: HotlineOpening, by) -> None:
    """Each call the day it was, then its call-backs one after the other, by who listens."""
    for row in told("appels"):
        day = date.fromisoformat(row["date"])
        backs = int(row["rappels"] or 0)
        call = field.call(
            opening,
            by,
            at=noon(day),
            day=day,
            sex=row["sexe"],
            age=int(row["age"]) if row["age"] else None,
            introducer=row["adresseur"],
            problems=row["problematiques"].split(";") if row["problematiques"] else [],
            outcome=row["orientation"],
            redirections=row["reorientations"].split(";") if row["reorientations"] else [],
            call_back_on=day + timedelta(days=1) if backs else None,
        )
        for left in range(backs, 0, -1):
            back = CallBack.objects.get(call=call, state=CallBackState.DUE)
            again = back.due_on + timedelta(days=1) if left > 1 else None
            make_call_back(
                back, state=CallBackState.DONE, again_on=again, version=1, by=by, at=noon(back.due_on)
            )


@pytest.fixture
def year(people):
    """The year as the coordination and a listener live it, until it closes."""
    opening = field.opened(people.alice, until=LAST, at=datetime(2020, 4, 2, 6, tzinfo=UTC))
    with acting_as(people.alice):
        enter_shifts(opening, people.alice)
    listener = field.lea()
    with acting_as(listener):
        enter_calls(opening, listener)
    with acting_as(people.alice):
        return openings.close_hotline(opening, closing_note="", by=people.alice, at=noon(LAST))


def test_the_year_lived_gives_the_published_figures(year):
    document = figures(2020, "exact")
    computed = found_in(document) | derived_from_calls(document)
    assert {name: computed.get(name, "absent") for name in EXPECTED} == EXPECTED


def derived_from_calls(document: dict) -> dict:
    calls = document["appels"]
    by_day = Counter(row["day"] for row in calls_between(date(2020, 1, 1), date(2020, 12, 31)))
    peak = [count for day, count in by_day.items() if date(2020, 4, 20) <= day <= date(2020, 4, 24)]
    rest = [count for day, count in by_day.items() if not date(2020, 4, 20) <= day <= date(2020, 4, 24)]
    shares = derived_from(document | {"actions": _no_actions()})
    return {name: value for name, value in shares.items() if name.startswith(OURS)} | {
        "appels.semaine_2020_04_20_min_jour": min(peak),
        "appels.semaine_2020_04_20_max_jour": max(peak),
        "appels.max_jour_hors_pic": max(rest),
        "appels.total": calls["total"],
    }


def _no_actions() -> dict:
    none = {"professionnels": 0, "usagers": 0}
    kinds = {"reunion": none, "coordination": none, "sensibilisation": none}
    line = {"lignes": 0, "presentiel": 0, "telephone": 0, "visio": 0}
    return {"4.4.2": {"par_type": kinds}, "4.4.1": line}


def test_the_closing_is_frozen_with_the_figures_of_the_bilan(year):
    document = figures(2020, "exact")
    frozen = HotlineOpening.objects.get().figures
    by_status = frozen["permanences"].pop("heures_par_statut")
    assert frozen == {name: document[name] for name in ("appels", "permanences")}
    assert sum(by_status.values()) == EXPECTED["permanences.heures"] and set(by_status) == {
        "liberal",
        "institutionnel",
    }


def test_the_year_lived_and_the_year_imported_are_one(year, tmp_path):
    """The imported rows take the place of the lived ones, moved to another year; twice is once."""
    lived = figures(2020, "exact")
    Call.objects.update(day=date(2019, 1, 1))
    Shift.objects.update(day=date(2019, 1, 1))
    sheets = {name: told(name) for name in ("appels", "permanences")}
    for _ in range(2):
        assert import_year(folder(tmp_path / "sheets", **sheets)).code == 0
        imported = figures(2020, "exact")
        assert {name: imported[name] for name in sheets} == {name: lived[name] for name in sheets}
