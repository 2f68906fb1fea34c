"""Who takes the files of a bilan away: whoever may take its PDF; each time is written down."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import Reading
from observatory import actions, rendering
from observatory.models import AnnualReport, ReportFile
from tests.observatory.asking import request_report
from tests.statements import cost

pytestmark = pytest.mark.usefixtures("small_year", "quick_documents", "queued")


@pytest.fixture
def made(people) -> AnnualReport:
    with acting_as(people.alice):
        report = request_report(year=2021, by=people.alice, at=timezone.localtime())
    rendering.make_documents(report.pk)
    return AnnualReport.objects.get(pk=report.pk)


@pytest.fixture
def published(made, people) -> AnnualReport:
    with acting_as(people.alice):
        actions.publish_report(made, by=people.alice, at=timezone.localtime())
    return made


def url(report, mode: str, form: str) -> str:
    return reverse("observatory:download_file", args=[report.pk, mode, form])


@pytest.mark.parametrize(
    ("form", "name", "start"),
    [
        ("csv", "bilan-2021-edition-1.csv.zip", b"PK"),
        ("xlsx", "bilan-2021-edition-1.xlsx", b"PK"),
        ("json", "bilan-2021-edition-1.json", b"{"),
        ("html", "bilan-2021-edition-1.html", b"\n<!DOCTYPE html>"),
    ],
)
def test_a_funder_takes_a_published_file(published, people, browser_of, form, name, start):
    answer = browser_of(people.felix).get(url(published, "public", form))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"".join(answer.streaming_content).lstrip().startswith(start.lstrip())
    reading = Reading.objects.get(what="observatory.reportrender")
    assert (reading.actor_id, reading.why) == (people.felix.pk, f"téléchargement (public, {form})")


def test_drafts_and_exact_files_are_the_coordination_s(made, people, browser_of):
    felix, alice = browser_of(people.felix), browser_of(people.alice)
    assert felix.get(url(made, "public", "csv")).status_code == 404
    answer = alice.get(url(made, "exact", "xlsx"))
    assert "bilan-2021-edition-1-interne.xlsx" in answer["Content-Disposition"]
    assert alice.get(url(made, "exact", "csv")).status_code == 404  # there is none
    with acting_as(people.alice):
        actions.publish_report(made, by=people.alice, at=timezone.localtime())
    assert felix.get(url(made, "exact", "xlsx")).status_code == 404
    for name in ("tara", "omar", "victor"):
        assert browser_of(getattr(people, name)).get(url(made, "public", "csv")).status_code == 404


def test_the_database_itself_shows_a_funder_no_exact_file(published, people):
    with acting_as(people.felix):
        assert set(ReportFile.objects.values_list("render__mode", flat=True)) == {"public"}
    with acting_as(people.tara):
        assert ReportFile.objects.filter(render__mode="exact").count() == 0


def test_a_changed_file_is_not_handed_out(published, people, browser_of, settings):
    kept = ReportFile.objects.get(render__mode="public", format="csv")
    (settings.MEDIA_ROOT / kept.path).write_bytes(b"PK other")
    assert browser_of(people.felix).get(url(published, "public", "csv")).status_code == 404


def test_a_published_file_never_changes(published, people):
    for statement in (
        "UPDATE observatory_reportfile SET sha256 = repeat('0', 64)",
        "DELETE FROM observatory_reportfile",
    ):
        with acting_as(people.alice), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)


def test_files_of_documents_made_again_go(made, people, settings, django_capture_on_commit_callbacks):
    folder = settings.MEDIA_ROOT / rendering.FOLDER
    before = {file.name for file in folder.iterdir()}
    assert len(before) == 7
    with acting_as(people.alice), django_capture_on_commit_callbacks(execute=True):
        rendering.start_again(made)
    assert list(folder.iterdir()) == [] and not ReportFile.objects.exists()
    rendering.make_documents(made.pk)
    assert len(list(folder.iterdir())) == 7 and not before & {file.name for file in folder.iterdir()}


def test_the_sweep_takes_orphans_alone(made, settings):
    import os
    from datetime import timedelta

    folder = settings.MEDIA_ROOT / rendering.FOLDER
    (folder / "orphan.pdf").write_bytes(b"x")
    (folder / "young.partial").write_bytes(b"x")
    now = timezone.now()
    for file in folder.iterdir():
        if file.name != "young.partial":
            os.utime(file, ((now - timedelta(hours=2)).timestamp(),) * 2)
    assert rendering.sweep(at=now) == ["bilans/orphan.pdf"]
    assert len(list(folder.iterdir())) == 8
    with acting_as_system():
        assert all(rendering.open_kept(kept) for kept in ReportFile.objects.all())


def test_a_download_costs_few_statements(published, people, browser_of):
    felix = browser_of(people.felix)
    assert cost(felix, url(published, "public", "csv")) <= 8


def test_the_page_of_the_bilan_offers_them_all(made, people, browser_of):
    page = browser_of(people.alice).get(reverse("observatory:report", args=[made.pk])).content.decode()
    for mode, form in [*(("public", form) for form in ("html", "csv", "xlsx", "json")), ("exact", "xlsx")]:
        assert url(made, mode, form) in page
    assert url(made, "exact", "csv") not in page
