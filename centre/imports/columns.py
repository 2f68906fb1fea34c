"""One column of a sheet: how the text of a cell becomes a value, or a reason in French.

Each function below makes a `Column`. `empty` is the value of an empty cell: None, "" or [], never 0. `expects` says in
French what to write; `words` are the labels of coded values. Lengths and choices are those of the model's field:
`text(Activity.title)`, `choice(Activity.type)`.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from centre.imports.problems import shown
from centre.reference import countries, departements, is_language, languages

_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::00)?", re.ASCII)
_AMOUNT = re.compile(r"\d{1,5}([.,]\d{1,2})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s.,()/-]*$)(?!\s)", re.ASCII)
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffd-\uffff\ud800-\udfff]"
)
YEARS = range(1900, 2101)


class Bad(Exception):
    """This cell cannot be read; the reason is a French sentence."""


@dataclass(frozen=True)
class Column:
    """`refers` names the sheet (this import's, or the portal's records of that kind) whose keys the cell must be one
    of."""

    parse: Callable[[str], Any]
    empty: Any = None
    required: bool = False
    refers: str = ""
    expects: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        """What to do about a cell that cannot be read, in French."""
        expected = self.expects.partition("\u00a0: ")[0]  # the reason lists the values allowed
        return f"Écrivez {expected}{'' if self.required else ', ou laissez la cellule vide'}."

    def read(self, cell: str):
        """The value of a cell; raises Bad."""
        if not cell:
            if self.required:
                raise Bad("cellule vide, une valeur est attendue")
            return self.empty
        if _FORBIDDEN.search(cell):
            raise Bad("Caractère non autorisé")
        if _FORMULA.match(cell):
            raise Bad(f"« {shown(cell)} » est une formule : collez sa valeur")
        return self.parse(cell)


def _field(attribute):
    """The model field behind `Model.name`; for an array, the field of one element."""
    return getattr(attribute.field, "base_field", attribute.field)


def _fitting(limit: int) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if len(cell) > limit:
            raise Bad(f"texte trop long : {len(cell)} caractères, {limit} au plus")
        return cell

    return parse


def text(attribute, *, required: bool = False, refers: str = "") -> Column:
    limit = _field(attribute).max_length
    return Column(_fitting(limit), "", required, refers, f"un texte de {limit} caractères au plus")


def several(attribute, one: Column | None = None) -> Column:
    """Values separated by « ; », without duplicates, in the order given."""
    one = one or text(attribute)

    def split(cell: str) -> list[str]:
        parts = (part.strip() for part in cell.split(";"))
        return list(dict.fromkeys(one.parse(part) for part in parts if part))

    return Column(
        split, [], expects=f"{one.expects}, ou plusieurs séparés par «\u00a0;\u00a0»", words=one.words
    )


def choice(attribute, *, required: bool = False) -> Column:
    return _choice(dict(attribute.field.choices), required)


def one_of(values, *, required: bool = False) -> Column:
    """`values`: members of a `TextChoices`."""
    return _choice({value.value: value.label for value in values}, required)


def _choice(labels: Mapping, required: bool) -> Column:
    allowed = {str(value): str(label) for value, label in labels.items()}

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise Bad(f"« {shown(cell)} » n'est pas une valeur permise ({', '.join(allowed)})")
        return cell

    told = ", ".join(f"{value} ({label.lower()})" for value, label in allowed.items())
    return Column(parse, "", required, expects=f"une de ces valeurs\u00a0: {told}", words=allowed)


def whole(lowest: int, highest: int, *, required: bool = False) -> Column:
    """A whole number between two bounds, both allowed."""

    def parse(cell: str) -> int:
        if not _WHOLE.fullmatch(cell):
            raise Bad(f"« {shown(cell)} » n'est pas un nombre entier")
        number = int(cell)
        if number < lowest == 0:
            raise Bad(f"« {cell} » est négatif")
        if not lowest <= number <= highest:
            raise Bad(f"« {cell} » n'est pas entre {lowest} et {highest}")
        return number

    return Column(parse, None, required, expects=f"un nombre entier, de {lowest} à {highest}")


def amount() -> Column:
    return Column(parse_amount, expects="un montant en euros, comme 35.50")


def parse_amount(cell: str) -> Decimal:
    if not _AMOUNT.fullmatch(cell):
        raise Bad(f"« {shown(cell)} » n'est pas un montant en euros (exemple : 35.50)")
    return Decimal(cell.replace(",", ".")).quantize(Decimal("0.01"))


def _bounds(cell: str, whole_text: str) -> tuple[date, date]:
    """First and last day of a day or a month."""
    found = _DAY.fullmatch(cell)
    try:
        year, month, number = (int(part) if part else None for part in found.groups())
        first = date(year, month, number or 1)
    except (AttributeError, ValueError):
        raise Bad(f"« {shown(whole_text)} » n'est pas une date") from None
    if year not in YEARS:
        raise Bad(f"« {shown(whole_text)} » : vérifiez l'année")
    return first, first if number else first.replace(day=monthrange(year, month)[1])


@lru_cache(maxsize=4096)
def parse_day(cell: str) -> date:
    if len(cell) < len("2020-04-02"):
        raise Bad(f"« {shown(cell)} » n'est pas une date")
    return _bounds(cell, cell)[0]


@lru_cache(maxsize=4096)
def parse_period(cell: str) -> tuple[date, date]:
    """`2020-04-02`, `2020-04`, `2020-04/2020-06`, `2020-04-02/2020-04-03` → first and last day."""
    start, slash, end = (part.strip() for part in cell.partition("/"))
    first, last = _bounds(start, cell)
    if slash:
        last = _bounds(end, cell)[1]
    if last < first:
        raise Bad(f"« {shown(cell)} » : la fin doit être après le début.")
    return first, last


def day(*, required: bool = False) -> Column:
    return Column(parse_day, None, required, expects="une date comme 2020-04-02")


def period(*, required: bool = False) -> Column:
    """A day, a month, or a range of them → (first day, last day); (None, None) when empty."""
    expects = "une date (2020-04-02), un mois (2020-04) ou une période (2020-04/2020-06)"
    return Column(parse_period, (None, None), required, expects=expects)


def parse_clock(cell: str) -> time:
    found = _CLOCK.fullmatch(cell)
    try:
        return time(int(found[1]), int(found[2]))
    except (TypeError, ValueError):
        raise Bad(f"« {shown(cell)} » n'est pas une heure (HH:MM)") from None


def clock(*, required: bool = False) -> Column:
    return Column(parse_clock, None, required, expects="une heure comme 09:00")


def parse_language(cell: str) -> str:
    if not is_language(cell):
        raise Bad(f"« {shown(cell)} » n'est pas une langue (code ISO 639-3, par exemple pus)")
    return cell


def parse_country(cell: str) -> str:
    if cell not in countries():
        raise Bad(f"« {shown(cell)} » n'est pas un pays (code ISO 3166-1 à trois lettres, par exemple AFG)")
    return cell


def parse_departement(cell: str) -> str:
    code = cell.zfill(2).upper()  # spreadsheets turn 09 into 9
    if code not in departements():
        raise Bad("Choisissez un département de la liste (Corse : 2A ou 2B).")
    return code


def language() -> Column:
    return Column(
        parse_language, "", expects="un code de langue à trois lettres, comme pus", words=languages()
    )


def country() -> Column:
    return Column(parse_country, "", expects="un code de pays à trois lettres, comme AFG", words=countries())


def departement() -> Column:
    return Column(
        parse_departement, "", expects="un code de département, comme 30 ou 2A", words=departements()
    )
