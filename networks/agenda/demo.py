"""Polls, rooms and bookings of the demonstration. Everybody is invented."""

import hashlib
import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from networks.agenda.polls.planning import plan
from networks.agenda.rooms.slots import Slot
from networks.agenda.words import moment
from networks.choices import BookingState, PollChoice
from networks.models import (
    Contact,
    DatePoll,
    PollAnswer,
    PollDate,
    PollInvitee,
    Room,
    RoomBooking,
    Structure,
)

POLLS = (
    ("Groupe de travail Exil, santé et soins", "Salle des Micocouliers", -6, 9, "open"),
    ("Comité de pilotage", "Au centre, grande salle", -30, -12, "closed"),
    ("Rencontre professionnels-usagers", "En visio", -21, -3, "late"),
)
ROOMS = (
    ("Salle des Micocouliers", None, 22, True, True),
    ("Petit bureau", None, 4, True, True),
    ("Salle de réunion du rez-de-chaussée", 0, 12, False, True),
    ("Ancienne bibliothèque", 6, 40, False, False),
)
PURPOSES = (
    ("Réunion d’équipe", 9, 90, 8),
    ("Atelier de conversation", 14, 120, 14),
    ("Permanence d’un partenaire", 10, 120, 4),
    ("Groupe de travail", 14, 180, 20),
    ("Formation de bénévoles", 9, 180, 18),
    ("Préparation de la semaine d’information", 17, 90, 6),
)


def seed(*, at: datetime) -> None:
    """After the contacts of `networks.news.demo`, some of whom are asked for dates."""
    chance = random.Random(4107)
    _rooms(chance, at)
    for index, poll in enumerate(POLLS):
        _poll(chance, index, *poll, at=at)


def _rooms(chance: random.Random, at: datetime) -> None:
    structures = list(Structure.objects.order_by("pk")[:8])
    coordinator = account("coordination")
    for name, lender, capacity, accessible, active in ROOMS:
        room = Room.objects.create(
            name=name,
            structure=None if lender is None else structures[lender],
            capacity=capacity,
            accessible=accessible,
            active=active,
        )
        if active:
            _bookings(chance, room, structures, coordinator, timezone.localdate(at))


def _bookings(chance: random.Random, room: Room, structures, by, today: date) -> None:
    """Some each week, from three weeks ago to six weeks ahead; a few given back."""
    monday, taken, made = today - timedelta(days=today.weekday()), [], []
    for week in range(-3, 7):
        for weekday in chance.sample(range(5), 3):
            purpose, hour, minutes, heads = chance.choice(PURPOSES)
            start = moment(monday + timedelta(weeks=week, days=weekday), time(hour))
            slot = Slot(start, start + timedelta(minutes=minutes))
            given_back = chance.random() < 0.1
            if not given_back and any(slot.meets(other) for other in taken):
                continue
            if not given_back:
                taken.append(slot)
            made.append(
                RoomBooking(
                    id=demo_key(f"booking-{room.pk}", len(made)),
                    room=room,
                    starts_at=slot.starts_at,
                    ends_at=slot.ends_at,
                    purpose=purpose,
                    heads=min(heads, room.capacity),
                    structure=chance.choice([None, *structures]),
                    state=BookingState.CANCELLED if given_back else BookingState.CONFIRMED,
                    booked_by=by,
                )
            )
    RoomBooking.objects.bulk_create(made)


def _poll(
    chance: random.Random, index: int, title: str, place: str, opened: int, answer_by: int, kind: str, *, at
) -> None:
    today = timezone.localdate(at)
    poll = DatePoll.objects.create(
        id=demo_key("poll", index),
        title=title,
        place=place,
        answer_by=today + timedelta(days=answer_by),
        created_by=account("coordination"),
        created_at=at + timedelta(days=opened),
    )
    dates = [
        _date(poll, today + timedelta(days=16 + 7 * number + index), 10 + 2 * number) for number in range(4)
    ]
    invitees = [
        *(PollInvitee(poll=poll, user=account(name)) for name in ("therapeute", "orienteur", "benevole")),
        *(PollInvitee(poll=poll, contact=contact) for contact in Contact.objects.filter(refused_on=None)[:5]),
    ]
    for number, invitee in enumerate(invitees):
        # Nobody holds the links of the demonstration: members answer from the portal.
        invitee.token_hash = hashlib.sha256(f"{poll.pk}-{number}".encode()).digest()
        answers = kind == "closed" or (kind == "open" and number % 2) or (kind == "late" and number == 4)
        invitee.answered_at = at + timedelta(days=opened + 1) if answers else None
        invitee.save()
        if answers:
            PollAnswer.objects.bulk_create(
                PollAnswer(invitee=invitee, date=one, choice=chance.choice(PollChoice.values))
                for one in dates
            )
    if kind == "closed":
        poll.chosen, poll.closed_at = dates[1], at - timedelta(days=10)
        poll.activity = plan(poll, dates[1], by=poll.created_by, at=at)
        poll.save(update_fields=["chosen", "closed_at", "activity"])


def _date(poll: DatePoll, day: date, hour: int) -> PollDate:
    start = moment(day, time(hour))
    return PollDate.objects.create(poll=poll, starts_at=start, ends_at=start + timedelta(hours=2))
