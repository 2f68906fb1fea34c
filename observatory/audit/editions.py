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
from observatory.audit.verdict import Exposed, Unfinished, Verdict, fingerprint


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
    found = []
    for path in earlier.paths:
        if path in later.column and (bounds := _few_apart(earlier, later, path)):
            least, greatest = bounds
            sentence = sentences.between(path, least, greatest, one, other)
            found.append(Exposed(".".join(path), least, greatest, sentence))
    return found


def _few_apart(earlier: Attacker, later: Attacker, path: Path) -> tuple[int, int] | None:
    """The least and greatest distance, when it surely lies within 1 to k − 1."""
    k = max(earlier.k, later.k)
    if _may_be_none_or_many(earlier.span(path), later.span(path), k):
        return None
    before, after = earlier.bounds(path), later.bounds(path)
    if None in (before[1], after[1]) or _may_be_none_or_many(before, after, k):
        return None
    ends = sorted((abs(after[0] - before[1]), abs(after[1] - before[0])))
    return ends[0], ends[1]


def _may_be_none_or_many(before: tuple[int, int], after: tuple[int, int], k: int) -> bool:
    low, high = after[0] - before[1], after[1] - before[0]
    return low <= 0 <= high or high >= k or low <= -k
