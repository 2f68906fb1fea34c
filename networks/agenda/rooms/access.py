"""Rooms and their bookings, as the coordination reads them."""

from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from networks.choices import ActivityState, BookingState
from networks.models import Activity, Room, RoomBooking


def rooms():
    """Rooms with their structure: those to lend first."""
    return Room.objects.select_related("structure").order_by("-active", "name", "pk")


def rooms_at(at: datetime):
    """The same with what comes next in each (`next_starts`, `next_ends`): under way, or to come."""
    coming = RoomBooking.objects.filter(
        room=OuterRef("pk"), state=BookingState.CONFIRMED, ends_at__gt=at
    ).order_by("starts_at")
    return rooms().annotate(
        next_starts=Subquery(coming.values("starts_at")[:1]), next_ends=Subquery(coming.values("ends_at")[:1])
    )


def bookings():
    return RoomBooking.objects.filter(state=BookingState.CONFIRMED).select_related(
        "room", "structure", "activity"
    )


def bookings_by_day(room: Room, first: date, last: date) -> list[tuple[date, list[RoomBooking]]]:
    """Each day of the period with what is in the room."""
    start, end = (
        timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1))
    )
    found = bookings().filter(room=room, starts_at__lt=end, ends_at__gt=start)
    days: dict[date, list[RoomBooking]] = {
        first + timedelta(days=number): [] for number in range((last - first).days + 1)
    }
    for booking in found:
        days[max(first, timezone.localdate(booking.starts_at))].append(booking)
    return list(days.items())


def too_small(room: Room, capacity: int, at: datetime) -> int:
    """How many bookings to come expect more people than `capacity`."""
    return bookings().filter(room=room, heads__gt=capacity, ends_at__gt=at).count()


def larger(room: Room, heads: int) -> Room | None:
    """The smallest room to lend that seats `heads`."""
    return (
        Room.objects.filter(Q(active=True) & ~Q(pk=room.pk), capacity__gte=heads).order_by("capacity").first()
    )


def activities_for(day: date):
    """What a booking may be for: activities planned, the nearest first."""
    return Activity.objects.filter(state=ActivityState.PLANNED, ends_on__gte=day).order_by(
        F("starts_on").asc(), "pk"
    )
