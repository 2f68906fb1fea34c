"""Therapists and interpreters the tests of profiles talk about."""

from datetime import UTC, datetime

from networks.models import Interpreter, Therapist
from networks.profiles.forms import form_for

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
DAY = AT.date()


def therapist(user=None, code="TH-1", **facts) -> Therapist:
    facts = {"display_name": "Tara Belcourt", "languages": ["fra"], "capacity": 4} | facts
    return Therapist.objects.create(code=code, user=user, **facts)


def interpreter(user=None, code="IN-1", **facts) -> Interpreter:
    facts = {"display_name": "Inès Valmagne", "languages": ["fra", "prs"], "departements": ["30"]} | facts
    return Interpreter.objects.create(code=code, user=user, **facts)


def typed(profile, *, own=False, **changes) -> dict:
    """What a browser sends back of the form of `profile`, with `changes`."""
    form = form_for(profile, own=own).of(type(profile).objects.get(pk=profile.pk))
    sent = {}
    for bound in form:
        value = bound.value()
        if value is True or value not in (None, False, "", []):
            sent[bound.name] = "on" if value is True else value
    return {name: value for name, value in (sent | changes).items() if value is not None}
