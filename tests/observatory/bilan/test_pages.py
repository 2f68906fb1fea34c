"""The pages of a bilan: who opens them, what they keep of what was typed, what they ask of the database."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import Reading
from networks.models import Activity
from observatory import actions as editions
from observatory import rendering
from observatory.bilan import actions, remarks
from observatory.models import AnnualReport, Block, ExactFigures
from tests.observatory.bilan.makers import AT, made, published, small_year, started
from tests.statements import cost

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")


@pytest.fixture(autouse=True)
def broker(monkeypatch):
    monkeypatch.setattr("observatory.progress.broker_answers", lambda: True)


@pytest.fixture
def alice(people, portal):
    small_year()
    return people.alice


def url(name, row, *more):
    return reverse(f"observatory:{name}", args=[row.pk, *more])


def pages(report) -> list[tuple[str, str]]:
    section = report.sections.get(rubric="1")
    block = section.blocks.get(kind="texte")
    return [
        *((name, url(name, report)) for name in ("report", "add_section", "say_changes", "report_secrecy")),
        *(
            (name, url(name, section))
            for name in ("section", "edit_section", "remove_section", "comment_section")
        ),
        *(
            ("add_block", url("add_block", section, kind))
            for kind in ("texte", "chiffres", "tableau", "graphique")
        ),
        *(
            ("add_block", url("add_block", section, kind))
            for kind in ("carte", "annees", "activites", "constats")
        ),
        *((name, url(name, block)) for name in ("edit_block", "remove_block")),
    ]


def test_only_the_coordination_writes(alice, people, browser_of):
    report = made(alice)
    addresses = pages(report)
    for name, address in addresses:
        assert browser_of(alice).get(address).status_code == 200, name
    for stranger in (people.felix, people.ada, people.tara, people.victor):
        browser = browser_of(stranger)
        for name, address in addresses:
            assert browser.get(address).status_code == 404, f"{stranger} {name}"
            assert browser.post(address, {}).status_code == 404, f"{stranger} {name}"


def test_who_reads_a_published_edition(alice, people, browser_of):
    report = published(alice)
    for reader, status in ((alice, 200), (people.felix, 200), (people.ada, 200), (people.tara, 404)):
        answer = browser_of(reader).get(url("read_report", report))
        assert answer.status_code == status, reader
    page = browser_of(people.felix).get(url("read_report", report)).content.decode()
    assert "Demander une correction" in page and "Bilan (PDF)" in page
    assert "Demander une correction" not in browser_of(alice).get(url("read_report", report)).content.decode()


@pytest.mark.parametrize(("meetings", "closed"), [(8, False), (9, True)])
def test_a_long_list_of_activities_is_closed_on_the_page_a_short_one_open(
    alice, browser_of, meetings, closed
):
    for number in range(meetings):
        Activity.objects.create(
            reference=f"C{number}",
            starts_on=date(2021, 3, 1),
            ends_on=date(2021, 3, 1),
            type="reunion",
            title=f"Rencontre {number}",
            rubric="2",
            state="tenue",
        )
    page = browser_of(alice).get(url("read_report", made(alice))).content.decode()
    assert (f"Voir les {meetings} activités" in page) == closed
    assert page.count("Rencontre 7") == 1


def test_a_draft_is_not_read_by_a_funder(alice, people, browser_of):
    report = made(alice)
    assert browser_of(people.felix).get(url("read_report", report)).status_code == 404
    assert browser_of(alice).get(url("read_report", report)).status_code == 200


def test_exact_figures_are_journalled_public_ones_are_not(alice, browser_of):
    report = made(alice)
    browser = browser_of(alice)
    browser.get(url("read_report", report))
    browser.get(url("section", report.sections.first()))
    assert not Reading.objects.filter(why="chiffres exacts d’un bilan").exists()
    browser.get(url("report", report))
    assert Reading.objects.filter(why="chiffres exacts d’un bilan").count() == 1


def test_a_stale_text_is_kept_beside_the_other(alice, people, browser_of):
    report = made(alice)
    block = report.sections.get(rubric="1").blocks.get(kind="texte")
    with acting_as(people.chloe):
        actions.edit_block(block, html="Le texte de Chloé.", version=1, by=people.chloe, at=AT)
    sent = {"html": "<p>Le texte d’Alice.</p>", "version": 1}
    page = browser_of(alice).post(url("edit_block", block), sent)
    text = page.content.decode()
    assert "Chloé a modifié ce texte" in text and "Le texte de Chloé." in text
    assert "&lt;p&gt;Le texte d’Alice.&lt;/p&gt;" in text and 'name="version" value="2"' in text
    answer = browser_of(alice).post(url("edit_block", block), sent | {"version": 2})
    assert answer.status_code == 302
    block.refresh_from_db()
    assert block.html == "<p>Le texte d’Alice.</p>" and block.version == 3


def test_a_text_too_long_is_kept_as_typed(alice, browser_of):
    report = made(alice)
    block = report.sections.get(rubric="1").blocks.get(kind="texte")
    page = browser_of(alice).post(url("edit_block", block), {"html": "mot " * 5_001, "version": 1})
    assert "5\u202f001 mots" in page.content.decode() and page.content.decode().count("mot mot") > 2_000


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("tableau", {"source": "personnes.par_sexe"}, {"source": "personnes.par_sexe"}),
        ("tableau", {"source": "croisements.sexe_tranche_age", "title": "T"}, {"title": "T"}),
        (
            "chiffres",
            {"figures": ["personnes.file_active"]},
            {"options": {"figures": ["personnes.file_active"]}},
        ),
        ("activites", {"source": "2"}, {"source": "2"}),
        ("carte", {"source": "personnes.par_departement"}, {"kind": "carte"}),
        ("annees", {"source": "personnes.file_active"}, {"source": "personnes.file_active"}),
        ("sollicitations", {}, {"kind": "sollicitations"}),
        ("constats", {"note": "n"}, {"note": "n"}),
    ],
)
def test_each_kind_of_block_is_added_and_edited(alice, browser_of, kind, sent, kept):
    report = made(alice)
    section = report.sections.get(rubric="2")
    browser = browser_of(alice)
    assert browser.post(url("add_block", section, kind), sent).status_code == 302
    block = section.blocks.order_by("position").last()
    assert {name: getattr(block, name) for name in kept} == kept and block.kind == kind
    assert browser.get(url("edit_block", block)).status_code == 200
    assert browser.post(url("edit_block", block), sent | {"version": 1}).status_code == 302
    assert browser.get(url("section", section)).status_code == 200


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("tableau", {}),
        ("tableau", {"source": "personnes"}),  # the whole section is a table: allowed below
        ("tableau", {"source": "nulle.part"}),
        ("chiffres", {"figures": []}),
        ("chiffres", {"figures": ["nulle.part"]}),
        ("carte", {"source": "personnes.par_sexe"}),
        ("tableau", {"source": "actions", "title": "x" * 201}),
    ],
)
def test_what_does_not_exist_is_not_shown(alice, browser_of, kind, sent):
    report = made(alice)
    section = report.sections.get(rubric="2")
    before = section.blocks.count()
    answer = browser_of(alice).post(url("add_block", section, kind), sent)
    allowed = sent.get("source") == "personnes"
    assert answer.status_code == (302 if allowed else 200)
    assert section.blocks.count() == before + allowed


def test_the_only_map_and_the_activities_of_this_section_are_chosen_already(alice, browser_of):
    section = made(alice).sections.get(rubric="2")
    for kind, chosen in (("carte", "personnes.par_departement"), ("activites", "2")):
        said = browser_of(alice).get(url("add_block", section, kind)).content.decode()
        assert f'<option value="{chosen}" selected>' in said


def test_an_unknown_kind_does_not_exist(alice, browser_of):
    section = made(alice).sections.first()
    assert browser_of(alice).get(url("add_block", section, "autre")).status_code == 404


def test_a_number_that_is_none_is_refused_beside_its_field(alice, browser_of):
    report = made(alice)
    page = browser_of(alice).post(url("add_section", report), {"title": "X", "rubric": "3..1", "level": 2})
    assert "Un numéro s’écrit comme 3 ou 3.2.1." in page.content.decode()
    page = browser_of(alice).post(url("add_section", report), {"title": "X", "rubric": "1", "level": 2})
    assert "porte déjà le numéro 1" in page.content.decode()


def test_the_editor_has_a_nonce_other_pages_do_not(alice, browser_of):
    report = made(alice)
    block = report.sections.get(rubric="1").blocks.get(kind="texte")
    browser = browser_of(alice)
    assert "nonce-" in browser.get(url("edit_block", block))["Content-Security-Policy"]
    policy = browser.get(url("section", block.section))["Content-Security-Policy"]
    assert "nonce-" not in policy and "unsafe" not in policy


def _add_every_kind(section, alice) -> None:
    """What a page reads elsewhere too: years before, drawings."""
    with acting_as(alice):
        for kind, source in (
            ("annees", "actions.total.tenues"),
            ("graphique", "actions.total.par_type"),
            ("tableau", "actions"),
        ):
            actions.add_block(section, kind=kind, source=source, by=alice, at=AT)
        actions.add_block(section, kind="texte", html="x", by=alice, at=AT)
        remarks.comment_section(section, text="À relire.", by=alice, at=AT)


def test_pages_cost_the_same_however_much_is_written(alice, browser_of):
    """Session, account and actor are three of them; the plan's journal of who saw exact figures, one."""
    small_year(2020)
    published(alice, 2020)
    report = made(alice)
    browser = browser_of(alice)
    section = report.sections.get(rubric="1")
    _add_every_kind(section, alice)
    pages = {"report": report, "section": section, "read_report": report, "report_progress": report}
    before = {name: cost(browser, url(name, row)) for name, row in pages.items()}
    with acting_as(alice):
        for number in range(3):
            actions.add_section(report, title=f"S{number}", by=alice, at=AT)
    for _ in range(3):
        _add_every_kind(section, alice)
    assert {name: cost(browser, url(name, row)) for name, row in pages.items()} == before
    assert before == {"report": 9, "section": 8, "read_report": 7, "report_progress": 6}


