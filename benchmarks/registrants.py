"""`python -m benchmarks.registrants count`: accounts that may register, each with a session. JSON: ids and cookies."""

import json
import sys

import django


def make(count: int) -> dict:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from centre.context import SYSTEM_EMAIL, acting_as_system
    from centre.models import RoleGrant, User

    people = [User(email=f"inscrit{n}@bench.example", display_name=f"Inscrite {n}") for n in range(count)]
    with acting_as_system():
        User.objects.bulk_create(people)
        RoleGrant.objects.bulk_create(RoleGrant(user=one, role="benevole") for one in people)
    sessions = []
    for one in people:
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(one.pk), "centre.accounts.Backend"
        session[HASH_SESSION_KEY] = one.get_session_auth_hash()
        session.save()
        sessions.append(session.session_key)
    portal = User.objects.get(email=SYSTEM_EMAIL).pk
    return {"people": [one.pk for one in people], "sessions": sessions, "portal": portal}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make(int(sys.argv[1]))))
