"""Common part of `seed_bench`: accounts, and SQL helpers that write rows by the hundred thousand.

Everything is derived from the row's number, so that the same day gives the same data on any machine. Rows are written
by the owner of the tables with the history triggers disabled for one transaction: they are in no journal, and are
about nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connections, transaction

from centre.context import SYSTEM_EMAIL
from centre.models import User

OWNER = "owner"
DOMAIN = "bench.example"
ACCOUNTS = {
    "coordination": "coordination",
    "renfort": "coordination",
    "therapeute": "therapeute",
    "orienteur": "orienteur",
    "administration": "administration",
}
TABLES = ("centre_user", "centre_rolegrant")


@dataclass(frozen=True)
class Size:
    """How many rows, and the instant the past is counted from. `year`: everything happens in that civil year."""

    persons: int
    referrals: int
    sessions: int
    at: datetime
    year: int | None = None


def address(name: str) -> str:
    return f"{name}@{DOMAIN}"


def strangers():
    """Accounts that belong neither to the portal itself, nor to the demonstration, nor to a benchmark."""
    invented = ("@demo.example", f"@{DOMAIN}")
    found = User.objects.exclude(email=SYSTEM_EMAIL)
    for ending in invented:
        found = found.exclude(email__endswith=ending)
    return found


def has_bench() -> bool:
    return User.objects.filter(email=address("coordination")).exists()


@contextmanager
def written_by_owner(tables: tuple[str, ...]) -> Iterator:
    """A cursor as the owner of the tables, acting as the portal, with triggers and foreign keys disabled until the
    end."""
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT id FROM centre_user WHERE email = %s", [SYSTEM_EMAIL])
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(cursor.fetchone()[0])])
        keys = _foreign_keys(cursor, tables)
        _alter(cursor, [(table, "DISABLE TRIGGER USER") for table in tables])
        _alter(cursor, [(table, f"ALTER CONSTRAINT {name} NOT ENFORCED") for table, name in keys])
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an altered table may have no pending check
        _alter(
            cursor, [(table, f"ALTER CONSTRAINT {name} ENFORCED") for table, name in keys]
        )  # checked at once
        _alter(cursor, [(table, "ENABLE TRIGGER USER") for table in tables])


def _foreign_keys(cursor, tables: tuple[str, ...]) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s) ORDER BY conname",
        [list(tables)],
    )
    return cursor.fetchall()


def _alter(cursor, changes: list[tuple[str, str]]) -> None:
    for table, change in changes:
        cursor.execute(f"ALTER TABLE {table} {change}")


def tidy(tables: tuple[str, ...]) -> None:
    """What autovacuum would have done by now: statistics and visibility maps."""
    with connections[OWNER].cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def seed(cursor, size: Size) -> None:
    """Create accounts without a password: nobody logs in as them, benchmarks open their sessions directly."""
    for name, role in ACCOUNTS.items():
        cursor.execute(
            "INSERT INTO centre_user (email, display_name, password, language, is_active, date_joined)"
            " VALUES (%s, %s, '!', 'fr', true, %s) RETURNING id",
            [address(name), f"Mesure {name}", size.at],
        )
        cursor.execute(
            "INSERT INTO centre_rolegrant (user_id, role, since) VALUES (%s, %s, '2020-01-01')",
            [cursor.fetchone()[0], role],
        )


# ── SQL of a row's number ───────────────────────────────────────────────────────────────────────


def key(kind: str, number: str = "n") -> str:
    """SQL: the row's UUID."""
    return f"md5('bench {kind} ' || {number})::uuid"


def draw(sides: int, salt: int, number: str = "n") -> str:
    """SQL: a number from 0 to `sides` - 1, drawn by hashing the row's number."""
    return f"mod(hashint8extended({number}, {salt}) & 1073741823, {sides})::int"


def pick(values, salt: int, number: str = "n") -> str:
    """SQL: one of these texts; repeat one to make it frequent."""
    values = list(values)
    return one_of(values, draw(len(values), salt, number))


def one_of(values, index: str) -> str:
    """SQL: the text at this index, from 0."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"(ARRAY[{listed}])[1 + {index}]"


def user(name: str) -> str:
    """SQL: the id of one of the accounts."""
    return f"(SELECT id FROM centre_user WHERE email = '{address(name)}')"


def with_blanks(model, **values: str) -> str:
    """SQL: « (columns) SELECT expressions »; a column that `values` does not name gets its default."""
    columns = dict(values)
    for field in model._meta.concrete_fields:
        if field.column not in columns and not field.null and not field.primary_key:
            default = field.get_default()
            columns[field.column] = (
                "'{}'" if default in ([], {}) else f"'{'' if default is None else default}'"
            )
    return f"({', '.join(columns)}) SELECT {', '.join(columns.values())}"
