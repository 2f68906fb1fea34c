"""Sessions of trainings: the coordination's all, a facilitator's own."""

from datetime import datetime

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Value, When

from centre.models import User
from practice_groups import access
from practice_groups.choices import Kind, Presence
from practice_groups.models import Cycle, Group, Meeting, Registration
from practice_groups.states import MeetingState

COMING, TO_DATE, TO_NOTE, HELD, CANCELLED, EMPTY = "avenir", "reportee", "anoter", "tenue", "annulee", "vide"
STATES = {
    COMING: ("À venir", "info"),
    TO_DATE: ("Date à fixer", "warning"),
    TO_NOTE: ("Présences à noter", "warning"),
    HELD: ("Tenue", "good"),
    CANCELLED: ("Annulée", "danger"),
    EMPTY: ("Sans date", "neutral"),
}


def sessions(user: User, at: datetime) -> QuerySet[Cycle]:
    """Sessions with where they stand: `standing` (a key of `STATES`), `next_at`, `put_off` (times), `undated`."""
    return (
        access.led_cycles(user)
        .filter(group__kind=Kind.TRAINING)
        .select_related("group", "training")
        .annotate(
            next_at=Min(
                "meetings__starts_at", filter=_meetings(MeetingState.PLANNED) & Q(meetings__starts_at__gt=at)
            ),
            planned=Count("meetings", filter=_meetings(MeetingState.PLANNED), distinct=True),
            held=Count("meetings", filter=_meetings(MeetingState.HELD), distinct=True),
            called_off=Count("meetings", filter=_meetings(MeetingState.CANCELLED), distinct=True),
            put_off=Count("meetings", filter=_meetings(MeetingState.POSTPONED), distinct=True),
            undated=Count(
                "meetings",
                filter=_meetings(MeetingState.POSTPONED) & Q(meetings__postponed_to=None),
                distinct=True,
            ),
        )
        .annotate(
            standing=Case(
                When(next_at__isnull=False, then=Value(COMING)),
                When(undated__gt=0, then=Value(TO_DATE)),
                When(planned__gt=0, then=Value(TO_NOTE)),
                When(held__gt=0, then=Value(HELD)),
                When(called_off__gt=0, then=Value(CANCELLED)),
                default=Value(EMPTY),
                output_field=CharField(),
            )
        )
        .order_by(F("next_at").asc(nulls_last=True), "-starts_on", "pk")
    )


def _meetings(state: str) -> Q:
    return Q(meetings__state=state)


def to_come(cycle: Cycle, at: datetime) -> QuerySet[Meeting]:
    """Its days that may be put off."""
    return cycle.meetings.filter(state=MeetingState.PLANNED, starts_at__gt=at).order_by("starts_at")


def trainings() -> QuerySet[Group]:
    """Trainings that may have one more session."""
    return Group.objects.filter(kind=Kind.TRAINING, closed_on=None).order_by("title")


def wishing(cycle: Cycle) -> QuerySet[Registration]:
    """Who ticked that she joins the contact file."""
    return Registration.objects.filter(cycle=cycle, joins_contacts_at__isnull=False)


def to_enter(cycle: Cycle) -> QuerySet[Registration]:
    """Those of them who came to a meeting that was held, and whose wish is not carried out yet."""
    came = Q(attendance__state=Presence.PRESENT, attendance__meeting__state=MeetingState.HELD)
    return wishing(cycle).filter(came, contact_entry=None).distinct()
