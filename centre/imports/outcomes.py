"""The fields of an import once it is previewed, applied, refused or failed."""

import json

from django.utils import timezone

from centre.imports import summary
from centre.imports.run import Done, Sheets
from centre.imports.states import ImportState


def _years(done: Done) -> dict:
    return {"years": sorted(done.years), "rows_by_year": done.years}


def applied(done: Done) -> dict:
    return {
        "state": ImportState.APPLIED,
        "tallies": summary.tallies(done),
        **_years(done),
        "content": "",
        "detail": "",
        "finished_at": timezone.now(),
    }


def previewed(done: Done) -> dict:
    return {
        "state": ImportState.PREVIEWED,
        "tallies": summary.tallies(done),
        **_years(done),
        "detail": json.dumps({"problems": [], "samples": summary.samples(done)}),
        "fingerprint": done.fingerprint,
        "problem_count": 0,
    }


def refused(sheets: Sheets) -> dict:
    return {
        "state": ImportState.REFUSED,
        "tallies": summary.refusals(sheets),
        "years": [],
        "rows_by_year": {sheets.year: 1} if sheets.year else {},
        "content": "",
        "detail": json.dumps({"problems": summary.problems(sheets), "samples": []}),
        "problem_count": sheets.problems.count,
    }


def failed(reason: str) -> dict:
    return {"state": ImportState.FAILED, "failure": reason, "content": "", "detail": ""}
