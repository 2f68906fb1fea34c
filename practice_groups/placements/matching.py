"""Who goes where: the best placement of a session's wishes, its pairs, and why. Pure; only the worker imports scipy.

What is sought, each only among what is best for those before it:
1. wishes satisfied, in points: 3 for a first choice, 2 for a second, 1 for a third;
2. people placed;
3. crossed pairs: A's structure receives B while B's structure receives A;
4. people received in another sector than theirs;
5. the fewest kilometres in all.
Never in one's own structure, never more people than a structure offers places, one placement per wish.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

POINTS = {0: 3, 1: 2, 2: 1}  # index in the wanted list → points
UNKNOWN_KM = 30


class Unsolved(Exception):
    """The solver did not prove an optimum."""


@dataclass(frozen=True)
class Trainee:
    """`id`: the wish's; `own`: her structure; `wanted`: ids of structures, in order of preference."""

    id: int
    own: int
    sector: str = ""
    wanted: tuple[int, ...] = ()

    def points(self, host: int) -> int:
        return POINTS[self.wanted.index(host)] if host in self.wanted else 0


@dataclass(frozen=True)
class House:
    """A structure and the places it offers."""

    id: int
    offers: int
    sector: str = ""


class Value(NamedTuple):
    """Compared as a tuple: greater is better, and the kilometres are negative."""

    points: int
    placed: int
    crossed: int
    differing: int
    nearness: int


@dataclass
class Problem:
    """`trainees` in the order of their wishes. `km`: {(own, host): kilometres}, in one direction or the other."""

    trainees: list[Trainee]
    houses: list[House]
    km: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self):
        self.trainees = sorted(self.trainees, key=lambda one: one.id)
        self.houses = sorted(self.houses, key=lambda one: one.id)
        self.house = {one.id: one for one in self.houses}

    def distance(self, own: int, host: int) -> int:
        return self.km.get((own, host), self.km.get((host, own), UNKNOWN_KM))

    def allowed(self) -> list[tuple[Trainee, House]]:
        return [(t, h) for t in self.trainees for h in self.houses if h.id != t.own and h.offers > 0]

    def differs(self, trainee: Trainee, host: int) -> bool:
        there = self.house[host].sector
        return bool(trainee.sector and there) and trainee.sector != there


Hosts = dict[int, int]  # wish → structure; whoever has no place is not in it


class PairOf(NamedTuple):
    """Two wishes that cross, or one alone."""

    first: int
    second: int | None


def why_not(problem: Problem, hosts: Hosts) -> str:
    """The rule that these placements break; "" when they are valid."""
    own = {one.id: one.own for one in problem.trainees}
    if any(wish not in own or own[wish] == host for wish, host in hosts.items()):
        return "own structure"
    for house, count in Counter(hosts.values()).items():
        if house not in problem.house or count > problem.house[house].offers:
            return "more people than places"
    return ""


def pairs_of(problem: Problem, hosts: Hosts) -> list[PairOf]:
    """As many crossed pairs as possible, the earliest requests first; then those received one way."""
    going = defaultdict(list)
    for one in problem.trainees:
        if one.id in hosts:
            going[one.own, hosts[one.id]].append(one.id)
    found = []
    for (own, host), wishes in going.items():
        back = going.get((host, own), [])
        together = min(len(wishes), len(back))
        if own < host:
            found += [PairOf(*sorted(both)) for both in zip(wishes[:together], back[:together], strict=True)]
        found += [PairOf(wish, None) for wish in wishes[together:]]
    return sorted(found, key=lambda pair: (pair.second is None, pair.first))


def value(problem: Problem, hosts: Hosts) -> Value:
    """The value of some placements, by its definition."""
    placed = [(one, hosts[one.id]) for one in problem.trainees if one.id in hosts]
    return Value(
        points=sum(one.points(host) for one, host in placed),
        placed=len(placed),
        crossed=sum(pair.second is not None for pair in pairs_of(problem, hosts)),
        differing=sum(problem.differs(one, host) for one, host in placed),
        nearness=-sum(problem.distance(one.own, host) for one, host in placed),
    )


def best(problem: Problem, tell: Callable[[int, int], None] = lambda done, of: None) -> Hosts:
    """An exact optimum, by one integer program per aim; the same wishes always give the same. `tell(done, of)`."""
    cells = problem.allowed()
    if not cells:
        return {}
    program = _Program(problem, cells)
    aims = program.aims()
    for done, aim in enumerate(aims, start=1):
        chosen = program.maximise(aim)
        tell(done, len(aims))
    hosts = {trainee.id: house.id for (trainee, house), taken in zip(cells, chosen, strict=True) if taken}
    if why_not(problem, hosts):
        raise Unsolved(why_not(problem, hosts))
    return hosts


