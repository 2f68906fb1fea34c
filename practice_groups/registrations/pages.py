"""What the pages without an account show: cycles, seats and functions, never a name."""

from datetime import datetime

from django.utils.translation import gettext as _

from centre.context import acting_as_system
from networks.models import Therapist
from practice_groups.cards import CycleCard
from practice_groups.models import Cycle


def card(cycle: Cycle, registration=None, *, at: datetime) -> CycleCard:
    return CycleCard(cycle, registration, list(cycle.meetings.select_related("postponed_to")), at)


def functions(cycle: Cycle) -> list[str]:
    """What those who lead the cycle do, each once: a profession, else the sector they stand for."""
    led = list(cycle.facilitations.order_by("pk"))
    with (
        acting_as_system()
    ):  # a therapist's sheet is not the public's to read; her profession alone leaves it
        sheets = Therapist.objects.filter(user__in=[one.user_id for one in led])
        professions = dict(sheets.values_list("user", "profession"))
    found = [professions.get(one.user_id) or _sector(one) for one in led]
    return list(dict.fromkeys(filter(None, found)))


def _sector(one) -> str:
    return _("secteur %(sector)s") % {"sector": one.get_sector_display().lower()} if one.sector else ""
