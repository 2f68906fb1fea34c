"""What a bilan is made of, wherever it comes from: sections in order, each with its texts and blocks. Pure."""

from dataclasses import dataclass, field, fields
from uuid import UUID

from centre.numbers import UNKNOWN


@dataclass(frozen=True)
class Item:
    """A piece of a section.

    `kind`: a value of `states.BlockKind`. `html`: sanitised, of a text alone. `source`: path in the figures document
    (`personnes.par_sexe`, `actions.7.3.3`). `options`: what its kind understands, JSON-ready.
    """

    kind: str
    html: str = ""
    source: str = ""
    title: str = ""
    note: str = ""
    options: dict = field(default_factory=dict)


SAID = tuple(one.name for one in fields(Item))  # a row of `Block` has the same names


@dataclass(frozen=True)
class SectionContent:
    """`rubric`: its number as printed, "" where it bears none. `level`: 2 (a chapter) to 4. `pk`: its row's, if any."""

    rubric: str
    title: str
    level: int
    items: tuple[Item, ...] = ()
    pk: UUID | None = field(default=None, compare=False)


def number_of(rubric: str) -> str:
    """The number as printed; "" for the opening, what has no rubric, and the total."""
    return "" if rubric in ("0", "total", UNKNOWN) else rubric


def level_of(rubric: str) -> int:
    return min(rubric.count("."), 2) + 2
