"""Several documents about one year: an attacker who holds them all.

Between two editions rows came, went or were corrected: nothing binds their numbers, so the bounds of a difference are
those of its two ends. But where all that two editions print of some people or acts is the same, a reader supposes that
they are the same, and reads both as one document. Two years side by side have no equation at all (nothing says who came
back): they are not audited together, and nothing is claimed of them. Two funders who hold the same document are one
reader.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from time import monotonic

from observatory.audit import sentences
from observatory.audit.attacker import Attacker, Contradicted, Supposed
from observatory.audit.published import Path
from observatory.audit.verdict import Exposed, Kind, Unfinished, Verdict, fingerprint

# Sections told of one population, and its number.
POPULATIONS = {
    ("personnes", "file_active"): ("personnes", "croisements"),
    ("orientations", "recues"): ("orientations",),
    ("seances", "realisees"): ("seances",),
    ("interpretariat", "missions"): ("interpretariat",),
    ("appels", "total"): ("appels",),
}


def audit(documents: Sequence[dict], *, seconds: float = 600) -> Verdict:
    """`documents`: of one year, in the order they were published; the last one is to be published."""
    start = monotonic()
    exposed: list[Exposed] = []
    attackers: list[Attacker] = []
    unfinished = ""
    try:
        if len({document.get("annee") for document in documents}) > 1:
            raise Unfinished("les documents ne sont pas de la même année")
        for document in documents:
            attackers.append(Attacker(document, seconds=seconds - (monotonic() - start)))
            exposed += attackers[-1].exposed()
        for (one, earlier), (other, later) in combinations(enumerate(attackers, start=1), 2):
            exposed += _between(earlier, later, one, other)
        if documents[-1] not in documents[:-1]:
            exposed += _as_one(documents[-1], attackers, seconds - (monotonic() - start))
    except Unfinished as reason:
        unfinished = str(reason)
    *before, last = map(fingerprint, documents)
    return Verdict(
        sha256=last,
        earlier=tuple(before),
        exposed=tuple(dict.fromkeys(exposed)),
        targets=sum(len(one.withheld) + len(one.unsaid) for one in attackers),
        solved=sum(one.solver.solved for one in attackers),
        seconds=round(monotonic() - start, 2),
        unfinished=unfinished,
    )


def exposed_between(earlier: dict, later: dict, *, seconds: float = 600) -> list[Exposed]:
    """Numbers that changed by 1 to k − 1 from one edition to the other, whatever they are."""
    return _between(Attacker(earlier, seconds=seconds), Attacker(later, seconds=seconds), 1, 2)


def _between(earlier: Attacker, later: Attacker, one: int, other: int) -> list[Exposed]:
    """Of each number of either document, how far it is from the same people, or acts, in the other."""
    found = {}
    for here, there in ((later, earlier), (earlier, later)):
        for path in here.paths:
            bounds = _few_apart(here, path, there)
            if bounds and not (path in found and here is earlier):
                sentence = sentences.between(path, *bounds, one, other)
                found.setdefault(path, Exposed(Kind.BETWEEN, ".".join(path), *bounds, sentence))
    return list(found.values())


def _as_one(document: dict, attackers: Sequence[Attacker], seconds: float) -> list[Exposed]:
    """What the last document tells with the numbers of those before it that seem to be of the same people."""
    *before, last = attackers
    supposed = [number for one in before for number in _seem_the_same(one, last)]
    if not supposed:
        return []
    k = min(one.k for one in attackers)
    try:
        reader = Attacker(document, seconds=seconds, supposed=supposed, k=k)
    except Contradicted:
        return []  # then they are not
    return [
        replace(one, kind=Kind.AS_ONE, sentence=sentences.as_one(one.sentence)) for one in reader.exposed()
    ]


def _seem_the_same(before: Attacker, last: Attacker) -> Iterator[Supposed]:
    """Numbers printed before of each population whose numbers printed in both are the same, its whole one of them."""
    numbers, now = before.published.numbers, last.published.numbers
    for whole, sections in POPULATIONS.items():
        paths = [path for path in before.paths if path[0] in sections and isinstance(numbers.get(path), int)]
        both = [path for path in paths if path in now and last.meaning(path) == before.meaning(path)]
        if whole in both and all(numbers[path] == now[path] for path in both):
            for path in paths:
                yield path, before.meaning(path), numbers[path]


def _few_apart(here: Attacker, path: Path, there: Attacker) -> tuple[int, int] | None:
    """The least and greatest distance, when it surely lies within 1 to k − 1."""
    k = max(here.k, there.k)
    meaning = here.meaning(path)
    same = path if path in there.column and there.meaning(path) == meaning else None
    if same is None and meaning is None:
        return None
    if same is not None:
        if _may_be_none_or_many(here.span(path), there.span(same), k):
            return None
        other = there.bounds(same)
    else:
        expression = there.counting(meaning)
        if expression is None:
            return None
        other = there.bounds_of(expression)
    if other[1] is None or _may_be_none_or_many(here.span(path), other, k):
        return None
    own = here.bounds(path)
    if own[1] is None or _may_be_none_or_many(own, other, k):
        return None
    ends = sorted((abs(other[0] - own[1]), abs(other[1] - own[0])))
    return ends[0], ends[1]


def _may_be_none_or_many(before: tuple[int, int], after: tuple[int, int], k: int) -> bool:
    low, high = after[0] - before[1], after[1] - before[0]
    return low <= 0 <= high or high >= k or low <= -k