def test_a_funder_s_reading_costs_the_same_however_many_corrections_she_asked(alice, people, browser_of):
    small_year(2020)
    published(alice, 2020)
    report = started(alice)
    _add_every_kind(report.sections.get(rubric="1"), alice)
    rendering.make_documents(report.pk)
    with acting_as(alice):
        editions.publish_report(report, by=alice, at=AT)
    browser, address = browser_of(people.felix), url("read_report", report)
    before = cost(browser, address)
    for section in report.sections.all()[:3]:
        with acting_as(people.felix):
            remarks.ask_correction(section, text="Trois ou quatre\u202f?", by=people.felix, at=AT)
    assert cost(browser, address) == before == 8
    assert cost(browser, reverse("observatory:reports")) == 4


def test_what_is_withheld_has_a_page_and_preferences_are_kept(alice, browser_of):
    report = made(alice)
    told = {
        "k": 11, "cells": 10, "primary": 1, "complementary": 1, "share": 0.25,
        "figures": [
            {"path": "personnes.par_sexe.F", "reason": "petit effectif"},
            {"path": "personnes.par_sexe.M", "reason": "protège un autre effectif"},
        ],
        "gains": [{"choice": "autres:departement.31", "cells": 3, "people": 40}],
        "dropped": [], "grouped": {"departement": ["12"]},
    }  # fmt: skip
    with acting_as_system():
        ExactFigures.objects.filter(report=report).update(protection=told)
    browser = browser_of(alice)
    page = browser.get(url("report_secrecy", report)).content.decode()
    for said in ("selon le sexe\u00a0: Femmes", "Haute-Garonne (31)", "Aveyron (12)", "25\u00a0%"):
        assert said in page, said
    browser.post(url("report_secrecy", report), {"preferred": ["personnes.par_sexe.M"], "seen": "[]"})
    report.refresh_from_db()
    assert report.preferred == ["personnes.par_sexe.M"]
    page = browser.post(url("report_secrecy", report), {"preferred": ["personnes.par_sexe.F"], "seen": "[]"})
    assert page.status_code == 200  # withheld for itself: nobody may prefer it
    report.refresh_from_db()
    assert report.preferred == ["personnes.par_sexe.M"]


