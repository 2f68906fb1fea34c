"""A2, A4, A6. What the solver says is what enumerating every population says."""

from dataclasses import replace
from functools import cache

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.disclosure import certificates
from observatory.disclosure.lattice import matrix
from observatory.disclosure.refusals import Broken
from observatory.disclosure.register import System
from observatory.disclosure.solver import Need, Solver
from observatory.disclosure.suppression import protect
from tests.observatory.disclosure.small import everyone, fitting, lattice_of, register, told

SQUARE = {"sexe": ("F", "M"), "age": ("0-17", "18-59", "60+")}
CYCLE = {"sexe": ("F", "M"), "âge": ("jeune", "adulte"), "lieu": ("ville", "village")}
PAIRS = (("sexe", "âge"), ("âge", "lieu"), ("sexe", "lieu"))
K = 3


@cache
def square() -> System:
    return register(SQUARE, ("sexe", "age"))


@cache
def cycle() -> System:
    return register(CYCLE, *PAIRS)


@cache
def populations(name: str, total: int) -> list[tuple[int, ...]]:
    return list(everyone({"square": square, "cycle": cycle}[name](), total))


def people(values: dict, choices: list[int]) -> list[dict[str, str]]:
    """One person per number: its digits choose the answers."""
    made = []
    for choice in choices:
        one = {}
        for dim, answers in values.items():
            choice, rank = divmod(choice, len(answers))
            one[dim] = answers[rank]
        made.append(one)
    return made


crowds = st.lists(st.integers(0, 11), min_size=K, max_size=8)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["square", "cycle"]), crowds, st.data())
def test_the_solver_says_what_enumerating_says(name, crowd, data):
    system, values = (square(), SQUARE) if name == "square" else (cycle(), CYCLE)
    lattice, truth = lattice_of(system, people(values, crowd))
    solver = Solver(lattice, truth, K, 60)
    counts = tuple(int(one) for one in solver.a)
    withheld = set(data.draw(st.sets(st.integers(1, len(counts) - 1), min_size=1)))
    possible = fitting(populations(name, len(crowd)), counts, withheld)
    assert counts in possible
    shown = lattice.printed.copy()
    shown[list(withheld)] = False
    for number in sorted(withheld)[:4]:
        row = lattice.counts[[number]]
        for need in (Need(row, False, 0, ""), Need(row, True, K, "")):
            found = solver.fitting(shown, need, whole=True)
            by_hand = any(one[number] >= K if need.least else one[number] == 0 for one in possible)
            assert (found is not None) == by_hand


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["square", "cycle"]), crowds)
def test_whoever_enumerates_every_population_learns_nothing(name, crowd):
    """And each cell withheld to protect others was needed: printed, it tells something."""
    system, values = (square(), SQUARE) if name == "square" else (cycle(), CYCLE)
    lattice, truth = lattice_of(system, people(values, crowd))
    found = protect(lattice, truth, k=K)
    counts = tuple(int(one) for one in lattice.counts @ truth)
    withheld = {lattice.row[cell] for cell in found.withheld}
    every = populations(name, len(crowd))
    assert not told(every, counts, withheld, K)
    for cell in found.withheld - found.forced:
        assert told(every, counts, withheld - {lattice.row[cell]}, K), cell


@pytest.mark.parametrize("women", range(1, 7))
@pytest.mark.parametrize("men", range(1, 5))
def test_a_cycle_of_three_tables_is_thought_of_as_one(women, men):
    """Young women in town, grown men in villages: with two tables printed the third is told, though its own lines and
    columns would let it be anything. A trap for bounds taken table by table."""
    crowd = [{"sexe": "F", "âge": "jeune", "lieu": "ville"}] * women
    crowd += [{"sexe": "M", "âge": "adulte", "lieu": "village"}] * men
    apart = register({dim: CYCLE[dim] for dim in PAIRS[0]}, PAIRS[0])
    verdicts = []
    for system in (apart, cycle()):
        lattice, truth = lattice_of(system, crowd)
        hidden = [cell for cell in lattice.cells if cell.table == "sexe×âge"]
        shown = numpy.array([cell not in hidden for cell in lattice.cells])
        row = lattice.counts[[lattice.row[hidden[0]]]]
        nobody = Solver(lattice, truth, 2, 60).fitting(shown, Need(row, False, 0, ""), whole=True)
        verdicts.append(nobody is None)
    assert verdicts == [women > men, True]
    found = protect(lattice, truth, k=2, also=hidden)
    proved(cycle(), lattice, truth, found, 2)
    assert found.withheld > set(hidden)


# ── Mutants ─────────────────────────────────────────────────────────────────────────────────────────

TERRITORY = {
    "sexe": ("F", "M", "X"),
    "lieu": ("ville", "village", "hameau"),
    "âge": ("jeune", "adulte", "vieux"),
}
CHAIN = (("sexe", "lieu"), ("lieu", "âge"))
CROWD = people(TERRITORY, [(n * n + 3 * n) % 27 for n in range(60)] + [0] * 30 + [13] * 9 + [5] * 4 + [22])


def proved(system: System, lattice, truth, found, k: int) -> None:
    made = [certificates.populations(lattice, x) for x in found.witnesses]
    numbers = dict(zip(lattice.cells, (int(one) for one in lattice.counts @ truth), strict=True))
    certificates.check(system, numbers, made, found.withheld, found.forced, k)


@pytest.fixture(scope="module")
def chain():
    system = register(TERRITORY, *CHAIN)
    lattice, truth = lattice_of(system, CROWD)
    found = protect(lattice, truth, k=5)
    assert found.withheld - found.forced
    return system, lattice, truth, found


def test_the_certificates_hold(chain):
    proved(*chain, 5)


def test_a_mutant_that_prints_one_cell_more_is_caught(chain):
    system, lattice, truth, found = chain
    for cell in found.withheld:
        with pytest.raises(Broken):
            proved(system, lattice, truth, replace(found, withheld=found.withheld - {cell}), 5)


def test_a_mutant_that_protects_for_one_person_less_is_caught(chain):
    system, lattice, truth, _ = chain
    weak = protect(lattice, truth, k=4)
    with pytest.raises(Broken):
        proved(system, lattice, truth, weak, 5)


def test_a_mutant_that_drops_the_links_is_caught(chain):
    system, lattice, truth, _ = chain
    assert lattice.links.shape[0]
    loose = replace(lattice, links=matrix([], lattice.size))
    with pytest.raises(Broken):
        proved(system, lattice, truth, protect(loose, truth, k=5), 5)


def test_a_mutant_that_forgets_a_table_is_caught(chain):
    system, lattice, truth, _ = chain
    partial, partial_truth = lattice_of(register(TERRITORY, CHAIN[0]), CROWD)
    found = protect(partial, partial_truth, k=5)
    made = [certificates.populations(partial, x) for x in found.witnesses]
    numbers = dict(zip(lattice.cells, (int(one) for one in lattice.counts @ truth), strict=True))
    with pytest.raises(Broken):
        certificates.check(system, numbers, made, found.withheld, found.forced, 5)
