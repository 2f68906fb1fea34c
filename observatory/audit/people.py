"""The people of the file active, each with one answer to each question: joint tables that agree with each other.

Questions that are printed together constrain each other. They are eliminated one at a time, first the one that would
link the fewest others; each, with the questions it is then linked to, gives one joint table of unknowns, and two
tables agree on the questions they share. Whole numbers that agree in this way always come from some real population
(the eliminated groups are the cliques of a chordal graph), so the bounds are exact.
"""

from collections import defaultdict
from collections.abc import Collection
from itertools import combinations, permutations, product

from observatory.audit.program import Expression, Program, together
from observatory.audit.verdict import Unfinished

TOO_MANY = 20_000


class JointTables:
    """`questions`: name → answers; `printed`: sets of questions that a table crosses."""

    def __init__(self, program: Program, questions: dict[str, list[str]], printed: list[tuple[str, ...]]):
        self.program, self.questions = program, questions
        self.groups = _eliminate(questions, printed)
        if sum(_size(questions, group) for group in self.groups) > TOO_MANY:
            raise Unfinished("trop de croisements pour être audités")
        self.cells = [
            {line: program.unknown() for line in product(*(questions[one] for one in group))}
            for group in self.groups
        ]
        self._margins: dict[tuple[int, tuple[str, ...]], dict[tuple[str, ...], Expression]] = {}
        for one, other in combinations(range(len(self.groups)), 2):
            self._agree(one, other)

    def _agree(self, one: int, other: int) -> None:
        shared = tuple(sorted(set(self.groups[one]) & set(self.groups[other])))
        ours, theirs = self._margin(one, shared), self._margin(other, shared)
        for line, expression in ours.items():
            self.program.equal(expression, theirs[line])

    def _margin(self, number: int, questions: tuple[str, ...]) -> dict[tuple[str, ...], Expression]:
        if (number, questions) not in self._margins:
            at = [self.groups[number].index(one) for one in questions]
            sums: dict[tuple[str, ...], Expression] = defaultdict(dict)
            for line, cell in self.cells[number].items():
                sums[tuple(line[n] for n in at)] |= cell
            self._margins[number, questions] = dict(sums)
        return self._margins[number, questions]

    def group_of(self, *questions: str) -> int | None:
        holding = [n for n, group in enumerate(self.groups) if set(questions) <= set(group)]
        return min(holding, key=lambda n: len(self.cells[n]), default=None)

    def margin(self, *questions: str) -> dict[tuple[str, ...], Expression]:
        """Answers → the expression of how many people gave them; empty when no joint table has all these questions."""
        number = self.group_of(*questions)
        return {} if number is None else self._margin(number, questions)

    def people(self, **answers: Collection[str]) -> Expression:
        """The expression of how many people gave, to each of these questions, one of these answers."""
        return together(
            people
            for line, people in self.margin(*answers).items()
            if all(one in wanted for one, wanted in zip(line, answers.values(), strict=True))
        )

    def everybody(self) -> Expression:
        return together(self.cells[0].values())

    def combinations(self) -> list[tuple[str, ...]]:
        """Every set of questions that one joint table holds."""
        found = {
            some for group in self.groups for n in range(1, len(group) + 1) for some in combinations(group, n)
        }
        return sorted(found, key=lambda some: (len(some), some))


def _size(questions: dict[str, list[str]], group: tuple[str, ...]) -> int:
    size = 1
    for one in group:
        size *= len(questions[one])
    return size


def _eliminate(questions: dict[str, list[str]], printed: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    near: dict[str, set[str]] = {question: set() for question in questions}
    for table in printed:
        for one, other in permutations(table, 2):
            near[one].add(other)

    def cost(question: str) -> tuple[int, str]:
        return sum(b not in near[a] for a, b in combinations(sorted(near[question]), 2)), question

    groups: list[tuple[str, ...]] = []
    while near:
        question = min(near, key=cost)
        beside = near.pop(question)
        group = tuple(sorted({question, *beside}))
        if not any(set(group) <= set(known) for known in groups):
            groups.append(group)
        for one in beside:
            near[one] = (near[one] | beside) - {question, one}
    return groups or [()]
