"""Many at once, real connections: one holds the mission, nobody is in two places, everybody else is told."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.missions import actions
from networks.models import Mission, MissionOffer, Occupation
from tests.conftest import owner_connection
from tests.networks.missions import field
from tests.people import People, browser_of

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 25


def together(count: int, work) -> list:
    """Run `work(n)` for each n below `count`, at most `THREADS` at a time, each thread on its own connection."""
    start, first = threading.Barrier(min(count, THREADS)), set()

    def one(number):
        if threading.get_ident() not in first:
            first.add(threading.get_ident())
            start.wait()
        try:
            return work(number)
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(min(count, THREADS)) as pool:
        done = list(pool.map(one, range(count)))
        # Each thread closes its own connection.
        close = threading.Barrier(min(count, THREADS))
        list(pool.map(lambda _: (close.wait(), connection.close()), range(min(count, THREADS))))
    return done


def refused(results) -> list[Refused]:
    return [result for result in results if isinstance(result, Refused)]


def _offered(people, count: int, **typed) -> list[MissionOffer]:
    """One mission offered to `count` interpreters."""
    with acting_as_system():
        crowd = field.interpreters(count)
    mission = field.request(people.tara, **typed)
    return field.offer(mission, *crowd, by=people.alice, at=typed.get("at", field.AT))


def test_two_hundred_acceptances_of_one_mission_one_holds_it():
    """Twenty interpreters who each press ten times."""
    people = People()
    made = _offered(people, 20)

    def accept(number):
        return field.answer(made[number % 20])

    results = together(200, accept)
    told = refused(results)
    with acting_as_system():
        mission = Mission.objects.get()
        holder = mission.interpreter_id
        states = list(MissionOffer.objects.values_list("state", flat=True))
    assert mission.state == "acceptee"
    assert len(told) == 190 and len(results) - len(told) == 10  # the holder's ten are all hers
    assert {refusal.reason for refusal in told} == {"Cette mission vient d’être prise par quelqu’un d’autre."}
    assert sorted(states) == ["acceptee"] + ["caduque"] * 19
    assert field.occupied() == [(mission.pk, holder)]


def test_two_hundred_acceptances_of_one_offer_are_one():
    people = People()
    (made,) = _offered(people, 1)
    results = together(200, lambda number: field.answer(made))
    assert refused(results) == []
    assert field.now(made.mission).version == 3  # offered, accepted: nothing more
    assert field.mails_to(people.alice).count("Une demande vous attend") <= 2


def test_through_the_pages_nobody_meets_an_error():
    """The mailed link, pressed by ten people at once: those who lose read it on the page."""
    people = People()
    now = timezone.now()
    made = _offered(people, 10, at=now, day=timezone.localdate(now) + timedelta(days=5))
    links = {one.pk: field.mailed_links(one.interpreter.user)[0] for one in made}

    def press(number):
        browser = browser_of()
        link = links[made[number % 10].pk]
        answer = browser.post(link, {"answer": "accept"})
        return answer.status_code, browser.get(link).content.decode()

    results = together(50, press)
    assert {status for status, _ in results} <= {200, 302}
    assert sum("Elle est à vous" in page for _, page in results) == 5
    assert sum("prise par quelqu’un d’autre" in page for _, page in results) == 45


def _overlapping(people, count: int) -> list[Mission]:
    """Requests whose hours overlap: one every five minutes, an hour each."""
    with acting_as_system():
        field.interpreters(0)
    return [
        field.request(people.tara, day=field.DAY, **_hours(number), client_label=f"Code {number}")
        for number in range(count)
    ]


def _hours(number: int) -> dict:
    from datetime import datetime

    start = datetime(2026, 3, 9, 8) + timedelta(minutes=7 * number)
    return {"hour": start.time(), "until": (start + timedelta(minutes=60)).time()}


def test_fifty_bookings_of_one_interpreter_never_overlap():
    people = People()
    with acting_as_system():
        ines = field.interpreter(people.ines)
    missions = _overlapping(people, 50)

    def book(number):
        return field.offer(missions[number], ines, by=people.alice)

    results = together(50, book)
    made = [one for one in results if not isinstance(one, Refused)]
    assert field.overlaps() == 0
    assert 1 <= len(made) == Occupation.objects.count() < 50
    assert all("a déjà une mission ou une offre à cette heure" in one.reason for one in refused(results))
    with acting_as_system():
        waiting = Mission.objects.filter(state="demandee").count()
    assert waiting == 50 - len(made)


def test_control_without_the_constraint_they_would_overlap():
    """The same bookings by look-then-write, the constraint taken away by the owner: what the test above would see."""
    people = People()
    with acting_as_system():
        ines = field.interpreter(people.ines)
    missions = _overlapping(people, 10)
    looked = threading.Barrier(10)

    def book(number):
        with acting_as(people.alice):
            busy = Occupation.objects.filter(interpreter=ines).exists()
            looked.wait()
            if not busy:
                Mission.objects.filter(pk=missions[number].pk).update(state="proposee")
                MissionOffer.objects.create(
                    mission=missions[number],
                    interpreter=ines,
                    offered_at=field.AT,
                    offered_by=people.alice,
                    token_hash=f"{number}".encode(),
                )

    with owner_connection() as owner:
        kept = owner.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'interpreter_in_one_place'"
        ).fetchone()[0]
        owner.execute("ALTER TABLE networks_occupation DROP CONSTRAINT interpreter_in_one_place")
        try:
            together(10, book)
            assert field.overlaps() > 0
        finally:
            owner.execute("DELETE FROM networks_missionoffer")
            owner.execute("TRUNCATE networks_occupation")
            owner.execute(f"ALTER TABLE networks_occupation ADD CONSTRAINT interpreter_in_one_place {kept}")


def test_the_same_request_sent_twenty_times_is_one():
    import uuid

    people, key = People(), uuid.uuid4()
    people.tara  # noqa: B018
    results = together(
        20, lambda number: field.request_all(people.tara, idempotency_key=key, every=7, times=3)
    )
    assert refused(results) == []
    assert len({tuple(one.pk for one in found) for found in results}) == 1
    with acting_as_system():
        assert Mission.objects.count() == 3


@pytest.mark.parametrize("first", [0, 1])
def test_cancelled_while_it_is_accepted(first):
    """Whichever comes first, the other is told, and the occupation follows the state."""
    people = People()
    (made,) = _offered(people, 1)

    def act(number):
        if number == first:
            return field.answer(made)
        return field.do(actions.cancel_mission, made.mission, by=people.tara, reason="x", due=True)

    together(2, act)
    mission = field.now(made.mission)
    assert mission.state == "annulee"
    assert field.occupied() == []


def test_two_last_declines_bring_it_back_once():
    people = People()
    made = _offered(people, 2)
    results = together(2, lambda number: field.answer(made[number], accepted=False))
    assert refused(results) == []
    mission = field.now(made[0].mission)
    assert (mission.state, mission.version) == ("demandee", 3)
    assert field.occupied() == []


def test_a_session_noted_and_an_offer_made_at_once():
    """A therapist notes a session with her while the coordination offers her another: one of them is told."""
    people = People()
    with acting_as_system():
        ines = field.interpreter(people.ines)
    mission = field.request(people.tara)

    def act(number):
        if number:
            return field.offer(mission, ines, by=people.alice)
        with acting_as(people.theo):
            return actions.record_held(
                ines,
                language="prs",
                starts_at=mission.starts_at,
                duration=45,
                modality="telephone",
                departement="30",
                client_label="P-1",
                by=people.theo,
            )

    assert len(refused(together(2, act))) == 1
    assert field.overlaps() == 0 and len(field.occupied()) == 1
