"""A bilan sent before its publication has left the centre: its readers keep its figures, whatever becomes of it."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from observatory import actions, rendering
from observatory.models import AnnualReport, SentFigures
from referrals.models import Consent, Person
from tests.observatory.bilan.crowded import crowded_year
from tests.observatory.bilan.makers import AT, again, made, small_year

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")


@pytest.fixture
def alice(people, portal):
    small_year()
    return people.alice


def act(report, by, *verbs) -> AnnualReport:
    with acting_as(by):
        for verb in verbs:
            verb(again(report, by), by=by, at=AT)
    return again(report, by)


def sent(by) -> AnnualReport:
    return act(made(by), by, actions.mark_read, actions.mark_sent)


def counted_again(report, by) -> AnnualReport:
    report = act(report, by, actions.reopen, actions.recount)
    rendering.make_documents(report.pk)
    return again(report, by)


def three_refuse_to_be_counted(by) -> None:
    with acting_as_system():
        for person in Person.objects.order_by("code")[:3]:
            Consent.objects.create(
                person=person,
                scope="statistiques",
                form="oral",
                recorded_by=by,
                given_on=date(2020, 1, 1),
                withdrawn_on=date(2022, 1, 5),
            )


def test_three_people_less_since_it_was_sent_are_not_told_by_its_publication(alice, browser_of):
    """The funder who read the draft would count them; the figures sent come back by a button, and are published."""
    with acting_as_system():
        crowded_year()
    report = sent(alice)
    figures = report.figures_public
    with acting_as(alice):
        exact = report.figures_exact
    three_refuse_to_be_counted(alice)
    report = counted_again(report, alice)
    assert report.figures_public is None
    page = browser_of(alice).get(reverse("observatory:report", args=[report.pk])).content.decode()
    assert "déjà publiés ou transmis" in page and "Reprendre les chiffres déjà sortis" in page

    browser_of(alice).post(reverse("observatory:keep_figures", args=[report.pk]))
    rendering.make_documents(report.pk)
    report = again(report, alice)
    with acting_as(alice):
        assert report.figures_exact == exact
    report = act(report, alice, actions.publish_report)
    assert report.figures_public == figures and report.state == "publie"


def test_the_same_people_counted_again_with_other_choices_publish_what_was_sent(alice):
    """Safe apart, the two forms would give each other back."""
    with acting_as_system():
        crowded_year()
    report = sent(alice)
    told = report.figures_public["personnes"] | report.figures_public["croisements"]
    with acting_as_system():
        AnnualReport.objects.filter(pk=report.pk).update(
            preferred=["sans:departement_tranche_age", "personnes.par_departement.30"]
        )
    report = counted_again(report, alice)
    assert report.audit["holds"], report.audit
    assert report.figures_public["personnes"] | report.figures_public["croisements"] == told


def test_sent_and_published_as_it_is(alice):
    report = act(sent(alice), alice, actions.publish_report)
    assert report.state == "publie"
    with acting_as(alice):
        assert SentFigures.objects.get().figures == report.figures_public


def test_a_bilan_that_gives_somebody_away_is_not_sent(alice):
    report = act(made(alice), alice, actions.mark_read)
    with acting_as_system():
        AnnualReport.objects.filter(pk=report.pk).update(
            audit=report.audit | {"holds": False, "exposed": [SAID]}
        )
    with pytest.raises(Refused, match="publication bloquée"):
        act(report, alice, actions.mark_sent)


SAID = {"sentence": "Femmes : masqué, mais le reste du document dit qu’il vaut exactement 3."}


def test_what_was_sent_never_changes(alice):
    report = sent(alice)
    with acting_as_system():
        kept = SentFigures.objects.filter(report=report)
        kept.update(figures={}), kept._raw_delete(using="default")
        assert kept.get().figures == report.figures_public


def test_nobody_calls_a_bilan_sent_without_leaving_its_figures(alice):
    report = act(made(alice), alice, actions.mark_read)
    with acting_as(alice), pytest.raises(DatabaseError, match="proved, and kept"), transaction.atomic():
        AnnualReport.objects.filter(pk=report.pk).update(state="transmis", sent_by=alice, sent_at=AT)
