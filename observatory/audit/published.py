"""A public document as a reader sees it: its printed numbers and its withheld ones, and nothing else."""

from dataclasses import dataclass, field

from observatory.audit.verdict import Unfinished

MASK = "masque"
# By section: figures that count people or acts; tables of such figures by answer.
COUNTS = {
    "personnes": "file_active nouvelles mineures avec_interprete",
    "orientations": "recues",
    "seances": "realisees absences absences_excusees annulees avec_interprete",
    "interpretariat": "missions",
    "appels": "total age_connus spontanes adresses rappels_total",
}
TABLES = {
    "personnes": "par_sexe par_tranche_age par_langue par_departement par_situation nouvelles_par_situation",
    "orientations": "par_decision par_orienteur_type",
    "seances": "par_modalite",
    "interpretariat": "par_langue",
    "appels": "par_sexe par_orientation par_semaine",
}
# Figures that are something else (hours, days, means, kinds): they bind counts, and tell of nobody by themselves.
MEASURES = {
    "personnes": "pays",
    "orientations": "delai_median_premiere_seance_jours",
    "seances": "heures moyenne_par_personne",
    "interpretariat": "heures",
    "appels": "age_moyen adresseurs rappels_moyenne jours par_jour",
}
# Two questions crossed, over the people of the file active.
CROSSED = {
    "sexe_tranche_age": ("sexe", "tranche_age"),
    "departement_sexe": ("departement", "sexe"),
    "departement_tranche_age": ("departement", "tranche_age"),
    "departement_situation": ("departement", "situation"),
}
# What is not about people cared for.
ELSEWHERE = "annee mode seuil actions sollicitations permanences groupes stages"

Path = tuple[str, ...]


@dataclass
class Published:
    """`numbers`: path → the printed number, None where it says that nothing was counted. `withheld`: the other
    paths."""

    k: int
    numbers: dict[Path, int | float | None] = field(default_factory=dict)
    withheld: set[Path] = field(default_factory=set)
    tables: dict[Path, list[Path]] = field(default_factory=dict)

    def number(self, *path: str) -> int | float | None:
        return self.numbers.get(path)

    def says_nothing_counted(self, *path: str) -> bool:
        return path in self.numbers and self.numbers[path] is None

    def labels(self, *table: str) -> list[str]:
        return [path[-1] for path in self.tables.get(table, [])]

    def axes(self, crossed: str) -> tuple[list[str], list[str]]:
        """The labels of the rows and of the columns of a crossed table."""
        rows = [path for path in self.tables if path[:2] == ("croisements", crossed)]
        columns = dict.fromkeys(label for path in rows for label in self.labels(*path))
        return [path[2] for path in rows], list(columns)


def read(document: dict) -> Published:
    """Parse a public document. Raises Unfinished for anything this reader does not understand: nothing is then
    proved."""
    k = document.get("seuil")
    if not isinstance(k, int) or k < 2:
        raise Unfinished("le seuil n’est pas dit")
    found = Published(k)
    for section, figures in document.items():
        if section in COUNTS:
            _section(found, section, figures)
        elif section == "croisements":
            _crossed(found, figures)
        elif section not in ELSEWHERE.split() and not _is_silent(figures):
            raise Unfinished(f"la partie «\u00a0{section}\u00a0» est inconnue de l’audit")
    return found


def _is_silent(figures) -> bool:
    if isinstance(figures, dict):
        return all(map(_is_silent, figures.values()))
    return figures in (MASK, None)


def _section(found: Published, section: str, figures) -> None:
    if figures == MASK:
        return
    for name, value in figures.items():
        if name in COUNTS[section].split():
            _count(found, (section, name), value)
        elif name in TABLES[section].split():
            _table(found, (section, name), value)
        elif name in MEASURES[section].split():
            if value != MASK:
                found.numbers[section, name] = value
        elif not _is_silent(value):
            raise Unfinished(f"le chiffre «\u00a0{section}.{name}\u00a0» est inconnu de l’audit")


def _crossed(found: Published, tables) -> None:
    for name, rows in ({} if tables == MASK else tables).items():
        if name not in CROSSED:
            if _is_silent(rows):
                continue
            raise Unfinished(f"le croisement «\u00a0{name}\u00a0» est inconnu de l’audit")
        for label, row in ({} if rows == MASK else rows).items():
            _table(found, ("croisements", name, label), row)


def _table(found: Published, path: Path, cells) -> None:
    if cells == MASK:
        return
    found.tables[path] = [(*path, label) for label in cells]
    for label, value in cells.items():
        _count(found, (*path, label), value)


def _count(found: Published, path: Path, value) -> None:
    if value == MASK:
        found.withheld.add(path)
    elif value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        found.numbers[path] = value
    else:
        raise Unfinished(f"«\u00a0{'.'.join(path)}\u00a0» n’est pas un nombre entier")
