"""A cycle as a page shows it to one person, at one moment: words, and what she may do now."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from networks.choices import Sector
from practice_groups.models import Cycle, Meeting, Registration
from practice_groups.registrations import rules
from practice_groups.states import MeetingState

COUNTED = [MeetingState.PLANNED, MeetingState.HELD]  # a postponed meeting is the one that replaces it


@dataclass(frozen=True)
class CycleCard:
    cycle: Cycle
    registration: Registration | None  # the person's latest
    meetings: list[Meeting]
    at: datetime

    @property
    def is_living(self) -> bool:
        return self.registration is not None and self.registration.is_living

    @property
    def is_open(self) -> bool:
        return self.cycle.published and self.cycle.is_open(self.at) and not self.cycle.is_over(self.at)

    @property
    def takes_people(self) -> bool:
        """Announced and not over: the coordination may register somebody, whatever the dates."""
        return self.cycle.published and not self.cycle.group.closed_on and not self.cycle.is_over(self.at)

    @property
    def can_register(self) -> bool:
        return self.is_open and not self.is_living

    @property
    def can_withdraw(self) -> bool:
        return self.is_living and not self.cycle.is_over(self.at)

    @property
    def has_offer(self) -> bool:
        """An offer that still holds."""
        offered = self.registration
        return bool(offered and offered.state == "place_proposee" and offered.offered_until >= self.at)

    @property
    def seats(self) -> str:
        free, total, waiting = self.cycle.free_seats, self.cycle.seats, self.cycle.waiting
        if free:
            words = ngettext(
                "%(free)s place libre sur %(total)s", "%(free)s places libres sur %(total)s", free
            ) % {"free": free, "total": total}
            return f"{words}{self._for_whom()}"
        if waiting:
            return ngettext(
                "Complet, %(waiting)s personne en liste d’attente",
                "Complet, %(waiting)s personnes en liste d’attente",
                waiting,
            ) % {"waiting": waiting}
        return _("Complet, liste d’attente ouverte")

    def _for_whom(self) -> str:
        """Free seats that a sector which has its share cannot take."""
        full = [
            Sector(sector).label.lower() for sector, left in rules.room_of(self.cycle).items() if left <= 0
        ]
        return _(" (hors secteur %(sector)s)") % {"sector": ", ".join(full)} if full else ""

    @property
    def composition(self) -> str:
        return rules.composition(self.cycle)

    @property
    def audience(self) -> str:
        """For whom it is: the audience, and the professions admitted."""
        group = self.cycle.group
        return "\u202f; ".join(filter(None, [group.get_audience_display(), ", ".join(group.professions)]))

    @property
    def for_members(self) -> bool:
        return rules.is_for_members(self.cycle.group)

    @property
    def window(self) -> str:
        if self.cycle.is_over(self.at):
            return _("Cycle terminé")
        if self.at < self.cycle.opens_at:
            return _("Inscriptions à partir du %(day)s") % {"day": day_of(self.cycle.opens_at)}
        if self.cycle.is_open(self.at):
            return _("Inscriptions jusqu’au %(day)s") % {"day": day_of(self.cycle.closes_at)}
        return _("Inscriptions closes depuis le %(day)s") % {"day": day_of(self.cycle.closes_at)}

    @property
    def schedule(self) -> str:
        """« 10 rencontres, le lundi de 9 h à 12 h »; without hours when they vary."""
        kept = [meeting for meeting in self.meetings if meeting.state in COUNTED]
        if not kept:
            return _("Dates à venir")
        count = ngettext("%(count)s rencontre", "%(count)s rencontres", len(kept)) % {"count": len(kept)}
        if len(kept) > 1 and len({_slot(meeting) for meeting in kept}) == 1:
            return _("%(count)s, le %(slot)s") % {"count": count, "slot": _slot(kept[0])}
        return count

    @property
    def dates(self) -> str:
        first, last = day_of(self.cycle.starts_on), day_of(self.cycle.ends_on)
        if first == last:
            return _("le %(day)s") % {"day": first}
        return _("du %(first)s au %(last)s") % {"first": first, "last": last}


def _slot(meeting: Meeting) -> str:
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return _("%(weekday)s de %(start)s à %(end)s") % {
        "weekday": date_format(start, "l"),
        "start": _hour(start),
        "end": _hour(end),
    }


def _hour(moment: datetime) -> str:
    if get_language() != "fr":
        return time_format(moment.time(), "TIME_FORMAT")
    return f"{moment:%-H}\u00a0h\u00a0{moment:%M}" if moment.minute else f"{moment:%-H}\u00a0h"


def day_of(moment: date | datetime) -> str:
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    if get_language() == "fr" and day.day == 1:
        return f"1er {date_format(day, 'F Y')}"
    return date_format(day, "DATE_FORMAT")
