"""The trip of a bilan through HTTP: asked for, made, read, published, downloaded; and who may not."""

import pytest
from django.urls import reverse
from django.utils import timezone

from observatory.models import AnnualReport
from observatory.rendering import make_documents

pytestmark = pytest.mark.usefixtures("small_year", "quick_documents")


@pytest.fixture(autouse=True)
def broker(monkeypatch):
    monkeypatch.setattr("observatory.progress.broker_answers", lambda: True)


def ask(browser, year, capture):
    with capture(execute=True):
        return browser.post(reverse("observatory:start_report"), {"year": year}, follow=True)


def made_report(browser, year, capture) -> AnnualReport:
    ask(browser, year, capture)
    report = AnnualReport.objects.get(year=year, state="brouillon")
    make_documents(report.pk)
    return report


def url(name, report, *more):
    return reverse(f"observatory:{name}", args=[report.pk, *more])


def test_a_bilan_from_request_to_funder(
    people, browser_of, small_year, queued, django_capture_on_commit_callbacks
):
    alice, felix = browser_of(people.alice), browser_of(people.felix)
    page = ask(alice, small_year, django_capture_on_commit_callbacks)
    report = AnnualReport.objects.get()
    assert queued == [str(report.pk)]
    assert "En attente" in page.content.decode()

    make_documents(report.pk)
    page = alice.get(url("report", report)).content.decode()
    assert (
        url("download_report", report, "public") in page and url("download_report", report, "exact") in page
    )

    assert felix.get(url("download_report", report, "public")).status_code == 404
    alice.post(url("mark_read", report))
    alice.post(url("mark_sent", report))
    page = alice.post(url("publish_report", report), follow=True).content.decode()
    assert "Publié" in page
    report.refresh_from_db()
    assert (report.state, report.published_by, report.read_by) == ("publie", people.alice, people.alice)

    assert (
        url("download_report", report, "public") in felix.get(reverse("observatory:reports")).content.decode()
    )
    answer = felix.get(url("download_report", report, "public"))
    assert b"".join(answer.streaming_content) == b"%PDF 2021 1 public"
    assert answer["Content-Disposition"] == 'attachment; filename="bilan-2021-edition-1.pdf"'
    assert "no-store" in answer["Cache-Control"]


def test_a_download_is_in_the_journal(
    people, browser_of, small_year, queued, django_capture_on_commit_callbacks
):
    from centre.models import Reading

    alice = browser_of(people.alice)
    report = made_report(alice, small_year, django_capture_on_commit_callbacks)
    alice.get(url("download_report", report, "exact"))
    reading = Reading.objects.get(what="observatory.reportrender")
    assert (reading.actor_id, reading.why) == (people.alice.pk, "téléchargement (exact)")


@pytest.mark.parametrize("name", ["felix", "ada", "tara", "omar", "victor"])
def test_only_the_coordination_meets_drafts_and_exact_figures(
    people, browser_of, small_year, queued, name, django_capture_on_commit_callbacks
):
    alice, other = browser_of(people.alice), browser_of(getattr(people, name))
    report = made_report(alice, small_year, django_capture_on_commit_callbacks)
    alice.post(url("publish_report", report))
    assert other.get(url("download_report", report, "exact")).status_code == 404
    for page in ("report", "report_progress"):
        assert other.get(url(page, report)).status_code == 404
    for button in ("mark_read", "mark_sent", "reopen", "publish_report"):
        assert other.post(url(button, report)).status_code == 404
    assert other.post(reverse("observatory:start_report"), {"year": small_year}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("felix", 200), ("ada", 200), ("tara", 404), ("omar", 404)])
def test_who_reads_the_list(people, browser_of, name, status):
    assert browser_of(getattr(people, name)).get(reverse("observatory:reports")).status_code == status


def test_a_funder_sees_published_editions_alone(
    people, browser_of, small_year, queued, django_capture_on_commit_callbacks
):
    made_report(browser_of(people.alice), small_year, django_capture_on_commit_callbacks)
    page = browser_of(people.felix).get(reverse("observatory:reports")).content.decode()
    assert "Aucun bilan publié" in page and "2021" not in page
    assert "2021" not in browser_of(people.felix).get(reverse("observatory:panel")).content.decode()


@pytest.mark.parametrize(
    ("year", "said"),
    [("2031", "Rien n’est enregistré pour 2031"), ("1789", "1990"), ("l’an dernier", "quatre chiffres")],
)
def test_a_year_with_nothing_is_refused_beside_its_field(
    people, browser_of, queued, year, said, django_capture_on_commit_callbacks
):
    page = ask(browser_of(people.alice), year, django_capture_on_commit_callbacks).content.decode()
    assert said in page and year in page
    assert not queued and not AnnualReport.objects.exists()


def test_the_current_year_may_be_drafted_but_not_published(
    people, browser_of, queued, django_capture_on_commit_callbacks
):
    from networks.models import Activity

    today = timezone.localdate()
    Activity.objects.create(
        reference="now", starts_on=today, ends_on=today, type="reunion", title="Réunion", state="tenue"
    )
    alice = browser_of(people.alice)
    report = made_report(alice, today.year, django_capture_on_commit_callbacks)
    answer = alice.post(url("publish_report", report))
    assert answer.status_code == 409 and "La période n’est pas close" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "brouillon"


def test_without_a_broker_the_request_is_kept(
    people, browser_of, small_year, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("observatory.actions.enqueue", lambda *args: False)
    monkeypatch.setattr("observatory.progress.broker_answers", lambda: False)
    page = ask(browser_of(people.alice), small_year, django_capture_on_commit_callbacks).content.decode()
    assert "le serveur de tâches ne répond pas. Votre demande est gardée." in page
    assert AnnualReport.objects.get().renders.filter(state="en_attente").count() == 2


def test_the_page_asks_for_progress_until_it_is_made(
    people, browser_of, small_year, queued, django_capture_on_commit_callbacks
):
    alice = browser_of(people.alice)
    ask(alice, small_year, django_capture_on_commit_callbacks)
    report = AnnualReport.objects.get()
    htmx = {"HTTP_HX_REQUEST": "true"}
    waiting = alice.get(url("report_progress", report), **htmx)
    assert (
        b"hx-trigger" in waiting.content and b"<html" not in waiting.content and "HX-Refresh" not in waiting
    )
    make_documents(report.pk)
    done = alice.get(url("report_progress", report), **htmx)
    assert b"hx-trigger" not in done.content and done["HX-Refresh"] == "true"


def test_a_changed_file_is_not_handed_out(
    people, browser_of, small_year, queued, settings, django_capture_on_commit_callbacks
):
    alice = browser_of(people.alice)
    report = made_report(alice, small_year, django_capture_on_commit_callbacks)
    (settings.MEDIA_ROOT / report.renders.get(mode="public").path).write_bytes(b"%PDF other")
    assert alice.get(url("download_report", report, "public")).status_code == 404


def test_a_file_has_no_address_of_its_own(people, browser_of):
    assert browser_of(people.alice).get("/files/bilans/").status_code == 404
