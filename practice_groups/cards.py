"""A cycle as a page shows it to one person, at one moment: words, and what she may do now."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from practice_groups.models import Cycle, Meeting, Registration
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
    def can_register(self) -> bool:
        return self.cycle.is_open(self.at) and not self.cycle.is_over(self.at) and not self.is_living

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
            return f"{free} place{'s' if free > 1 else ''} libre{'s' if free > 1 else ''} sur {total}"
        if waiting:
            return f"Complet, {waiting} personne{'s' if waiting > 1 else ''} en liste d’attente"
        return "Complet, liste d’attente ouverte"

    @property
    def window(self) -> str:
        if self.cycle.is_over(self.at):
            return "Cycle terminé"
        if self.at < self.cycle.opens_at:
            return f"Inscriptions à partir du {_day(self.cycle.opens_at)}"
        if self.cycle.is_open(self.at):
            return f"Inscriptions jusqu’au {_day(self.cycle.closes_at)}"
        return f"Inscriptions closes depuis le {_day(self.cycle.closes_at)}"

    @property
    def schedule(self) -> str:
        """« 10 rencontres, le lundi de 9 h à 12 h »; the first date when hours vary; nothing without meetings."""
        kept = [meeting for meeting in self.meetings if meeting.state in COUNTED]
        if not kept:
            return "Dates à venir"
        count = f"{len(kept)} rencontre{'s' if len(kept) > 1 else ''}"
        if len(kept) > 1 and len({_slot(meeting) for meeting in kept}) == 1:
            return f"{count}, le {_slot(kept[0])}"
        return f"{count}, à partir du {_day(kept[0].starts_at)}"

    @property
    def dates(self) -> str:
        return f"du {_day(self.cycle.starts_on)} au {_day(self.cycle.ends_on)}"


def _slot(meeting: Meeting) -> str:
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return f"{date_format(start, 'l')} de {_hour(start)} à {_hour(end)}"


def _hour(moment: datetime) -> str:
    return f"{moment:%-H} h {moment:%M}" if moment.minute else f"{moment:%-H} h"


def _day(moment: date | datetime) -> str:
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return f"{'1er' if day.day == 1 else day.day} {date_format(day, 'F Y')}"
