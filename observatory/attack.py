"""An attacker who has only a year's public document. Knows nothing of `disclosure.py`, imports nothing of it.

Every withheld figure starts between 0 and infinity. The relations that hold in any year (parts and their whole, parts
that cannot pass it, means and what they are means of) narrow the bounds until nothing moves. A withheld figure is
exposed when it cannot be 0, or cannot reach the threshold, without being provably 0 or provably large; a published
figure, or the rest of a whole that follows from published ones, when it is a small count.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil, floor, inf

MASK = "masque"
# Figures that are not counts of people or of acts.
MEASURES = {
    "personnes.pays",
    "orientations.delai_median_premiere_seance_jours",
    "seances.heures",
    "seances.moyenne_par_personne",
    "interpretariat.heures",
    "appels.age_moyen",
    "appels.adresseurs",
    "appels.rappels_moyenne",
    "appels.jours",
    "appels.par_jour",
}
SECTIONS = ("personnes", "orientations", "seances", "interpretariat", "appels")


@dataclass
class Knowledge:
    """What the document says, and the bounds it leaves. A name that starts with « ~ » is not printed."""

    document: dict
    low: dict[str, float] = field(default_factory=dict)
    high: dict[str, float] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)
    moved: bool = True

    def __post_init__(self):
        for section in SECTIONS:
            for path, value in leaves(section, self.document[section]):
                if path in MEASURES:
                    continue
                if value == MASK:
                    self.withheld.add(path)
                elif value is not None:
                    self.low[path] = self.high[path] = value

    def value(self, path: str) -> float | None:
        """A printed number, or None where there is none or it is withheld."""
        section, _, name = path.partition(".")
        found = self.document[section].get(name) if isinstance(self.document[section], dict) else None
        return found if isinstance(found, (int, float)) else None

    def cells(self, path: str) -> list[str]:
        """The names of a breakdown's cells; none where the document has no such breakdown."""
        section, _, name = path.partition(".")
        found = self.document[section].get(name) if isinstance(self.document[section], dict) else None
        return [f"{path}.{key}" for key in found] if isinstance(found, dict) else []

    def absent(self, path: str) -> None:
        """A cell that a printed breakdown does not show is 0."""
        breakdown = path.rpartition(".")[0]
        shown = self.cells(breakdown)
        if path not in shown and not any(cell in self.withheld for cell in shown):
            self.narrow(path, 0, 0)

    def bounds(self, path: str) -> tuple[float, float]:
        return self.low.get(path, 0), self.high.get(path, inf)

    def narrow(self, path: str, low: float, high: float) -> None:
        before = self.bounds(path)
        low = before[0] if low == -inf else max(before[0], ceil(low - 1e-9))
        high = before[1] if high == inf else min(before[1], floor(high + 1e-9))
        if (low, high) != before:
            self.low[path], self.high[path], self.moved = low, high, True

    # ── Relations ───────────────────────────────────────────────────────────────────────────────

    def sums(self, whole: str, parts: list[str]) -> None:
        """The parts make the whole."""
        if not parts:
            return
        lows, highs = zip(*map(self.bounds, parts), strict=True)
        self.narrow(whole, sum(lows), sum(highs))
        bottom, top = self.bounds(whole)
        for part, low, high in zip(parts, lows, highs, strict=True):
            others_high = sum(highs) - high if high != inf else sum(other for other in highs if other != inf)
            unbounded = sum(other == inf for other in highs) - (high == inf)
            self.narrow(part, -inf if unbounded else bottom - others_high, top - (sum(lows) - low))

    def within(self, part: str, whole: str) -> None:
        """The part never passes the whole."""
        self.narrow(part, -inf, self.bounds(whole)[1])
        self.narrow(whole, self.bounds(part)[0], inf)

    def same(self, one: str, other: str) -> None:
        self.within(one, other)
        self.within(other, one)

    def mean(self, numerator: str, denominator: str, mean: float | None, step: float) -> None:
        """`mean` is their quotient, rounded to `step`."""
        if mean is None:
            return
        least, most = max(mean - step / 2, 0), mean + step / 2
        bottom, top = self.bounds(denominator)
        self.narrow(numerator, bottom * least, top * most)
        bottom, top = self.bounds(numerator)
        self.narrow(denominator, bottom / most if most else -inf, top / least if least else inf)


def leaves(path: str, value) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(f"{path}.{key}", inner)
    else:
        yield path, value


