"""What the coordination would rather publish: offered, kept, taken back, followed by the next count, remembered."""

import pytest
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from observatory import actions, rendering
from observatory.models import AnnualReport, ExactFigures
from tests.observatory.bilan.crowded import crowded_year
from tests.observatory.bilan.makers import AT, again, made, small_year, started
from tests.statements import cost

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")

TABLE, FIGURE = "sans:departement_tranche_age", "personnes.par_departement.30"
JOINED = "autres:departement.30"
TOLD = {
    "k": 11, "cells": 10, "primary": 1, "complementary": 1, "share": 0.25, "preferred": [],
    "figures": [
        {"path": "personnes.par_sexe.F", "reason": "petit effectif"},
        {"path": FIGURE, "reason": "protège un autre effectif"},
    ],
    "gains": [
        {"choice": TABLE, "cells": 3, "people": 1040},
        {"choice": JOINED, "cells": 1, "people": 1},
    ],
    "dropped": [], "grouped": {},
}  # fmt: skip


@pytest.fixture
def alice(people, portal):
    small_year()
    return people.alice


@pytest.fixture
def counted(alice):
    """A draft whose protection offers two choices of tables, and one figure."""
    return withholding(made(alice))


def withholding(report, **more) -> AnnualReport:
    with acting_as_system():
        ExactFigures.objects.filter(report=report).update(protection=TOLD | more)
    return report


def prefer(report, by, *words: str, seen=()) -> list[str]:
    with acting_as(by):
        return actions.prefer_figures(report, preferred=list(words), seen=list(seen), by=by, at=AT).preferred


def secrecy(report) -> str:
    return reverse("observatory:report_secrecy", args=[report.pk])


# ── From the page to the public figures ─────────────────────────────────────────────────────────


def test_from_the_page_to_the_count_to_the_public_figures(people, portal, browser_of):
    """A hundred people: one crossed table costs others a figure, and « 30 » pays for another département."""
    with acting_as_system():
        crowded_year()
    report, browser = made(people.alice), browser_of(people.alice)
    figures = report.figures_public
    assert figures["personnes"]["par_departement"]["30"] == "masque"
    assert not withheld_whole(figures["croisements"]["departement_tranche_age"])

    page = browser.get(secrecy(report)).content.decode()
    assert "Ne pas publier «\u00a0Personnes selon le département et l’âge\u00a0»" in page
    assert f'value="{TABLE}"' in page and f'value="{FIGURE}"' in page
    sent = {"preferred": [TABLE, FIGURE], "seen": "[]"}
    page = browser.post(secrecy(report), sent, follow=True).content.decode()
    assert "ils serviront au prochain comptage" in page and "pas encore dans les chiffres" in page
    assert page.count(f'value="{TABLE}"') == 1  # the next step is a button, not the choices again
    assert again(report, people.alice).figures_public == figures

    browser.post(reverse("observatory:recount", args=[report.pk]))
    rendering.make_documents(report.pk)
    report = again(report, people.alice)
    assert withheld_whole(report.figures_public["croisements"]["departement_tranche_age"])
    assert report.figures_public["personnes"]["par_departement"]["30"] != "masque"
    assert report.audit["holds"], report.audit
    page = browser.get(secrecy(report)).content.decode()
    assert "Choix suivis dans ces chiffres" in page and "pas encore dans les chiffres" not in page

    browser.post(secrecy(report), {"seen": f'["{FIGURE}", "{TABLE}"]'})
    browser.post(reverse("observatory:recount", args=[report.pk]))
    rendering.make_documents(report.pk)
    assert again(report, people.alice).figures_public == figures


def withheld_whole(table: dict) -> bool:
    return {cell for line in table.values() for cell in line.values()} == {"masque"}


# ── What is refused ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "word",
    (
        "sans:sexe_tranche_age",
        "sans:x",
        "autres:departement.48",
        "autres:x",
        "personnes.par_sexe.F",
        "",
        "sans:",
    ),
)
def test_nobody_prefers_what_is_not_offered(counted, alice, browser_of, word):
    with pytest.raises(Refused, match="n’est plus proposé"):
        prefer(counted, alice, FIGURE, word)
    for seen in ("[]", f'["{word}"]'):
        page = browser_of(alice).post(secrecy(counted), {"preferred": [FIGURE, word], "seen": seen})
        assert page.status_code == 200 and "n’est plus proposé" in page.content.decode()
    assert again(counted, alice).preferred == []


def test_what_she_says_she_saw_lets_nothing_in(counted, alice):
    assert prefer(counted, alice, "autres:departement.48", seen=["autres:departement.48"]) == []


@pytest.mark.parametrize("seen", ("", "x", "3", "{}", '[["a"], {}, null]'))
def test_odd_forms_change_nothing_else(counted, alice, browser_of, seen):
    prefer(counted, alice, TABLE)
    answer = browser_of(alice).post(secrecy(counted), {"preferred": [FIGURE], "seen": seen})
    assert answer.status_code in (200, 302)
    assert again(counted, alice).preferred in ([TABLE], sorted([FIGURE, TABLE]))


