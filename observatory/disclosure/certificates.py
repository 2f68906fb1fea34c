"""Whole populations, member by member, that give the same publication: the promise checked without the solver.

Clique counts that agree along a junction tree are margins of a population (`lattice`): here that population is built,
one clique after the other, by pairing members who agree on what two neighbouring cliques share.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import pairwise

import numpy

from observatory.disclosure.lattice import Forest, Lattice
from observatory.disclosure.refusals import Broken
from observatory.disclosure.register import NO, YES, Cell, Register, System, few

MASK = "masque"

Members = list[tuple[dict[str, str], int]]  # answers, and how many gave exactly these
Certificate = dict[str, Members]


def populations(lattice: Lattice, x: numpy.ndarray) -> Certificate:
    """The members of each population of `x` (whole unknowns)."""
    return {forest.register.population: _members(lattice, forest, x) for forest in lattice.forests}


def _members(lattice: Lattice, forest: Forest, x: numpy.ndarray) -> Members:
    register = forest.register
    spoken = {
        number
        for number, clique in enumerate(forest.cliques)
        if set(clique) <= set(register.languages) and clique
    }
    order = [number for number in _order(forest) if number not in spoken]
    members: Members | None = None
    for number in order:
        cells = _cells(lattice, forest, number, x)
        members = cells if members is None else _paired(members, cells, dict(lattice.system.tied))
    if members is None:
        first = min(spoken)
        members = [({}, sum(count for _, count in _cells(lattice, forest, first, x)))]
    return _speaking(members, register, lattice, forest, x) if spoken else members


def _order(forest: Forest) -> list[int]:
    if not forest.edges:
        return list(range(len(forest.cliques)))
    return [forest.edges[0][0], *(other for _, other in forest.edges)]


def _cells(lattice: Lattice, forest: Forest, number: int, x: numpy.ndarray) -> Members:
    clique = forest.cliques[number]
    return [
        (dict(zip(clique, answers, strict=True)), count)
        for answers in forest.register.combinations(clique)
        if (count := int(x[lattice.column[forest.register.population, number, answers]]))
    ]


def _paired(members: Members, cells: Members, tied: Mapping[str, frozenset[str]]) -> Members:
    """Members extended with the answers of one more clique; on both sides those of `tied` answers come first."""

    def last(one) -> bool:
        return not any(one[0].get(dim) in answers for dim, answers in tied.items())

    shared = sorted(set(members[0][0]) & set(cells[0][0])) if members and cells else []
    waiting: dict[tuple, Members] = {}
    for one in sorted(cells, key=last):
        waiting.setdefault(tuple(one[0][dim] for dim in shared), []).append(one)
    made: Members = []
    for answers, count in sorted(members, key=last):
        queue = waiting.get(tuple(answers[dim] for dim in shared), [])
        while count:
            if not queue:
                raise Broken("cliques disagree")
            more, free = queue.pop(0)
            taken = min(count, free)
            made.append((answers | more, taken))
            count -= taken
            if free > taken:
                queue.insert(0, (more, free - taken))
    if any(waiting.values()):
        raise Broken("cliques disagree")
    return made


def _speaking(
    members: Members, register: Register, lattice: Lattice, forest: Forest, x: numpy.ndarray
) -> Members:
    """Deal each language to as many members as speak it, in turn, so that none is left without; the last ones are
    those whose languages are unknown."""
    count = {
        dim: sum(
            many
            for answers, many in _cells(lattice, forest, forest.cliques.index((dim,)), x)
            if answers[dim] == YES
        )
        for dim in register.languages
    }
    everybody = sum(many for _, many in members)
    speaking = everybody - count.get(register.unanswered, 0)
    spans, start = {register.unanswered: [(speaking, everybody)]}, 0
    for dim in register.languages:
        if dim != register.unanswered:
            spans[dim] = [(start, min(start + count[dim], speaking)), (0, start + count[dim] - speaking)]
            start = (start + count[dim]) % speaking if speaking else 0
    cuts = sorted({edge for some in spans.values() for span in some for edge in span})
    made: Members = []
    at = 0
    for answers, many in members:
        edges = [at, *(cut for cut in cuts if at < cut < at + many), at + many]
        for first, after in pairwise(edges):
            said = {
                dim: YES if any(low <= first < high for low, high in spans[dim]) else NO
                for dim in register.languages
            }
            made.append((answers | said, after - first))
        at += many
    return made


# ── Checked, without the solver ─────────────────────────────────────────────────────────────────────


def tabulated(registers: Iterable[Register], certificate: Certificate) -> dict[Cell, int]:
    """Every cell of every table, counted from the members."""
    counts = {cell: 0 for register in registers for cell, _ in register.cells()}
    for register in registers:
        for answers, many in certificate[register.population]:
            for table in register.tables:
                cell = Cell(register.population, table.name, tuple(answers[dim] for dim in table.dims))
                if cell not in counts:
                    raise Broken(f"{cell}: nobody can be there")
                counts[cell] += many
    return counts


def publication(
    registers: Iterable[Register], counts: Mapping[Cell, int], withheld: frozenset[Cell]
) -> bytes:
    """The printed cells, as a reader sees them."""
    printed = [
        [*table.paths[cell.answers], MASK if cell in withheld else counts[cell]]
        for register in registers
        for cell, table in register.cells()
        if cell.answers in table.paths
    ]
    return json.dumps(printed, ensure_ascii=False, separators=(",", ":")).encode()


def check(
    system: System,
    truth: Mapping[Cell, int],
    certificates: list[Certificate],
    withheld: frozenset[Cell],
    forced: frozenset[Cell],
    k: int,
) -> None:
    """Check that no printed number is small; that each certificate gives the same publication and is possible; that
    each withheld number is 0 in one of them (or in truth) and k or more in another, and so are the `forced` ones that
    no table prints. Raises Broken."""
    expected = publication(system.registers, truth, withheld)
    low, high = dict(truth), dict(truth)
    for certificate in certificates:
        counts = tabulated(system.registers, certificate)
        if publication(system.registers, counts, withheld) != expected:
            raise Broken("another publication")
        _possible(system, certificate)
        for cell, count in counts.items():
            low[cell], high[cell] = min(low[cell], count), max(high[cell], count)
    printed = set(system.paths().values())
    for cell in printed - withheld:
        if few(truth[cell], k):
            raise Broken(f"{cell}: {truth[cell]} is printed")
    for cell in (withheld & printed) | forced:
        if low[cell] > 0 or high[cell] < k:
            raise Broken(f"{cell}: {low[cell]} to {high[cell]}")


def _possible(system: System, certificate: Certificate) -> None:
    """Whether it satisfies what every reader knows."""
    for relation in system.relations:
        total = sum(
            count.times * many
            for count in relation.counts
            for answers, many in certificate[count.population]
            if all(answers[dim] in wanted for dim, wanted in count.where.items())
        )
        if total > 0:
            raise Broken(relation.name)
    for register in system.registers:
        for answers, many in certificate[register.population]:
            if many < 1:
                raise Broken("not a number of members")
            spoken = [dim for dim in register.languages if answers[dim] == YES]
            if register.languages and (not spoken or (register.unanswered in spoken and len(spoken) > 1)):
                raise Broken("somebody speaks nothing, or something and nothing")
            if system.tied and "situation" in answers:
                (age, young), (situation, alone) = system.tied
                if answers[situation] in alone and answers[age] not in young:
                    raise Broken("a « mineur isolé » of 25 or more")


def fingerprint(certificates: list[Certificate]) -> str:
    text = json.dumps(certificates, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