def _persons(known: Knowledge) -> None:
    everyone = "personnes.file_active"
    for name in ("sexe", "tranche_age", "departement", "situation"):
        known.sums(everyone, known.cells(f"personnes.par_{name}"))
    for name in ("nouvelles", "mineures", "avec_interprete"):
        known.sums(everyone, [f"personnes.{name}", f"~personnes.sans.{name}"])
    for cell in known.cells("personnes.par_langue"):
        known.sums(everyone, [cell, f"~{cell}.sans"])
    known.same("personnes.mineures", "personnes.par_tranche_age.0-17")
    known.sums("personnes.nouvelles", known.cells("personnes.nouvelles_par_situation"))
    known.narrow(everyone, known.value("personnes.pays") or 0, inf)
    known.within("personnes.nouvelles", "orientations.recues")
    _newcomers(known)


def _newcomers(known: Knowledge) -> None:
    keys = [cell.rpartition(".")[2] for cell in known.cells("personnes.par_situation")]
    for key in keys:
        new, size = f"personnes.nouvelles_par_situation.{key}", f"personnes.par_situation.{key}"
        known.absent(new)
        known.sums(size, [new, f"~personnes.anciennes.{key}"])
    known.sums("~personnes.sans.nouvelles", [f"~personnes.anciennes.{key}" for key in keys])


def _acts(known: Knowledge) -> None:
    known.sums("orientations.recues", known.cells("orientations.par_decision"))
    known.sums("orientations.recues", known.cells("orientations.par_orienteur_type"))
    known.sums("seances.realisees", known.cells("seances.par_modalite"))
    known.within("personnes.file_active", "seances.realisees")
    known.mean("seances.realisees", "personnes.file_active", known.value("seances.moyenne_par_personne"), 0.1)
    known.same("seances.avec_interprete", "interpretariat.missions")
    known.sums("interpretariat.missions", known.cells("interpretariat.par_langue"))
    known.sums("seances.realisees", ["seances.avec_interprete", "~seances.sans_interprete"])
    known.within("personnes.avec_interprete", "seances.avec_interprete")
    known.within("~personnes.sans.avec_interprete", "~seances.sans_interprete")
    _someone(known, "seances.realisees", "personnes.file_active")
    _someone(known, "seances.avec_interprete", "personnes.avec_interprete")
    _someone(known, "seances.heures", "seances.realisees")
    _someone(known, "interpretariat.heures", "interpretariat.missions")
    _someone(known, "orientations.delai_median_premiere_seance_jours", "orientations.recues")


def _someone(known: Knowledge, measure: str, people: str) -> None:
    """Something was done, so somebody was there."""
    if known.value(measure) or known.bounds(measure)[0] >= 1:
        known.narrow(people, 1, inf)


def _calls(known: Knowledge) -> None:
    total = "appels.total"
    for name in ("par_sexe", "par_orientation", "par_semaine"):
        known.sums(total, known.cells(f"appels.{name}"))
    known.sums(total, ["appels.spontanes", "appels.adresses"])
    known.sums(total, ["appels.age_connus", "~appels.age_inconnus"])
    known.sums(total, ["~appels.rappeles", "~appels.non_rappeles"])
    known.narrow("appels.adresses", known.value("appels.adresseurs") or 0, inf)
    _someone(known, "appels.age_moyen", "appels.age_connus")
    _someone(known, "appels.rappels_total", "~appels.rappeles")
    known.within("~appels.rappeles", "appels.rappels_total")
    known.mean("appels.rappels_total", "~appels.rappeles", known.value("appels.rappels_moyenne"), 0.1)
    days, by_day = known.value("appels.jours"), known.value("appels.par_jour")
    if days and by_day is not None:
        known.narrow(total, days * (by_day - 0.005), days * (by_day + 0.005))


def learn(document: dict, rounds: int = 200) -> Knowledge:
    """All that the relations say, to the fixpoint."""
    known = Knowledge(document)
    for _ in range(rounds):
        if not known.moved:
            break
        known.moved = False
        _persons(known)
        _acts(known)
        _calls(known)
    return known


def exposed(document: dict) -> list[str]:
    """The cells that the public document gives away, as « personnes.par_sexe.F »; none is what is hoped for."""
    known, k = learn(document), document["seuil"]
    paths = sorted({*known.low, *known.withheld})
    return [path.lstrip("~") for path in paths if _given_away(known.bounds(path), path in known.withheld, k)]


def _given_away(bounds: tuple[float, float], withheld: bool, k: int) -> bool:
    low, high = bounds
    if withheld:
        return 1 <= low < k or 0 < high < k
    return low >= 1 and high < k


def overlaps(one: dict, other: dict) -> list[str]:
    """Cells printed by two editions of a year whose difference is a small count: who holds both reads it."""
    before, after = Knowledge(one), Knowledge(other)
    shared = sorted(set(before.low) & set(after.low))
    return [path for path in shared if 0 < abs(before.low[path] - after.low[path]) < other["seuil"]]