def test_activities_that_no_section_lists_are_told(alice, browser_of):
    report = made(alice)
    with acting_as(alice):
        Block.objects.filter(section__report=report, kind="activites").delete()
    page = browser_of(alice).get(url("report", report)).content.decode()
    assert "ne sont dans aucune section" in page and "1 Coordination" in page


def test_sections_that_would_print_nothing_are_told_until_they_say_something(alice, browser_of):
    report = made(alice)
    browser = browser_of(alice)
    silent = report.sections.get(rubric="2")  # a meeting was held under 1, nothing under 2
    link = f'<a href="{url("section", silent)}">2 Comité de pilotage</a>'
    page = browser.get(url("report", report)).content.decode()
    assert "Des sections n’ont encore rien à dire" in page and link in page
    assert "1 Coordination</a></li>" not in page
    with acting_as(alice):
        actions.edit_block(
            silent.blocks.get(kind="texte"), html="<p>Il s’est réuni.</p>", version=1, by=alice, at=AT
        )
    assert "Des sections n’ont encore rien à dire" not in browser.get(url("report", report)).content.decode()


def test_the_year_proposed_is_the_first_without_a_bilan(alice, browser_of):
    last = timezone.localdate().year - 1
    page = browser_of(alice).get(reverse("observatory:start_report"))
    assert page.context["form"]["year"].value() == last
    with acting_as(alice):
        AnnualReport.objects.create(year=last, edition=1, requested_by=alice, requested_at=timezone.now())
    page = browser_of(alice).get(reverse("observatory:start_report"))
    assert page.context["form"]["year"].value() == last + 1
