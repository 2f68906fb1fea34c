"""Durations as people read them, and as an attestation keeps them."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

HOUR = timedelta(hours=1)


def in_hours(time: timedelta | None) -> Decimal:
    """Hours to two decimals; 0 for nothing."""
    minutes = Decimal(int((time or timedelta()).total_seconds())) / 60
    return (minutes / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)


def in_words(hours: timedelta | Decimal | None) -> str:
    """« 7 h 30 », « 12 h », « 45 min », in the language of the page; a number of hours is read to the minute."""
    if not isinstance(hours, timedelta):
        hours = timedelta(hours=float(hours or 0))
    minutes = round(hours.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    whole, left = divmod(minutes, 60)
    if left:
        return _("%(hours)s h %(minutes)02d") % {"hours": whole, "minutes": left}
    return _("%(hours)s h") % {"hours": whole}
