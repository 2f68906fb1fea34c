"""How long a funding lasts, and whether that matches its agreement. Pure."""

from datetime import date, timedelta

from observatory import wording

_ELIDED = ("a", "o")


def months(first: date, last: date) -> tuple[int, int]:
    """Whole months between two days, both included: how many fit entirely, and how many are begun."""
    after = last + timedelta(days=1)
    whole = (after.year - first.year) * 12 + after.month - first.month
    if after.day < first.day:
        return whole - 1, whole
    return whole, whole + (after.day > first.day)


def doubt(first: date, last: date, stated: int | None) -> str:
    """A sentence when the stated length and the dates disagree; "" when they agree, or nothing is stated."""
    low, high = months(first, last)
    if stated is None or low <= stated <= high:
        return ""
    start, end = (wording.month(f"{day:%Y-%m}") for day in (first, last))
    of = "d’" if start.startswith(_ELIDED) else "de\u00a0"
    there = f"{low}" if low == high else f"{low} à {high}"
    return (
        f"La convention annonce {stated}\u00a0mois\u202f; {of}{start} à {end}, il y en a {there}. "
        "L’un des deux est à vérifier."
    )


def years(first: date, last: date) -> list[int]:
    return list(range(first.year, last.year + 1))
