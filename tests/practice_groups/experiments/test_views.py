"""The pages of experiments through HTTP: who opens what, one from its beginning to its end, what a page costs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.models import Experiment
from tests.practice_groups.experiments.field import FACTS, create, evaluate, in_state, place
from tests.statements import cost


def _url(name, *args):
    return reverse(f"practice_groups:{name}", args=args)


def _read(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())


def _now() -> Experiment:
    with acting_as_system():
        return Experiment.objects.get()


@pytest.mark.parametrize(
    ("name", "state", "facilitator"),
    [
        ("experiments", None, 200),
        ("experiment", "test", 200),
        ("create_experiment", None, 404),
        ("edit_experiment", "test", 404),
        ("evaluate_experiment", "test", 404),
        ("transfer_experiment", "evaluee", 404),
        ("stop_experiment", "test", 404),
    ],
)
def test_who_opens_what(people, browser_of, name, state, facilitator):
    url = _url(name, *([in_state(state, people.alice).pk] if state else []))
    assert browser_of(people.alice).get(url).status_code == 200
    assert browser_of(people.anne).get(url).status_code == facilitator
    for stranger in (people.tara, people.victor, people.felix, people.ada):
        assert browser_of(stranger).get(url).status_code == 404, stranger


def test_a_facilitator_reads_and_is_offered_nothing(people, browser_of):
    made = create(people.alice)
    page = _read(browser_of(people.anne).get(_url("experiment", made.pk)))
    assert "Une permanence au CADA" in page and "CADA des Tilleuls" in page
    assert "/evaluer/" not in page and "/modifier/" not in page and "/arreter/" not in page
    assert browser_of(people.anne).post(_url("stop_experiment", made.pk), {}).status_code == 404


def test_from_the_trial_to_the_handing_over(people, browser_of):
    browser, cada, port = browser_of(people.alice), place(), place("Association du Port")
    typed = FACTS | {"structure": cada.pk}
    page = _read(browser.post(_url("create_experiment"), typed, follow=True))
    pk = _now().pk
    assert "elle est à l’essai" in page and _url("evaluate_experiment", pk) in page
    assert _url("transfer_experiment", pk) not in page

    again = _read(browser.post(_url("create_experiment"), typed | {"title": "Un groupe de parole"}))
    assert "« Une permanence au CADA » y est à l’essai depuis le 02/03/2026" in again
    assert 'value="Un groupe de parole"' in again

    seen = {
        "version": 1,
        "evaluated_on": "2026-07-01",
        "seen": "On adresse plus tôt.",
        "conclusion": "transferer",
    }
    page = _read(browser.post(_url("evaluate_experiment", pk), seen, follow=True))
    assert "Évaluée : à transférer" in page and _url("transfer_experiment", pk) in page

    given = {
        "version": 2,
        "transferred_to": port.pk,
        "transferred_on": "2026-09-01",
        "conditions": "Un mi-temps.",
    }
    page = _read(browser.post(_url("transfer_experiment", pk), given, follow=True))
    assert "le centre se retire" in page and "Reprise par Association du Port" in page
    assert "À faire" not in page and "/modifier/" not in page
    assert _now().state == "transferee"
    for name in ("edit", "evaluate", "transfer", "stop"):
        assert browser.get(_url(f"{name}_experiment", pk)).url == _url("experiment", pk)
    listed = _read(browser.get(_url("experiments") + "?etat=transferee"))
    assert "Reprise par Association du Port" in listed
    assert "Aucune dans cet état" in _read(browser.get(_url("experiments") + "?etat=test"))


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("edit", FACTS | {"planned_until": "2026-03-01"}, "La fin prévue vient après le début."),
        ("edit", FACTS | {"tried": "Appeler le 06 12 34 56 78"}, "ne parle de personne"),
        ("edit", FACTS | {"started_on": "31/02/2026"}, "n’existe pas"),
        ("stop", {"stopped_on": "2026-09-01", "reason": ""}, "Ce champ est obligatoire."),
        (
            "stop",
            {"stopped_on": "2026-03-01", "reason": "La salle est reprise."},
            "Au plus tôt le 02/03/2026.",
        ),
        (
            "evaluate",
            {"evaluated_on": "2026-07-01", "seen": "Un texte", "conclusion": "peut-être"},
            "peut-être",
        ),
        (
            "transfer",
            {"transferred_on": "2026-09-01", "conditions": "Un poste", "transferred_to": 0},
            "choix",
        ),
    ],
)
def test_bad_input_is_said_and_keeps_what_was_typed(people, browser_of, name, typed, said):
    made = create(people.alice)
    typed = {"version": 1, "structure": made.structure_id} | typed
    page = _read(browser_of(people.alice).post(_url(f"{name}_experiment", made.pk), typed))
    assert said in page
    for kept in ("tried", "reason", "seen", "conditions"):
        assert typed.get(kept, "") in page
    assert _now().version == 1


def test_the_second_of_two_is_told_and_keeps_what_she_typed(people, browser_of):
    made = create(people.alice)
    evaluate(made, people.chloe)
    typed = {"version": 1, "stopped_on": "2026-09-01", "reason": "La salle n’est plus prêtée."}
    page = _read(browser_of(people.alice).post(_url("stop_experiment", made.pk), typed))
    assert "modifiée entre-temps" in page and "Chloé" in page and "La salle n’est plus prêtée." in page
    assert _now().state == "evaluee"


def test_going_on_elsewhere_begins_with_what_was_tried(people, browser_of):
    made = evaluate(create(people.alice), people.alice, conclusion="ailleurs")
    browser = browser_of(people.alice)
    assert f"?ailleurs={made.pk}" in _read(browser.get(_url("experiment", made.pk)))
    page = _read(browser.get(_url("create_experiment") + f"?ailleurs={made.pk}"))
    assert FACTS["tried"] in page and 'value="2026-03-02"' not in page
    for nonsense in ("x", "0", "9" * 12, "²"):
        assert browser.get(_url("create_experiment"), {"ailleurs": nonsense}).status_code == 200


def test_late_is_said(people, browser_of):
    create(people.alice, planned_until=timezone.localdate())
    assert "aujourd’hui" in _read(browser_of(people.alice).get(_url("experiments")))


def test_a_page_costs_the_same_however_many(people, browser_of):
    browser, one = browser_of(people.alice), in_state("transferee", people.alice)
    few = cost(browser, _url("experiments"))
    for name in ("Le Relais", "La Halte", "L’Escale"):
        in_state("transferee", people.alice, structure=place(name))
    assert cost(browser, _url("experiments")) == few <= 6
    assert cost(browser, _url("experiment", one.pk)) <= 4
    assert cost(browser, _url("edit_experiment", create(people.alice).pk)) <= 6
