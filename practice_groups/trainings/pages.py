"""What the pages of trainings show and begin with."""

from dataclasses import dataclass
from datetime import datetime

from practice_groups.chains import chains
from practice_groups.models import Cycle, TrainingFacts
from practice_groups.states import MeetingState
from practice_groups.trainings import access


@dataclass(frozen=True)
class Row:
    """A session in the list."""

    cycle: Cycle

    @property
    def label(self) -> str:
        return access.STATES[self.cycle.standing][0]

    @property
    def tone(self) -> str:
        return access.STATES[self.cycle.standing][1]


def facts_of(cycle: Cycle) -> TrainingFacts:
    """What the session says of itself; nothing yet for one made elsewhere."""
    return getattr(cycle, "training", None) or TrainingFacts(cycle=cycle)


def initial_of(cycle: Cycle) -> dict:
    facts = facts_of(cycle)
    return {
        "version": cycle.version,
        "programme": cycle.programme,
        "prerequisites": cycle.group.prerequisites,
        **{name: getattr(facts, name) for name in ("trainers", "objectives", "hours", "invites_contacts")},
    }


def training_page(cycle: Cycle, at: datetime) -> dict:
    meetings = [
        {
            "meeting": one,
            "earlier": before,
            "is_to_come": one.state == MeetingState.PLANNED and one.starts_at > at,
            "needs_date": one.state == MeetingState.POSTPONED,
        }
        for one, before in chains(cycle.meetings.order_by("starts_at"))
    ]
    wishes = access.wishing(cycle).select_related("contact_entry")
    return {
        "cycle": cycle,
        "group": cycle.group,
        "facts": facts_of(cycle),
        "row": Row(cycle),
        "meetings": meetings,
        "several": sum(one["is_to_come"] for one in meetings) > 1,
        "wishes": len(wishes),
        "entered": sum(hasattr(one, "contact_entry") for one in wishes),
        "to_enter": access.to_enter(cycle).count(),
    }
