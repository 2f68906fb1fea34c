"""Hours, days and months in French, whatever the reader's language: documents and sheets print them."""

from calendar import monthrange
from datetime import date, datetime, time

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def hour_words(hour: time | datetime) -> str:
    """« 9 h », « 12 h 30 », with spaces that do not break; an instant is read as it is, in its own time zone."""
    return f"{hour.hour}\u00a0h" + (f"\u00a0{hour.minute:02}" if hour.minute else "")


def day_words(day: date) -> str:
    return f"{_number(day)} {MONTHS[day.month - 1]} {day.year}"


def period_words(first: date, last: date) -> str:
    """« 2 avril 2020 », « avril 2020 », « avril à juin 2020 », « année 2020 », « du 2 au 3 avril 2020 »."""
    if first == last:
        return day_words(first)
    if first.day == 1 and last.day == monthrange(last.year, last.month)[1]:
        return _month_words(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return f"du {_number(first)} au {day_words(last)}"
    if first.year == last.year:
        return f"du {_number(first)} {MONTHS[first.month - 1]} au {day_words(last)}"
    return f"du {day_words(first)} au {day_words(last)}"


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _month_words(first: date, last: date) -> str:
    start, end = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if first.year != last.year:
        return f"{start} {first.year} à {end} {last.year}"
    if first.month == last.month:
        return f"{end} {last.year}"
    return f"année {last.year}" if (first.month, last.month) == (1, 12) else f"{start} à {end} {last.year}"
