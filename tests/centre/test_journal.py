"""The journal: nobody writes without a name, nobody rewrites, and the chain tells."""

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as, set_actor
from centre.models import RoleGrant, User
from tests.people import make_user


def test_a_write_without_an_actor_is_refused(db):
    set_actor(None)
    with pytest.raises(DatabaseError, match="no actor is named"), transaction.atomic():
        User(email="x@centre.example", display_name="X").save()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE centre_rolegrantwriteevent SET role = 'administration'",
        "DELETE FROM centre_rolegrantwriteevent",
        "TRUNCATE centre_rolegrantwriteevent",
        "UPDATE centre_reading SET why = ''",
        "DELETE FROM centre_reading",
        "UPDATE centre_seal SET hash = digest",
        "INSERT INTO centre_seal (seq, source, source_id, digest, previous, hash) VALUES (9, '', '', '', '', '')",
        "ALTER TABLE centre_reading DISABLE ROW LEVEL SECURITY",
        "SELECT journal_seal('centre_reading', 'x', '{}')",
    ],
)
def test_the_application_cannot_rewrite_the_journal(people, statement):
    assert people.alice
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_each_write_says_who(people):
    with acting_as(people.ada):
        RoleGrant.objects.create(user=people.victor, role="animation", granted_by=people.ada)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor_id, pgh_label FROM centre_rolegrantwriteevent WHERE role = 'animation' AND user_id = %s",
            [people.victor.pk],
        )
        assert cursor.fetchall() == [(people.ada.pk, "insert")]


@pytest.mark.django_db(transaction=True)
def test_each_record_is_sealed_at_commit():
    make_user("Alice", "coordination")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM centre_seal WHERE source = 'centre_userwriteevent'")
        assert cursor.fetchone()[0] == 2  # the portal's own account, and Alice


def test_the_journal_cannot_be_switched_off_by_the_session(people):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'centre_rolegrant'::regclass AND NOT tgisinternal"
        )
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(names) + "}"])
        before = _events(cursor)
        RoleGrant.objects.create(user=people.victor, role="animation", granted_by=people.ada)
        assert names and _events(cursor) > before


def _events(cursor) -> int:
    cursor.execute("SELECT count(*) FROM centre_rolegrantwriteevent")
    return cursor.fetchone()[0]
