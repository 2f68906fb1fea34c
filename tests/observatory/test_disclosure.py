"""The public document gives nobody away; and when it would, the attacker sees it."""

import ast
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory import attack
from observatory.attack import MASK, SECTIONS, exposed, learn, leaves
from observatory.disclosure import protect
from tests.observatory.populations import VOCABULARY, documents

years = st.builds(documents, st.integers(0, 10**6), st.integers(0, 120))
BREAKDOWNS_OF_PEOPLE = ("par_sexe", "par_tranche_age", "par_departement", "par_situation", "par_langue")


def cells(document: dict) -> dict[str, object]:
    return {path: value for section in SECTIONS for path, value in leaves(section, document[section])}


@settings(max_examples=300, deadline=None)
@given(years)
def test_the_attacker_finds_nothing(year):
    _, public = year
    assert exposed(public) == []


@settings(max_examples=200, deadline=None)
@given(years)
def test_what_is_published_is_exact_and_never_small(year):
    exact, public = year
    truth = cells(exact)
    for path, value in cells(public).items():
        if value == MASK:
            continue
        assert value == truth[path]
        if path not in attack.MEASURES:
            assert value is None or not 0 < value < 11, path


@settings(max_examples=200, deadline=None)
@given(years)
def test_no_two_published_figures_differ_by_a_few_people(year):
    """Everybody minus a part is a count too."""
    _, public = year
    figures = public["personnes"]
    if figures["file_active"] == MASK:
        return
    parts = [figures[name] for name in ("nouvelles", "mineures", "avec_interprete")]
    parts += [value for name in BREAKDOWNS_OF_PEOPLE for value in figures[name].values()]
    for part in parts:
        assert part == MASK or not 0 < figures["file_active"] - part < 11


@settings(max_examples=150, deadline=None)
@given(years)
def test_the_bounds_of_the_attacker_hold_the_truth(year):
    """An attacker who is sometimes wrong proves nothing."""
    exact, public = year
    known, truth = learn(public), cells(exact)
    for path in known.withheld:
        if path in truth and truth[path] is not None:
            low, high = known.bounds(path)
            assert low <= truth[path] <= high, path


@settings(max_examples=150, deadline=None)
@given(years, st.randoms())
def test_a_mutant_that_tells_a_small_cell_is_caught(year, random):
    exact, public = year
    truth = cells(exact)
    small = [
        path
        for path, value in cells(public).items()
        if value == MASK and path not in attack.MEASURES and 0 < (truth.get(path) or 0) < 11
    ]
    if not small:
        return
    mutant, path = deepcopy(public), random.choice(small)
    *parents, last = path.split(".")
    inside = mutant
    for parent in parents:
        inside = inside[parent]
    inside[last] = truth[path]
    assert path in exposed(mutant)


@settings(max_examples=150, deadline=None)
@given(years, st.sampled_from(("par_sexe", "par_tranche_age", "par_departement", "par_situation")))
def test_a_mutant_that_hides_small_cells_only_is_caught(year, name):
    """Hiding only what is small leaves the rest of the sum: one hidden cell is found, two are bounded."""
    exact, public = year
    figures = exact["personnes"]
    hidden = {key: value for key, value in figures[name].items() if 0 < value < 11}
    if figures["file_active"] < 11 or not hidden or sum(hidden.values()) >= 11:
        return
    mutant = deepcopy(public)
    mutant["personnes"][name] = {
        key: MASK if key in hidden else value for key, value in figures[name].items()
    }
    assert exposed(mutant)


@settings(max_examples=60, deadline=None)
@given(years)
def test_a_withheld_breakdown_shows_labels_that_say_nothing(year):
    exact, public = year
    for name in ("par_departement", "par_langue", "par_situation"):
        shown = public["personnes"][name]
        if MASK in shown.values():
            assert set(shown.values()) == {MASK}
            assert set(shown) >= {*exact["personnes"][name], "non_renseigne"}
            assert set(shown) - set(exact["personnes"][name]) or name != "par_situation"


def test_what_nobody_judged_is_withheld():
    exact, _ = documents(1, 80)
    exact["vulnerabilites"] = {"torture": 40}
    exact["personnes"]["par_religion"] = {"x": 40, "y": 40}
    public = protect(exact, {}, VOCABULARY)
    assert public["vulnerabilites"] == MASK
    assert set(public["personnes"]["par_religion"].values()) == {MASK}
    assert public["seances"]["realisees"] == public["orientations"]["recues"] == MASK


@pytest.mark.parametrize("threshold", [11, 20])
def test_the_threshold_is_the_centre_s(threshold):
    exact, _ = documents(3, 15)
    exact["seuil"] = threshold
    public = protect(exact, {"seances.realisees": 15}, VOCABULARY)
    assert (public["personnes"]["file_active"] == MASK) == (threshold > 15)


def test_newcomers_by_situation_never_follow_from_the_rest():
    """35 new people among 30 + 30: at least 5 are in each situation, so their number stays inside."""
    exact, _ = documents(5, 40)
    exact["personnes"] |= {
        "file_active": 60,
        "nouvelles": 35,
        "par_situation": {"refugie": 30, "deboute": 30},
        "nouvelles_par_situation": {"refugie": 5, "deboute": 30},
    }
    public = protect(exact, {}, VOCABULARY)
    assert public["personnes"]["par_situation"] == {"refugie": 30, "deboute": 30}
    assert public["personnes"]["nouvelles"] == MASK
    public["personnes"]["nouvelles"] = 35
    assert "personnes.nouvelles_par_situation.refugie" in exposed(public)


def test_two_editions_that_differ_by_one_person_overlap():
    _, public = documents(7, 90)
    later = deepcopy(public)
    later["personnes"]["file_active"] += 1
    assert attack.overlaps(public, later) == ["personnes.file_active"]
    assert attack.overlaps(public, public) == []


def test_the_attacker_knows_nothing_of_the_rule():
    tree = ast.parse(Path(attack.__file__).read_text(encoding="utf-8"))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert not [name for name in imported if name.split(".")[0] in ("observatory", "django", "centre")]
