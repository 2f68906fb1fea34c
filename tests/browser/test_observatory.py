"""The public pages for anybody, the dashboard for members: readable, by keyboard, on a phone, in the dark."""

import pytest
from playwright.sync_api import expect

from centre.context import acting_as_system
from observatory.public.drawing import draw_missing
from tests.browser.conftest import DESK, PHONE
from tests.observatory.public.conftest import publish

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def two_years(live_server, people, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with acting_as_system():
        for year in (2020, 2021):
            publish(year, people.alice, files=True)
    draw_missing(pages_alone=True)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_anybody_reads_the_latest_edition_and_takes_its_files(visitor, two_years, width):
    anybody = visitor(width=width)
    page = anybody.open("observatory:public_observatory")
    anybody.reads("L’année 2021 en bref")
    expect(page.locator(".block-picture svg").first).to_be_visible()
    anybody.looks_right()
    assert anybody.context.cookies() == []
    anybody.press("2020")
    anybody.reads("L’année 2020 en bref")
    anybody.looks_right()
    anybody.open("observatory:open_data")
    anybody.looks_right()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF 2021").click()
    assert download.value.suggested_filename.startswith("bilan-2021")
    anybody.open("observatory:public_findings")
    anybody.looks_right()


def test_a_member_puts_two_years_side_by_side(people, visitor, two_years):
    victor = visitor(people.victor, PHONE)
    page = victor.open("observatory:dashboard")
    victor.looks_right()
    page.locator("select[name=tableau]").select_option("personnes.par_departement")
    page.locator("select[name=annee]").select_option("2021")
    page.locator("select[name=comparer]").select_option("2020")
    victor.press("Montrer")
    expect(page.get_by_role("heading", name="2020")).to_be_visible()
    victor.looks_right()
    with page.expect_download() as download:
        victor.press("Ce tableau (CSV)")
    assert download.value.suggested_filename == "personnes-par-departement-2021.csv"


def test_the_coordination_reads_the_year_under_way(people, visitor, two_years):
    alice = visitor(people.alice, DESK)
    alice.open("observatory:internal_dashboard")
    alice.reads("Interne")
    alice.looks_right()
