"""Every table of the groups × every reader × every verb, in plain SQL without any filter.

A row per table: which rows of the world (`tests.practice_groups.world`) each person's bare SELECT returns. Paula and
Otto take part, each in a cycle; Fanny and Fred lead one each; Hana receives Paula, Hugo nobody of this session.
What is not seen is neither changed nor removed; what is written by whoever is not the coordination is listed.
"""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from pghistory.models import Event

from centre.context import acting_as, acting_as_system, set_actor
from tests.practice_groups.world import build

ALL, NONE, SOME = "all", "none", "some"

READERS = ("alice", "paula", "otto", "fanny", "fred", "tara", "hana", "hugo", "felix", "ada", "visitor")
MATRIX = {
    #                       alice paula otto  fanny fred  tara  hana  hugo  felix ada   visitor
    # Announced to everybody; no name of a participant.
    "group":               (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
    "cycle":               (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
    "cycle_facilitators":  (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
    "trainingfacts":       (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
    "placementsession":    (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
    # Those of an announced season; those of a working group, to its members.
    "meeting":             (ALL,  SOME, SOME, SOME, SOME, SOME, SOME, SOME, SOME, SOME, SOME),
    # Who takes part.
    "registration":        (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "attendance":          (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "attestation":         (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "hostingturn":         (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "situationturn":       (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "hostingswap":         (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "situationswap":       (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "minutes":             (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "evaluation":          (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "receipt":             (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "loggedhours":         (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "attendancesheet":     (NONE, NONE, NONE, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "seasonreminder":      (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "contactentry":        (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    # The portal's alone.
    "registrationrequest": (NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "evaluationanswer":    (NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "minuteslink":         (NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    # Working groups.
    "groupmember":         (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "memberpresence":      (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "agendapoint":         (ALL,  SOME, SOME, SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "grouppoll":           (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    # Whoever facilitates reads what is tried; the coordination alone writes it.
    "experiment":          (ALL,  NONE, NONE, ALL,  ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    # Crossed placements.
    "wish":                (ALL,  SOME, NONE, NONE, NONE, NONE, SOME, NONE, NONE, NONE, NONE),
    "wantedstructure":     (ALL,  SOME, NONE, NONE, NONE, NONE, SOME, NONE, NONE, NONE, NONE),
    "pair":                (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "matching":            (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "placement":           (ALL,  SOME, NONE, NONE, NONE, NONE, SOME, NONE, NONE, NONE, NONE),
    "placementday":        (ALL,  ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE, NONE),
    "placementanswers":    (ALL,  ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "placementdocument":   (ALL,  SOME, NONE, NONE, NONE, NONE, SOME, NONE, NONE, NONE, NONE),
    "signature":           (ALL,  SOME, NONE, NONE, NONE, NONE, SOME, NONE, NONE, NONE, NONE),
}  # fmt: skip

# Seen by more people than write it: who, besides the coordination, changes a row without what it says changing.
_LEADERS = {"fanny", "fred"}
CHANGES = {
    "cycle": set(READERS),  # to lock it; a trigger keeps its columns
    "registration": {"paula", "otto"},
    "hostingturn": {"paula", "otto", "fanny", "fred"},
    "situationturn": {"paula", "otto", "fanny", "fred"},
    "placementanswers": {"paula"},
    **{table: _LEADERS for table in ("meeting", "attendance", "minutes", "memberpresence", "agendapoint")},
}
REMOVES = {
    "loggedhours": {"paula", "otto"},
    **{
        table: _LEADERS
        for table in ("attendance", "hostingturn", "situationturn", "memberpresence", "agendapoint")
    },
}


def _tables() -> set[str]:
    config = apps.get_app_config("practice_groups")
    return {
        model._meta.db_table.removeprefix("practice_groups_")
        for model in config.get_models(include_auto_created=True)
        if not issubclass(model, Event)
    }


def test_every_table_has_its_row():
    assert _tables() == set(MATRIX), "say in MATRIX who sees each table"


@pytest.fixture
def world(people):
    return build(people)


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM practice_groups_{table}")
        return cursor.fetchone()[0]


def _seen(world, reader: str, table: str) -> int:
    if reader == "visitor":
        set_actor(None)
        return _rows(table)
    with acting_as(world.cast[reader]):
        return _rows(table)


def test_who_reads_which_rows(world):
    wrong = []
    for table, row in MATRIX.items():
        with acting_as_system():
            everything = _rows(table)
        assert everything, f"the world has no {table}"
        for reader, expected in zip(READERS, row, strict=True):
            seen = _seen(world, reader, table)
            if {ALL: seen != everything, NONE: seen, SOME: not 0 < seen < everything}[expected]:
                wrong.append(f"{reader} reads {seen} of {everything} {table}, expected {expected}")
    assert wrong == []


def test_nobody_but_those_who_keep_the_journal_reads_a_history(world):
    """No history tells what its table hides: those of everybody are for the coordination and the administration."""
    tables = {
        model._meta.db_table.removeprefix("practice_groups_")
        for model in apps.get_app_config("practice_groups").get_models()
        if issubclass(model, Event)
    }
    assert tables
    told = [
        (reader, table)
        for reader in READERS
        if reader not in ("alice", "ada")
        for table in tables
        if _seen(world, reader, table)
    ]
    assert told == []


class _Undone(Exception):
    """The statement went through; it is taken back."""


def _change(world, reader: str, statement: str) -> int:
    """Rows touched; 0 as well when the database refuses the statement."""
    touched = 0
    try:
        with transaction.atomic():
            if reader != "visitor":
                with acting_as(world.cast[reader]):
                    touched = _execute(statement)
            else:
                set_actor(None)
                touched = _execute(statement)
            raise _Undone
    except _Undone:
        return touched
    except DatabaseError:
        return 0


def _execute(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def test_who_changes_and_who_removes(world):
    wrong = []
    for table in MATRIX:
        for reader in READERS[1:]:
            changed = _change(world, reader, f"UPDATE practice_groups_{table} SET id = id")
            if bool(changed) != (reader in CHANGES.get(table, ())):
                wrong.append(f"{reader} changes {changed} {table}")
            removed = _removed(world, reader, table)
            if bool(removed) != (reader in REMOVES.get(table, ())):
                wrong.append(f"{reader} removes {removed} {table}")
    assert wrong == []


def _removed(world, reader: str, table: str) -> int:
    return _change(world, reader, f"DELETE FROM practice_groups_{table}")


# Who, besides the coordination, may add a row there about something: the facilitator, the person, the structure.
ADDS = {
    "registration": {"paula", "otto"},
    "loggedhours": {"paula", "otto"},
    "placementanswers": {"paula"},
    **{
        table: _LEADERS
        for table in (
            "meeting",
            "attendance",
            "attendancesheet",
            "attestation",
            "evaluation",
            "minutes",
            "hostingturn",
            "situationturn",
            "memberpresence",
            "agendapoint",
        )
    },
}


def _copy(table: str) -> tuple[str, list]:
    """An INSERT of a row that the portal reads, under a new id."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
            [f"practice_groups_{table}"],
        )
        types = dict(cursor.fetchall())
        cursor.execute(f"SELECT to_jsonb(t)::text FROM practice_groups_{table} AS t ORDER BY id LIMIT 1")
        row = cursor.fetchone()[0]
    names = ", ".join(f'"{name}"' for name in types if name != "id")
    key = "gen_random_uuid()" if types["id"] == "uuid" else "1000000"
    return (
        f"INSERT INTO practice_groups_{table} (id, {names}) OVERRIDING SYSTEM VALUE SELECT {key}, {names}"
        f" FROM jsonb_populate_record(NULL::practice_groups_{table}, %s::jsonb)",
        [row],
    )


def _refusal(world, reader: str, statement: str, values: list) -> str:
    """The SQLSTATE and the words of the refusal; nothing when the row went in."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            set_actor(world.cast[reader].pk if reader != "visitor" else None)
            cursor.execute(statement, values)
            raise _Undone
    except _Undone:
        return ""
    except DatabaseError as error:
        return f"{error.__cause__.sqlstate} {error}"


def test_nobody_else_adds_a_row(world):
    """Refused by row-level security or a trigger of the house, never by a key alone, which another row would have."""
    wrong = []
    for table in MATRIX:
        statement = _copy(table)
        for reader in READERS[1:]:
            if reader in ADDS.get(table, ()):
                continue
            reason = _refusal(world, reader, *statement)
            if not reason or reason[:5] in ("23505", "23P01", "23503", "23502"):
                wrong.append(f"{reader} adds {table}: {reason}")
    assert wrong == []
