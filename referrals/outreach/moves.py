"""Locking a visit and changing its state: what every action on visits begins and ends with."""

from datetime import datetime

from django.utils import timezone

from centre.context import acting_as_system
from centre.journal import last_write
from centre.models import ClosedYear, User
from centre.refusals import Refused
from networks.missions import actions as missions
from networks.missions.states import CANCELLABLE
from networks.models import Mission
from referrals.models import Visit
from referrals.outreach.states import may_move

GONE = "Cette permanence n’est plus à vous : rechargez la page."


def locked(visit: Visit, *, version: int | None = None) -> Visit:
    """The visit as it is now, held until the end of the transaction; refuses a page that is behind."""
    current = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("structure", "keeper", "second", "mission", "activity")
        .filter(pk=visit.pk)
        .first()
    )
    if current is None:
        raise Refused(GONE)
    if version is not None and current.version != version:
        raise Refused(
            f"Permanence modifiée{_by_whom(current)} : elle est maintenant "
            f"« {current.get_state_display()} ». Vos saisies sont conservées : comparez avant d’enregistrer.",
            field="version",
        )
    return current


def _by_whom(visit: Visit) -> str:
    """« par Alice à 14 h 02 », from the journal, which the portal alone reads for everybody."""
    with acting_as_system():
        who, when = last_write(visit) or (None, None)
    return f" par {who} à {when:%H\u00a0h\u00a0%M}" if who else " entre-temps"


def saved(visit: Visit, *names: str) -> Visit:
    """Save these columns only: writing an encrypted column again would look like a change to the database."""
    visit.version += 1
    visit.save(update_fields=["version", *names])
    return visit


def move(visit: Visit, state: str, **facts) -> Visit:
    """The one place where a locked visit changes state, with the facts that go with it."""
    if not may_move(visit.state, state):
        raise Refused(
            f"Cette permanence est maintenant « {visit.get_state_display()} » : rechargez la page avant d’agir."
        )
    visit.state = state
    for name, value in facts.items():
        setattr(visit, name, value)
    return saved(visit, "state", *facts)


def call_off(visit: Visit, state: str, *, reason: str, due: bool, by: User, at: datetime) -> Visit:
    """Cancel or decline a locked visit. Its interpreter is released, or still owed if it is too late."""
    move(visit, state, cancel_reason=reason)
    release_interpreter(visit, reason="La permanence n’a pas lieu", due=due, by=by, at=at)
    return visit


def release_interpreter(visit: Visit, *, reason: str, due: bool, by: User, at: datetime) -> None:
    """Cancel the mission of the visit, in the portal's name: whoever cancels the visit may have no right on missions,
    and the interpreter must not travel for nothing."""
    if visit.mission_id is None:
        return
    with acting_as_system():
        mission = Mission.objects.get(pk=visit.mission_id)
        if mission.state in CANCELLABLE:
            missions.cancel_mission(mission, reason=reason, due=due, by=by, at=at)


def refuse_closed_year(visit: Visit) -> None:
    """Refuse once the bilan of its year is published. The database enforces the same."""
    if visit.starts_at and ClosedYear.objects.filter(year=timezone.localdate(visit.starts_at).year).exists():
        year = timezone.localdate(visit.starts_at).year
        raise Refused(
            f"Le bilan de {year} est publié : ce qu’il compte ne change plus. Appelez la coordination."
        )
