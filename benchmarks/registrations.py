"""Two hundred people register at once for ten seats: through the pages, and in the bare SQL that locks and inserts.

Eight servers of one thread each, eight connections for the SQL; each round opens a cycle for each way, and every one
of its two hundred registrations is counted afterwards: ten seated, the others queued.
"""

import http.client
import itertools
import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlencode

import psycopg

from benchmarks.databases import Databases, python
from benchmarks.interleaved import is_void, measure, ratio, said, summary
from benchmarks.servers import serving

PEOPLE, SEATS, WORKERS = 200, 10, 8
MOST = 15  # rounds
CSRF = "b" * 32
COUNTED = """
SELECT count(*) FILTER (WHERE state = 'confirmee'), count(*) FILTER (WHERE state = 'liste_attente')
FROM practice_groups_registration WHERE cycle_id = %s
"""
OPEN = """
WITH one AS (
    INSERT INTO practice_groups_group (kind, title, language, description, departement, place, audience, professions,
        prerequisites, public, version, clinical, country)
    VALUES ('analyse_pratiques', %(name)s, 'fr', '', '34', '', 'tous', '{}', '', true, 1, false, 'FR') RETURNING id)
INSERT INTO practice_groups_cycle (group_id, season, starts_on, ends_on, seats, fee, opens_at, closes_at, offer_hours,
    programme, published, hosted, version, taken, taken_social, taken_mental, queue)
SELECT id, 'banc', current_date + 9, current_date + 200, %(seats)s, 0, now() - interval '1 day',
    now() + interval '1 day', 48, '', true, false, 1, 0, 0, 0, '{}' FROM one RETURNING id
"""
# What a registration cannot do without, as one would write it by hand: the same lock, the same row, the same triggers.
LOCK = "SELECT seats - taken FROM practice_groups_cycle WHERE id = %s FOR UPDATE"
INSERT = """
INSERT INTO practice_groups_registration (cycle_id, user_id, profession, structure, expectations, fee_state, fee_by,
    fee_reason, charter_accepted_at, registered_at, confirmed_at, state, sector, host_address, host_commune,
    avoids_months, passed_over)
VALUES (%(cycle)s, %(person)s, 'Éducatrice', '', '', '', '', '', now(), now(), CASE WHEN %(free)s THEN now() END,
    CASE WHEN %(free)s THEN 'confirmee' ELSE 'liste_attente' END, 'social', '', '', '{}', '')
"""


class Ways:
    """The same people, by two ways; each call opens a cycle and gives how long the last one waited."""

    def __init__(self, url: str, ports: list[int], field: dict, people: int = PEOPLE, seats: int = SEATS):
        self._ports, self._field, self._names = ports, field, itertools.count(1)
        self._people, self._seats = people, seats
        self._bare = [psycopg.connect(url) for _ in range(WORKERS)]
        self._pool = ThreadPoolExecutor(WORKERS)

    def close(self) -> None:
        self._pool.shutdown()
        for one in self._bare:
            one.close()

    def through_pages(self) -> float:
        return self._timed(self._send)

    def through_sql(self) -> float:
        return self._timed(self._insert)

    def _timed(self, way) -> float:
        """Milliseconds, from the first registration to the last one committed."""
        cycle = self._open()
        started = time.perf_counter()
        list(self._pool.map(lambda worker: way(worker, cycle), range(WORKERS)))
        elapsed = (time.perf_counter() - started) * 1000
        with self._acting(self._bare[0]) as cursor:
            counted = cursor.execute(COUNTED, [cycle]).fetchone()
        if counted != (expected := (self._seats, self._people - self._seats)):
            raise SystemExit(f"{counted} places et attentes : {expected} étaient attendues")
        return elapsed

    def _open(self) -> int:
        with self._acting(self._bare[0]) as cursor:
            name = f"Banc {next(self._names)}"
            return cursor.execute(OPEN, {"name": name, "seats": self._seats}).fetchone()[0]

    def _acting(self, connection):
        return _Acting(connection, self._field["portal"])

    def _send(self, worker: int, cycle: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._ports[worker], timeout=120)
        for number in range(worker, self._people, WORKERS):
            typed = {
                "csrfmiddlewaretoken": CSRF,
                "idempotency_key": uuid.uuid4(),
                "version": 1,
                "profession": "Éducatrice",
                "sector": "social",
                "charter": "on",
            }
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"sessionid={self._field['sessions'][number]}; csrftoken={CSRF}",
            }
            connection.request("POST", f"/groupes/{cycle}/inscription/", urlencode(typed), headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 302:
                raise SystemExit(f"inscription : {answer.status}")

    def _insert(self, worker: int, cycle: int) -> None:
        for number in range(worker, self._people, WORKERS):
            with self._acting(self._bare[worker]) as cursor:
                free = cursor.execute(LOCK, [cycle]).fetchone()[0] > 0
                cursor.execute(
                    INSERT, {"cycle": cycle, "person": self._field["people"][number], "free": free}
                )


class _Acting:
    """One transaction in the portal's name."""

    def __init__(self, connection: psycopg.Connection, account: int):
        self._connection, self._account = connection, str(account)

    def __enter__(self) -> psycopg.Cursor:
        cursor = self._connection.cursor()
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [self._account])
        return cursor

    def __exit__(self, failure, *_):
        if failure:
            self._connection.rollback()
        else:
            self._connection.commit()


def run(databases: Databases, scales: tuple[int, int], pairs: int) -> dict:
    env = databases.at(scales[0])
    field = json.loads(python(env, "-W", "ignore", "-m", "benchmarks.registrants", str(PEOPLE)))
    with ExitStack() as stack:
        ports = [stack.enter_context(serving("centre.wsgi:application", env)) for _ in range(WORKERS)]
        ways = Ways(env["DATABASE_URL"], ports, field)
        stack.callback(ways.close)
        taken = measure(
            {
                "pages": ways.through_pages,
                "twin": ways.through_pages,
                "sql": ways.through_sql,
                "sql_twin": ways.through_sql,
            },
            min(pairs, MOST),
            1,
        )
    same = [ratio(taken["twin"], taken["pages"]), ratio(taken["sql_twin"], taken["sql"])]
    found = {
        "rounds": len(taken["pages"]),
        "people": PEOPLE,
        "seats": SEATS,
        "workers": WORKERS,
        "times": {name: summary(durations) for name, durations in taken.items()},
        "a_second": {
            name: round(PEOPLE * 1000 / summary(taken[name])["p50_ms"], 1) for name in ("pages", "sql")
        },
        "aa_pages": same[0],
        "aa_sql": same[1],
        "pages_over_sql": ratio(taken["pages"], taken["sql"]),
        "void": is_void(*same),
    }
    _say(found)
    return found


def _say(found: dict) -> None:
    for name, times in found["times"].items():
        print(f"{name:<10} p50 {times['p50_ms']:9.1f} ms pour {PEOPLE} inscriptions", flush=True)
    print(f"par seconde : {found['a_second']}", flush=True)
    print(f"A/A : pages {said(found['aa_pages'])}, SQL {said(found['aa_sql'])}", flush=True)
    if found["void"]:
        print("RUN NUL : la machine distingue deux fois la même chose. À refaire au calme.", flush=True)
    print(f"pages / SQL : {said(found['pages_over_sql'])}", flush=True)
