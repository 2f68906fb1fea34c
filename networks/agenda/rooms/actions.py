"""Every write about rooms. Each booking locks the room first; the database refuses what overlaps all the same."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from centre.models import User
from centre.refusals import Refused
from networks.agenda import words
from networks.agenda.rooms import access
from networks.agenda.rooms.slots import HORIZON, Slot, next_free, weekly
from networks.agenda.words import NBSP
from networks.choices import BookingState
from networks.models import Activity, Room, RoomBooking, Structure

FOLLOWING = (
    "",
    "Voici le créneau libre suivant",
    "Voici les deux créneaux libres suivants",
    "Voici les trois créneaux libres suivants",
)


@transaction.atomic
def add_room(
    *,
    name: str,
    structure: Structure | None,
    capacity: int,
    accessible: bool,
    active: bool,
    by: User,
    at: datetime,
) -> Room:
    """A room that a structure, or the centre itself, lends."""
    _refuse_a_second(name, structure, but=None)
    return Room.objects.create(
        name=name, structure=structure, capacity=capacity, accessible=accessible, active=active
    )


@transaction.atomic
def change_room(
    room: Room,
    *,
    name: str,
    structure: Structure | None,
    capacity: int,
    accessible: bool,
    active: bool,
    by: User,
    at: datetime,
) -> Room:
    """Change what a room is; its bookings keep their seats."""
    room = _lock(room)
    _refuse_a_second(name, structure, but=room)
    crowded = access.too_small(room, capacity, at)
    if crowded:
        several = "s" if crowded > 1 else ""
        raise Refused(
            f"{crowded} réservation{several} à venir atten{'dent' if crowded > 1 else 'd'} plus de personnes que "
            "cela\u00a0: déplacez-les d’abord.",
            field="capacity",
        )
    room.name, room.structure, room.capacity = name, structure, capacity
    room.accessible, room.active = accessible, active
    room.save(update_fields=["name", "structure", "capacity", "accessible", "active"])
    return room


@transaction.atomic
def book_room(
    *,
    room: Room,
    day: date,
    starts: time,
    ends: time,
    purpose: str,
    heads: int | None = None,
    structure: Structure | None = None,
    activity: Activity | None = None,
    weeks: int = 1,
    by: User,
    at: datetime,
) -> list[RoomBooking]:
    """Book a room from one hour to another, `weeks` weeks in a row: all of them or none."""
    slots = _slots(day, starts, ends, weeks, at=at)
    room = _lock(room)
    if not room.active:
        raise Refused(
            "Cette salle n’est plus disponible au prêt\u00a0: choisissez-en une autre.", field="room"
        )
    _refuse_unless_seated(room, heads)
    clashes = _clashes(room, slots)
    if clashes:
        raise Refused(_taken(room, slots, clashes), field="starts" if weeks == 1 else "weeks")
    facts = {"purpose": purpose, "heads": heads, "structure": structure, "activity": activity}
    try:
        with transaction.atomic():
            return [
                RoomBooking.objects.create(
                    room=room, starts_at=slot.starts_at, ends_at=slot.ends_at, booked_by=by, **facts
                )
                for slot in slots
            ]
    except IntegrityError as error:
        raise _said(error, room, slots) from error


@transaction.atomic
def cancel_booking(booking: RoomBooking, *, by: User, at: datetime) -> RoomBooking:
    """Give the room back. Cancelled twice, it is cancelled once."""
    _lock(booking.room)
    booking = RoomBooking.objects.select_related("room").get(pk=booking.pk)
    if booking.state == BookingState.CANCELLED:
        return booking
    if booking.ends_at <= at:
        raise Refused("Cette réservation est passée\u00a0: elle reste dans l’agenda.")
    booking.state = BookingState.CANCELLED
    booking.save(update_fields=["state"])
    return booking


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _lock(room: Room) -> Room:
    return Room.objects.select_for_update().get(pk=room.pk)


def _slots(day: date, starts: time, ends: time, weeks: int, *, at: datetime) -> list[Slot]:
    if ends <= starts:
        raise Refused("L’heure de fin vient après l’heure de début.", field="ends")
    slots = weekly(day, starts, ends, weeks)
    if slots is None:
        raise Refused(
            "Cette heure n’existe pas ce jour-là\u00a0: les horloges avancent d’une heure.", field="starts"
        )
    if any(slot.ends_at <= slot.starts_at for slot in slots):
        raise Refused("L’heure de fin vient après l’heure de début.", field="ends")
    if slots[0].starts_at < at:
        raise Refused("Ce moment est déjà passé\u00a0: choisissez une date à venir.", field="day")
    return slots


def _clashes(room: Room, slots: list[Slot]) -> list[Slot]:
    """What is booked already, and meets one of `slots`."""
    booked = _booked(room, slots[0].starts_at, slots[-1].ends_at)
    return [other for other in booked if any(other.meets(slot) for slot in slots)]


def _booked(room: Room, first: datetime, last: datetime) -> list[Slot]:
    found = access.bookings().filter(room=room, starts_at__lt=last, ends_at__gt=first)
    return [Slot(*pair) for pair in found.values_list("starts_at", "ends_at")]


def _taken(room: Room, slots: list[Slot], clashes: list[Slot]) -> str:
    if len(slots) > 1:
        return f"Rien n’est réservé, car cette salle est déjà prise{NBSP}: {_listed(clashes)}."
    (wanted,) = slots
    hours = " et ".join(words.span(other.starts_at, other.ends_at) for other in clashes)
    until = wanted.ends_at + timedelta(days=HORIZON + 1)
    free = next_free(wanted, _booked(room, wanted.starts_at, until))
    if not free:
        return f"Cette salle est déjà prise {hours}, et aucun créneau de cette durée n’y est libre avant un mois."
    return f"Cette salle est déjà prise {hours}. {FOLLOWING[len(free)]}{NBSP}: {_listed(free)}."


def _listed(slots: list[Slot]) -> str:
    return "\u202f; ".join(words.whole(slot.starts_at, slot.ends_at) for slot in slots)


def _refuse_unless_seated(room: Room, heads: int | None) -> None:
    if heads is None or heads <= room.capacity:
        return
    larger = access.larger(room, heads)
    advice = f"{larger.name} en a {larger.capacity}." if larger else "aucune autre n’en a autant."
    seats = "place" if room.capacity == 1 else "places"
    raise Refused(f"{room.capacity} {seats} dans cette salle{NBSP}: {advice}", field="heads")


def _refuse_a_second(name: str, structure: Structure | None, *, but: Room | None) -> None:
    same = Room.objects.filter(name__iexact=name, structure=structure)
    if same.exclude(pk=but.pk if but else None).exists():
        raise Refused("Cette structure a déjà une salle de ce nom.", field="name")


def _said(error: IntegrityError, room: Room, slots: list[Slot]) -> Exception:
    """The database's refusal, in French; an unknown one stays what it is."""
    if "room_in_one_use" in str(error):
        return Refused(_taken(room, slots, _clashes(room, slots) or slots), field="starts")
    if "more people than seats" in str(error):
        return Refused(f"{room.capacity} places dans cette salle.", field="heads")
    return error
