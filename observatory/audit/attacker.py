"""Attacks one document: the bounds of every number it withholds or never prints, and which of them disclose somebody.

A withheld number is exposed when readers can tell that it is not 0 (unless it is surely k or more), or that it is
below k (unless it is surely 0). A number that is published or never printed is exposed when it surely lies within 1 to
k − 1. A published group is exposed when its people surely share one situation. Bounds are taken over whole
populations.
"""

from collections.abc import Sequence
from random import Random
from time import monotonic

import numpy

from observatory.audit import sentences
from observatory.audit.knowledge import UNKNOWN, Knowledge, learn
from observatory.audit.program import Expression, combine
from observatory.audit.published import Path, read
from observatory.audit.solver import Solver
from observatory.audit.verdict import Exposed, Kind, Unfinished

Meaning = frozenset[tuple[str, bool, frozenset[str]]]
Supposed = tuple[Path, Meaning | None, int]

MOST = 10_000_000
CALLS, BUT = ("appels", "total"), "sauf"
SAYS_NOTHING = (UNKNOWN, "aucune")
EXPLORED = 40  # expressions pushed up at once
PATIENCE = 2.0  # seconds for a search that only helps


class Contradicted(Unfinished):
    """No population has these numbers."""


class Attacker:
    """`paths`: every number looked for; `seen` of the solver has one column each, in that order.

    `supposed`: numbers that the reader takes from elsewhere for true of the same people (path, who they are); `k`: the
    threshold then promised.
    """

    def __init__(
        self, document: dict, *, seconds: float, supposed: Sequence[Supposed] = (), k: int | None = None
    ):
        self.published = read(document)
        self.k = k or self.published.k
        until = monotonic() + seconds
        for young in (True, False):  # a year that breaks what everybody knows is read without it
            self.known = learn(self.published, young=young)
            self._suppose(supposed)
            self.others = _others(self.known)
            self.expressions = {**self.known.figures, **self.known.unsaid}
            self.expressions |= {
                (*path, BUT, answer): people for (path, answer), people in self.others.items()
            }
            self.solver = Solver(self.known.program, list(self.expressions.values()), until=until)
            if self.solver.find():
                break
        else:
            raise Contradicted("les chiffres publiés se contredisent")
        self.paths: list[Path] = list(self.expressions)
        self.column = {path: number for number, path in enumerate(self.paths)}

    def _suppose(self, numbers: Sequence[Supposed]) -> None:
        for path, meaning, number in numbers:
            people = self.known.figures.get(path) if meaning is None else self.counting(meaning)
            if people:
                self.known.program.state(people, number, number)

    def meaning(self, path: Path) -> Meaning | None:
        """Whom a number of people counts, independently of its label; None if it is not made of answers.

        A group of answers is described by those it leaves out, since answers that nobody gives are not always listed.
        """
        if path not in self.known.groups:
            return None
        questions = self.known.joint.questions
        return frozenset(
            (question, False, frozenset(answers))
            if len(answers) == 1
            else (question, True, frozenset(questions[question]) - frozenset(answers))
            for question, answers in self.known.groups[path].items()
        )

    def counting(self, meaning: Meaning) -> Expression | None:
        """The expression of the number of these people in this document, printed or not; None if it is not
        determined."""
        questions = self.known.joint.questions
        asked = {question for question, _, _ in meaning}
        if not asked <= set(questions) or self.known.joint.group_of(*asked) is None:
            return None
        return self.known.joint.people(
            **{
                question: [one for one in questions[question] if (one in named) != but]
                for question, but, named in meaning
            }
        )

    @property
    def withheld(self) -> list[Path]:
        return [path for path in self.paths if path in self.published.withheld]

    @property
    def unsaid(self) -> list[Path]:
        """Numbers never printed, left out when nobody is there to count."""
        return [path for path in self.paths if path in self.known.unsaid and self.expressions[path]]

    def exposed(self) -> list[Exposed]:
        self._explore()
        found = self._printed()
        for path in self.withheld:
            if self._withheld_is_told(path):
                found.append(self._told(Kind.WITHHELD, path, sentences.withheld))
        for path in self.unsaid:
            if self._lies_between(path):
                found.append(self._told(Kind.UNSAID, path, sentences.unsaid))
        return found + self._alike()

    def _told(self, kind: Kind, path: Path, sentence) -> Exposed:
        least, greatest = self.bounds(path)
        return Exposed(kind, ".".join(path), least, greatest, sentence(path, least, greatest))

    # ── Numbers ─────────────────────────────────────────────────────────────────────────────────

    def _printed(self) -> list[Exposed]:
        return [
            Exposed(Kind.PRINTED, ".".join(path), number, number, sentences.printed(path, number))
            for path, number in self.published.numbers.items()
            if path in self.known.figures and number is not None and 1 <= number < self.k
        ]

    def _withheld_is_told(self, path: Path) -> bool:
        if not self.may_be(path, greatest=0):
            return self.may_be(path, greatest=self.k - 1)
        return not self.may_be(path, least=self.k) and self.may_be(path, least=1)

    def _lies_between(self, path: Path) -> bool:
        values = self._values(path)
        if (values == 0).any() or (values >= self.k).any():
            return False
        return not self.may_be(path, greatest=0) and not self.may_be(path, least=self.k)

    def may_be(self, path: Path, *, least: int | None = None, greatest: int | None = None) -> bool:
        """Whether some population is consistent with the document and has this number within these bounds."""
        values = self._values(path)
        low, high = 0 if least is None else least, MOST if greatest is None else greatest
        return bool(((values >= low) & (values <= high)).any()) or self.solver.find(
            (self.expressions[path], least, greatest)
        )

    def bounds(self, path: Path) -> tuple[int, int | None]:
        return self.bounds_of(self.expressions[path])

    def bounds_of(self, expression: Expression) -> tuple[int, int | None]:
        if not expression:
            return 0, 0
        return self.solver.extreme(expression, 1, MOST), self.solver.extreme(expression, -1, MOST)

    def _values(self, path: Path) -> numpy.ndarray:
        return self.solver.seen[:, self.column[path]]

    def span(self, path: Path) -> tuple[int, int]:
        """The least and greatest value seen so far, hence within the true bounds."""
        values = self._values(path)
        return int(values.min()), int(values.max())

    # ── Exploring ───────────────────────────────────────────────────────────────────────────────

    def _explore(self) -> None:
        """Look for populations that settle many questions at once, for as long as that works."""
        random, stuck = Random(0), 0
        while stuck < 2:
            down, up = self._open_questions()
            if len(down) + len(up) < 2:
                return
            random.shuffle(up)
            chosen = {path: None for path in up[:EXPLORED]}
            before = len(down) + len(up)
            self.solver.explore(
                [self.expressions[path] for path in down if path not in chosen],
                [(self.expressions[path], self.k) for path in chosen],
                PATIENCE,
            )
            stuck = stuck + 1 if sum(map(len, self._open_questions())) >= before else 0

    def _open_questions(self) -> tuple[list[Path], list[Path]]:
        """Numbers not yet seen at 0, and withheld ones not yet seen at k or more."""
        zero = (self.solver.seen == 0).any(axis=0)
        large = (self.solver.seen >= self.k).any(axis=0)
        down = [path for path in self.withheld if not zero[self.column[path]]]
        up = [path for path in self.withheld if not large[self.column[path]]]
        neither = ~zero & ~large
        down += [path for path in self.unsaid if neither[self.column[path]]]
        return down, up

    # ── Groups of people who are all alike ──────────────────────────────────────────────────────

    def _alike(self) -> list[Exposed]:
        found = []
        for path, answer in self.others:
            number = self.published.numbers[path]
            if not self.may_be((*path, BUT, answer), least=1):
                sentence = sentences.alike(path, number, answer)
                found.append(Exposed(Kind.ALIKE, ".".join(path), number, number, sentence))
        return found


def _others(known: Knowledge) -> dict[tuple[Path, str], Expression]:
    """For each published group of people, those not in a given situation; for calls, those with another outcome."""
    joint, numbers = known.joint, known.published.numbers
    shares = {}
    for path, answers in known.groups.items():
        if (
            numbers.get(path)
            and "situation" not in answers
            and joint.group_of(*answers, "situation") is not None
        ):
            for situation in joint.questions["situation"]:
                shares[path, situation] = joint.people(**answers, situation=[situation])
    if numbers.get(CALLS):
        for path in known.published.tables.get(("appels", "par_orientation"), []):
            shares[CALLS, path[-1]] = known.figures[path]
    return {
        (path, answer): combine((1, known.figures[path]), (-1, people))
        for (path, answer), people in shares.items()
        if answer not in SAYS_NOTHING
    }
