"""The tables of bilans × every reader × every verb, in plain SQL without any filter.

The world: a published edition (two documents, their files, sections, blocks, a funder's request, a remark) and a draft
of the next year with the same. Felix funds; Fay, another funder, asked for nothing.
"""

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg.errors import UniqueViolation

from centre.context import acting_as, acting_as_system, set_actor
from observatory.bilan import remarks
from observatory.rendering import make_documents
from tests.observatory.bilan.makers import AT, published, small_year, started
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("quick_documents", "queued")

ALL, NONE, SOME = "all", "none", "some"
READERS = ("alice", "felix", "fay", "ada", "tara", "victor", "visitor")
MATRIX = {
    #                  alice felix fay   ada   tara  victor visitor
    # What is published, and nothing else, is everybody's as far as the database goes: doors are narrower.
    "annualreport":   (ALL,  SOME, SOME, SOME, SOME, SOME, SOME),
    "reportrender":   (ALL,  SOME, SOME, SOME, SOME, SOME, SOME),
    "reportfile":     (ALL,  SOME, SOME, SOME, SOME, SOME, SOME),
    "reportsection":  (ALL,  SOME, SOME, SOME, SOME, SOME, SOME),
    "block":          (ALL,  SOME, SOME, SOME, SOME, SOME, SOME),
    # Each her own.
    "comment":        (ALL,  SOME, NONE, NONE, NONE, NONE, NONE),
    # The coordination's alone.
    "exactfigures":   (ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "fact":           (ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "countedyear":    (ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
}  # fmt: skip


@pytest.fixture
def cast(people, portal):
    small_year()
    report = published(people.alice)
    small_year(2022)
    draft = started(people.alice, 2022)
    make_documents(draft.pk)
    with acting_as(people.felix):
        remarks.ask_correction(report.sections.first(), text="x", by=people.felix, at=AT)
    with acting_as(people.alice):
        remarks.comment_section(draft.sections.first(), text="x", by=people.alice, at=AT)
    named = ("alice", "felix", "ada", "tara", "victor")
    return {name: getattr(people, name) for name in named} | {"fay": make_user("Fay", "financeur")}


class _Undone(Exception):
    """The statement went through; it is taken back."""


def touched(cast, reader: str, statement: str) -> int:
    """Rows seen or touched; 0 as well when the database refuses the statement."""
    count = 0
    try:
        with transaction.atomic():
            if reader == "visitor":
                set_actor(None)
                count = _execute(statement)
            else:
                with acting_as(cast[reader]):
                    count = _execute(statement)
            raise _Undone
    except _Undone:
        return count
    except DatabaseError as refusal:
        # The walls come before the keys: who meets a key is through.
        return int(isinstance(refusal.__cause__, UniqueViolation))


def _execute(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


def test_who_reads_which_rows(cast):
    wrong = []
    for table, row in MATRIX.items():
        with acting_as_system():
            everything = _execute(f"SELECT 1 FROM observatory_{table}")
        if not everything:
            assert table in ("fact", "countedyear"), f"the world has no {table}"
        for reader, expected in zip(READERS, row, strict=True):
            seen = touched(cast, reader, f"SELECT 1 FROM observatory_{table}")
            if {ALL: seen != everything, NONE: seen, SOME: not 0 < seen < everything}[expected]:
                wrong.append(f"{reader} reads {seen} of {everything} {table}, expected {expected}")
    assert wrong == []


def test_only_the_coordination_changes_or_removes(cast):
    wrong = []
    for table in MATRIX:
        key = "report_id" if table == "exactfigures" else "id"
        for reader in READERS[1:]:
            for verb in (f"UPDATE observatory_{table} SET {key} = {key}", f"DELETE FROM observatory_{table}"):
                if count := touched(cast, reader, verb):
                    wrong.append(f"{reader}: {verb} → {count}")
    assert wrong == []


def test_only_the_coordination_adds(cast):
    """A copy of any row, under another key, by whoever sees it or not."""
    wrong = []
    for table in ("annualreport", "reportrender", "reportfile", "reportsection", "block", "comment"):
        with acting_as_system(), connection.cursor() as cursor:
            cursor.execute(f"SELECT json_agg(t)::text FROM (SELECT * FROM observatory_{table} LIMIT 1) t")
            row = cursor.fetchone()[0].replace("'", "''")
        copy = (
            f"INSERT INTO observatory_{table} SELECT * FROM"
            f" jsonb_populate_recordset(NULL::observatory_{table}, jsonb_set('{row}'::jsonb, '{{0,id}}',"
            " to_jsonb(gen_random_uuid())))"
        )
        wrong += [f"{reader} adds a {table}" for reader in READERS[1:] if touched(cast, reader, copy)]
    assert wrong == ["felix adds a comment"]  # again a request of his own, about what is published


def test_no_history_of_them_is_read(cast):
    for table in ("reportsection", "block", "comment", "annualreport", "reportrender"):
        for reader in ("felix", "fay", "tara", "victor", "visitor"):
            assert not touched(cast, reader, f"SELECT 1 FROM observatory_{table}writeevent"), (reader, table)
