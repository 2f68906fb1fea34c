"""Rooms: what is taken, what is free, seats, weeks in a row."""

import re
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as
from centre.refusals import Refused
from networks.agenda.rooms import access, actions
from networks.models import Activity, Room, RoomBooking, Structure
from tests.networks.agenda.field import MONDAY, NOW, book, room
from tests.people import make_user


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_is_taken_is_refused_with_the_three_next_slots(people):
    where = room()
    book(people.alice, where, starts=14, ends=16)
    book(people.alice, where, starts=17, ends=18)
    with pytest.raises(Refused) as refusal:
        book(people.alice, where, starts=15, ends=17)
    assert plain(refusal.value.reason) == (
        "Cette salle est déjà prise de 14 h à 16 h. Voici les trois créneaux libres suivants : "
        "lundi 9 novembre 2026 de 18 h à 20 h ; mardi 10 novembre 2026 de 8 h à 10 h ; "
        "mardi 10 novembre 2026 de 10 h à 12 h."
    )
    assert RoomBooking.objects.count() == 2


def test_one_after_the_other(people):
    where = room()
    book(people.alice, where, starts=14, ends=16)
    book(people.alice, where, starts=16, ends=18)
    book(people.alice, where, starts=12, ends=14)
    book(people.alice, room("Petit bureau", 4), starts=14, ends=16)
    assert RoomBooking.objects.count() == 4


def test_a_cancelled_booking_gives_the_room_back(people):
    where = room()
    (first,) = book(people.alice, where)
    with acting_as(people.alice):
        actions.cancel_booking(first, by=people.alice, at=NOW)
        actions.cancel_booking(first, by=people.alice, at=NOW)
    book(people.alice, where)
    assert sorted(RoomBooking.objects.values_list("state", flat=True)) == ["annulee", "confirmee"]


def test_a_past_booking_is_not_cancelled(people):
    (first,) = book(people.alice, room())
    with acting_as(people.alice), pytest.raises(Refused, match="passée"):
        actions.cancel_booking(first, by=people.alice, at=NOW + timedelta(days=30))


def test_more_people_than_seats(people):
    where = room(capacity=22)
    with pytest.raises(Refused) as refusal:
        book(people.alice, where, heads=23)
    assert plain(refusal.value.reason) == "22 places dans cette salle : aucune autre n’en a autant."
    room("Grande salle", 60), room("Auditorium", 40), room("Ancienne", 30, active=False)
    with pytest.raises(Refused, match="Auditorium en a 40"):
        book(people.alice, where, heads=23)
    book(people.alice, where, heads=22)


def test_the_database_counts_seats_and_hours_too(people):
    where = room(capacity=22)
    (first,) = book(people.alice, where, heads=22)
    facts = {"room": where, "purpose": "x", "booked_by": people.alice}
    with pytest.raises(IntegrityError, match="room_in_one_use"), transaction.atomic():
        RoomBooking.objects.create(starts_at=first.starts_at, ends_at=first.ends_at, **facts)
    with pytest.raises(IntegrityError, match="more people than seats"), transaction.atomic():
        RoomBooking.objects.create(
            starts_at=first.ends_at, ends_at=first.ends_at + timedelta(hours=1), heads=23, **facts
        )


def test_each_week_or_not_at_all(people):
    where = room()
    made = book(people.alice, where, weeks=6)
    assert [timezone.localtime(one.starts_at).hour for one in made] == [14] * 6
    assert made[5].starts_at - made[0].starts_at == timedelta(weeks=5)
    with pytest.raises(Refused) as refusal:
        book(
            people.alice,
            where,
            day=MONDAY - timedelta(weeks=1),
            at=NOW - timedelta(days=3),
            starts=13,
            ends=15,
            weeks=3,
        )
    assert plain(refusal.value.reason) == (
        "Rien n’est réservé, car cette salle est déjà prise : lundi 9 novembre 2026 de 14 h à 16 h ; "
        "lundi 16 novembre 2026 de 14 h à 16 h."
    )
    assert RoomBooking.objects.count() == 6


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"starts": 16, "ends": 14}, "vient après"),
        ({"starts": 14, "ends": 14}, "vient après"),
        ({"day": date(2026, 10, 30)}, "déjà passé"),
        ({"day": date(2027, 3, 28), "starts": time(2, 30)}, "n’existe pas"),
    ],
)
def test_hours_that_make_no_sense(people, typed, reason):
    with pytest.raises(Refused, match=reason):
        book(people.alice, room(), **typed)
    assert not RoomBooking.objects.exists()


def test_a_room_no_longer_lent_is_not_booked(people):
    with pytest.raises(Refused, match="plus disponible"):
        book(people.alice, room(active=False))


def test_a_room_keeps_the_seats_it_promised(people):
    where = room(capacity=22)
    book(people.alice, where, heads=20)
    facts = {
        "name": where.name,
        "structure": None,
        "accessible": True,
        "active": True,
        "by": people.alice,
        "at": NOW,
    }
    with acting_as(people.alice), pytest.raises(Refused, match="1 réservation à venir"):
        actions.change_room(where, capacity=19, **facts)
    actions.change_room(where, capacity=20, **facts)
    with pytest.raises(Refused, match="déjà une salle de ce nom"):
        actions.add_room(capacity=3, **facts | {"name": where.name.upper()})
    cada = Structure.objects.create(name="CADA des Tilleuls")
    actions.add_room(capacity=3, **facts | {"structure": cada})
    assert Room.objects.count() == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.integers(32, 76), st.integers(1, 12)), max_size=12))
