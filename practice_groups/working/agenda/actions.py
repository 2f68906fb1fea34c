"""Writes about an agenda. Each locks the cycle and raises the meeting's version: who comes second is told."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from practice_groups.choices import ItemState
from practice_groups.models import AgendaPoint, GroupMember, Meeting
from practice_groups.working.actions import locked
from practice_groups.working.agenda.carrying import MOST_SITUATIONS, carry_over, next_place, situations

_TWO = "Deux situations au plus par réunion : celle-ci pourra venir à la suivante."


@transaction.atomic
def add_point(
    meeting: Meeting,
    *,
    version: int,
    title: str,
    brought_by: GroupMember | None = None,
    by: User,
    at: datetime,
) -> AgendaPoint:
    """Add a point at the end of the agenda."""
    meeting = _risen(locked(meeting, version))
    _refuse_stranger(meeting, brought_by)
    return AgendaPoint.objects.create(
        meeting=meeting, position=next_place(meeting), title=title, brought_by=brought_by
    )


@transaction.atomic
def add_situation(
    meeting: Meeting, *, version: int, theme: str, brought_by: GroupMember, by: User, at: datetime
) -> AgendaPoint:
    """A member brings a situation: a theme from the list and who brings it, nothing else. Two per meeting at most."""
    meeting = _risen(locked(meeting, version))
    group = meeting.cycle.group
    if not group.clinical:
        raise Refused("Ce groupe ne reçoit pas de situation.")
    last = group.last_situations_on
    if last and max(timezone.localdate(meeting.starts_at), timezone.localdate(at)) > last:
        raise Refused(
            f"Ce groupe ne reçoit plus de nouvelle situation depuis le {last:%d/%m/%Y} : celles qui sont en cours "
            "se terminent."
        )
    if brought_by is None:
        raise Refused("Choisissez le membre qui apporte la situation.", field="brought_by")
    _refuse_stranger(meeting, brought_by)
    if situations(meeting).count() >= MOST_SITUATIONS:
        raise Refused(_TWO)
    try:
        with transaction.atomic():
            return AgendaPoint.objects.create(
                meeting=meeting,
                position=next_place(meeting),
                situation=True,
                theme=theme,
                brought_by=brought_by,
            )
    except IntegrityError as error:
        if "two situations" not in str(error):
            raise
        raise Refused(_TWO) from error


@transaction.atomic
def settle_point(
    point: AgendaPoint, *, version: int, state: str, decision: str = "", by: User, at: datetime
) -> AgendaPoint:
    """Say what became of a point: treated, with its decision; put off, and the next meeting has it; or still open."""
    meeting = _risen(locked(point.meeting, version))
    point = AgendaPoint.objects.select_related("carried_to__meeting").get(pk=point.pk)
    if point.situation and decision:
        raise Refused("Rien n’est écrit d’une situation : seul son thème est gardé.", field="decision")
    if state != ItemState.LATER:
        _take_back(point)
    if state == ItemState.DONE or state == ItemState.OPEN:
        _refuse_third(meeting, point)
    point.state, point.decision = state, decision
    point.save(update_fields=["state", "decision"])
    carry_over(meeting.cycle, at=at)
    return point


@transaction.atomic
def move_point(point: AgendaPoint, *, version: int, up: bool, by: User, at: datetime) -> AgendaPoint:
    """One place earlier or later; at the end of the list, nothing moves."""
    meeting = _risen(locked(point.meeting, version))
    point = AgendaPoint.objects.get(pk=point.pk)
    others = meeting.points.filter(position__lt=point.position).order_by("-position")
    if not up:
        others = meeting.points.filter(position__gt=point.position).order_by("position")
    neighbour = others.first()
    if neighbour:
        point.position, neighbour.position = neighbour.position, point.position
        neighbour.save(update_fields=["position"])
        point.save(update_fields=["position"])
    return point


@transaction.atomic
def remove_point(point: AgendaPoint, *, version: int, by: User, at: datetime) -> None:
    """Take off the agenda what was put there by mistake; what was said, or comes from before, stays."""
    meeting = _risen(locked(point.meeting, version))
    point = AgendaPoint.objects.select_related("carried_from__meeting").get(pk=point.pk)
    if point.carried_from_id:
        day = timezone.localdate(point.carried_from.meeting.starts_at)
        raise Refused(f"Ce point vient de la réunion du {day:%d/%m/%Y} : dites-le traité, ou reporté.")
    if point.state != ItemState.OPEN or point.decision:
        raise Refused("Ce point a déjà été vu en réunion : il reste à l’ordre du jour.")
    point.delete()
    carry_over(meeting.cycle, at=at)


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _risen(meeting: Meeting) -> Meeting:
    meeting.version += 1
    meeting.save(update_fields=["version"])
    return meeting


def _refuse_stranger(meeting: Meeting, member: GroupMember | None) -> None:
    if member and (member.group_id != meeting.cycle.group_id or member.until):
        raise Refused("Cette personne n’est pas membre du groupe.", field="brought_by")


def _refuse_third(meeting: Meeting, point: AgendaPoint) -> None:
    if point.situation and situations(meeting).exclude(pk=point.pk).count() >= MOST_SITUATIONS:
        raise Refused(_TWO)


def _take_back(point: AgendaPoint) -> None:
    """A point put off by mistake comes back, unless the meeting that took it up has begun with it."""
    later = getattr(point, "carried_to", None)
    if later is None:
        return
    if later.state != ItemState.OPEN or later.decision:
        day = timezone.localdate(later.meeting.starts_at)
        raise Refused(f"Ce point est déjà repris à la réunion du {day:%d/%m/%Y} : c’est là qu’il se traite.")
    later.delete()
