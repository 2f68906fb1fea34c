"""Row-level security, written in migrations with these few words.

`FORCE` holds the owner too. A table with security and no policy for a verb refuses that verb: fail closed.
SQL functions (centre migration 0002): `app_user_id()` who acts, `app_is('coordination', …)` whether she holds
one of these roles today. Calls are wrapped in a sub-select so that they run once per statement, not once per row.
"""

from django.db import migrations

ME = "(SELECT app_user_id())"


def holds(*roles: str) -> str:
    """SQL: the actor holds one of these roles today."""
    return f"(SELECT app_is({', '.join(repr(role) for role in roles)}))"


STAFF = holds("coordination", "systeme")


def secure(
    table: str,
    *,
    see: str,
    add: str | None = None,
    change: str | None = None,
    remove: str | None = None,
):
    """Migration operation: who sees, adds, changes and removes rows of `table` (SQL conditions).

    What is not said is as `see` for changes, and for nobody for removals.
    """
    add = add or see
    change = change or see
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY see ON {table} FOR SELECT USING ({see})",
        f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({add})",
        f"CREATE POLICY change ON {table} FOR UPDATE USING ({change}) WITH CHECK ({change})",
    ]
    undo = [f"DROP POLICY {name} ON {table}" for name in ("see", "add", "change")]
    if remove:
        statements.append(f"CREATE POLICY remove ON {table} FOR DELETE USING ({remove})")
        undo.append(f"DROP POLICY remove ON {table}")
    undo += [
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return migrations.RunSQL(statements, undo)


def secure_history(*tables: str, readers: str = holds("coordination", "administration", "systeme")):
    """Event tables of the journal: a trigger adds in the actor's own name; only `readers` (SQL) read."""
    return [secure(table, see=readers, add=f"actor_id = {ME}", change="false") for table in tables]
