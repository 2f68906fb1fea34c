"""What scripts outside rely on: every key of the figures document in both modes, what is empty, and what the commands
print, where, and with which exit code."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.sheets import YEAR, folder, import_year

COUNTS = {
    *("lignes", "tenues", "annulees", "reportees", "professionnels", "usagers", "participants", "tetes"),
    *("non_comptees", "excuses", "presentiel", "telephone", "visio"),
}
RUBRIC = COUNTS | {"par_type", "par_hote"}
HOST = {"lignes", "tenues", "annulees"}
SECTIONS = {
    "sollicitations": {"total", "avec_date_intervention", "reponses", "par_mois"},
    "appels": {
        *("total", "par_sexe", "age_moyen", "age_connus", "spontanes", "adresses", "adresseurs"),
        *("par_orientation", "rappels_total", "rappels_moyenne", "jours", "par_jour", "par_semaine"),
    },
    "permanences": {
        *("heures", "jours", "jours_feries", "premier_jour", "dernier_jour", "intervenants", "par_statut"),
    },
    "personnes": {
        *("file_active", "nouvelles", "mineures", "pays", "avec_interprete", "par_sexe", "par_tranche_age"),
        *("par_langue", "par_departement", "par_situation", "nouvelles_par_situation"),
    },
    "orientations": {
        *("recues", "par_decision", "par_orienteur_type", "delai_median_premiere_seance_jours"),
    },
    "seances": {
        *("realisees", "absences", "absences_excusees", "annulees", "avec_interprete", "heures"),
        *("moyenne_par_personne", "par_modalite"),
    },
    "interpretariat": {"missions", "heures", "par_langue"},
    "groupes": {"cycles", "rencontres_tenues", "participants", "presences", "heures"},
    "stages": {"sessions", "binomes", "structures", "jours"},
    "croisements": {
        *("sexe_tranche_age", "departement_sexe", "departement_tranche_age", "departement_situation"),
    },
}
TOP = {"annee", "mode", "seuil", "actions", *SECTIONS}
SEX = ["F", "M", "X", "non_renseigne"]
CLOSED = {
    ("appels", "par_sexe"): SEX,
    ("appels", "par_orientation"): ["psychologue", "urgences_psychiatriques", "aucune"],
    ("personnes", "par_sexe"): SEX,
    ("personnes", "par_tranche_age"): [
        *("0-17", "18-24", "25-34", "35-44", "45-59", "60+", "non_renseigne"),
    ],
}
UNKNOWN_OF_NOTHING = {
    *(f"actions.total.{key}" for key in ("professionnels", "usagers", "participants", "tetes", "excuses")),
    *(f"appels.{key}" for key in ("age_moyen", "rappels_total", "rappels_moyenne", "jours", "par_jour")),
    *("permanences.premier_jour", "permanences.dernier_jour", "seances.moyenne_par_personne"),
    "orientations.delai_median_premiere_seance_jours",
}
EMPTY, RICH = 1950, 2020
MODES = ("exact", "public")


def command(*words) -> str:
    """What it prints on stdout."""
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def document(year: int, mode: str) -> dict:
    return json.loads(command("figures", str(year), "--mode", mode))


def values(found, path=""):
    """(path, value) of every figure; rubrics keep their dots."""
    if not isinstance(found, dict):
        yield path, found
        return
    for key, value in found.items():
        yield from values(value, f"{path}.{key}".strip("."))


@pytest.fixture
def centre(portal):
    assert import_year(YEAR).code == 0


def has_every_key(found: dict, year: int, mode: str) -> None:
    assert set(found) == TOP and (found["annee"], found["mode"], found["seuil"]) == (year, mode, 11)
    assert {section: set(found[section]) for section in SECTIONS} == SECTIONS
    for rubric in found["actions"].values():
        assert set(rubric) == RUBRIC
        assert all(set(counts) == COUNTS for counts in rubric["par_type"].values())
        assert all(set(counts) == HOST for counts in rubric["par_hote"].values())
    for (section, table), answers in CLOSED.items():
        assert list(found[section][table]) == answers


@pytest.mark.parametrize("mode", MODES)
def test_every_key_is_there_of_a_full_year_and_of_an_empty_one(centre, mode):
    for year in (EMPTY, RICH):
        has_every_key(document(year, mode), year, mode)
    assert document(RICH, mode)["actions"]["total"]["par_type"]  # something was compared


def test_the_public_form_has_the_keys_of_the_exact_one_and_withholds_in_a_word(centre):
    """Open tables name more answers there: being named says nothing. Crossed ones put small categories together."""
    documents = [document(RICH, mode) for mode in MODES]
    for found in documents:
        del found["croisements"]
    exact, public = (dict(values(found)) for found in documents)
    assert exact["actions.total.lignes"] and set(exact) <= set(public)
    assert all(".par_" in path and public[path] in (0, "masque") for path in set(public) - set(exact))
    assert "masque" not in exact.values()
    changed = {path for path in exact if exact[path] != public[path]} - {"mode"}
    assert {public[path] for path in changed} == {"masque"}
    assert not {path for path in changed if path.startswith(("actions", "sollicitations", "permanences"))}


@pytest.mark.parametrize("mode", MODES)
def test_of_nothing_what_was_not_counted_is_null_and_what_was_is_zero(portal, mode):
    found = dict(values(document(EMPTY, mode)))
    assert {path for path, value in found.items() if value is None} == UNKNOWN_OF_NOTHING
    told = {value for path, value in found.items() if path not in ("annee", "mode", "seuil")}
    assert told - {None} <= {0, "masque"}


def test_a_year_is_imported_a_line_a_sheet(portal):
    answer = import_year(YEAR)
    assert answer.code == 0 and answer.errors == []
    assert all(" lues, " in line and line.endswith(" inchangées") for line in answer.out)
    again = import_year(YEAR)
    assert [line.split(" lues, ")[1].split(" créées")[0] for line in again.out] == ["0"] * len(answer.out)


def test_a_row_that_cannot_be_read_is_told_by_sheet_line_and_column(portal, tmp_path):
    answer = import_year(folder(tmp_path / "wrong", actions=[{"reference": "A-1", "date": "2020-13-02"}]))
    assert answer.code == 1 and answer.out == []
    assert "actions.csv:2:date: « 2020-13-02 » n'est pas une date" in [
        line.replace("\u00a0", " ").replace("’", "'").rstrip(".") for line in answer.errors
    ]
    assert document(RICH, "exact")["actions"]["total"]["lignes"] == 0


def test_the_figures_alone_are_on_stdout_exact_unless_asked(portal, capsys):
    call_command("figures", str(EMPTY))
    said = capsys.readouterr()
    assert json.loads(said.out)["mode"] == "exact" and said.err == ""


@pytest.mark.parametrize(
    "words",
    [
        ("figures", "0"),
        ("build_report", str(EMPTY), "--output", "x.pdf"),
        ("import_year", "nowhere"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_the_exit_code_one(portal, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((CommandError, SystemExit)) as left:
        call_command(*words)
    said = capsys.readouterr()
    if left.type is CommandError:
        assert left.value.returncode == 1 and len(str(left.value).splitlines()) == 1
    else:
        assert left.value.code == 1 and len(said.err.splitlines()) == 1
    assert said.out == "" and not list(tmp_path.iterdir())


def test_the_audit_is_quiet_when_the_year_holds_and_names_the_cell_when_it_does_not(
    portal, monkeypatch, capsys
):
    call_command("audit_disclosure", str(EMPTY))
    assert capsys.readouterr() == ("", "")
    three = {"personnes": {"par_sexe": {"F": 97, "M": 3, "X": 0, "non_renseigne": 0}}}
    monkeypatch.setattr(
        "observatory.figures.figures", lambda year, mode: {"annee": year, "seuil": 11, **three}
    )
    with pytest.raises(CommandError, match=r"personnes\.par_sexe\.M") as broken:
        call_command("audit_disclosure", str(EMPTY))
    assert broken.value.returncode == 1
