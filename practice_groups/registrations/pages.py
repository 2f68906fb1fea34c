"""What the pages without an account show: cycles, seats and functions, never a name."""

from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from centre.context import acting_as, acting_as_system
from networks.models import Therapist
from practice_groups.cards import CycleCard
from practice_groups.intervision import pages as intervision
from practice_groups.models import Cycle, Registration
from practice_groups.states import State


def card(cycle: Cycle, registration=None, *, at: datetime) -> CycleCard:
    return CycleCard(cycle, registration, list(cycle.meetings.select_related("postponed_to")), at)


def functions(cycle: Cycle) -> list[str]:
    """What those who lead the cycle do, each once: a profession, else the sector they stand for."""
    sheet = Therapist.objects.filter(user=OuterRef("user")).values("profession")[:1]
    with (
        acting_as_system()
    ):  # a therapist's sheet is not the public's to read; her profession alone leaves it
        led = list(cycle.facilitations.annotate(profession=Subquery(sheet)).order_by("pk"))
    found = [one.profession or _sector(one) for one in led]
    return list(dict.fromkeys(filter(None, found)))


def _sector(one) -> str:
    return _("secteur %(sector)s") % {"sector": one.get_sector_display().lower()} if one.sector else ""


def turns(registration: Registration, at: datetime) -> dict:
    """Her turns in this group, read in her own name."""
    if not registration.cycle.hosted or registration.state != State.CONFIRMED:
        return {}
    with acting_as(registration.user):
        found = intervision.turns(registration.user, at, registration)
        return found | {name: list(found[name]) for name in ("hosting", "situations")}
