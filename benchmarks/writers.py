"""`python -m benchmarks.writers writers each`: accounts, groups and care to write about, for `benchmarks.writes`.

Prints as JSON the requests to send: their path, cookie and form.
"""

import json
import sys
import uuid
from datetime import timedelta
from itertools import product

import django

SEATS = 40  # as many as register in a cycle
DAYS, HOURS = 28, (*range(9), *range(17, 23))  # `seed_bench` has sessions from nine to five
REACHED = ("30", "34")  # where interpreters of `seed_bench` come
CSRF = "b" * 32


def field(writers: int, each: int) -> dict[str, list[dict]]:
    """Requests of both kinds: number `n` is sent by the writer `n % writers`, `each` of them by everyone."""
    return {"session": _sessions(writers, each), "registration": _registrations(writers * each)}


def _sessions(writers: int, each: int) -> list[dict]:
    """Sessions noted after the fact, each therapist her own; with her interpreter where the care has one."""
    from django.urls import reverse
    from django.utils import timezone

    from benchmarks.probe import cookie_of, logged_in
    from centre.context import acting_as_system
    from centre.models import RoleGrant, User
    from networks.models import Therapist
    from referrals.models import Care
    from referrals.sessions.access import interpreters_for

    today, slots = timezone.localdate(), list(product(range(1, DAYS + 1), HOURS))[:each]
    if len(slots) < each:
        raise SystemExit(f"{each} séances, {len(slots)} heures libres")
    requests: list[dict] = [{} for _ in range(writers * each)]
    for writer in range(writers):
        with acting_as_system():
            hers = Therapist.objects.order_by("pk")[writer + 1]
            hers.user = User.objects.create(
                email=f"seances{writer}@bench.example", display_name=f"Séances {writer}"
            )
            hers.save()
            RoleGrant.objects.create(user=hers.user, role="therapeute")
            cares = list(
                Care.objects.filter(therapist=hers, state="active").select_related("person").order_by("pk")
            )
            helped = {
                care.pk for care in cares if interpreters_for(care.person, []).filter(pk=care.interpreter_id)
            }
        cookie = cookie_of(logged_in(hers.user.email))
        for rank, (days, hour) in enumerate(slots):
            care = cares[rank % len(cares)]
            data = {
                "state": "realisee",
                "day": f"{today - timedelta(days=days):%d/%m/%Y}",
                "hour": f"{hour:02}:00",
                "duration": "45",
                "modality": "presentiel" if care.person.departement in REACHED else "telephone",
                "interpreter": care.interpreter_id if care.pk in helped else "",
            }
            requests[rank * writers + writer] = _request(
                reverse("referrals:log_session", args=[care.pk]), cookie, data
            )
    return requests


def _registrations(total: int) -> list[dict]:
    """Forty people, cycle after cycle: whoever writes takes the same lock as the others."""
    from django.db import connection
    from django.urls import reverse

    from benchmarks.registrants import make
    from benchmarks.registrations import OPEN
    from centre.context import acting_as_system

    made, cycles = make(SEATS), []
    with acting_as_system(), connection.cursor() as cursor:
        for number in range(-(-total // SEATS)):
            cursor.execute(OPEN, {"name": f"Écritures {number}", "seats": SEATS})
            cycles += cursor.fetchone()
    data = {"version": 1, "profession": "Éducatrice", "sector": "social", "charter": "on"}
    return [
        _request(
            reverse("practice_groups:register", args=[cycles[n // SEATS]]),
            f"sessionid={made['sessions'][n % SEATS]}",
            data,
        )
        for n in range(total)
    ]


def _request(path: str, cookie: str, data: dict) -> dict:
    own = {"csrfmiddlewaretoken": CSRF, "idempotency_key": str(uuid.uuid4())}
    return {"path": path, "cookie": f"{cookie}; csrftoken={CSRF}", "data": data | own}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(field(int(sys.argv[1]), int(sys.argv[2]))))
