"""Euros and days as a French sentence says them."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import override


def euros(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",") + "\u00a0€"


def day_in_words(day: date) -> str:
    with override("fr"):
        return ("1er" if day.day == 1 else str(day.day)) + " " + date_format(day, "F Y")
