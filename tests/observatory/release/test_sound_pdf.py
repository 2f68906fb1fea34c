"""A PDF that lasts: the same bytes, its fonts inside, nothing hidden, something to hear for each drawing."""

import io
import os
import platform
import re

import pikepdf
import pypdf
import time_machine

from observatory import report, tally
from observatory.content import Item, SectionContent
from observatory.order import in_order
from observatory.report import Printed
from tests.observatory.release.conftest import pages_of, upside_down


def things(pdf, kind: str) -> list:
    return [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and kind in (str(one.get("/Type")), str(one.get("/S")))
    ]


def test_the_same_edition_is_the_same_bytes(printed, year_2020):
    """Another day, its figures given back in another order."""
    one = year_2020["public"]
    again = Printed(in_order(upside_down(one.figures)), one.listing)
    with time_machine.travel("2031-05-01 12:00"):
        assert report.render(again) == printed["public"]


def test_fonts_are_embedded_and_nothing_is_attached(printed):
    for content in printed.values():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            fonts = things(pdf, "/FontDescriptor")
            assert fonts and all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
            assert not pdf.attachments and not things(pdf, "/Filespec") + things(pdf, "/JavaScript")


def test_metadata_say_what_it_is_and_not_where_it_was_made(printed):
    for content in printed.values():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            told = {str(key): str(value) for key, value in pdf.docinfo.items()}
            assert set(told) <= {"/Title", "/Author", "/Subject", "/Creator", "/Producer"}
            words = [*told.values(), pdf.Root.Metadata.read_bytes().decode()]
        for word in (platform.node(), os.getcwd(), "/tmp", "static:"):
            assert not any(word in one for one in words)
        assert not any(re.search(r"\d", told[key].replace("2020", "")) for key in ("/Title", "/Subject"))


def test_drawings_are_heard_and_tell_no_number(printed):
    for mode, content in printed.items():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            alts = [str(one.Alt) for one in things(pdf, "/Figure") if "/Alt" in one]
        if mode == "exact":
            assert any("par semaine" in alt for alt in alts) and any("par mois" in alt for alt in alts)
        assert not any(re.search(r"\d", alt) for alt in alts)


def test_every_figure_of_the_structure_has_its_words(printed):
    with pikepdf.open(io.BytesIO(printed["exact"])) as pdf:
        assert all(str(one.get("/Alt", "")) for one in things(pdf, "/Figure"))


def test_what_the_centre_wrote_is_printed_in_its_place(year_2020):
    text = "<h1>Histoire</h1><p>Née en <strong>2014</strong>, l’équipe grandit.</p>"
    table = Item("tableau", source="appels.par_sexe", note="Toutes ne disent pas leur sexe.")
    content = (
        SectionContent(
            "1", "Une année très particulière pour les équipes", 2, (Item("texte", html=text), table)
        ),
        SectionContent("", "Perspectives", 2, (Item("texte", html="<p>Continuer.</p>"),)),
    )
    one = year_2020["exact"]
    made = report.render(Printed(one.figures, one.listing, edition=2, content=content, changes="Un total."))
    text = " ".join(pages_of(made))
    assert re.search(
        r"1 Une année très particulière.*Histoire.*Née en 2014.*Tableau 1\. .*selon le sexe", text
    )
    assert "Toutes ne disent pas leur sexe." in text
    assert "Ce qui change depuis l’édition précédente Un total." in text and "Édition 2" in text
    assert "Exil Santé et Soins" in text  # the annex has every count, whatever the centre shows
    outline = [one.title for one in pypdf.PdfReader(io.BytesIO(made)).outline if not isinstance(one, list)]
    assert outline == [
        "Sommaire",
        "Lire ce bilan",
        "L’année en bref",
        "1 Une année très particulière pour les équipes",
        "Perspectives",
        "Annexe\u00a0: tous les comptes",
    ]


def test_a_year_of_nothing_has_neither_annex_nor_glance(year_2020):
    public = year_2020["public"].figures
    figures = {
        **{key: _nothing(value) if isinstance(value, dict) else value for key, value in public.items()},
        "actions": tally.actions([], []),
        "croisements": {},
    }
    told = Printed(figures, {"centre": "Centre", "sections": [], "solicitations": []}).pages
    assert (told["annex"], told["glance"], told["sections"]) == ([], [], [])


def _nothing(section: dict) -> dict:
    return {key: {} if isinstance(value, dict) else 0 for key, value in section.items()}
