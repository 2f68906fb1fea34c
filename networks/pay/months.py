"""Months of pay: each is the date of its first day; a URL writes it 2026-11."""

from calendar import monthrange
from datetime import date

from centre.months import MONTHS

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)  # those that have a page


def first_of(day: date) -> date:
    return day.replace(day=1)


def last_of(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def preceding(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def in_words(month: date) -> str:
    """« novembre 2026 »"""
    return f"{MONTHS[month.month - 1]} {month.year}"


def of_month(month: date) -> str:
    """« de novembre 2026 », « d’octobre 2026 »"""
    words = in_words(month)
    return f"d’{words}" if words[0] in "ao" else f"de {words}"


def day_in_words(day: date) -> str:
    """« 3 novembre 2026 », « 1er août 2026 »"""
    return f"{'1er' if day.day == 1 else day.day} {in_words(day)}"


class MonthConverter:
    regex = r"20\d{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, month: date) -> str:
        return f"{month:%Y-%m}"
