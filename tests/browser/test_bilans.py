"""A bilan asked for, watched, published, downloaded."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from observatory.models import PlannedSection
from observatory.rendering import make_documents
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def worker(monkeypatch, settings, tmp_path):
    """The task server: ids of the bilans handed to it. Documents cost a few bytes."""
    handed = []
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(
        "observatory.actions.enqueue", lambda task, report_id: handed.append(report_id) or True
    )
    monkeypatch.setattr("observatory.progress.broker_answers", lambda: True)
    monkeypatch.setattr("observatory.report.render", lambda printed: b"%PDF-1.7 bilan")
    return handed


def test_a_bilan_from_request_to_funder(live_server, people, visitor, worker):
    from networks.models import Activity

    year = timezone.localdate().year - 1
    with acting_as_system():
        PlannedSection.objects.create(rubric="1", title="Coordination", position=1)
        day = timezone.localdate().replace(year=year, month=3, day=1)
        Activity.objects.create(
            reference="R1",
            starts_on=day,
            ends_on=day,
            type="reunion",
            title="Réunion",
            rubric="1",
            state="tenue",
            professionals=4,
        )
    alice = visitor(people.alice, DESK)
    page = alice.open("observatory:reports")
    alice.looks_right()
    alice.press("Commencer un bilan")
    alice.looks_right()
    alice.press("Commencer le bilan")
    expect(page.get_by_role("progressbar")).to_be_visible()
    alice.looks_right()
    with acting_as_system():
        make_documents(worker[0])
    expect(page.get_by_role("progressbar")).to_be_hidden()  # the page asks for itself
    alice.looks_right()
    alice.press("Publier")
    alice.reads("Publié")
    alice.looks_right()

    felix = visitor(people.felix, PHONE)
    felix.open("observatory:reports")
    felix.looks_right()
    with felix.page.expect_download() as download:
        felix.press(f"Bilan {year} (PDF)")
    assert download.value.suggested_filename == f"bilan-{year}-edition-1.pdf"
