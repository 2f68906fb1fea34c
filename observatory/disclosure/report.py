"""What the coordination is told about a protection: what is withheld, why, and what would give some of it back."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from json import dumps
from time import monotonic

from observatory.disclosure import preferences
from observatory.disclosure.document import FOLLOWS, MASK
from observatory.disclosure.editions import moved, withheld_before
from observatory.disclosure.grouping import CROSSED, Grouping
from observatory.disclosure.primary import Reason, behind_few, figure
from observatory.disclosure.refusals import NotProved
from observatory.disclosure.register import ABSENT, OTHERS, Cell, few


def report(case, solved, document: Mapping, dropped: list[str], *, advise: bool) -> dict:
    """A dict fit for JSON. Shares are of the numbers of people in all tables about them:

    {k, cells, primary, complementary, share, share_threshold, share_breakdowns, figures: [{path, reason}],
     grouped: {dimension: [labels]}, dropped: [{path, proposal}], gains: [{choice, cells, people}], sha256}

    `choice`: a word of `preferences`.
    """
    cells = {
        path: cell
        for path, cell in solved.paths.items()
        if figure(case.exact, path) is not None or path[0] == "croisements"
    }
    reasons = _reasons(case, solved, cells)
    return {
        "k": case.k,
        "cells": len(cells),
        "primary": sum(reason != Reason.OTHERS for reason in reasons.values()),
        "complementary": sum(reason == Reason.OTHERS for reason in reasons.values()),
        **_shares(case, solved),
        "figures": [{"path": ".".join(path), "reason": str(reason)} for path, reason in reasons.items()]
        + [
            {"path": ".".join(path), "reason": str(Reason.FOLLOWS)}
            for path in FOLLOWS
            if figure(document, path) == MASK
        ],
        "grouped": _grouped(case, solved),
        "dropped": [{"path": f"croisements.{name}", "proposal": _coarser(name)} for name in dropped],
        "gains": _gains(case, solved) if advise and case.inherited is None else [],
        "sha256": sha256(dumps(document, ensure_ascii=False, sort_keys=True).encode()).hexdigest(),
    }


def _reasons(case, solved, cells: Mapping) -> dict:
    """Path → why it is withheld: the first reason that suffices."""
    behind = set(behind_few(solved.lattice, solved.counts, case.behind, case.k))
    late = set(moved(cells, case.exact, case.earlier, case.k))
    before = set(withheld_before(cells, case.exact, case.earlier, case.k))
    found = {}
    for path, cell in cells.items():
        if solved.numbers[path] is not None:
            continue
        if cell in behind:
            found[path] = Reason.BEHIND
        elif few(solved.count(cell), case.k):
            found[path] = Reason.SMALL
        elif cell in late:
            found[path] = Reason.MOVED
        elif cell in solved.alike:
            found[path] = Reason.ALIKE
        elif cell in before:
            found[path] = Reason.BEFORE
        else:
            found[path] = Reason.OTHERS
    return found


def _shares(case, solved) -> dict[str, float]:
    """Of the people in all the tables about people: withheld here, by hiding only what is small, and by hiding every
    breakdown that holds something small."""
    tables: dict[str, list[tuple[bool, bool, int]]] = {}
    active = case.exact.get("personnes", {}).get("file_active", 0)
    for path, cell in solved.paths.items():
        if cell.population == "personnes":
            count = solved.count(cell)
            hidden = few(count, case.k)
            alone = path[1] in ("par_langue", "nouvelles", "avec_interprete") and few(active - count, case.k)
            tables.setdefault(".".join(path[:2]), []).append(
                (solved.numbers[path] is None, hidden, count, hidden or alone)
            )
    mass = [sum(count for *_, count, _ in cells) for cells in tables.values()]
    whole = sum(mass) or 1
    return {
        "share": round(sum(n for cells in tables.values() for gone, _, n, _ in cells if gone) / whole, 4),
        "share_threshold": round(
            sum(n for cells in tables.values() for _, small, n, _ in cells if small) / whole, 4
        ),
        "share_breakdowns": round(
            sum(m for m, cells in zip(mass, tables.values(), strict=True) if any(one[3] for one in cells))
            / whole,
            4,
        ),
    }


def _grouped(case, solved) -> dict[str, list[str]]:
    """By dimension that a published table crosses, the labels that joined « Autres »."""
    return {
        dim: [
            label
            for label, group in solved.grouping.groups[dim].items()
            if group == OTHERS and label != ABSENT
        ]
        for dim in _dims(solved.grouping)
    }


def _coarser(name: str) -> str:
    parts = {
        "sexe": "deux sexes",
        "tranche_age": "deux tranches d’âge (mineurs, majeurs)",
        "departement": "deux territoires (le siège, les autres départements)",
        "situation": "trois situations (demande d’asile, protection, autre)",
    }
    dims = [dim.removesuffix("'") for dim in CROSSED[name]]
    finest = max(dims, key=("sexe", "tranche_age", "situation", "departement").index)
    return f"Plus de 40 % de ses cases seraient masquées : croiser plutôt {parts[finest]}."


# ── What would give some back ───────────────────────────────────────────────────────────────────────


def _gains(case, solved, seconds: float = 20) -> list[dict]:
    """Drafts of other choices, as many as time allows: a table left out, one more answer merged into « Autres »."""
    until = min(case.until, monotonic() + seconds)
    gains = []
    for choice, tables in _choices(solved):
        try:
            other, _ = replace(case, preferred=case.preferred | {choice}, until=until).solve(whole=False)
        except NotProved:
            continue
        cells, people = (
            here - there for here, there in zip(_lost(solved, tables), _lost(other, tables), strict=True)
        )
        if cells > 0 and people > 0 and set(tables) <= set(other.grouping.tables):
            gains.append({"choice": choice, "cells": cells, "people": people})
    return sorted(gains, key=lambda gain: -gain["people"])


def _choices(solved) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each possible choice, with the tables that it leaves."""
    grouping = solved.grouping
    for name in grouping.tables:
        yield preferences.without(name), tuple(table for table in grouping.tables if table != name)
    for dim in _dims(grouping):
        sizes = {
            label: solved.count(Cell("personnes", f"par_{dim}", (label,)))
            for label, group in grouping.groups[dim].items()
            if group != OTHERS
        }
        if len(sizes) > 2:
            yield (
                preferences.joined(dim, min(sizes, key=lambda label: (sizes[label], label))),
                grouping.tables,
            )


def _dims(grouping: Grouping) -> list[str]:
    return list(dict.fromkeys(dim.removesuffix("'") for name in grouping.tables for dim in CROSSED[name]))


def _lost(solved, tables: Collection[str]) -> tuple[int, int]:
    """How many cells with somebody, and people in them, are withheld in these crossed tables and in the one-way
    ones."""
    gone = [
        solved.count(cell)
        for path, cell in solved.paths.items()
        if cell.population == "personnes" and solved.numbers[path] is None
        if path[0] != "croisements" or path[1] in tables
    ]
    return sum(map(bool, gone)), sum(gone)
