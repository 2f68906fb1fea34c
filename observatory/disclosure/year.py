"""A year's exact document made public: what may be printed, why the rest is not, and the proof."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic

from observatory.disclosure import certificates
from observatory.disclosure.case import Case
from observatory.disclosure.document import Publisher
from observatory.disclosure.margins import Margins
from observatory.disclosure.report import report


@dataclass(frozen=True)
class Protected:
    """`document`: shape of the exact one, mode « public ». `report`: for the coordination alone (`report`).
    `certificates`: the populations made up that prove the promise, each {population: [[answers, how many], …]}."""

    document: dict
    report: dict
    certificates: list


def protect_year(
    exact: Mapping,
    margins: Margins,
    behind: Mapping,
    vocabulary: Mapping[str, list[str]],
    *,
    preferred: Iterable[str] = (),
    earlier: Iterable[Mapping] = (),
    seconds: float = 600,
    advise: bool = True,
) -> Protected:
    """Protect a year.

    `exact`: the figures document. `margins`: true counts of people by dimensions together, yes/no ones answering
    oui or non: at least (departement, sexe, tranche_age) and (departement, situation, nouvelle) where `exact` has
    `croisements`. `behind`: distinct people behind acts (`tally.behind`). `vocabulary`: labels that say nothing of the
    year, by open dimension. `preferred`: what to publish rather (words of `preferences`). `earlier`: public documents
    of earlier editions of the year. `seconds`: for everything. `advise`: look for what would give figures back too.

    Raises NothingPublished or TooClose (`refusals`).
    """
    started = monotonic()
    case = Case(
        exact,
        margins,
        behind,
        vocabulary,
        preferred=frozenset(preferred),
        earlier=tuple(earlier),
        until=started + seconds,
    )
    solved, dropped = case.solve()
    truth = {cell: int(count) for cell, count in zip(solved.lattice.cells, solved.counts, strict=True)}
    protection = solved.protection
    made = [certificates.populations(solved.lattice, x) for x in protection.witnesses]
    certificates.check(solved.lattice.system, truth, made, protection.withheld, protection.forced, case.k)
    document = Publisher(exact, behind, vocabulary, solved.numbers).document(solved.grouping)
    told = report(case, solved, document, dropped, advise=advise)
    told["certificates"] = {"number": len(made), "sha256": certificates.fingerprint(made)}
    return Protected(document, told | {"seconds": round(monotonic() - started, 1)}, made)
