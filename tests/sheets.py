"""Folders and workbooks to import, and what the command answers."""

import csv
import io
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.core.management import call_command
from openpyxl import Workbook

from centre.imports.sheets import all_sheets

YEAR = Path(__file__).parent / "fixtures" / "year-2020"
APPS = ("networks", "referrals", "observatory")


class Answer(NamedTuple):
    """Lines of stdout, lines of stderr, exit code."""

    out: list[str]
    errors: list[str]
    code: int


def import_year(path) -> Answer:
    out, errors, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_year", str(path), stdout=out, stderr=errors)
    except SystemExit as left:
        code = left.code
    return Answer(out.getvalue().splitlines(), errors.getvalue().splitlines(), code)


def records() -> int:
    """How many records the apps of the sheets hold, all models together."""
    return sum(model.objects.count() for app in APPS for model in apps.get_app_config(app).get_models())


def columns(name: str) -> list[str]:
    return next(list(sheet.columns) for sheet in all_sheets() if sheet.name == name)


def table(name: str, *rows: dict) -> list[list[str]]:
    """The header of a sheet and its rows; cells that are not given are empty."""
    titles = columns(name)
    return [titles, *([row.get(title, "") for title in titles] for row in rows)]


def folder(path: Path, **sheets) -> Path:
    """A folder of CSV files; `sheets`: name → rows as dicts."""
    path.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table(name, *rows))
    return path


def workbook(path: Path, **sheets) -> Path:
    """An XLSX workbook; `sheets`: name → rows as lists of cells, the header first."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


ACTION = {
    "reference": "A-1",
    "date": "2020-02-03",
    "type": "reunion",
    "intitule": "Réunion",
    "statut": "tenue",
}
PERSON = {"code": "P-1", "annee_naissance": "1990", "sexe": "F", "pays": "AFG", "langues": "pus;prs"}
THERAPIST = {
    "code": "T-1",
    "profession": "psychologue",
    "statut": "liberal",
    "langues": "fra",
    "capacite": "3",
}
INTERPRETER = {"code": "I-1", "langues": "pus", "departements": "30", "taux_horaire": "35.50"}
REFERRAL = {"reference": "O-1", "personne": "P-1", "date_reception": "2020-01-06"}
SESSION = {"date": "2020-02-03", "personne": "P-1", "therapeute": "T-1", "statut": "realisee"}
