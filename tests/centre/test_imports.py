"""A real year comes in, once; a workbook says the same as a folder."""

import csv
import shutil
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from openpyxl import load_workbook

from networks.models import Activity, Structure
from observatory.models import PlannedSection
from referrals.models import Call, Dispositif, Shift
from tests.sheets import ACTION, YEAR, folder, import_year, records, table, workbook

FIRST = [
    "plan: 49 lues, 49 créées, 0 mises à jour, 0 inchangées",
    "actions: 128 lues, 128 créées, 0 mises à jour, 0 inchangées",
    "sollicitations: 8 lues, 8 créées, 0 mises à jour, 0 inchangées",
    "appels: 45 lues, 45 créées, 0 mises à jour, 0 inchangées",
    "permanences: 122 lues, 122 créées, 0 mises à jour, 0 inchangées",
]
AGAIN = [
    "plan: 49 lues, 0 créées, 0 mises à jour, 49 inchangées",
    "actions: 128 lues, 0 créées, 0 mises à jour, 128 inchangées",
    "sollicitations: 8 lues, 0 créées, 0 mises à jour, 8 inchangées",
    "appels: 45 lues, 0 créées, 0 mises à jour, 45 inchangées",
    "permanences: 122 lues, 0 créées, 0 mises à jour, 122 inchangées",
]


@pytest.fixture
def year(tmp_path):
    """A copy of the real year that a test may change."""
    return shutil.copytree(YEAR, tmp_path / "year")


