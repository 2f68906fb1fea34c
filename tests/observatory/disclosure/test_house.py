"""The room is pure, loads the solver only when asked, and says the same whatever the order of sets."""

import ast
import os
import subprocess
import sys
from pathlib import Path

from observatory import disclosure

ROOM = Path(disclosure.__file__).parent
ROOT = ROOM.parent.parent
SOLVE = """
from hashlib import sha256
from tests.observatory.disclosure.small import lattice_of, register
from observatory.disclosure.certificates import fingerprint, populations
from observatory.disclosure.suppression import protect
values = {"a": ("x", "y", "z"), "b": ("1", "2"), "c": ("u", "v"), "d": ("oui", "non")}
people = [
    {name: answers[(n * n + 3 * n * rank) % len(answers)] for rank, (name, answers) in enumerate(values.items())}
    for n in range(47)
]
lattice, truth = lattice_of(register(values, ("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")), people)
found = protect(lattice, truth, k=5)
print(sorted(map(str, found.withheld)), fingerprint([populations(lattice, x) for x in found.witnesses]))
"""


def run(code: str, seed: str = "0") -> str:
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_two_processes_withhold_the_same_and_prove_it_by_the_same_bytes():
    assert len({run(SOLVE, seed) for seed in ("1", "2")}) == 1


def test_nothing_heavy_is_loaded_before_something_is_protected():
    loaded = run("import observatory.disclosure, sys; print(*sorted(sys.modules))").split()
    assert not {"numpy", "scipy", "networkx", "django"} & set(loaded)


def test_the_room_knows_of_no_database():
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] not in ("django", "centre", "referrals", "networks"), (
                    path.name,
                    name,
                )
                assert not name.startswith("observatory.") or name.startswith("observatory.disclosure"), (
                    path.name
                )
