"""A row that changes says which of its cells do, what they were and what they will be, and nothing else."""

import pytest
from django.urls import reverse

from centre.imports.sheets import all_sheets
from centre.imports.words import title
from networks.models import Interpreter, InterpreterRate
from referrals.models import Person
from tests.centre.imports.conftest import confirmed, csv_of, previewed, year_zip
from tests.sheets import ACTION, INTERPRETER, PERSON, REFERRAL, SESSION, THERAPIST

CALL = {"reference": "C-1", "date": "2020-04-03"}
SHIFT = {"date": "2020-04-03", "debut": "09:00", "fin": "12:00", "intervenant": "PSY-1"}
ROWS = {
    "plan": {"rubrique": "1", "titre": "Histoire"},
    "actions": ACTION | {"rubrique": "1", "participants": "4", "structures_presentes": "CADA;EMPP"},
    "sollicitations": {"reference": "S-1", "date_demande": "2020-04", "demandeur": "PJJ", "reponses": "EMPP"},
    "appels": CALL | {"dispositif": "Écoute", "sexe": "F", "problematiques": "deuil"},
    "permanences": SHIFT | {"statut": "benevole"},
    "personnes": PERSON | {"departement": "30", "situation": "demandeur_asile"},
    "therapeutes": THERAPIST,
    "interpretes": INTERPRETER,
    "orientations": REFERRAL
    | {"decision": "acceptee", "therapeute": "T-1", "motif_decision": "Motif premier"},
    "seances": SESSION | {"heure": "10:00", "duree_min": "45", "interprete": "I-1", "langue": "pus"},
}
WHOLE = {name: [row] for name, row in ROWS.items()}
WHOLE["personnes"] = [ROWS["personnes"], PERSON | {"code": "P-2"}]
WHOLE["therapeutes"] = [THERAPIST, THERAPIST | {"code": "T-2"}]
WHOLE["interpretes"] = [INTERPRETER, INTERPRETER | {"code": "I-2"}]
# sheet, column, another cell, before and after in the words of the screens
CHANGES = [
    ("plan", "titre", "Objectifs", "Histoire", "Objectifs"),
    ("actions", "date", "2020-04", "3 février 2020", "avril 2020"),
    ("actions", "intitule", "x" * 200, "Réunion", "x" * 79 + "…"),
    ("actions", "type", "formation", "Réunion", "Formation"),
    ("actions", "modalite", "visio", "vide", "En visio"),
    ("actions", "participants", "", "4", "vide"),
    ("actions", "structures_presentes", "EMPP;PASS", "CADA, EMPP", "EMPP, PASS"),
    ("actions", "structures_excusees", "PASS", "vide", "PASS"),
    ("sollicitations", "date_intervention", "2020-07", "vide", "juillet 2020"),
    ("sollicitations", "reponses", "PASS;EMPP", "EMPP", "PASS, EMPP"),
    ("appels", "dispositif", "", "Écoute", "vide"),
    ("appels", "sexe", "M", "Femme", "Homme"),
    ("appels", "problematiques", "deuil;angoisses", "deuil", "deuil, angoisses"),
    ("permanences", "statut", "liberal", "Bénévole", "Libéral"),
    ("personnes", "pays", "SOM", "Afghanistan", "Somalie"),
    ("personnes", "langues", "som", "pachto, dari", "somali"),
    ("personnes", "departement", "34", "Gard", "Hérault"),
    ("personnes", "situation", "refugie", "Demande d’asile", "Réfugié statutaire"),
    ("therapeutes", "capacite", "5", "3", "5"),
    ("interpretes", "taux_horaire", "40", "35,50 €", "40,00 €"),
    ("orientations", "personne", "P-2", "P-1", "P-2"),
    ("orientations", "date_reception", "2020-01-07", "6 janvier 2020", "7 janvier 2020"),
    ("orientations", "decision", "refusee", "Acceptée", "Refusée"),
    ("orientations", "therapeute", "T-2", "T-1", "T-2"),
    ("orientations", "motif_decision", "Motif second", "un autre texte, gardé secret", "Motif second"),
    ("seances", "statut", "absence", "Réalisée", "Absence"),
    ("seances", "duree_min", "60", "45", "60"),
    ("seances", "interprete", "I-2", "I-1", "I-2"),
    ("seances", "interprete", "", "I-1", "vide"),
    ("seances", "langue", "som", "pachto", "somali"),
]


@pytest.fixture
def whole(alice):
    confirmed(
        alice,
        previewed(alice, ("2020.zip", year_zip(**WHOLE))),
    )


@pytest.mark.parametrize(("sheet", "column", "cell", "before", "after"), CHANGES)
def test_one_cell_that_changes_is_told_alone(whole, alice, sheet, column, cell, before, after):
    run = previewed(alice, (f"{sheet}.csv", csv_of(sheet, ROWS[sheet] | {column: cell})))
    (told,) = run.told()["samples"]
    assert told["changed_count"] == 1 and not told["new"]
    assert told["changed"][0]["changes"] == [[title(column), before, after]]
    said = alice.get(reverse("import_run", args=[run.pk])).content.decode().replace("&#x27;", "’")
    assert f"<del>{before}</del> → <ins>{after}</ins>" in said and f"_{column}" not in said
    assert "Motif premier" not in said


def test_the_same_again_tells_of_no_change(whole, alice):
    same = previewed(alice, ("2020.zip", year_zip(**WHOLE)))
    assert same.told()["samples"] == [] and not sum(sheet["updated"] for sheet in same.tallies)


def test_a_cell_that_the_portal_keeps_its_own_value_of_is_no_change(alice):
    """An empty rate leaves the rate as it was: nothing is announced that does not happen."""
    confirmed(alice, previewed(alice, ("interpretes.csv", csv_of("interpretes", INTERPRETER))))
    changed = INTERPRETER | {"taux_horaire": "", "departements": "34"}
    run = previewed(alice, ("interpretes.csv", csv_of("interpretes", changed)))
    assert [change[0] for change in run.told()["samples"][0]["changed"][0]["changes"]] == ["Départements"]
    confirmed(alice, run)
    assert InterpreterRate.objects.get(interpreter=Interpreter.objects.get()).hourly > 35


def test_what_somebody_corrected_since_the_preview_is_not_written_over_unseen(alice):
    confirmed(
        alice, previewed(alice, ("personnes.csv", csv_of("personnes", PERSON | {"situation": "dubline"})))
    )
    run = previewed(alice, ("personnes.csv", csv_of("personnes", PERSON | {"situation": "refugie"})))
    Person.objects.update(situation="deboute")
    run = confirmed(alice, run)
    assert run.state == "apercu" and run.changed and Person.objects.get().situation == "deboute"


def test_every_sheet_says_where_its_rows_are_kept():
    for sheet in all_sheets():
        held = set(sheet.held.columns) | set(sheet.identity)
        assert held == set(sheet.columns), sheet.name
