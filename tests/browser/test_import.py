"""A coordinator brings a past year in through the screens, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from centre.context import acting_as_system
from centre.imports.worker import work
from networks.models import Activity
from tests.browser.conftest import DESK, PHONE
from tests.centre.imports.conftest import csv_of, year_zip
from tests.sheets import ACTION, PERSON

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def worker(monkeypatch):
    """Ids of the imports handed to the worker."""
    handed = []
    monkeypatch.setattr("centre.imports.actions.enqueue", lambda task, pk: handed.append(pk) or True)
    monkeypatch.setattr("centre.imports.pages.broker_answers", lambda: True)
    return handed


def choose(page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_year_from_the_file_to_the_bilan(live_server, people, visitor, worker, width):
    alice = visitor(people.alice, width)
    page = alice.open("imports")
    alice.looks_right()
    choose(page, "2020.zip", year_zip(actions=[ACTION | {"date": "2020-13-02"}], personnes=[PERSON]))
    alice.press("Vérifier")
    expect(page.get_by_role("progressbar")).to_be_visible()
    alice.looks_right()
    work(worker.pop())
    expect(page.get_by_text("Rien n’est importé", exact=True)).to_be_visible()  # the page asks for itself
    alice.reads("« 2020-13-02 » n'est pas une date")
    alice.looks_right()

    page = alice.open("imports")
    choose(page, "2020.zip", year_zip(actions=[ACTION], personnes=[PERSON]))
    alice.press("Vérifier")
    work(worker.pop())
    expect(page.get_by_role("button", name="Importer")).to_be_visible()
    page.locator("summary", has_text="Actions").click()
    alice.reads("Lignes à créer")
    alice.looks_right()
    with acting_as_system():
        assert not Activity.objects.exists()
    alice.press("Importer")
    work(worker.pop())
    expect(page.get_by_role("link", name="Commencer le bilan de 2020")).to_be_visible()
    alice.looks_right()
    with acting_as_system():
        assert Activity.objects.get().title == "Réunion"


def test_without_javascript_and_given_up(live_server, people, browser, visitor, worker):
    chloe = visitor(people.chloe, DESK)
    plain = browser.new_context(
        storage_state=chloe.context.storage_state(), base_url=live_server.url, java_script_enabled=False
    )
    page = plain.new_page()
    page.goto("/importer/")
    choose(page, "actions.csv", csv_of("actions", ACTION))
    page.get_by_role("button", name="Vérifier").click()
    work(worker.pop())
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("button", name="Importer")).to_be_visible()
    page.get_by_role("button", name="Abandonner et effacer le fichier").click()
    expect(page.locator("main")).to_contain_text("L’import est abandonné")
    plain.close()


def test_the_format_is_readable(live_server, people, visitor):
    alice = visitor(people.alice)
    alice.open("import_format")
    alice.reads("Ce qu’une cellule peut contenir")
    alice.looks_right()
