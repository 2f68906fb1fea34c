"""The worker asks for the verdict when it counts; nobody publishes without one that holds for these very figures."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from observatory import actions, rendering, verdicts
from observatory.audit.verdict import fingerprint
from observatory.models import AnnualReport

pytestmark = pytest.mark.usefixtures("small_year", "quick_documents", "queued")


@pytest.fixture
def alice(people):
    return people.alice


def asked(alice, **more) -> AnnualReport:
    with acting_as(alice):
        report = actions.start_report(year=2021, by=alice, at=timezone.localtime(), **more)
    rendering.make_documents(report.pk)
    return reread(report, alice)


def reread(report, alice) -> AnnualReport:
    with acting_as(alice):
        return AnnualReport.objects.get(pk=report.pk)


def publish(report, alice) -> None:
    with acting_as(alice):
        actions.publish_report(report, by=alice, at=timezone.localtime())


def set_to(report, **values) -> None:
    with acting_as_system():  # no account writes figures nor verdicts
        AnnualReport.objects.filter(pk=report.pk).update(**values)


def told(**sexes: int) -> dict:
    """People and their séances, of whom only the sexe is printed."""
    return {
        "personnes": {"file_active": sum(sexes.values()), "par_sexe": sexes},
        "seances": {"realisees": 400},
        "interpretariat": {},
        "croisements": {},
    }


def test_the_worker_keeps_a_verdict_on_the_figures_it_counted(alice):
    report = asked(alice)
    assert report.audit["holds"] and report.audit["sha256"] == fingerprint(report.figures_public)
    assert report.audited_at and report.audit["targets"] >= 0
    publish(report, alice)
    assert reread(report, alice).state == "publie"


def test_documents_made_again_are_not_audited_again(alice, monkeypatch):
    report = asked(alice)
    monkeypatch.setattr(verdicts, "audit_edition", lambda *_, **__: pytest.fail("asked twice"))
    with acting_as(alice):
        rendering.freeze(report.pk)


def test_without_a_verdict_nothing_is_published(alice):
    report = asked(alice)
    set_to(report, audit=None, audited_at=None)
    with pytest.raises(Refused, match="Aucun audit"):
        publish(report, alice)


def test_a_verdict_on_other_figures_is_none(alice):
    report = asked(alice)
    set_to(report, figures_public=report.figures_public | {"seuil": 12})
    with pytest.raises(Refused, match="Aucun audit"):
        publish(report, alice)


def test_a_verdict_that_ignores_an_edition_published_before_is_none(alice):
    first = asked(alice)
    publish(first, alice)
    second = asked(alice, changes="Une correction.")
    assert second.audit["earlier"] == [fingerprint(first.figures_public)]
    set_to(second, audit=second.audit | {"earlier": []})
    with pytest.raises(Refused, match="Aucun audit"):
        publish(second, alice)


def test_figures_that_give_somebody_away_are_not_published_and_the_reason_is_said(alice):
    report = asked(alice)
    set_to(report, figures_public=report.figures_public | told(F=97, M=3), audit=None)
    with acting_as(alice):
        rendering.freeze(report.pk)
    report = reread(report, alice)
    assert not report.audit["holds"]
    with pytest.raises(Refused, match=r"par sexe, M.*ne vaut que 3"):
        publish(report, alice)


def test_an_audit_that_did_not_finish_publishes_nothing(alice, monkeypatch):
    report = asked(alice)
    set_to(report, figures_public=report.figures_public | {"inconnue": {"n": 40}}, audit=None)
    with acting_as(alice):
        rendering.freeze(report.pk)
    with pytest.raises(Refused, match="n’a pas conclu"):
        publish(report, alice)


def test_a_second_edition_a_few_people_away_is_not_published(alice):
    first = asked(alice)
    set_to(first, figures_public=first.figures_public | told(F=60, M=40), audit=None)
    with acting_as(alice):
        rendering.freeze(first.pk)
    publish(first, alice)
    second = asked(alice, changes="Trois dossiers saisis en retard.")
    set_to(second, figures_public=second.figures_public | told(F=63, M=40), audit=None)
    with acting_as(alice):
        rendering.freeze(second.pk)
    with pytest.raises(Refused, match=r"écart entre les versions 1 et 2.*exactement 3"):
        publish(second, alice)


def test_an_edition_of_the_same_figures_is_audited_with_the_one_before(alice):
    first = asked(alice)
    publish(first, alice)
    second = asked(alice, changes="Une faute de frappe.", same_figures=True)
    assert second.figures_public == first.figures_public
    assert second.audit["holds"] and second.audit["earlier"] == [second.audit["sha256"]]
    publish(second, alice)


def test_the_pages_never_load_the_solver():
    script = (
        "import django, sys; django.setup(); import observatory.actions, observatory.views, observatory.verdicts; "
        "print({'numpy', 'scipy'} & {name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "set()", done.stderr


def test_a_worker_misses_several_signs_of_life_before_another_takes_over():
    """The audit may last longer: it gives signs meanwhile."""
    assert 3 * timedelta(seconds=rendering.PULSE) <= rendering.SILENCE
