"""The printed bilan of a real year: what it says, and how it is built."""

import io
import re

import pikepdf
import pypdf
import pytest
from django.core.exceptions import SuspiciousFileOperation

from centre import document
from observatory import wording
from tests.observatory.release.conftest import squeezed


def read(printed) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printed["public"]))


def test_it_is_tagged_french_and_titled(printed):
    with pikepdf.open(io.BytesIO(printed["public"])) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert bool(pdf.Root.MarkInfo.Marked) and "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo.Title) == "Bilan d’activité 2020"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def test_bookmarks_follow_the_plan(printed):
    outline = read(printed).outline
    titles = [item.title for item in outline if not isinstance(item, list)]
    assert titles[:2] == ["Sommaire", "Lire ce bilan"]
    assert [title for title in titles if title[0].isdigit()] == [
        "1 Objectifs",
        "2 Comité de pilotage",
        "3 Coordination",
        "4 Le contexte sanitaire de 2020",
        "5 Soutien aux partenaires",
        "6 Les groupes de travail",
        "7 Le travail inter-réseaux",
    ]


def test_pages_are_numbered_and_the_contents_lead_there(pages, printed):
    every = pages["public"]
    for number, text in enumerate(every[1:], start=2):
        assert f"{number} / {len(every)}" in text
    contents = " ".join(
        squeezed(page.extract_text(extraction_mode="layout")) for page in read(printed).pages[1:3]
    )
    found = re.search(r"7\.3\.3 Exil Santé et Soins (\d+)", contents)
    assert "Consultations CAPE, équipe et direction" in " ".join(every[int(found[1]) - 1 : int(found[1]) + 1])


def test_each_section_prints_its_totals(pages):
    text = " ".join(pages["exact"])
    assert "Total : 12 tenues, 1 annulée, 1 reportée" in text
    assert "Total : 11 tenues, 7 annulées 40 44" in text
    assert "reportée → 19 janv. 2021" in text
    assert "118 présences comptées" in text
    assert "Aucune activité enregistrée pour cette section en 2020." in text


def test_cancelled_and_not_counted_are_never_zero(pages):
    text = " ".join(pages["exact"])
    assert re.search(r"Formation Clinique de l’exil Formation reportée → 19 janv\. 2021 X X X X", text)
    assert re.search(r"Nouvelle direction du pôle psychiatrie Rencontre partenariale oui – – – –", text)


def test_the_exact_form_says_it_is_internal_on_every_page(pages):
    assert all("ne pas diffuser" in text for text in pages["exact"])
    assert not any("ne pas diffuser" in text for text in pages["public"])


def test_the_public_form_hides_small_counts_and_promises(pages, year_2020):
    text = " ".join(pages["public"])
    assert "Appels reçus 45" in text and "Heures de permanence 404" in text
    assert "compris entre 1 et 10" in text and "k − m personnes" in text
    calls = {mode: one.figures["appels"]["par_semaine"] for mode, one in year_2020.items()}
    hidden = [key for key, value in calls["public"].items() if value == "masque"]
    assert {key for key, value in calls["exact"].items() if 0 < value < 11} <= set(hidden)
    for key in calls["exact"].keys() & set(hidden):
        line = squeezed(f"{wording.week(key)} {calls['exact'][key]}")
        assert line in " ".join(pages["exact"]) and not re.search(rf"{line}\b", text)
    whole = "les appels par semaine c – répartition masquée" in text
    alone = sum(squeezed(f"{wording.week(key)} c") in text for key in hidden)
    together = sum(map(int, re.findall(r"\((\d+) semaines\) c", text)))
    assert whole or alone + together == len(hidden)


def test_notes_explain_the_signs(pages):
    text = " ".join(pages["public"])
    for words in (
        "X activité annulée ou reportée",
        "– effectif non compté",
        "c masqué par le secret statistique",
    ):
        assert words in text


def test_nothing_is_fetched_from_elsewhere():
    from weasyprint.urls import FatalURLFetchingError

    fetcher = document._static_only(None)
    for url in (
        "https://example.org/x.png",
        "file:///etc/passwd",
        "static:../centre/settings.py",
        "http://127.0.0.1",
    ):
        with pytest.raises((FatalURLFetchingError, SuspiciousFileOperation)):
            fetcher.fetch(url)


def test_without_pango_it_says_what_to_install(monkeypatch):
    import builtins

    real = builtins.__import__

    def no_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", no_pango)
    with pytest.raises(
        document.CannotRender, match=re.escape("libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    ):
        document.render("documents/report.html", {}, identifier="x")
