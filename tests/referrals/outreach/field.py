"""Visits the tests are about, made in one line."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from centre.context import acting_as
from networks.models import Membership, Structure
from referrals.models import Visit
from referrals.outreach.hosting import actions as hosting
from referrals.outreach.notes import actions as notes
from referrals.outreach.planning import actions as planning
from tests.people import make_user

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 10)
AFTER = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)  # the visit of that morning is over


def site(name: str = "HUDA des Amandiers", **facts) -> Structure:
    return Structure.objects.get_or_create(name=name, defaults={"kind": "HUDA", "departement": "30"} | facts)[
        0
    ]


def host(name: str = "Hugo", at_site: str = "HUDA des Amandiers", **place):
    user = make_user(name, "accueil")
    Membership.objects.create(user=user, structure=site(at_site), **{"validated_on": "2024-01-01"} | place)
    return user


def ask(by, **typed) -> Visit:
    facts = {
        "structure": site(),
        "kinds": ["permanence", "groupe_parole"],
        "wished": "un mardi matin",
        "languages": ["prs"],
        "request": "Deux familles arrivées cette semaine.",
        "idempotency_key": uuid.uuid4(),
    }
    with acting_as(by):
        return hosting.ask_visit(**facts | typed, by=by, at=AT)


def plan_facts(keeper, **typed) -> dict:
    return {
        "keeper": keeper,
        "second": None,
        "day": DAY,
        "hour": time(9),
        "until": time(12),
        "place": "",
        "every": 0,
        "times": 1,
        "interpreter_language": "",
    } | typed


def plan(visit, keeper, by, **typed) -> list[Visit]:
    with acting_as(by):
        return planning.plan_visit(
            visit, **plan_facts(keeper, **{"version": visit.version} | typed), by=by, at=AT
        )


def planned(host, keeper, by, **typed) -> Visit:
    return plan(ask(host), keeper, by, **typed)[0]


def talk(visit, by, *, at=AFTER, **typed):
    facts = {
        "sex": "F",
        "age_band": "25-34",
        "outcome": "ecoute",
        "language": "prs",
        "interpreted": False,
        "situation": "",
        "needs": ["acces_droits"],
        "duration": None,
        "idempotency_key": uuid.uuid4(),
    }
    with acting_as(by):
        return notes.add_talk(visit, **facts | typed, by=by, at=at)


def group_facts(**typed) -> dict:
    return {
        "theme": "Le sommeil",
        "heads": None,
        "women": None,
        "men": None,
        "minors": None,
        "professionals": None,
        "language": "",
        "duration": None,
    } | typed


def group(visit, by, *, at=AFTER, **typed):
    key = {"idempotency_key": uuid.uuid4()}
    with acting_as(by):
        return notes.add_group(visit, **key | group_facts(**typed), by=by, at=at)


def hold(visit, by, *, at=AFTER, **typed) -> Visit:
    fresh = Visit.objects.get(pk=visit.pk)
    facts = {"heads": None, "needs": [], "note": "", "version": fresh.version}
    with acting_as(by):
        return notes.hold_visit(fresh, **facts | typed, by=by, at=at)


def soon(days: int = 3) -> datetime:
    from django.utils import timezone

    return timezone.now() + timedelta(days=days)
