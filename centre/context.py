"""Who is acting, as the database sees it.

Row-level security and the journal read `app.user_id`, set for one transaction. Without it they fail closed:
no row of a named person is visible and no journalled write is accepted.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

SYSTEM_EMAIL = "systeme@portail.invalid"


def set_actor(user_id: int | None) -> None:
    """Name the actor for the rest of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', %s, true)", [str(user_id or "")])


def current_actor_id() -> int | None:
    """The actor of the current transaction, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_user_id()")
        return cursor.fetchone()[0]


def _replace_actor(user_id: int) -> int | None:
    """Name the actor as `set_actor` does, and return the one before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT app_user_id() AS id)"
            " SELECT id, set_config('app.user_id', %s, true) FROM before",
            [str(user_id)],
        )
        return cursor.fetchone()[0]


@contextmanager
def acting_as(user) -> Iterator[None]:
    """Open a transaction in `user`'s name; the actor before it comes back afterwards."""
    with transaction.atomic():
        before = _replace_actor(user.pk)
        yield
        set_actor(before)


@contextmanager
def acting_as_system() -> Iterator[None]:
    """Open a transaction in the portal's own name: commands and scheduled tasks that nobody asked for."""
    from centre.models import User

    with acting_as(User.objects.get(email=SYSTEM_EMAIL)):
        yield
