"""The demonstration's bilan: published where everything can be made, a draft elsewhere; it never stops the rest."""

import pytest
from django.utils import timezone

from centre import document
from centre.context import acting_as_system
from centre.demo import make_accounts
from observatory.bilan import demo
from observatory.demo import PLAN
from observatory.models import AnnualReport, Comment, PlannedSection
from observatory.states import ReportState
from tests.observatory.bilan.makers import small_year

pytestmark = pytest.mark.django_db(transaction=True)

NOVEMBER = timezone.make_aware(timezone.datetime(2026, 11, 22, 14, 5))
NEW_YEAR = timezone.make_aware(timezone.datetime(2027, 1, 1, 0, 5))


@pytest.fixture
def two_years(db):
    with acting_as_system():
        make_accounts(with_password=False)
        PlannedSection.objects.bulk_create(
            PlannedSection(rubric=rubric, title=title, position=position)
            for position, (rubric, title) in enumerate(PLAN, start=1)
        )
        small_year(2025)
        small_year(2026)


def states() -> dict[int, str]:
    with acting_as_system():
        return dict(AnnualReport.objects.values_list("year", "state"))


def test_last_year_is_published_and_this_year_begun(two_years):
    demo.finish(at=NOVEMBER)
    assert states() == {2025: ReportState.PUBLISHED, 2026: ReportState.DRAFT}
    with acting_as_system():
        assert Comment.objects.count() == 3


def test_without_pango_both_years_are_drafts(two_years, monkeypatch):
    def absent():
        raise document.CannotRender(document.MISSING)

    monkeypatch.setattr(document, "_weasyprint", absent)
    demo.finish(at=NOVEMBER)
    assert states() == {2025: ReportState.DRAFT, 2026: ReportState.DRAFT}


def test_on_new_years_day_there_is_no_year_to_begin(two_years, monkeypatch):
    monkeypatch.setattr(demo.rendering, "make_documents", lambda pk: None)
    demo.finish(at=NEW_YEAR)
    assert states() == {2026: ReportState.DRAFT}
