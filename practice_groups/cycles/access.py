"""Groups and meetings that somebody may prepare: the coordination's all, a facilitator's own."""

from django.db.models import Count, Prefetch, Q

from centre.models import User
from practice_groups import access
from practice_groups.models import Cycle, Group, Meeting
from practice_groups.states import MeetingState


def groups(user: User):
    """Groups with their cycles, the latest first."""
    led = access.led_cycles(user).annotate(
        held=Count("meetings", filter=Q(meetings__state=MeetingState.HELD)),
        planned=Count("meetings", filter=Q(meetings__state=MeetingState.PLANNED)),
    )
    found = Group.objects.prefetch_related(Prefetch("cycles", led.order_by("-starts_on"), to_attr="led"))
    if "coordination" not in user.codes:
        found = found.filter(cycles__facilitators=user).distinct()
    return found.order_by("title")


def cycles(user: User):
    return access.led_cycles(user).select_related("group")


def meetings(user: User):
    return Meeting.objects.filter(cycle__in=access.led_cycles(user)).select_related("cycle__group")


def attended_by(user: User):
    """Meetings of the cycles where `user` holds a seat, or that she leads."""
    seated = Q(registrations__user=user, registrations__state="confirmee")
    mine = Cycle.objects.filter(seated | Q(facilitators=user))
    return Meeting.objects.filter(cycle__in=mine).select_related("cycle__group")
