"""The populations of a year and their relations: which figure of the document is which cell of which table.

People of the file active; orientations received; séances held; séances held with an interpreter (the missions);
séances missed, by kind; calls. A figure that is not a cell here follows one (`document`), or is withheld.
"""

from collections.abc import Mapping

from observatory.disclosure.grouping import CROSSED, Grouping
from observatory.disclosure.labels import ALWAYS_KNOWN, expected
from observatory.disclosure.register import (
    ABSENT,
    NO,
    OTHERS,
    UNKNOWN,
    YES,
    Answers,
    Path,
    Register,
    System,
    Table,
)
from observatory.disclosure.relations import ALONE, YOUNG, relations


class Year:
    """The registers of a year's exact document, their true margins, and their relations."""

    def __init__(self, exact: dict, vocabulary: Mapping[str, list[str]], behind: Mapping):
        self.exact, self.vocabulary, self.behind = exact, vocabulary, behind
        self.margins: dict[str, dict[tuple[str, ...], dict[Answers, int]]] = {}

    def system(self, grouping: Grouping, *, alone_is_young: bool) -> System:
        self.margins = {}
        registers = [
            self._people(grouping),
            self._population("orientations", "recues", ("decision", "orienteur_type")),
            self._sessions(),
            self._interpreted(),
            *(
                Register(name, {}, (self._whole(name, ("seances", name)),))
                for name in ("absences", "absences_excusees", "annulees")
                if "seances" in self.exact
            ),
            self._calls(),
        ]
        registers = [register for register in registers if register]
        tied = (("tranche_age", YOUNG), ("situation", ALONE))
        return System(
            tuple(registers),
            tuple(relations(registers, alone_is_young=alone_is_young)),
            tied if alone_is_young else (),
        )

    # ── Bricks ──────────────────────────────────────────────────────────────────────────────────

    def figure(self, path: Path):
        found = self.exact
        for name in path:
            found = found[name]
        return found

    def _note(self, population: str, dims: tuple[str, ...], counts: dict[Answers, int]) -> None:
        self.margins.setdefault(population, {})[dims] = counts

    def _whole(self, population: str, path: Path) -> Table:
        self._note(population, (), {(): self.figure(path)})
        return Table("total", (), {(): path})

    def _breakdown(self, population: str, section: str, dim: str, values: dict) -> Table:
        """A one-way table; one label stands for all those that nobody has this year."""
        name = f"par_{dim}"
        counts = self.exact[section][name]
        if dim == "situation":
            counts = dict.fromkeys(sorted(ALONE), 0) | counts  # not an absent label like the others
        met = list(counts)
        self._note(population, (dim,), {(label,): counts[label] for label in met})
        shown = expected(name, met, self.exact["annee"], self.vocabulary)
        values[dim] = (*met, ABSENT) if set(shown) - set(met) else tuple(met)
        family = "" if name in ALWAYS_KNOWN else f"{section}.{name}"
        return Table(name, (dim,), {(label,): (section, name, label) for label in values[dim]}, family)

    def _part(
        self, population: str, dim: str, path: Path, values: dict, whole: int, part: int | None = None
    ) -> Table:
        """Those of `whole` who answer yes; the others are never printed."""
        yes = self.figure(path) if part is None else part
        values[dim] = (YES, NO)
        self._note(population, (dim,), {(YES,): yes, (NO,): whole - yes})
        return Table(dim, (dim,), {(YES,): path})

    def _population(self, section: str, whole: str, dims: tuple[str, ...]) -> Register | None:
        if section not in self.exact:
            return None
        values: dict = {}
        tables = [self._whole(section, (section, whole))]
        tables += [self._breakdown(section, section, dim, values) for dim in dims]
        return Register(section, values, tuple(tables))

    # ── Populations ─────────────────────────────────────────────────────────────────────────────

    def _people(self, grouping: Grouping) -> Register | None:
        if "personnes" not in self.exact:
            return None
        figures, values = self.exact["personnes"], {}
        active = figures["file_active"]
        tables = [self._whole("personnes", ("personnes", "file_active"))]
        for dim in ("sexe", "tranche_age", "departement", "situation"):
            tables.append(self._breakdown("personnes", "personnes", dim, values))
        tables.append(self._part("personnes", "nouvelle", ("personnes", "nouvelles"), values, active))
        tables.append(self._part("personnes", "interprete", ("personnes", "avec_interprete"), values, active))
        tables.append(self._newcomers(values))
        languages = self._languages(values, active)
        coarse, links = {}, []
        for dim, known in grouping.groups.items():
            groups = {label: known.get(label, OTHERS) for label in values[dim]}
            values[f"{dim}'"] = tuple(dict.fromkeys(groups[label] for label in values[dim]))
            coarse[f"{dim}'"] = (dim, groups)
        crossed = [table for name, table in CROSSED.items() if name in grouping.tables]
        met = {dim for dims in crossed for dim in dims}
        for dim in coarse:
            if dim in met:
                territory = "departement'" in met and dim in ("tranche_age'", "situation'")
                links.append((dim.removesuffix("'"), dim, *(("departement'",) if territory else ())))
        for name in grouping.tables:
            tables.append(grouping.table(name, values))
        return Register(
            "personnes",
            values,
            (*tables, *languages),
            {dim: pair for dim, pair in coarse.items() if dim in met},
            tuple(links),
            tuple(table.dims[0] for table in languages),
            f"langue:{UNKNOWN}",
        )

    def _newcomers(self, values: dict) -> Table:
        figures = self.exact["personnes"]
        new, sizes = figures["nouvelles_par_situation"], figures["par_situation"]
        counts = {(key, YES): new.get(key, 0) for key in sizes}
        counts |= {(key, NO): size - new.get(key, 0) for key, size in sizes.items()}
        self._note("personnes", ("situation", "nouvelle"), counts)
        name = "nouvelles_par_situation"
        paths = {(key, YES): ("personnes", name, key) for key in values["situation"]}
        return Table(name, ("situation", "nouvelle"), paths, f"personnes.{name}")

    def _languages(self, values: dict, active: int) -> list[Table]:
        spoken = self.exact["personnes"]["par_langue"]
        keys = [*dict.fromkeys([*spoken, UNKNOWN])]
        if set(expected("par_langue", keys, self.exact["annee"], self.vocabulary)) - set(keys):
            keys.append(ABSENT)
        tables = []
        for key in keys:
            dim, count = f"langue:{key}", spoken.get(key, 0)
            values[dim] = (YES, NO)
            self._note("personnes", (dim,), {(YES,): count, (NO,): active - count})
            path = ("personnes", "par_langue", key)
            tables.append(Table(dim, (dim,), {(YES,): path}, "personnes.par_langue"))
        return tables

    def _sessions(self) -> Register | None:
        if "seances" not in self.exact:
            return None
        values: dict = {}
        held = self.exact["seances"]["realisees"]
        tables = [self._whole("seances", ("seances", "realisees"))]
        tables.append(self._breakdown("seances", "seances", "modalite", values))
        tables.append(self._part("seances", "interprete", ("seances", "avec_interprete"), values, held))
        return Register("seances", values, tuple(tables))

    def _interpreted(self) -> Register | None:
        if "interpretariat" not in self.exact or "seances" not in self.exact:
            return None
        values: dict = {}
        tables = [self._whole("interpretariat", ("interpretariat", "missions"))]
        tables.append(self._breakdown("interpretariat", "interpretariat", "langue", values))
        return Register("interpretariat", values, tuple(tables))

    def _calls(self) -> Register | None:
        register = self._population("appels", "total", ("sexe", "orientation", "semaine"))
        if register is None:
            return None
        values, total = dict(register.values), self.exact["appels"]["total"]
        origin = Table(
            "adresse", ("adresse",), {(YES,): ("appels", "adresses"), (NO,): ("appels", "spontanes")}
        )
        values["adresse"] = (YES, NO)
        counts = {answers: self.figure(path) for answers, path in origin.paths.items()}
        self._note("appels", ("adresse",), counts)
        tables = [
            *register.tables,
            origin,
            self._part("appels", "age", ("appels", "age_connus"), values, total),
        ]
        if (called_back := self.behind.get("appels.rappels")) is not None:
            # Never printed, but the total of call-backs divided by their mean gives it.
            path = ("appels", "rappels")
            tables.append(self._part("appels", "rappel", path, values, total, called_back))
        return Register("appels", values, tuple(tables))
