"""What a participant's pages show of her hours."""

from dataclasses import dataclass

from practice_groups.attendance.hours import in_words
from practice_groups.models import Registration


@dataclass(frozen=True)
class OwnHours:
    """A registration of `access.own_with_hours`, in words."""

    registration: Registration

    @property
    def hours(self) -> str:
        return in_words(self.registration.time) if self.registration.attended else ""
