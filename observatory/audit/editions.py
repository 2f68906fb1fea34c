"""Several documents about one year: an attacker who holds them all.

Between two editions rows came, went or were corrected: nothing binds their numbers, so the bounds of a difference are
those of its two ends. Two years side by side have no equation at all (nothing says who came back): they are not audited
together, and nothing is claimed of them. Two funders who hold the same document are one reader.
"""

from collections.abc import Sequence
from itertools import combinations
from time import monotonic

from observatory.audit import sentences
from observatory.audit.attacker import Attacker
from observatory.audit.published import Path
from observatory.audit.verdict import Exposed, Kind, Unfinished, Verdict, fingerprint


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
