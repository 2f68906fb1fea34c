"""`audit_disclosure YEAR` on the database: today's figures and every edition published, read together."""

import pytest
from django.core.management import CommandError, call_command

from centre.context import acting_as
from observatory import rendering
from observatory.disclosure import NothingPublished
from tests.observatory.audit.test_publication import alice, asked, publish, reread, set_to, told  # noqa: F401


def test_a_year_that_tells_nobody_is_quiet(small_year, capsys):
    call_command("audit_disclosure", "2021")
    assert capsys.readouterr().out == ""


def test_today_s_figures_are_read(small_year, monkeypatch):
    figures = {"annee": 2021, "seuil": 11, **told(F=97, M=3)}
    monkeypatch.setattr("observatory.figures.figures", lambda year, mode: figures)
    with pytest.raises(CommandError, match=r"personnes\.par_sexe\.M.*ne vaut que 3"):
        call_command("audit_disclosure", "2021")


def test_a_year_that_cannot_be_protected_is_not_said_safe(small_year, monkeypatch):
    def nothing(year, mode):
        raise NothingPublished("out of time")

    monkeypatch.setattr("observatory.figures.figures", nothing)
    with pytest.raises(CommandError, match="aucun chiffre ne peut être rendu public"):
        call_command("audit_disclosure", "2021")


@pytest.mark.usefixtures("small_year", "quick_documents", "queued")
def test_editions_are_read_together(alice, monkeypatch):  # noqa: F811
    """Each holds alone; today's figures are three people away from the edition published."""
    report = asked(alice)
    set_to(report, figures_public=report.figures_public | told(F=60, M=40), audit=None)
    with acting_as(alice):
        rendering.freeze(report.pk)
    publish(report, alice)
    call_command("audit_disclosure", "2021")
    late = reread(report, alice).figures_public | told(F=63, M=40)
    monkeypatch.setattr("observatory.figures.figures", lambda year, mode: late)
    with pytest.raises(CommandError, match="écart entre les versions 1 et 2"):
        call_command("audit_disclosure", "2021")
