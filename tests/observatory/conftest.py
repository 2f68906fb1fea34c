"""A small year to report on, and documents that cost nothing to make."""

from datetime import date

import pytest

from networks.models import Activity
from observatory.models import PlannedSection


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def small_year(portal):
    """2021: two sections, one meeting held, one cancelled."""
    PlannedSection.objects.create(rubric="1", title="Coordination", position=1)
    PlannedSection.objects.create(rubric="2", title="Comité de pilotage", position=2)
    rows = ({"state": "tenue", "professionals": 4}, {"state": "annulee"})
    for number, row in enumerate(rows, start=1):
        day = date(2021, 3, number)
        Activity.objects.create(
            reference=f"R{number}",
            starts_on=day,
            ends_on=day,
            type="reunion",
            title="Réunion",
            rubric="1",
            **row,
        )
    return 2021


@pytest.fixture
def quick_documents(monkeypatch):
    """Documents are a few bytes; what is tested is their way, not their look. Returns the list of what was made."""
    made = []

    def render(printed):
        made.append((printed.mode, printed.edition))
        return f"%PDF {printed.figures['annee']} {printed.edition} {printed.mode}".encode()

    monkeypatch.setattr("observatory.report.render", render)
    return made


@pytest.fixture
def queued(monkeypatch):
    """The broker: ids of the reports handed to the worker."""
    ids = []
    monkeypatch.setattr("observatory.actions.enqueue", lambda task, report_id: ids.append(report_id) or True)
    return ids
