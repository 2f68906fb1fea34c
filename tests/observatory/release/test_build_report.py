"""`build_report`: the published edition as it stands, else today's figures."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from observatory import actions, rendering, report
from observatory.bilan.contents import default_of
from observatory.figures import figures
from tests.observatory.asking import request_report
from tests.observatory.release.conftest import pages_of


def test_the_command_writes_the_public_form_unless_asked(small_year, tmp_path):
    call_command("build_report", "2021", "--output", str(tmp_path / "public.pdf"))
    call_command("build_report", "2021", "--output", str(tmp_path / "exact.pdf"), "--mode", "exact")
    public, exact = ((tmp_path / f"{mode}.pdf").read_bytes() for mode in ("public", "exact"))
    assert public.startswith(b"%PDF-") and not any("ne pas diffuser" in page for page in pages_of(public))
    assert all("ne pas diffuser" in page for page in pages_of(exact))


def test_a_year_of_which_nothing_is_known_is_said(small_year, tmp_path):
    with pytest.raises(CommandError, match="Rien n’est enregistré pour 1999"):
        call_command("build_report", "1999", "--output", str(tmp_path / "x.pdf"))
    with pytest.raises(CommandError, match="nowhere"):
        call_command("build_report", "2021", "--output", str(tmp_path / "nowhere" / "x.pdf"))


def test_without_an_edition_it_prints_today_s_figures(small_year):
    with acting_as_system():
        printed = report.printed_of_year(2021, "exact")
        assert printed.edition == 1 and printed.figures == figures(2021, "exact")
        assert printed.content == default_of(printed.figures, printed.listing)


def test_a_published_year_is_printed_as_it_was_published(
    people, small_year, quick_documents, queued, monkeypatch
):
    with acting_as(people.alice):
        edition = request_report(year=2021, by=people.alice, at=timezone.localtime())
    rendering.make_documents(edition.pk)
    with acting_as(people.alice):
        actions.publish_report(edition, by=people.alice, at=timezone.localtime())

    def counted_again(year):
        raise AssertionError(f"{year} was counted again")

    monkeypatch.setattr(report, "figures", counted_again)
    monkeypatch.setattr(report, "compile_listing", counted_again)
    with acting_as_system():
        printed = report.printed_of_year(2021, "exact")
        edition.refresh_from_db()
        assert printed.figures == edition.figures_exact and printed.listing == edition.listing
