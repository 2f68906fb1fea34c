"""A bilan published closes its year; a new edition opens it again until it is published in turn."""

import pytest
from django.urls import reverse

from centre.models import ClosedYear
from observatory.models import AnnualReport
from observatory.rendering import make_documents

pytestmark = pytest.mark.usefixtures("small_year", "quick_documents", "queued")


@pytest.fixture(autouse=True)
def broker(monkeypatch):
    monkeypatch.setattr("observatory.progress.broker_answers", lambda: True)


def closed() -> list[int]:
    return list(ClosedYear.objects.values_list("year", flat=True))


def test_publishing_closes_the_year_and_a_new_edition_opens_it(
    people, browser_of, small_year, django_capture_on_commit_callbacks
):
    alice = browser_of(people.alice)

    def ask() -> AnnualReport:
        with django_capture_on_commit_callbacks(execute=True):
            alice.post(reverse("observatory:start_report"), {"year": small_year})
        report = AnnualReport.objects.get(year=small_year, state="brouillon")
        make_documents(report.pk)
        return report

    first = ask()
    assert closed() == []
    alice.post(reverse("observatory:publish_report", args=[first.pk]))
    assert closed() == [small_year] and ClosedYear.objects.get().closed_by == people.alice
    second = ask()
    assert closed() == []
    alice.post(reverse("observatory:say_changes", args=[second.pk]), {"changes": "Des rencontres oubliées."})
    alice.post(reverse("observatory:remake_documents", args=[second.pk]))
    make_documents(second.pk)
    alice.post(reverse("observatory:publish_report", args=[second.pk]))
    second.refresh_from_db()
    assert second.state == "publie" and closed() == [small_year]