def rewrite(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_real_year_comes_in(portal):
    answer = import_year(YEAR)
    assert answer == (FIRST, [], 0)
    assert Activity.objects.filter(starts_on__year=2020).count() == 117
    assert Call.objects.filter(sex="").count() == 8
    assert Shift.objects.values("day").distinct().count() == 42
    assert Dispositif.objects.get().label == "Cellule d'écoute"
    assert Structure.objects.filter(name="UNAFAM").count() == 1


def test_the_same_year_again_changes_nothing(portal):
    import_year(YEAR)
    before = records()
    assert import_year(YEAR) == (AGAIN, [], 0)
    assert records() == before


@pytest.mark.parametrize(
    ("sheet", "old", "new"),
    [
        ("actions", "CV-2020-03-17,2020-03-17,coordination", "CV-2020-03-17,2020-03-18,coordination"),
        ("actions", "Chartreuse de Valbonne;MDPH du Gard;Reseda,", "Chartreuse de Valbonne;Reseda,"),
        ("actions", "EX-2021-01-19,,,,,,,,,", ",,,,,,,,,"),
        ("sollicitations", "Avenir Jeunesse;EMPP", "EMPP;Avenir Jeunesse"),
        ("sollicitations", "SO-08,2020-09,", "SO-08,,"),
        ("appels", "AP-04,2020-04-10,Cellule d'écoute,M,55", "AP-04,2020-04-10,Cellule d'écoute,M,"),
        ("permanences", "2020-04-02,09:00,12:00,Cellule d'écoute,PSY-10,psychologue,institutionnel",
         "2020-04-02,09:00,12:00,Cellule d'écoute,PSY-10,psychologue,benevole"),
        ("plan", "3,Coordination\n", "3,La coordination\n"),
    ],
)  # fmt: skip
def test_one_changed_cell_is_one_row_brought_up_to_date(portal, year, sheet, old, new):
    import_year(year)
    rewrite(year / f"{sheet}.csv", old, new)
    lines = import_year(year).out
    changed = next(line for line in lines if line.startswith(f"{sheet}: "))
    assert ", 0 créées, 1 mises à jour, " in changed
    assert [line for line in lines if line != changed] == [line for line in AGAIN if line[:4] != changed[:4]]


def test_an_import_may_hold_one_sheet(portal, tmp_path):
    path = folder(tmp_path / "one", actions=[ACTION])
    assert import_year(path).out == ["actions: 1 lues, 1 créées, 0 mises à jour, 0 inchangées"]


def test_other_files_of_the_folder_are_left_alone(portal, year):
    (year / "notes.txt").write_bytes(b"\xff\x00")
    (year / ".cache.csv").write_bytes(b"\xff\x00")
    assert import_year(year).out == FIRST


def test_a_byte_order_mark_and_windows_line_ends_are_read(portal, year):
    plan = year / "plan.csv"
    plan.write_bytes(b"\xef\xbb\xbf" + plan.read_bytes().replace(b"\n", b"\r\n"))
    assert import_year(year).out == FIRST
    assert PlannedSection.objects.order_by("position").first().title == "L'histoire du réseau"


def test_the_last_plan_is_the_plan(portal, tmp_path):
    import_year(folder(tmp_path, plan=[{"rubrique": "1", "titre": "Un"}, {"rubrique": "2", "titre": "Deux"}]))
    import_year(
        folder(tmp_path, plan=[{"rubrique": "3", "titre": "Trois"}, {"rubrique": "2", "titre": "Deux"}])
    )
    assert list(PlannedSection.objects.values_list("rubric", "position")) == [("3", 1), ("2", 2)]


def as_workbook(source, path):
    sheets = {}
    for file in sorted(source.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            sheets[file.stem] = [[typed(cell) for cell in row] for row in csv.reader(lines)]
    return workbook(path, **sheets)


def typed(cell: str):
    """What a spreadsheet makes of what is typed: numbers, days, hours."""
    if cell.isdigit():
        return int(cell)
    try:
        return time.fromisoformat(cell) if ":" in cell[:3] else date.fromisoformat(cell)
    except ValueError:
        return cell or None


def test_a_workbook_says_the_same_as_a_folder(portal, tmp_path):
    import_year(YEAR)
    assert import_year(as_workbook(YEAR, tmp_path / "2020.xlsx")) == (AGAIN, [], 0)


def test_a_workbook_comes_in_by_itself(portal, tmp_path):
    assert import_year(as_workbook(YEAR, tmp_path / "2020.xlsx")).out == FIRST


@pytest.mark.parametrize(
    ("column", "cell", "attribute", "value"),
    [
        ("participants", 12.0, "participants", 12),
        ("participants", 0, "participants", 0),
        ("rubrique", 7, "rubric", "7"),
        ("rubrique", 7.3, "rubric", "7.3"),
        ("date", datetime(2020, 2, 3), "ends_on", date(2020, 2, 3)),
        ("date", "2020-02", "ends_on", date(2020, 2, 29)),
        ("intitule", "Re\u0301union", "title", "Réunion"),
        ("intitule", " Réunion\nde rentrée ", "title", "Réunion de rentrée"),
    ],
)
def test_cells_of_a_workbook_keep_their_meaning(portal, tmp_path, column, cell, attribute, value):
    path = workbook(tmp_path / "a.xlsx", actions=table("actions", ACTION | {column: cell}))
    assert import_year(path).errors == []
    assert getattr(Activity.objects.get(), attribute) == value


def test_a_month_that_a_spreadsheet_turned_into_a_day_is_a_month_again(portal, tmp_path):
    path = workbook(tmp_path / "a.xlsx", actions=table("actions", ACTION | {"date": date(2020, 4, 1)}))
    book = load_workbook(path)
    book["actions"]["B2"].number_format = "mmm-yy"
    book.save(path)
    assert import_year(path).errors == []
    assert Activity.objects.get().ends_on == date(2020, 4, 30)


def test_hours_of_a_workbook(portal, tmp_path):
    row = {"date": date(2020, 4, 2), "debut": timedelta(hours=9), "fin": time(12, 30), "intervenant": "PSY-1"}
    assert import_year(workbook(tmp_path / "a.xlsx", permanences=table("permanences", row))).errors == []
    assert (Shift.objects.get().starts, Shift.objects.get().ends) == (time(9), time(12, 30))


@pytest.mark.django_db(transaction=True)
def test_the_journal_seals_what_was_imported_in_the_portal_s_name():
    assert import_year(YEAR).code == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM centre_seal WHERE source = 'networks_activitywriteevent'")
        assert cursor.fetchone()[0] >= 128


@pytest.mark.django_db(transaction=True)
def test_an_error_in_the_last_sheet_undoes_the_first(year):
    rewrite(year / "permanences.csv", "2020-04-02,09:00,12:00", "2020-04-02,12:00,09:00")
    answer = import_year(year)
    assert answer == ([], ["permanences.csv:2:fin: La fin doit être après le début."], 1)
    assert not Activity.objects.exists()
