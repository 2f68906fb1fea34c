"""A coordinator makes a whole bilan from last year's plan: written in the editor, made, read, sent, published."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as, acting_as_system
from networks.models import Activity
from observatory import actions
from observatory.models import AnnualReport, Block, PlannedSection, ReportSection
from observatory.rendering import make_documents
from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def worker(monkeypatch, settings, tmp_path):
    """The task server: ids of the bilans handed to it. Documents cost a few bytes."""
    handed = []
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(
        "observatory.actions.enqueue", lambda task, report_id: handed.append(report_id) or True
    )
    monkeypatch.setattr("observatory.progress.broker_answers", lambda: True)
    monkeypatch.setattr("observatory.report.render", lambda printed, **more: b"%PDF-1.7 bilan")
    return handed


def a_year(year: int) -> None:
    day = timezone.localdate().replace(year=year, month=3, day=1)
    for number in range(2):
        Activity.objects.create(
            reference=f"R{year}-{number}",
            starts_on=day,
            ends_on=day,
            type="reunion",
            title="Réunion",
            rubric="1",
            state="tenue",
            professionals=4,
        )


@pytest.fixture
def year(live_server, people, worker):
    """This year's bilan is to be made; last year's has a plan of three sections."""
    year = timezone.localdate().year - 1
    with acting_as_system():
        PlannedSection.objects.create(rubric="1", title="Coordination", position=1)
        PlannedSection.objects.create(rubric="2", title="Soutien aux partenaires", position=2)
        a_year(year - 1)
        a_year(year)
    with acting_as(people.alice):
        actions.start_report(year=year - 1, by=people.alice, at=timezone.localtime())
    worker.clear()
    return year


def type_in_editor(page, text: str) -> None:
    editor = page.locator("trix-editor")
    editor.click()
    page.keyboard.type(text)


def test_a_whole_bilan_from_last_year_s_plan(people, visitor, worker, year):
    alice = visitor(people.alice, DESK)
    page = alice.open("observatory:reports")
    alice.press("Commencer un bilan")
    alice.looks_right()
    page.get_by_label("Année du bilan").fill(str(year))
    alice.press("Commencer le bilan")
    alice.reads("Coordination")
    with acting_as_system():
        make_documents(worker.pop())
    expect(page.get_by_role("progressbar")).to_be_hidden()
    alice.looks_right()

    # Renamed, and moved above the first.
    alice.press("2 Soutien aux partenaires")
    alice.press("Titre et numéro")
    page.get_by_label("Titre").fill("Appui aux équipes")
    alice.looks_right()
    alice.press("Enregistrer")
    alice.press("Plan du bilan")
    page.get_by_role("button", name="Monter « Appui aux équipes »").click()
    expect(page.locator(".plan > li").first).to_contain_text("Appui aux équipes")

    # A text, in the editor.
    alice.press("2 Appui aux équipes")
    alice.press("Écrire ce texte")
    expect(page.locator("trix-editor")).to_be_visible()
    alice.looks_right()
    page.get_by_role("button", name="Titre", exact=True).click()
    type_in_editor(page, "Ce que disent les équipes\n")
    page.get_by_role("button", name="Gras").click()
    page.keyboard.type("Trois demandes ")
    page.get_by_role("button", name="Gras").click()
    page.keyboard.type("sur quatre viennent d’un foyer.\nLe reste, des <écoles> & des maisons.")
    page.get_by_role("button", name="Lien").click()
    page.get_by_label("Adresse du lien").fill("https://exemple.fr")
    page.get_by_role("button", name="Mettre le lien").click()
    alice.press("Enregistrer")
    expect(page.locator(".written .prose h3")).to_have_text("Ce que disent les équipes")
    expect(page.locator(".written .prose strong")).to_have_text("Trois demandes")
    with acting_as_system():
        html = Block.objects.get(
            kind="texte", section__title="Appui aux équipes", section__report__year=year
        ).html
    assert html.startswith(
        "<h3>Ce que disent les équipes</h3><p><strong>Trois demandes&nbsp;</strong>sur quatre"
    )
    assert "&lt;écoles&gt; &amp; des maisons" in html and 'href="https://exemple.fr"' in html

    # A table, key figures, a remark.
    alice.press("Tableau")
    page.get_by_label("Ce qu’il montre").select_option("actions")
    page.get_by_label("Note").fill("Réunions comprises.")
    alice.looks_right()
    alice.press("Ajouter à la section")
    alice.press("Chiffres clés")
    page.get_by_label("File active").check()
    alice.press("Ajouter à la section")
    alice.reads("Réunions comprises.")
    page.get_by_label("Votre remarque").fill("Citer aussi les foyers de jeunes.")
    alice.press("Ajouter la remarque")
    alice.looks_right()
    alice.press("Plan du bilan")
    alice.reads("Citer aussi les foyers de jeunes.")
    alice.reads("Le texte a changé depuis ces documents")

    # What was made before the text is refused; made again, it goes on.
    alice.press("Noter comme relu")
    alice.reads("Refaites les documents")
    page.go_back()
    alice.press("Refaire les documents")
    with acting_as_system():
        make_documents(worker.pop())
    expect(page.get_by_role("progressbar")).to_be_hidden()
    for step in ("Noter comme relu", "Noter comme transmis", "Publier"):
        alice.press(step)
    alice.reads("Publié")
    with acting_as_system():
        assert AnnualReport.objects.get(year=year).state == "publie"

    felix = visitor(people.felix, PHONE)
    felix.open("observatory:reports")
    felix.looks_right()
    felix.press(str(year))
    felix.reads("Trois demandes")
    felix.looks_right()
    felix.page.get_by_role("link", name="Demander une correction sur « Appui aux équipes »").click()
    felix.page.get_by_label("Ce qu’il faudrait corriger").fill("Le nom du quartier a changé.")
    felix.looks_right()
    felix.press("Envoyer à la coordination")
    felix.reads("Le nom du quartier a changé.")


def test_without_javascript_a_text_is_a_text_area(people, visitor, worker, year, browser, live_server):
    alice = visitor(people.alice, PHONE)
    with acting_as_system():
        section = ReportSection.objects.filter(rubric="1").first()
        block = section.blocks.get(kind="texte")
    cookies = alice.context.cookies()
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="fr-FR")
    plain.add_cookies(cookies)
    page = plain.new_page()
    page.goto(f"/observatoire/bilans/blocs/{block.pk}/")
    page.get_by_label("Texte").fill("Un paragraphe.\n\nUn autre, 3 < 4.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".prose p")).to_have_text(["Un paragraphe.", "Un autre, 3 < 4."])
    plain.close()


def test_two_writers_of_the_same_text(people, visitor, worker, year):
    with acting_as_system():
        block = ReportSection.objects.filter(rubric="1").first().blocks.get(kind="texte")
    alice, chloe = visitor(people.alice, DESK), visitor(people.chloe, DESK)
    for who in (alice, chloe):
        who.open("observatory:edit_block", block.pk)
    type_in_editor(alice.page, "Le texte d’Alice.")
    alice.press("Enregistrer")
    alice.reads("Le texte d’Alice.")
    type_in_editor(chloe.page, "Le texte de Chloé.")
    chloe.press("Enregistrer")
    chloe.reads("Alice a modifié ce texte")
    expect(chloe.page.locator(".card .prose, .panel .prose").first).to_have_text("Le texte d’Alice.")
    expect(chloe.page.locator("trix-editor")).to_have_text("Le texte de Chloé.")
    chloe.looks_right()
    chloe.press("Enregistrer")
    chloe.reads("Le texte de Chloé.")
