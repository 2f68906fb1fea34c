"""On its first day a centre brings ten past years in one file: each of them can then be counted."""

from datetime import date, timedelta

from django.urls import reverse

from centre.context import acting_as_system
from observatory.figures import figures
from tests import sheets as sheets_of
from tests.centre.imports.conftest import confirmed, previewed
from tests.sheets import ACTION, PERSON, SESSION, THERAPIST

YEARS = range(2010, 2020)
PEOPLE, SESSIONS = 12, 4


def people_of(year: int) -> list[str]:
    """Half of them came the year before."""
    first = (year - YEARS[0]) * PEOPLE // 2
    return [f"P-{number}" for number in range(first, first + PEOPLE)]


def ten_years() -> dict[str, list[dict]]:
    codes = dict.fromkeys(code for year in YEARS for code in people_of(year))
    return {
        "plan": [{"rubrique": "1", "titre": "Coordination"}],
        "actions": [
            ACTION | {"reference": f"A-{year}-{n}", "date": f"{year}-0{n + 1}", "rubrique": "1"}
            for year in YEARS
            for n in range(year - YEARS[0] + 1)
            if n < 9
        ],
        "personnes": [
            PERSON | {"code": code, "sexe": "FM"[number % 2], "annee_naissance": str(1970 + number % 30)}
            for number, code in enumerate(codes)
        ],
        "therapeutes": [THERAPIST],
        "seances": [
            SESSION | {"personne": code, "date": (date(year, 1, 6) + timedelta(weeks=week)).isoformat()}
            for year in YEARS
            for code in people_of(year)
            for week in range(SESSIONS)
        ],
    }


def test_ten_years_in_one_workbook_are_in_the_observatory_on_the_first_day(alice, tmp_path):
    sheets = {name: sheets_of.table(name, *rows) for name, rows in ten_years().items()}
    book = sheets_of.workbook(tmp_path / "dix-ans.xlsx", **sheets)
    run = confirmed(alice, previewed(alice, ("dix-ans.xlsx", book.read_bytes())))
    assert run.state == "importe" and run.years == list(YEARS)
    said = alice.get(reverse("import_run", args=[run.pk])).content.decode()
    for year in YEARS:
        assert f"Commencer le bilan de {year}" in said and f"?year={year}" in said
        with acting_as_system():
            counted = figures(year, "exact")
        assert counted["personnes"]["file_active"] == PEOPLE
        assert counted["seances"]["realisees"] == PEOPLE * SESSIONS
        assert counted["actions"]["1"]["tenues"] == min(year - YEARS[0] + 1, 9)
