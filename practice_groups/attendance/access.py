"""Whose attendance somebody may note, and what a participant reads of her own."""

from django.db.models import Count, F, Max, Min, Q, Sum

from centre.models import User
from practice_groups import access
from practice_groups.choices import Presence
from practice_groups.models import Meeting, Registration
from practice_groups.states import MeetingState, State

BY_NAME = (access.by_name("user__display_name"), "pk")
ON_SHEETS = [MeetingState.PLANNED, MeetingState.HELD]


def cycles(user: User):
    """Cycles whose attendance `user` keeps: the coordination's all, a facilitator's own."""
    return access.led_cycles(user).select_related("group")


def meetings(user: User):
    return Meeting.objects.filter(cycle__in=access.led_cycles(user)).select_related("cycle__group")


def meetings_with_counts(cycle):
    """Every meeting of the cycle with `present`, `excused`, `absent`: people registered."""
    return cycle.meetings.annotate(
        **{
            name: Count("attendance", filter=Q(attendance__state=state))
            for name, state in (
                ("present", Presence.PRESENT),
                ("excused", Presence.EXCUSED),
                ("absent", Presence.ABSENT),
            )
        }
    ).select_related("postponed_to", "minutes")


def on_sheet(meeting: Meeting):
    """Registrations listed on a meeting's sheet: seated now, seated on that day, or already noted."""
    gone = Q(state=State.WITHDRAWN, confirmed_at__lt=meeting.ends_at, ended_at__gt=meeting.starts_at)
    noted = Q(pk__in=meeting.attendance.values("registration"))
    found = meeting.cycle.registrations.filter(Q(state=State.CONFIRMED) | gone | noted)
    return found.select_related("user").order_by(*BY_NAME)


def with_hours(registrations):
    """Registrations with `time` (a duration, or None), `attended`, `first_at`, `last_at`, over the held meetings they
    attended.

    Hours are those the meeting really lasted. Excused and absent give none, nor do meetings in another state.
    """
    there = Q(attendance__state=Presence.PRESENT, attendance__meeting__state=MeetingState.HELD)
    meeting = "attendance__meeting__"
    return registrations.annotate(
        time=Sum(F(f"{meeting}ends_at") - F(f"{meeting}starts_at"), filter=there),
        attended=Count("attendance", filter=there),
        first_at=Min(f"{meeting}starts_at", filter=there),
        last_at=Max(f"{meeting}starts_at", filter=there),
    )


def own_with_hours(user: User):
    """The registrations of `user` that had a seat, with their hours, the latest cycle first."""
    own = Registration.objects.of(user).filter(confirmed_at__isnull=False)
    return with_hours(own).select_related("cycle__group").order_by("-cycle__starts_on", "-pk")


def own_meetings(registration: Registration):
    """The meetings of her cycle, past and future, with `presence`: hers, or nothing yet."""
    mine = Max("attendance__state", filter=Q(attendance__registration=registration))
    kept = registration.cycle.meetings.exclude(state=MeetingState.POSTPONED)
    return kept.annotate(presence=mine).select_related("minutes").order_by("starts_at")