def test_whatever_is_asked_nothing_ever_overlaps(db, asked):
    """Kept and refused alike: what is kept never meets, what is refused met something kept before."""
    with transaction.atomic():
        alice = make_user(f"Alice {uuid4()}", "coordination")
        where, kept = room(f"Salle {uuid4()}"), []
        for start, length in asked:
            span = [time(quarter // 4, quarter % 4 * 15) for quarter in (start, start + length)]
            meets = any(begin < start + length and start < end for begin, end in kept)
            try:
                book(alice, where, starts=span[0], ends=span[1])
            except Refused:
                assert meets
            else:
                assert not meets
                kept.append((start, start + length))
        transaction.set_rollback(True)


# ── Doors ───────────────────────────────────────────────────────────────────────────────────────


def said(response) -> str:
    return plain(re.sub(r"\s+", " ", response.content.decode()))


def test_a_room_is_described_booked_and_given_back(people, browser_of):
    alice = browser_of(people.alice)
    alice.post(reverse("networks:add_room"), {"name": "Salle haute", "capacity": "22", "active": "on"})
    where = Room.objects.get()
    day = timezone.localdate() + timedelta(days=7)
    planned = Activity.objects.create(
        reference="A-1", starts_on=day, ends_on=day, type="groupe_travail", title="GT Exil", state="prevue"
    )
    typed = {
        "room": where.pk,
        "day": day.isoformat(),
        "starts": "14:00",
        "ends": "16:00",
        "weeks": "1",
        "purpose": "Groupe de travail",
        "heads": "20",
        "activity": planned.pk,
    }
    page = said(alice.post(reverse("networks:book_room"), typed, follow=True))
    assert "La salle est réservée" in page and "De 14 h à 16 h" in page and "GT Exil" in page
    again = said(alice.post(reverse("networks:book_room"), typed))
    assert "déjà prise de 14 h à 16 h. Voici les trois créneaux" in again and "Groupe de travail" in again
    assert "22 places dans cette salle" in said(
        alice.post(reverse("networks:book_room"), typed | {"heads": "23"})
    )
    booking = RoomBooking.objects.get()
    cancel = reverse("networks:cancel_booking", args=[booking.pk])
    assert (
        "Garder la réservation" in said(alice.get(cancel)) and RoomBooking.objects.get().state == "confirmee"
    )
    assert "la salle est libre" in said(alice.post(cancel, follow=True))
    assert alice.get(cancel).status_code == 404
    edit = reverse("networks:edit_room", args=[where.pk])
    alice.post(edit, {"name": "Salle basse", "capacity": "10"})
    where.refresh_from_db()
    assert (where.name, where.capacity, where.active) == ("Salle basse", 10, False)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?jour=2026-11-09", True),
        ("?vue=mois&jour=2026-11-30", True),
        ("?jour=2026-11-16", False),
        ("?vue=mois&jour=2026-12-01", False),
        ("?jour=9999-12-31", None),
        ("?jour=demain&vue=x", None),
        ("", None),
    ],
)
def test_any_week_or_month_is_shown(people, browser_of, query, shown):
    where = room()
    book(people.alice, where, purpose="Séance plénière")
    page = browser_of(people.alice).get(reverse("networks:room", args=[where.pk]) + query)
    assert page.status_code == 200
    if shown is not None:
        assert ("Séance plénière" in page.content.decode()) == shown


def test_the_month_lists_what_is_booked_by_day(people):
    where = room()
    book(people.alice, where, weeks=3)
    days = dict(access.bookings_by_day(where, date(2026, 11, 1), date(2026, 11, 30)))
    assert len(days) == 30
    assert [day.day for day, bookings in days.items() if bookings] == [9, 16, 23]


def test_only_the_coordination_lends_rooms(people, browser_of):
    where = room()
    (made,) = book(people.alice, where)
    for user in (people.victor, people.tara, people.ada):
        for name, args in (
            ("rooms", []),
            ("room", [where.pk]),
            ("book_room", []),
            ("cancel_booking", [made.pk]),
        ):
            assert browser_of(user).get(reverse(f"networks:{name}", args=args)).status_code == 404
    with acting_as(people.victor):
        assert not RoomBooking.objects.exists()


def test_pages_ask_the_database_the_same_number_of_times(people, browser_of):
    alice, first = browser_of(people.alice), room()
    counts = {"rooms": [], "room": []}
    for number in range(3):
        book(
            people.alice,
            first,
            day=MONDAY + timedelta(days=number),
            structure=Structure.objects.create(name=f"S{number}"),
        )
        for name, address in (
            ("rooms", reverse("networks:rooms")),
            ("room", reverse("networks:room", args=[first.pk]) + "?vue=mois&jour=2026-11-09"),
        ):
            with CaptureQueriesContext(connection) as queries:
                alice.get(address)
            counts[name].append(len(queries))
        room(f"Autre {number}", structure=Structure.objects.create(name=f"T{number}"))
    assert counts["rooms"][1] == counts["rooms"][2] and counts["room"][1] == counts["room"][2]
