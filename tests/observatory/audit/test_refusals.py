"""A11. What is not understood, contradicts itself or is not finished is never said to be safe."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import observatory.audit as room
from observatory.audit import solver
from observatory.audit.editions import audit
from observatory.audit.verdict import fingerprint, holds_for
from tests.observatory.audit.years import exact_year, hidden, leaves


@pytest.fixture
def safe():
    exact = exact_year(3, 60)
    return hidden(exact, leaves(exact))


def test_a_safe_document_holds(safe):
    verdict = audit([safe])
    assert verdict.holds and holds_for(verdict.as_json(), safe, [])


def test_no_time_is_no_verdict(safe):
    verdict = audit([safe], seconds=0)
    assert not verdict.holds and not verdict.exposed and "temps" in verdict.unfinished


def test_a_solver_that_stops_early_is_no_verdict(safe, monkeypatch):
    real, asked = solver.milp, []

    def stopped(*args, **kwargs):
        asked.append(args)
        result = real(*args, **kwargs)
        if len(asked) > 1:
            result.status, result.x = 1, None
        return result

    monkeypatch.setattr(solver, "milp", stopped)
    safe["personnes"]["file_active"] = 60
    verdict = audit([safe])
    assert verdict.unfinished and not verdict.holds


@pytest.mark.parametrize(
    "change",
    [
        {("personnes", "par_religion"): {"x": 40}},
        {("vulnerabilites",): {"torture": 40}},
        {("croisements", "sexe_situation"): {"F": {"refugie": 40}}},
        {("personnes", "file_active"): 60.5},
        {("personnes", "file_active"): -1},
        {("personnes", "file_active"): True},
        {("seuil",): None},
    ],
)
def test_what_the_audit_does_not_know_is_refused(safe, change):
    for path, value in change.items():
        here = safe
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value
    verdict = audit([safe])
    assert verdict.unfinished and not verdict.holds


def test_figures_that_contradict_each_other_are_refused(safe):
    safe["personnes"] |= {"file_active": 60, "nouvelles": 70}
    assert "contredisent" in audit([safe]).unfinished


def test_years_are_not_mixed(safe):
    verdict = audit([safe | {"annee": 2019}, safe])
    assert verdict.unfinished and not verdict.holds


def test_a_verdict_is_of_one_document_and_of_those_before_it(safe):
    verdict = audit([safe]).as_json()
    other = safe | {"seuil": 12}
    assert not holds_for(verdict, other, [])
    assert not holds_for(verdict, safe, [safe])
    assert not holds_for(verdict | {"version": 0}, safe, [])
    assert not holds_for(verdict | {"holds": False}, safe, [])
    assert not holds_for(None, safe, [])
    assert holds_for(audit([other, safe]).as_json(), safe, [other])
    assert fingerprint({"b": 1, "a": "é"}) == fingerprint({"a": "é", "b": 1})


def test_the_attacker_knows_nothing_of_the_rule_nor_of_the_portal():
    for path in Path(room.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
        strangers = {
            name for name in names if name.split(".")[0] not in {*sys.stdlib_module_names, "numpy", "scipy"}
        }
        assert all(name.startswith("observatory.audit") for name in strangers), (path.name, strangers)


def test_reading_a_verdict_loads_no_solver():
    script = "import sys, observatory.audit.verdict; print({'numpy', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