def test_before_the_count_there_is_nothing_to_prefer(alice):
    with pytest.raises(Refused, match="n’est plus proposé"):
        prefer(started(alice), alice, TABLE)


@pytest.mark.parametrize("moves", (["mark_read"], ["mark_read", "mark_sent"], ["publish_report"]))
def test_only_a_draft_takes_choices(counted, alice, browser_of, moves):
    with acting_as(alice):
        for move in moves:
            getattr(actions, move)(AnnualReport.objects.get(pk=counted.pk), by=alice, at=AT)
    with pytest.raises(Refused, match="déjà"):
        prefer(counted, alice, TABLE)
    page = browser_of(alice).get(secrecy(counted)).content.decode()
    assert "Garder ces choix" not in page and "Recompter" not in page
    browser_of(alice).post(secrecy(counted), {"preferred": [TABLE], "seen": "[]"})
    assert again(counted, alice).preferred == []


def test_only_the_coordination_chooses(counted, people, browser_of):
    for who in (people.felix, people.ada, people.tara, people.victor):
        page = browser_of(who).post(secrecy(counted), {"preferred": [TABLE], "seen": "[]"})
        assert page.status_code == 404, who
    assert again(counted, people.alice).preferred == []


# ── What is kept ────────────────────────────────────────────────────────────────────────────────


def test_two_who_choose_at_once_both_do(counted, alice, people):
    """Each saw an empty page; then each takes back her own."""
    prefer(counted, alice, TABLE)
    assert prefer(counted, people.chloe, FIGURE) == sorted([FIGURE, TABLE])
    assert prefer(counted, alice, seen=[TABLE]) == [FIGURE]
    assert prefer(counted, people.chloe, seen=[FIGURE]) == []


def test_a_choice_stays_on_the_page_when_it_is_not_offered_any_more(counted, alice, browser_of):
    """The count that follows it does not advise it again: it is ticked there, to be taken back."""
    prefer(counted, alice, JOINED, FIGURE)
    withholding(counted, gains=[], figures=[], preferred=[FIGURE, JOINED])
    page = browser_of(alice).get(secrecy(counted)).content.decode()
    assert page.count("checked") == 2 and "Compter «\u00a0Gard (30)\u00a0» avec «\u00a0Autres\u00a0»" in page
    assert "pas encore dans les chiffres" not in page


def test_a_choice_taken_back_by_mistake_may_be_made_again_before_the_count(counted, alice):
    withholding(counted, gains=[], figures=[], preferred=[JOINED])
    assert prefer(counted, alice, JOINED) == [JOINED]
    assert prefer(counted, alice, seen=[JOINED]) == []
    assert prefer(counted, alice, JOINED) == [JOINED]


def test_advice_says_what_it_would_give_back(counted, alice, browser_of):
    page = browser_of(alice).get(secrecy(counted)).content.decode()
    assert "3 chiffres masqués de moins, 1\u202f040 personnes comptées dedans" in page
    assert "1 chiffre masqué de moins, 1 personne comptée dedans" in page


def test_a_published_edition_remembers_and_its_readers_do_not_learn(alice, people, browser_of):
    report = withholding(made(alice))
    prefer(report, alice, JOINED)
    withholding(report, preferred=[JOINED])
    with acting_as(alice):
        actions.publish_report(again(report, alice), by=alice, at=AT)
    assert again(report, alice).preferred == []
    page = browser_of(alice).get(secrecy(report)).content.decode()
    assert "Choix suivis dans ces chiffres" in page and "Gard (30)" in page
    with acting_as(people.felix):
        assert "autres:" not in str(AnnualReport.objects.filter(pk=report.pk).values())


def test_a_correction_with_the_same_figures_has_the_same_choices_and_a_new_count_has_none(alice):
    first = withholding(made(alice), preferred=[JOINED])
    with acting_as(alice):
        actions.publish_report(again(first, alice), by=alice, at=AT)
    second = started(alice, same_figures=True, changes="Un mot.")
    assert again(second, alice).preferred == [JOINED]
    assert prefer(second, alice, TABLE, seen=[]) == [JOINED, TABLE]
    rendering.make_documents(second.pk)
    with acting_as(alice):
        actions.publish_report(again(second, alice), by=alice, at=AT)
    third = started(alice, changes="Recomptée.")
    assert again(third, alice).preferred == []


def test_the_page_costs_the_same_however_many_choices(counted, alice, browser_of):
    browser = browser_of(alice)
    before = cost(browser, secrecy(counted))
    gains = [{"choice": f"autres:departement.{n}", "cells": n, "people": n} for n in range(40)]
    withholding(counted, gains=gains)
    assert cost(browser, secrecy(counted)) == before <= 8
