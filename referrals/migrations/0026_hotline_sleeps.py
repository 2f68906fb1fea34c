"""Asleep, a line shows its listeners nothing; open, it shows them what happened since it opened."""

from importlib import import_module

from django.db import migrations

from centre.row_security import ME, STAFF

before = import_module("referrals.migrations.0005_walls")
LISTENER, LISTENS = before.LISTENER, before.LISTENS


def since(day: str, table: str) -> str:
    """SQL: I keep this row's line, which is open, and the row is no older than the opening."""
    return LISTENS.format(table=f"referrals_{table}").replace(
        "o.closed_on IS NULL", f"o.closed_on IS NULL AND o.opened_on <= referrals_{table}.{day}"
    )


CALLS = f"{STAFF} OR {since('day', 'call')}"
CALLERS = f"{STAFF} OR {since('created_at', 'caller')}".replace(
    "referrals_caller.created_at", "(referrals_caller.created_at AT TIME ZONE 'Europe/Paris')::date"
)
SHIFTS = since("day", "shift")
HERS = f"{STAFF} OR ({SHIFTS} AND (user_id = {ME} OR user_id IS NULL AND keeper = ''))"

NARROWER = [
    *[
        f"ALTER POLICY {verb} ON referrals_{table} {kind} ({rows})"
        for table, rows in (("call", CALLS), ("caller", CALLERS))
        for verb, kind in (
            ("see", "USING"),
            ("add", "WITH CHECK"),
            ("change", "USING"),
            ("change", "WITH CHECK"),
        )
    ],
    f"ALTER POLICY see ON referrals_shift USING ({STAFF} OR {SHIFTS})",
    f"ALTER POLICY change ON referrals_shift USING ({HERS}) WITH CHECK ({HERS})",
    f"ALTER POLICY see ON referrals_hotlineopening USING ({STAFF} OR ({LISTENER} AND closed_on IS NULL))",
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0025_hotline_in_full")]
    operations = [migrations.RunSQL(NARROWER, migrations.RunSQL.noop)]
