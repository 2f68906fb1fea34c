"""Groups and meetings that somebody may prepare: the coordination's all, a facilitator's own."""

from django.db.models import Count, Prefetch, Q

from centre.models import User
from practice_groups import access
from practice_groups.choices import Kind
from practice_groups.models import Cycle, Group, Meeting, Registration
from practice_groups.states import MeetingState, State


def groups(user: User):
    """Groups with their cycles, the latest first. Working groups are prepared in a room of their own."""
    led = access.led_cycles(user).annotate(
        held=Count("meetings", filter=Q(meetings__state=MeetingState.HELD)),
        planned=Count("meetings", filter=Q(meetings__state=MeetingState.PLANNED)),
    )
    found = Group.objects.exclude(kind=Kind.WORKING_GROUP)
    found = found.prefetch_related(Prefetch("cycles", led.order_by("-starts_on"), to_attr="led"))
    if "coordination" not in user.codes:
        found = found.filter(cycles__facilitators=user).distinct()
    return found.order_by("title")


def cycles(user: User):
    return access.led_cycles(user).select_related("group")


def meetings(user: User):
    return Meeting.objects.filter(cycle__in=access.led_cycles(user)).select_related("cycle__group")


def cycles_of(user: User):
    """Cycles where `user` holds a confirmed seat, or that she leads."""
    seated = Registration.objects.of(user).filter(state=State.CONFIRMED).values("cycle")
    return Cycle.objects.filter(Q(pk__in=seated) | Q(facilitators=user)).select_related("group").distinct()


def attended_by(user: User):
    """Their meetings."""
    return Meeting.objects.filter(cycle__in=cycles_of(user).values("pk")).select_related("cycle__group")
