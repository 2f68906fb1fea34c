"""Days, months and periods in French words, both ways. Pure: no database, no clock.

A period is (first day, last day). `parse_period` reads what people write: « 04/2020 », « avril 2020 », « 2/4/2020 »,
« du 2 au 3 avril 2020 », `2020-04`, « 2020 »; `centre.months.period_words` writes it as a French speaker would.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from centre.months import MONTHS

YEARS = range(1900, 2101)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_SLASHED = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})", re.ASCII)
_WORDED = re.compile(r"(?:(\d{1,2})(?:er)?\b)?\s*(?:([a-z]+)\.?)?\s*(\d{4})?", re.ASCII)
_RANGE = re.compile(r"^(?:du |de |d')?(.+?)\s*(?: au | a | jusqu'au | -> | – |/(?=\d{4}-))\s*(.+)$")
_LONGEST = 80

Period = tuple[date, date]


class Unclear(ValueError):
    """This text says no date; the message is a French sentence."""


def plain(text: str) -> str:
    """Lower case, without accents, blanks single, apostrophes straight."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.replace("’", "'").split())


_MONTH_NUMBERS = {plain(name): number for number, name in enumerate(MONTHS, start=1)} | {
    short: number
    for number, names in enumerate(
        (("janv", "jan"), ("fevr", "fev"), (), ("avr",), (), (), ("juil",), (), ("sept", "sep"), ("oct",)),
        start=1,
    )
    for short in names
}
_MONTH_NUMBERS |= {"nov": 11, "dec": 12}


# ── Reading ─────────────────────────────────────────────────────────────────────────────────────


def parse_period(text: str) -> Period:
    """First and last day of what `text` says; raises Unclear."""
    if len(text) > _LONGEST:
        raise Unclear("Date trop longue : écrivez par exemple « avril 2020 ».")
    said = plain(text)
    found = _RANGE.match(said)
    if found:
        last = _parts(found[2], text)
        first = _parts(found[1], text, last)
        start, end = _bounds(first, text)[0], _bounds(last, text)[1]
    else:
        start, end = _bounds(_parts(said, text), text)
    if end < start:
        raise Unclear(f"« {text} » : la fin doit être après le début.")
    return start, end


Parts = tuple[int | None, int | None, int | None]


def _parts(said: str, whole: str, after: Parts = (None, None, None)) -> Parts:
    """(year, month, day) of one end, the missing month and year taken from the end that follows."""
    said = (
        said.removeprefix("le ").removeprefix("en ").removeprefix("annee ").removeprefix("l'annee ").strip()
    )
    if found := _ISO.fullmatch(said):
        year, month, day = found.groups()
    elif found := _SLASHED.fullmatch(said):
        day, month, year = found.groups()
    elif (found := _WORDED.fullmatch(said)) and any(found.groups()):
        day, name, year = found.groups()
        if name and name not in _MONTH_NUMBERS:
            raise Unclear(
                f"« {whole} » n’est pas une date : écrivez par exemple « avril 2020 » ou 02/04/2020."
            )
        month = _MONTH_NUMBERS[name] if name else None
        if day and not month:
            month = after[1]
        year = year or after[0]
    else:
        raise Unclear(f"« {whole} » n’est pas une date : écrivez par exemple « avril 2020 » ou 02/04/2020.")
    return tuple(int(part) if part is not None else None for part in (year, month, day))


def _bounds(parts: Parts, whole: str) -> Period:
    year, month, day = parts
    if year is None or (day and not month):
        raise Unclear(f"« {whole} » : précisez l’année.")
    if year not in YEARS:
        raise Unclear(f"« {whole} » : vérifiez l’année.")
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        raise Unclear(f"« {whole} » : cette date n’existe pas.") from None


# ── Writing ─────────────────────────────────────────────────────────────────────────────────────


def iso_period(first: date | None, last: date | None) -> str:
    """As a sheet writes it: `2020-04-02`, `2020-04`, `2020-01/2020-03`; empty without a date."""
    if first is None:
        return ""
    if first == last:
        return first.isoformat()
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        start, end = f"{first:%Y-%m}", f"{last:%Y-%m}"
        return start if start == end else f"{start}/{end}"
    return f"{first.isoformat()}/{last.isoformat()}"
