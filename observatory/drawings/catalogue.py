"""What a block may show: every figure and breakdown of the figures document, by its path. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from observatory import wording
from observatory.content import number_of
from observatory.states import BlockKind

NUMBER = (BlockKind.FIGURES, BlockKind.YEARS)
BREAKDOWN = (BlockKind.TABLE, BlockKind.CHART)
MAPPED = "personnes.par_departement"
ALL = "Tous les chiffres"


class Absent(LookupError):
    """Nothing in the figures document has this path."""


@dataclass(frozen=True)
class Source:
    """`path` in the figures document, what it is called, its section, the kinds of blocks that show it."""

    path: str
    label: str
    group: str
    kinds: tuple[str, ...]


def at(figures: dict, path: str):
    """The value at a path. Keys may contain dots: the longest one that exists wins. Raises `Absent`."""
    if not path:
        return figures
    if isinstance(figures, dict):
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            key = ".".join(parts[:length])
            if key in figures:
                return at(figures[key], ".".join(parts[length:]))
    raise Absent(path)


def catalogue(figures: dict, listing: dict | None = None) -> list[Source]:
    """Everything that a block may show of this year, section by section; rubrics take their titles from `listing`."""
    return [*_sections(), *_crossings(), *_activities(figures, listing or {"sections": []})]


def _sections() -> Iterator[Source]:
    for section in wording.SECTIONS:
        kinds = (BlockKind.FIGURES, BlockKind.TABLE)
        if section.key == "sollicitations":
            kinds += (BlockKind.SOLICITATIONS,)
        yield Source(section.key, ALL, section.title, kinds)
        for figure in section.figures:
            dated = figure.key in wording.DAYS
            path = f"{section.key}.{figure.key}"
            yield Source(path, figure.label, section.title, NUMBER[:1] if dated else NUMBER)
        for table in section.breakdowns:
            path = f"{section.key}.{table.key}"
            kinds = (*BREAKDOWN, BlockKind.MAP) if path == MAPPED else BREAKDOWN
            yield Source(path, table.title, section.title, kinds)


def _crossings() -> Iterator[Source]:
    for crossing in wording.CROSSINGS:
        yield Source(f"croisements.{crossing.key}", crossing.title, "Tableaux croisés", BREAKDOWN)


def _activities(figures: dict, listing: dict) -> Iterator[Source]:
    yield Source("actions", "Activités par section du plan", "Activités", (BlockKind.TABLE,))
    for rubric in figures["actions"]:
        path, group = f"actions.{rubric}", rubric_title(rubric, listing)
        kinds = (BlockKind.FIGURES, BlockKind.TABLE)
        yield Source(path, ALL, group, kinds if rubric == "total" else (*kinds, BlockKind.ACTIVITIES))
        for figure in wording.ACTIVITY_FIGURES:
            yield Source(f"{path}.{figure.key}", figure.label, group, NUMBER)
        for table in wording.ACTIVITY_BREAKDOWNS:
            yield Source(f"{path}.{table.key}", table.title, group, BREAKDOWN)


def rubric_title(rubric: str, listing: dict) -> str:
    """« Activités, 7.3.3 Exil Santé et Soins »."""
    if rubric == "total":
        return "Activités, toutes sections"
    title = next((one["title"] for one in listing["sections"] if one["rubric"] == rubric), "")
    return "Activités, " + (f"{number_of(rubric)} {title}".strip() or "sans rubrique")


# ── From a path to the words for it ─────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Named:
    """What a path designates: the figures and breakdowns of its section, and the one it names, if any."""

    holder: str  # path of the section, or of the rubric
    title: str
    figures: tuple[wording.Figure, ...]
    breakdowns: tuple[wording.Breakdown, ...]
    key: str  # of the figure or breakdown; empty for the whole section

    @property
    def figure(self) -> wording.Figure | None:
        return next((one for one in self.figures if one.key == self.key), None)

    @property
    def breakdown(self) -> wording.Breakdown | None:
        return next((one for one in self.breakdowns if one.key == self.key), None)


def named(figures: dict, path: str, listing: dict) -> Named:
    """Raises `Absent` for a path that designates nothing here."""
    head, _, rest = path.partition(".")
    if head == "actions":
        found = _rubric(figures, rest, listing)
    else:
        section = next((one for one in wording.SECTIONS if one.key == head), None)
        found = section and Named(head, section.title, section.figures, section.breakdowns, rest)
    if not found or (found.key and not (found.figure or found.breakdown)):
        raise Absent(path)
    return found


def _rubric(figures: dict, rest: str, listing: dict) -> Named | None:
    rubric, key = rest, ""
    if rubric not in figures["actions"]:
        rubric, _, key = rest.rpartition(".")
    if rubric not in figures["actions"]:
        return None
    title = rubric_title(rubric, listing)
    return Named(f"actions.{rubric}", title, wording.ACTIVITY_FIGURES, wording.ACTIVITY_BREAKDOWNS, key)
