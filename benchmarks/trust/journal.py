"""A thousand sessions written at once: without a journal, with its records, with its records sealed."""

import time

from benchmarks.interleaved import measure, ratio, summary
from benchmarks.trust.connections import act_as, connect, system_id

ROWS = 1000
ROUNDS = 12
TABLE, HISTORY = "referrals_therapysession", "referrals_therapysessionwriteevent"
SLEEP = {
    "plain": (TABLE, HISTORY),
    "journalled": (HISTORY,),
    "sealed": (),
}


def run() -> dict:
    owner, actor = connect("owner"), system_id()
    insert = _insert(owner)
    owner.rollback()

    def writing(asleep):
        def once() -> float:
            act_as(owner, actor)
            for table in asleep:
                owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            started = time.perf_counter()
            owner.execute(insert)
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit runs: seals, foreign keys
            elapsed = (time.perf_counter() - started) * 1000
            owner.rollback()
            return elapsed

        return once

    taken = measure({name: writing(asleep) for name, asleep in SLEEP.items()}, ROUNDS, warm_up=1)
    return {
        "rows": ROWS,
        **{name: summary(durations) for name, durations in taken.items()},
        "journalled_over_plain": ratio(taken["journalled"], taken["plain"]),
        "sealed_over_plain": ratio(taken["sealed"], taken["plain"]),
    }


def _insert(owner) -> str:
    """Copies of existing sessions, as history: they may overlap."""
    columns = [
        name
        for (name,) in owner.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position",
            [TABLE],
        )
    ]
    own = {"id": "gen_random_uuid()", "mission_id": "NULL", "idempotency_key": "NULL", "imported": "true"}
    taken = ", ".join(own.get(name, name) for name in columns)
    return f"INSERT INTO {TABLE} ({', '.join(columns)}) SELECT {taken} FROM {TABLE} LIMIT {ROWS}"
