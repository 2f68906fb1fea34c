"""Interpreters, requests and offers that these tests talk about. Everybody is invented."""

import re
import uuid
from datetime import UTC, date, datetime, time, timedelta

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from networks.missions import actions
from networks.missions.offers import actions as offers
from networks.models import Interpreter, Mission, MissionOffer, Occupation
from tests.people import make_user

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, 10 h in Paris
DAY = date(2026, 3, 9)


def asking(**typed) -> dict:
    """A request as the form gives it: dari, next Monday from 14 h to 15 h, on site in the Gard, for Amina."""
    return {
        "language": "prs",
        "day": DAY,
        "hour": time(14),
        "until": time(15),
        "modality": "presentiel",
        "departement": "30",
        "place": "12 rue des Tilleuls, Nîmes",
        "client_label": "Amina",
        "gender": "",
        "travel_minutes": 30,
        "every": 0,
        "times": 1,
        "confirm_long": False,
        "idempotency_key": uuid.uuid4(),
    } | typed


def interpreter(user, *, languages=("fra", "prs"), departements=("30", "34"), **facts) -> Interpreter:
    with acting_as_system():
        return Interpreter.objects.create(
            code=f"I-{user.pk}",
            user=user,
            display_name=user.display_name,
            languages=list(languages),
            departements=list(departements),
            **facts,
        )


def interpreters(count: int, **facts) -> list[Interpreter]:
    return [interpreter(make_user(f"Interprète {n + 1}", "interprete"), **facts) for n in range(count)]


def request(by, *, at=AT, **typed) -> Mission:
    return request_all(by, at=at, **typed)[0]


def request_all(by, *, at=AT, **typed) -> list[Mission]:
    with acting_as(by):
        return actions.request_mission(**asking(**typed), by=by, at=at)


def offer(mission, *people, by, at=AT, **typed) -> list[MissionOffer]:
    with acting_as(by):
        return offers.offer_mission(mission, interpreters=list(people), by=by, at=at, **typed).offers


def answer(offer, *, accepted=True, by=None, at=AT, **typed):
    user = by or offer.interpreter.user
    with acting_as(user):
        return offers.answer_offer(offer, accepted=accepted, by=user, at=at, **typed)


def accepted(by, coordinator, person, *, at=AT, **typed) -> Mission:
    """A mission that `person` holds."""
    mission = request(by, at=at, **typed)
    answer(offer(mission, person, by=coordinator, at=at)[0], at=at)
    return now(mission)


def confirmed(by, coordinator, person, *, at=AT, **typed) -> Mission:
    mission = accepted(by, coordinator, person, at=at, **typed)
    with acting_as(coordinator):
        return actions.confirm_mission(mission, by=coordinator, at=at)[0]


def held(by, coordinator, person, *, duration=60, at=AT, **typed) -> Mission:
    mission = confirmed(by, coordinator, person, at=at, **typed)
    with acting_as(person.user):
        later = mission.ends_at + timedelta(hours=1)
        return actions.declare_held(mission, duration=duration, by=person.user, at=later)


def do(verb, mission, *, by, at=AT, **typed):
    with acting_as(by):
        return verb(mission, by=by, at=at, **typed)


def now(mission) -> Mission:
    """The mission as the portal sees it."""
    with acting_as_system():
        return Mission.objects.select_related("interpreter__user", "requested_by").get(pk=mission.pk)


def occupied() -> list[tuple]:
    """(mission, interpreter) of every occupation."""
    return sorted(Occupation.objects.values_list("mission", "interpreter"))


def overlaps() -> int:
    """How many pairs of occupations have one interpreter in two places."""
    rows = list(Occupation.objects.values_list("interpreter", "period"))
    return sum(
        one[0] == two[0] and one[1].lower < two[1].upper and two[1].lower < one[1].upper
        for number, one in enumerate(rows)
        for two in rows[:number]
    )


def mailed_links(user) -> list[str]:
    """Paths of the offers mailed to somebody, the last one first."""
    with acting_as_system():
        bodies = [mail.body for mail in OutgoingMail.objects.filter(to=user.email).order_by("-queued_at")]
    return [found[0] for body in bodies if (found := re.findall(r"/reseau/offres/[^\s]+/", body))]


def mails_to(user) -> list[str]:
    """Subjects of the mails to somebody, in order."""
    with acting_as_system():
        return list(
            OutgoingMail.objects.filter(to=user.email).order_by("queued_at").values_list("subject", flat=True)
        )
