"""Invented years, and documents with numbers hidden by hand."""

from copy import deepcopy
from random import Random

from tests.observatory import populations

MASK = "masque"
ABOUT_PEOPLE = ("personnes", "orientations", "seances", "interpretariat", "appels", "croisements")


def exact_year(seed: int, size: int) -> dict:
    return populations.invented_year(seed, size).exact


def next_edition(
    year: populations.Year, seed: int, *, late: int, withdrawn: int, corrected: int, called: int
) -> populations.Year:
    """The same year told again: people entered late, others withdrawn or whose answers were corrected, late calls."""
    random = Random(seed)
    everybody = [dict(person) for person in year.people]
    random.shuffle(everybody)
    del everybody[: min(withdrawn, len(everybody) - 1)]
    for person in random.sample(everybody, min(corrected, len(everybody))):
        other = random.choice(everybody)
        person |= {name: other[name] for name in ("sexe", "tranche_age", "departement", "situation")}
    everybody += populations.people(random, late)
    return populations.year_of(everybody, year.calls + populations.calls(random, called), random)


def leaves(document: dict) -> dict[tuple[str, ...], object]:
    """Path → value of every figure about people."""

    def inside(path, value):
        if not isinstance(value, dict):
            return {path: value}
        return {
            deep: leaf for key, inner in value.items() for deep, leaf in inside((*path, key), inner).items()
        }

    return inside((), {section: document[section] for section in ABOUT_PEOPLE if section in document})


def changed(document: dict, values: dict[tuple[str, ...], object]) -> dict:
    """A copy with other values at these paths."""
    copy = deepcopy(document)
    for path, value in values.items():
        here = copy
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value
    return copy


def hidden(document: dict, paths) -> dict:
    return changed(document, dict.fromkeys(paths, MASK))


def withheld_mass(exact: dict, public: dict) -> tuple[int, int]:
    """(withheld, in all): people of the tables of people and of calls, each counted once in each table."""
    withheld = whole = 0
    for section in ("personnes", "appels", "croisements"):
        for name, table in exact[section].items():
            if isinstance(table, dict):
                mass = _mass(table)
                whole += mass
                withheld += mass - _mass(public.get(section, {}).get(name, {}))
    return withheld, whole


def _mass(table) -> int:
    if isinstance(table, dict):
        return sum(map(_mass, table.values()))
    return table if isinstance(table, int) else 0


def under_threshold(exact: dict) -> dict:
    """What a plain threshold would publish: every number of 1 to k − 1 hidden, and no other."""
    k = exact["seuil"]
    return hidden(
        exact, [path for path, value in leaves(exact).items() if type(value) is int and 1 <= value < k]
    )


def by_whole_tables(exact: dict) -> dict:
    """What the centre's first rule published: a table with one number of few people is hidden whole."""
    k, active = exact["seuil"], exact["personnes"]["file_active"]
    few = range(1, k)
    paths = []
    for section in ("personnes", "appels", "croisements"):
        for name, table in exact[section].items():
            cells = leaves({section: {name: table}})
            rest = (active - value for value in cells.values()) if name == "par_langue" else ()
            if isinstance(table, dict) and any(value in few for value in (*cells.values(), *rest)):
                paths += cells
    return hidden(exact, paths)
