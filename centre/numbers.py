"""Numbers as a bilan prints them: what was not counted is None and never 0, halves round away from zero."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

UNKNOWN = "non_renseigne"


def total(values: Iterable[int | None]) -> int | None:
    """Sum of what was counted; None where nothing was."""
    counted = [value for value in values if value is not None]
    return sum(counted) if counted else None


def rounded(number: Fraction, places: int) -> int | float:
    """Half away from zero; an int when whole."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    value = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return int(value) if value == value.to_integral_value() else float(value)


def ratio(numerator: int, denominator: int, places: int) -> int | float | None:
    """None over nothing."""
    return rounded(Fraction(numerator, denominator), places) if denominator else None


def hours(minutes: int | None) -> int | float | None:
    return None if minutes is None else rounded(Fraction(minutes, 60), 2)


def written(number: float | Decimal, places: int | None = None, *, thousands="\u202f", decimal=",") -> str:
    """« 1 234,5 »: `places` decimals, else two at most."""
    text = f"{number:,.{2 if places is None else places}f}"
    if places is None:
        text = text.rstrip("0").rstrip(".")
    return text.translate({ord(","): thousands, ord("."): decimal})


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def known(value: str) -> str:
    return value or UNKNOWN
