"""The chain tells: whatever is changed behind the application's back is named."""

import pytest

from centre import chain
from centre.context import acting_as_system
from tests.conftest import owner_connection
from tests.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def journal():
    for name in ("Alice", "Chloé", "Ada"):
        make_user(name, "coordination")


def found() -> list[tuple]:
    with acting_as_system():
        return [(fault.source, fault.seq, fault.reason) for fault in chain.faults()]


def tamper(statement: str) -> None:
    """As somebody who owns the tables and switches their guards off."""
    with owner_connection() as owner, owner.transaction():
        owner.execute("SELECT set_config('app.user_id', '1', true)")
        for table in ("centre_rolegrantwriteevent", "centre_seal"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        owner.execute(statement)
        for table in ("centre_rolegrantwriteevent", "centre_seal"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        owner.execute("ALTER TABLE centre_rolegrantwriteevent FORCE ROW LEVEL SECURITY")


def test_an_untouched_journal_holds(journal):
    assert found() == []


def test_a_changed_record_is_named(journal):
    tamper("UPDATE centre_rolegrantwriteevent SET role = 'administration' WHERE pgh_id = 3")
    assert [(source, reason) for source, _, reason in found()] == [
        ("centre_rolegrantwriteevent", "inscription modifiée")
    ]


def test_an_erased_record_is_named(journal):
    tamper("DELETE FROM centre_rolegrantwriteevent WHERE pgh_id = 3")
    assert [reason for *_, reason in found()] == ["inscription effacée"]


def test_a_removed_link_is_named(journal):
    tamper("DELETE FROM centre_seal WHERE seq = 4")
    assert ("centre_seal", 5, "maillon modifié, ajouté ou retiré") in found()


def test_a_record_slipped_in_is_named(journal):
    tamper(
        "INSERT INTO centre_rolegrantwriteevent (pgh_created_at, pgh_label, actor_id, id, role, since, user_id)"
        " VALUES (now(), 'insert', 1, 99, 'administration', now(), 2)"
    )
    assert found() == [("centre_rolegrantwriteevent", None, "1 inscription(s) hors chaîne")]