class _Program:
    """Columns: one 0/1 per cell (wish × structure), then, per couple of structures, how many pairs cross between them.

    Aims are integers, so each is held to its optimum exactly while the next ones are sought.
    """

    def __init__(self, problem: Problem, cells):
        import numpy as np
        from scipy.sparse import coo_array

        self.problem, self.cells, self.np = problem, cells, np
        ways = defaultdict(list)
        for column, (trainee, house) in enumerate(cells):
            ways[trainee.own, house.id].append(column)
        self.couples = [
            (ways[way], ways[way[::-1]]) for way in sorted(ways) if way[0] < way[1] and way[::-1] in ways
        ]
        self.width = len(cells) + len(self.couples)
        rows, most = self._rows()
        entries = [(row, column, factor) for row, line in enumerate(rows) for column, factor in line]
        at, columns, factors = zip(*entries, strict=True)
        self.rules = coo_array((factors, (at, columns)), shape=(len(rows), self.width)).tocsr()
        self.most = np.array(most, dtype=float)
        self.held: list = []  # (aim, its optimum)

    def _rows(self):
        """(rows of (column, coefficient), their upper bounds)."""
        by_trainee, by_house = defaultdict(list), defaultdict(list)
        for column, (trainee, house) in enumerate(self.cells):
            by_trainee[trainee.id].append((column, 1))
            by_house[house.id].append((column, 1))
        rows, most = list(by_trainee.values()), [1] * len(by_trainee)
        rows += by_house.values()
        most += [self.problem.house[house].offers for house in by_house]
        for number, both_ways in enumerate(self.couples, start=len(self.cells)):
            for columns in both_ways:
                rows.append([(number, 1), *((column, -1) for column in columns)])
                most.append(0)
        return rows, most

    def aims(self) -> list:
        crossing = [0] * len(self.couples)
        problem = self.problem
        of_cells = [
            [trainee.points(house.id) for trainee, house in self.cells],
            [1 for _ in self.cells],
            None,
            [int(problem.differs(trainee, house.id)) for trainee, house in self.cells],
            [-problem.distance(trainee.own, house.id) for trainee, house in self.cells],
        ]
        lines = [
            [0] * len(self.cells) + [1] * len(self.couples) if line is None else line + crossing
            for line in of_cells
        ]
        return [self.np.array(line, dtype=float) for line in lines]

    def maximise(self, aim) -> list[bool]:
        """The cells at the optimum of `aim`, which becomes a constraint."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        np = self.np
        wholes = np.ones(self.width)
        rules = [LinearConstraint(self.rules, ub=self.most)]
        rules += [LinearConstraint(held[None, :], lb=least) for held, least in self.held]
        limits = np.concatenate([np.ones(len(self.cells)), np.full(len(self.couples), len(self.cells))])
        options = {"mip_rel_gap": 0, "time_limit": 120}
        answer = milp(-aim, constraints=rules, integrality=wholes, bounds=Bounds(0, limits), options=options)
        if answer.status != 0:
            raise Unsolved(answer.message)
        whole = np.rint(answer.x)
        self.held.append((aim, float(aim @ whole)))
        return [bool(one) for one in whole[: len(self.cells)]]


# ── In words ────────────────────────────────────────────────────────────────────────────────────

_RANKS = ("son premier vœu", "son deuxième vœu", "son troisième vœu")


def reasons(problem: Problem, trainee: Trainee, host: int, *, crossed: bool) -> list[str]:
    """Why she goes there, in French, as the coordination reads it."""
    if host in trainee.wanted:
        said = [_RANKS[trainee.wanted.index(host)]]
    else:
        said = ["hors de ses vœux" if trainee.wanted else "sans vœu particulier"]
    said.append("stage croisé" if crossed else "sans réciprocité")
    if trainee.sector and problem.house[host].sector:
        said.append("secteurs différents" if problem.differs(trainee, host) else "même secteur")
    km = problem.km.get((trainee.own, host), problem.km.get((host, trainee.own)))
    said.append("distance inconnue" if km is None else f"environ {km}\u00a0km" if km else "même commune")
    return said


def why_unplaced(problem: Problem, trainee: Trainee, hosts: Hosts) -> str:
    """Why nobody receives her, in French."""
    elsewhere = [house for house in problem.houses if house.id != trainee.own and house.offers > 0]
    if not elsewhere:
        return "aucune autre structure n’offre de place à cette session"
    wanted = [house.id for house in elsewhere if house.id in trainee.wanted]
    if trainee.wanted and not wanted:
        return "aucune des structures souhaitées n’offre de place, et celles des autres sont prises"
    if wanted:
        return "les places qu’elle souhaite vont à d’autres vœux, et il n’en reste aucune ailleurs"
    free = sum(house.offers for house in elsewhere) - sum(host != trainee.own for host in hosts.values())
    return "toutes les places offertes sont prises" if free <= 0 else "aucune place libre ailleurs"
