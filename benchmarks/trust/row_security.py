"""The same statements on the portal's tables and on copies of them without row security, in one scratch schema."""

import time

from django.conf import settings

from benchmarks.interleaved import measure, ratio, summary
from benchmarks.trust.connections import account_id, act_as, connect, system_id
from centre.models import User
from referrals import access

COPIED = ("referrals_referral", "referrals_person", "referrals_care")
OPEN = "bench_open"


def run(pairs: int) -> dict:
    _copy()
    therapist, coordinator = (
        User.objects.get(pk=account_id(name)) for name in ("therapeute", "coordination")
    )
    queries = {
        "therapist_list_50": (access.followed_by(therapist)[:50], therapist.pk),
        "board_50": (access.board()[:51], coordinator.pk),
        "board_count_capped": (access.board().order_by().values("pk")[:1001], coordinator.pk),
    }
    secured, bare = connect("default"), connect("default", path=f"{OPEN},public")
    figures = {name: _compare(secured, bare, *query, pairs) for name, query in queries.items()}
    return figures | _naming_the_actor(secured, coordinator.pk, pairs)


def _copy() -> None:
    with connect("owner") as owner:
        act_as(owner, system_id())
        owner.execute(f"DROP SCHEMA IF EXISTS {OPEN} CASCADE")
        owner.execute(f"CREATE SCHEMA {OPEN}")
        for table in COPIED:
            owner.execute(f"CREATE TABLE {OPEN}.{table} (LIKE public.{table} INCLUDING ALL)")
            owner.execute(f"INSERT INTO {OPEN}.{table} SELECT * FROM public.{table}")
        app = settings.DATABASES["default"]["USER"]
        owner.execute(f"GRANT USAGE ON SCHEMA {OPEN} TO {app}")
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {OPEN} TO {app}")
    with connect("owner", autocommit=True) as owner:
        for table in COPIED:
            owner.execute(f"VACUUM (ANALYZE) {OPEN}.{table}")


def _compare(secured, bare, queryset, actor: int, pairs: int) -> dict:
    sql, values = queryset.query.sql_with_params()
    values = [str(value) if isinstance(value, str) else value for value in values]

    def timed(connection):
        def once() -> float:
            with connection.transaction():
                act_as(connection, actor)
                started = time.perf_counter()
                connection.execute(sql, values).fetchall()
                return (time.perf_counter() - started) * 1000

        return once

    rows = [_rows(connection, sql, values, actor) for connection in (secured, bare)]
    assert rows[0] == rows[1] > 0, f"row security changed the answer: {rows}"
    taken = measure({"with": timed(secured), "without": timed(bare)}, pairs, warm_up=20)
    return {name: summary(durations) for name, durations in taken.items()} | ratio(
        taken["with"], taken["without"]
    )


def _rows(connection, sql, values, actor: int) -> int:
    with connection.transaction():
        act_as(connection, actor)
        return len(connection.execute(sql, values).fetchall())


def _naming_the_actor(connection, actor: int, pairs: int) -> dict:
    def once() -> float:
        with connection.transaction():
            started = time.perf_counter()
            act_as(connection, actor)
            return (time.perf_counter() - started) * 1000

    return {"set_config": summary(measure({"named": once}, pairs, warm_up=20)["named"])}
