"""Making documents: once, by one worker, taken up after a death; and what is published stays as it is."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.document import CannotRender
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Activity
from observatory import actions, counting, rendering, tasks
from observatory.models import AnnualReport, ReportRender
from tests.observatory.asking import request_report
from tests.observatory.populations import documents
from tests.people import make_user


def asked(user, year=2021) -> AnnualReport:
    with acting_as(user):
        return request_report(year=year, by=user, at=timezone.localtime())


def published(user, year=2021) -> AnnualReport:
    report = asked(user, year)
    if report.edition > 1:
        with acting_as(user):
            actions.say_changes(report, changes="Une rencontre oubliée.", by=user, at=timezone.localtime())
    rendering.make_documents(report.pk)
    with acting_as(user):
        actions.publish_report(report, by=user, at=timezone.localtime())
    return AnnualReport.objects.get(pk=report.pk)


@pytest.fixture
def alice(people, small_year, quick_documents, queued):
    return people.alice


def test_both_forms_come_from_one_count(alice, quick_documents, monkeypatch):
    report = asked(alice)
    counts = []
    count = counting.figures.count
    monkeypatch.setattr(
        counting.figures,
        "count",
        lambda year, *rest, **more: counts.append(year) or count(year, *rest, **more),
    )
    rendering.make_documents(report.pk)
    assert counts == [2021] and quick_documents == [("public", 1), ("exact", 1)]
    report.refresh_from_db()
    assert report.figures_exact["mode"] == "exact" and report.figures_public["mode"] == "public"
    assert {render.state for render in report.renders.all()} == {"pret"}


def test_whoever_asked_is_told_once_and_the_funder_at_publication(alice, people, quick_documents):
    felix, report = people.felix, asked(alice)
    rendering.make_documents(report.pk)
    rendering.make_documents(report.pk)
    assert [mail.to for mail in OutgoingMail.objects.all()] == [alice.email]
    with acting_as(alice):
        actions.publish_report(report, by=alice, at=timezone.localtime())
    last = OutgoingMail.objects.get(to=felix.email)
    assert "bilan" not in f"{last.subject} {last.body}".lower().replace("observatoire/bilans/", "")


def test_a_message_delivered_twice_makes_one_document(alice, quick_documents):
    report = asked(alice)
    rendering.make_documents(report.pk)
    rendering.make_documents(report.pk)
    assert len(quick_documents) == 2


def test_asking_again_while_it_is_made_is_the_same_request(alice, queued):
    assert asked(alice).pk == asked(alice).pk
    assert AnnualReport.objects.count() == 1


def test_a_draft_is_counted_again_when_asked_again(
    alice, quick_documents, django_capture_on_commit_callbacks
):
    report = asked(alice)
    rendering.make_documents(report.pk)
    old = set(report.renders.values_list("path", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        Activity.objects.filter(reference="R1").update(professionals=9)
        assert asked(alice).pk == report.pk
    rendering.make_documents(report.pk)
    report.refresh_from_db()
    assert report.figures_exact["actions"]["total"]["tetes"] == 9
    assert not old & set(report.renders.values_list("path", flat=True))


def test_a_dead_worker_s_render_is_taken_up(alice, quick_documents, monkeypatch):
    report = asked(alice)
    handed = []
    monkeypatch.setattr(tasks, "enqueue", lambda task, report_id: handed.append(report_id))
    with acting_as(alice):
        rendering._claim(report, "public")
    rendering.make_documents(report.pk)
    assert report.renders.get(mode="public").state == "en_cours" and quick_documents == [("exact", 1)]

    long_ago = timezone.now() - 2 * rendering.SILENCE
    with acting_as_system():
        AnnualReport.objects.update(requested_at=long_ago)
        ReportRender.objects.filter(mode="public").update(seen_at=long_ago)
    tasks.resume_reports()
    assert handed == [str(report.pk)]
    rendering.make_documents(report.pk)
    assert report.renders.get(mode="public").state == "pret"


def test_the_late_answer_of_a_worker_thought_dead_changes_nothing(alice):
    report = asked(alice)
    slow = rendering._claim(report, "public")
    with acting_as_system():
        report.renders.update(seen_at=timezone.now() - 2 * rendering.SILENCE)
    assert rendering._claim(report, "public") is not None
    rendering._end(slow, state="echec", error="trop tard")
    assert report.renders.get(mode="public").state == "en_cours"


def test_a_render_that_kills_its_workers_ends(alice):
    report = asked(alice)
    with acting_as(alice):
        report.renders.update(attempts=rendering.MAX_ATTEMPTS)
    rendering.make_documents(report.pk)
    assert {render.error for render in report.renders.all()} == {rendering.STOPPED}


@pytest.mark.parametrize(
    ("failure", "said"),
    [(CannotRender("Il manque Pango."), "Il manque Pango."), (RuntimeError("x"), rendering.BROKEN)],
)
def test_a_failure_says_why_and_may_be_asked_again(alice, monkeypatch, failure, said, quick_documents):
    def fail(*args, **kwargs):
        raise failure

    monkeypatch.setattr("observatory.report.render", fail)
    report = asked(alice)
    rendering.make_documents(report.pk)
    assert {render.error for render in report.renders.all()} == {said}
    with acting_as(alice), pytest.raises(Refused, match="pas prêts"):
        actions.publish_report(report, by=alice, at=timezone.localtime())
    assert asked(alice).renders.filter(state="en_attente").count() == 2


def test_somebody_who_lost_the_right_counts_nothing(alice):
    report = asked(alice)
    alice.grants.update(until=timezone.localdate() - timedelta(days=1))
    rendering.make_documents(report.pk)
    with acting_as_system():
        assert {render.error for render in report.renders.all()} == {rendering.NO_RIGHT}
    with acting_as_system():
        report.refresh_from_db()
        assert report.figures_public is None and report.figures_exact is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE observatory_annualreport SET figures_public = '{}'",
        "UPDATE observatory_annualreport SET listing = '{}'",
        "UPDATE observatory_annualreport SET state = 'brouillon'",
        "UPDATE observatory_annualreport SET state = 'remplace', replaced_at = now(), year = 2020",
        "DELETE FROM observatory_annualreport",
        "UPDATE observatory_reportrender SET sha256 = repeat('0', 64)",
        "UPDATE observatory_reportrender SET path = 'other.pdf' WHERE mode = 'public'",
        "DELETE FROM observatory_reportrender",
    ],
)
def test_a_published_bilan_never_changes(alice, statement):
    report = published(alice)
    with acting_as(alice):
        before = _rows_of(report)
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert _rows_of(report) == before
        if statement.startswith("UPDATE"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def _rows_of(report) -> list:
    return [
        list(AnnualReport.objects.filter(pk=report.pk).values()),
        list(ReportRender.objects.filter(report=report).order_by("mode").values()),
    ]


def test_a_correction_is_a_new_edition(alice):
    first = published(alice)
    Activity.objects.filter(reference="R1").update(professionals=9)
    second = published(alice)
    first.refresh_from_db()
    assert (first.state, second.state, second.edition) == ("remplace", "publie", 2)
    assert first.figures_exact["actions"]["total"]["tetes"] == 4
    assert second.figures_exact["actions"]["total"]["tetes"] == 9


def test_an_edition_that_gives_somebody_away_is_not_published(alice):
    report = asked(alice)
    rendering.make_documents(report.pk)
    exact, _ = documents(1, 30)
    with acting_as_system():
        AnnualReport.objects.filter(pk=report.pk).update(figures_public=exact)
    with acting_as(alice), pytest.raises(Refused, match="Protection non démontrée"):
        actions.publish_report(report, by=alice, at=timezone.localtime())


def test_steps_in_order_and_back(alice):
    report, author = asked(alice), {"by": alice, "at": timezone.localtime()}
    with acting_as(alice), pytest.raises(Refused, match="pas prêts"):
        actions.mark_read(report, **author)
    rendering.make_documents(report.pk)
    with acting_as(alice):
        with pytest.raises(Refused):
            actions.mark_sent(report, **author)
        actions.mark_read(report, **author)
        with pytest.raises(Refused, match="déjà relu"):
            request_report(year=2021, **author)
        actions.mark_sent(report, **author)
        actions.reopen(report, **author)
    report.refresh_from_db()
    assert (report.state, report.read_at, report.sent_by) == ("brouillon", None, None)


def test_two_published_editions_of_a_year_are_impossible(alice):
    first = published(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        first.pk, first.edition = None, 2
        first.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_are_one(monkeypatch):
    monkeypatch.setattr("observatory.actions.enqueue", lambda *args: True)
    alice = make_user("Alice", "coordination")
    with acting_as(alice):
        Activity.objects.create(
            reference="R",
            starts_on="2021-01-01",
            ends_on="2021-01-01",
            type="reunion",
            title="R",
            state="tenue",
        )
    together, editions = Barrier(4), []

    def ask():
        together.wait()
        try:
            editions.append(asked(alice).pk)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(editions) == 4 and len(set(editions)) == 1
    with acting_as(alice):
        assert ReportRender.objects.count() == 2
