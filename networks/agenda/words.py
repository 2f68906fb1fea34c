"""Instants as screens and mails say them, in the language of the page."""

from datetime import UTC, date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from centre.months import hour_words

NBSP = "\u00a0"


def hour(moment: datetime) -> str:
    """« 14 h », « 14 h 30 », where the centre is."""
    local = timezone.localtime(moment)
    if get_language() != "fr":
        return time_format(local.time(), "TIME_FORMAT")
    return hour_words(local)


def day(moment: datetime | date) -> str:
    """« lundi 23 novembre 2026 »."""
    local = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    if get_language() != "fr":
        return date_format(local, "l j F Y")
    number = "1er" if local.day == 1 else local.day
    return f"{date_format(local, 'l')} {number}{NBSP}{date_format(local, 'F Y')}"


def span(starts_at: datetime, ends_at: datetime) -> str:
    """« de 14 h à 16 h »."""
    return _("de %(start)s à %(end)s") % {"start": hour(starts_at), "end": hour(ends_at)}


def whole(starts_at: datetime, ends_at: datetime) -> str:
    """« lundi 23 novembre 2026 de 14 h à 16 h »."""
    return f"{day(starts_at)} {span(starts_at, ends_at)}"


def moment(on: date, at: time) -> datetime | None:
    """The instant of this hour of that day where the centre is; None for an hour that the clocks skip."""
    found = timezone.make_aware(datetime.combine(on, at))
    back = timezone.localtime(found.astimezone(UTC)).replace(tzinfo=None)
    return found if back == datetime.combine(on, at) else None
