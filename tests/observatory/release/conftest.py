"""What is printed of the real year, and of an invented one with people in it."""

import io
import re

import pypdf
import pytest

from observatory import report
from observatory.figures import count
from observatory.listing import compile_listing
from observatory.order import in_order
from observatory.report import Printed
from tests.observatory.populations import invented_year
from tests.sheets import YEAR, import_year

SPACES = re.compile(r"[\s\u00a0\u202f]+")


def squeezed(text: str) -> str:
    return SPACES.sub(" ", text)


def upside_down(document):
    """The same document as a database may give it back: keys in another order."""
    if not isinstance(document, dict):
        return document
    return {key: upside_down(document[key]) for key in reversed(document)}


def pages_of(content: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.fixture(scope="session")
def year_2020(django_db_setup, django_db_blocker) -> dict[str, Printed]:
    """{mode: what the bilan of 2020 is made of}, counted once; nothing stays in the database."""
    from django.db import transaction

    from centre.context import acting_as_system

    with django_db_blocker.unblock(), transaction.atomic():
        with acting_as_system():
            assert import_year(YEAR).code == 0
            counted, listing = count(2020), compile_listing(2020)
            modes = {mode: Printed(counted.document(mode), listing) for mode in ("exact", "public")}
        transaction.set_rollback(True)
    return modes


@pytest.fixture(scope="session")
def printed(year_2020) -> dict[str, bytes]:
    """{mode: the PDF of 2020}, made once."""
    return {mode: report.render(one) for mode, one in year_2020.items()}


@pytest.fixture(scope="session")
def pages(printed) -> dict[str, list[str]]:
    return {mode: pages_of(content) for mode, content in printed.items()}


@pytest.fixture(scope="session")
def with_people(year_2020) -> Printed:
    """The public form of 2020 with four hundred invented people in it, small numbers withheld by hand."""
    public, invented = year_2020["public"], invented_year(3, 400)
    figures = {**public.figures, **withheld(invented.exact), "annee": 2020, "mode": "public"}
    return Printed(in_order(figures), public.listing)


def withheld(figures):
    """No protection, only its look: small counts and what is not whole are hidden."""
    if isinstance(figures, dict):
        return {key: value if key == "seuil" else withheld(value) for key, value in figures.items()}
    small = isinstance(figures, float) or (isinstance(figures, int) and 0 < figures < 11)
    return "masque" if small else figures
