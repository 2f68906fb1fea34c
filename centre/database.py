"""Who owns the tables, and who may touch them.

Migrations run as the owner (`migrate` routes itself there); the application runs as a role that owns nothing. After
each migration its privileges are granted again, minus changes to the journal: a table added tomorrow is usable at
once, and a journal table added tomorrow is append-only.
"""

from django.conf import settings
from django.db import connections

_OWNER = "owner"


class Router:
    """`owner` is the same database as `default`, seen by another role; only `owner` migrates."""

    def db_for_read(self, model, **hints):
        return None

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == _OWNER or settings.DATABASES["default"]["USER"] == settings.DATABASES[_OWNER]["USER"]


def append_only_tables() -> list[str]:
    """Tables that the application may read and add to, and nothing else."""
    from pghistory.core import event_models  # needs the app registry

    from centre.models_journal import Reading

    return [model._meta.db_table for model in event_models()] + [Reading._meta.db_table]


# pgtrigger lets a session name triggers to skip (`pgtrigger.ignore`): the application could switch its own
# journal off. Here no trigger is ever skipped; and the look-up it did at each row made large writes quadratic.
_NEVER_IGNORE = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


def harden(using: str = _OWNER) -> None:
    """After each migration: triggers that cannot be skipped, privileges that follow the schema."""
    with connections[using].cursor() as cursor:
        cursor.execute(_NEVER_IGNORE)
        database = connections[using].ops.quote_name(connections[using].settings_dict["NAME"])
        # No temporary table may stand in front of a real one, nor carry a trigger of the application's own.
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    grant_privileges(using)


def grant_privileges(using: str) -> None:
    """Give the application its privileges on every table of the schema."""
    app = settings.DATABASES["default"]["USER"]
    if app == settings.DATABASES[_OWNER]["USER"]:
        return
    connection = connections[using]
    quote = connection.ops.quote_name
    journal = ", ".join(quote(table) for table in append_only_tables())
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(app)}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quote(app)}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quote(app)}")
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {journal} FROM {quote(app)}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON centre_seal FROM {quote(app)}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quote(app)}")
