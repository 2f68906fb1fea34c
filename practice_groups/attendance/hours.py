"""Durations as people read them, and as an attestation keeps them."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

HOUR = timedelta(hours=1)


def in_hours(time: timedelta | None) -> Decimal:
    """Hours to two decimals; 0 for nothing."""
    minutes = Decimal(int((time or timedelta()).total_seconds())) / 60
    return (minutes / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)


def in_words(hours: timedelta | Decimal | None) -> str:
    """« 7 h 30 », « 12 h », « 45 min »; a number of hours is read to the minute."""
    if not isinstance(hours, timedelta):
        hours = timedelta(hours=float(hours or 0))
    minutes = round(hours.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"
