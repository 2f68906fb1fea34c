"""Who is acting, as the database sees it.

Row-level security and the journal read `app.user_id`, set for one transaction. Without it they fail closed:
no row of a named person is visible and no journalled write is accepted.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection, transaction

SYSTEM_EMAIL = "systeme@portail.invalid"


def set_actor(user_id: int | None) -> None:
    """Name the actor for the rest of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(user_id or "")])


def current_actor_id() -> int | None:
    """Id of the current transaction's actor, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_user_id()")
        return cursor.fetchone()[0]


@contextmanager
def _named(sql: str, value: str) -> Iterator[None]:
    """Open a transaction in the name of the account whose number `sql` gives; the actor before it comes back."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH before AS MATERIALIZED (SELECT app_user_id() AS id)"
                f" SELECT id, set_config('app.user_id', {sql}, true) FROM before",
                [value],
            )
            before, actor = cursor.fetchone()
        if not actor:
            raise LookupError(f"no account {value}")
        yield
        set_actor(before)


def acting_as(user) -> AbstractContextManager[None]:
    """Open a transaction in `user`'s name; the previous actor is restored afterwards."""
    return _named("%s", str(user.pk))


def acting_as_system() -> AbstractContextManager[None]:
    """Open a transaction in the portal's own name: for commands, scheduled tasks, and the parts of an action that the
    actor may not do herself."""
    return _named("(SELECT id::text FROM centre_user WHERE email = %s)", SYSTEM_EMAIL)
