"""The public document of an exact one, once it is decided which cells are withheld."""

from collections.abc import Mapping
from dataclasses import dataclass

from observatory.disclosure.grouping import CROSSED, Grouping
from observatory.disclosure.labels import expected
from observatory.disclosure.register import OTHERS, Path, few

MASK = "masque"
# Figures about activity, not about people.
ACTIVITY = ("annee", "seuil", "actions", "sollicitations", "permanences", "groupes", "stages")
JUDGED = ("personnes", "orientations", "seances", "interpretariat", "appels")

# A figure that is no count is told with those it comes from, and only if enough people are behind it.
FOLLOWS: dict[Path, tuple[Path, ...]] = {
    ("personnes", "mineures"): (("personnes", "par_tranche_age", "0-17"),),
    ("personnes", "pays"): (("personnes", "file_active"),),
    ("seances", "heures"): (("seances", "realisees"),),
    ("seances", "moyenne_par_personne"): (("seances", "realisees"), ("personnes", "file_active")),
    ("interpretariat", "heures"): (("seances", "avec_interprete"), ("seances", "realisees")),
    ("orientations", "delai_median_premiere_seance_jours"): (("orientations", "recues"),),
    ("appels", "adresseurs"): (("appels", "adresses"),),
    ("appels", "age_moyen"): (("appels", "age_connus"),),
    ("appels", "rappels_total"): (("appels", "rappels"),),
    ("appels", "rappels_moyenne"): (("appels", "rappels"),),
    ("appels", "par_jour"): (("appels", "total"),),
    ("appels", "jours"): (),
}
ENOUGH: dict[Path, tuple[str, ...]] = {
    ("seances", "heures"): ("seances.heures",),
    ("interpretariat", "heures"): ("interpretariat.heures", "seances.heures_sans_interprete"),
    ("orientations", "delai_median_premiere_seance_jours"): (
        "orientations.delai_median_premiere_seance_jours",
    ),
}


@dataclass(frozen=True)
class Publisher:
    """`numbers`: what each printable cell says, None where it is withheld."""

    exact: Mapping
    behind: Mapping
    vocabulary: Mapping[str, list[str]]
    numbers: Mapping[Path, int | None]

    def document(self, grouping: Grouping) -> dict:
        made: dict = {}
        for section, figures in self.exact.items():
            if section in JUDGED:
                made[section] = {name: self._figure(section, name, value) for name, value in figures.items()}
            elif section == "croisements":
                made[section] = {name: self._crossed(name, grouping) for name in figures}
            else:
                made[section] = figures if section in ACTIVITY else MASK
        return made | {"mode": "public"}

    def told(self, path: Path) -> bool:
        """Whether a figure is published; one that no rule judged is not."""
        if path not in FOLLOWS:
            return self.numbers.get(path) is not None
        k = self.exact["seuil"]
        return all(self.numbers.get(base) is not None for base in FOLLOWS[path]) and not any(
            few(self.behind.get(name, 1), k) for name in ENOUGH.get(path, ())
        )

    def _figure(self, section: str, name: str, value):
        if isinstance(value, Mapping):
            return self._breakdown(section, name, value)
        return value if self.told((section, name)) else MASK

    def _breakdown(self, section: str, name: str, value: Mapping) -> dict:
        """When one label is withheld, every label a reader may expect is listed."""
        numbers = [number for path, number in self.numbers.items() if path[:2] == (section, name)]
        if numbers and None not in numbers:
            return dict(value)
        labels = expected(name, value, self.exact["annee"], self.vocabulary)
        return {
            label: value[label] if label in value and self.told((section, name, label)) else MASK
            for label in labels
        }

    def _crossed(self, name: str, grouping: Grouping) -> dict:
        """A table that is not published is withheld whole, its rows included: otherwise the other tables would tell
        who must be in one of them."""
        if name not in CROSSED:
            return {}
        if name not in grouping.tables:
            return {OTHERS: {OTHERS: MASK}}
        rows, columns = (self._groups(dim.removesuffix("'"), grouping) for dim in CROSSED[name])
        numbers = {
            row: {column: self.numbers.get(("croisements", name, row, column)) for column in columns}
            for row in rows
        }
        return {
            row: {column: MASK if number is None else number for column, number in line.items()}
            for row, line in numbers.items()
        }

    def _groups(self, dim: str, grouping: Grouping) -> list[str]:
        groups = [grouping.groups[dim][label] for label in self.exact["personnes"][f"par_{dim}"]]
        return sorted(dict.fromkeys(groups), key=lambda group: group == OTHERS)
