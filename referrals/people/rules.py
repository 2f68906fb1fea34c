"""How long things about a person last. Each is shown where it applies."""

import calendar
from datetime import date

from referrals.people.models import OVERRIDE_LASTS

__all__ = ["CONSENT_YEARS", "OVERRIDE_LASTS", "RETENTION_YEARS", "SOON_DAYS", "later", "usual_expiry"]

CONSENT_YEARS = 2
SOON_DAYS = 30  # a consent that ends within that many days is to be asked for again
RETENTION_YEARS = 2  # à confirmer par le DPO
ANSWER_MONTHS = 1  # of a person who exercises a right (RGPD, article 12)


def later(day: date, *, years: int = 0, months: int = 0) -> date:
    """The same day so much later, or the last of its month; `years` may be negative."""
    month = day.month - 1 + months
    year, month = day.year + years + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def usual_expiry(given_on: date) -> date:
    """The last day of a consent given that day, unless another is said."""
    return later(given_on, years=CONSENT_YEARS)
