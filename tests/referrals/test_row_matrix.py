"""Every table of the referrals × every role × every verb, in plain SQL without any filter.

A row per table: which rows of the world (`tests.referrals.world`) each person's bare SELECT returns. « one » is the row
that is hers there; another person's file is always in the same table. What she does not see she neither changes nor
removes; what she sees and may not change is in `READS_ONLY`.
"""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from pghistory.models import Event

from centre.context import acting_as, acting_as_system, set_actor
from tests.referrals.world import build, somebody_else_s

ALL, NONE, SOME = "all", "none", "some"

READERS = ("alice", "omar", "tara", "theo", "ines", "lea", "hugo", "ada", "visitor")
MATRIX = {
    #                                  alice omar  tara  theo  ines  lea   hugo  ada   visitor
    "person":                          (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "identity":                        (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "consent":                         (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "consentoverride":                 (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "rightsrequest":                   (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "referral":                        (ALL,  SOME, SOME, NONE, NONE, NONE, NONE, NONE, NONE),
    "referralstep":                    (ALL,  SOME, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "referraldraft":                   (NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "casereview":                      (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "casereview_participants":         (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "reviewmeeting":                   (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "agendaitem":                      (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "care":                            (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "therapysession":                  (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "reorientation":                   (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "backup":                          (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "exclusion":                       (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "plan":                            (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "planline":                        (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "savedview":                       (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "call":                            (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "caller":                          (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "callanswer":                      (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "callback":                        (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "shift":                           (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "hotline":                         (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "hotlineopening":                  (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "grid":                            (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "gridquestion":                    (ALL,  NONE, NONE, NONE, NONE, ALL,  NONE, NONE, NONE),
    "visit":                           (ALL,  NONE, ALL,  NONE, NONE, NONE, ALL,  NONE, NONE),
    "talk":                            (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "talkinggroup":                    (ALL,  NONE, ALL,  NONE, NONE, NONE, NONE, NONE, NONE),
    "pairingsettings":                 (ALL,  NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "teammember":                      (ALL,  NONE, ALL,  ALL,  NONE, NONE, NONE, NONE, NONE),
    "textreview":                      (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
    "dispositif":                      (ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL,  ALL),
}  # fmt: skip

# Seen by somebody who changes none of them, whatever she sends.
READS_ONLY = {
    "omar": {"referralstep", "textreview", "dispositif"},
    "tara": {"person", "identity", "consent", "consentoverride", "referral", "casereview", "reviewmeeting",
             "agendaitem", "teammember", "textreview", "dispositif"},
    "theo": {"teammember", "textreview", "dispositif"},
    "lea": {"hotline", "hotlineopening", "grid", "gridquestion", "textreview", "dispositif"},
    "ines": {"textreview", "dispositif"},
    "hugo": {"textreview", "dispositif"},
    "ada": {"textreview", "dispositif"},
}  # fmt: skip

# Nobody but the portal (or the coordination) removes a row, but these.
REMOVES = {
    "omar": {"referraldraft"},
    "tara": {"talk", "talkinggroup"},
    "lea": {"callanswer"},
}


def _tables() -> set[str]:
    config = apps.get_app_config("referrals")
    return {
        model._meta.db_table.removeprefix("referrals_")
        for model in config.get_models(include_auto_created=True)
        if not issubclass(model, Event)
    }


def test_every_table_has_its_row():
    missing = _tables() - set(MATRIX) - {"reviewmeeting_participants"}  # nobody is in it before a meeting
    assert not missing, f"say in MATRIX who sees {sorted(missing)}"


@pytest.fixture
def world(people):
    built = build(people)
    somebody_else_s(people)
    return built


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM referrals_{table}")
        return cursor.fetchone()[0]


def _as(world, reader: str):
    return acting_as(world.cast[reader])


def test_who_reads_which_rows(world):
    wrong = []
    for table, row in MATRIX.items():
        with acting_as_system():
            everything = _rows(table)
        own = table in ("referraldraft", "savedview")  # the portal itself does not read them
        assert everything or own, f"the world has no {table}"
        for reader, expected in zip(READERS, row, strict=True):
            if reader == "visitor":
                set_actor(None)
                seen = _rows(table)
            else:
                with _as(world, reader):
                    seen = _rows(table)
            right = {
                ALL: seen == (everything or 1),
                NONE: seen == 0,
                SOME: 0 < seen < everything,
            }[expected]
            if not right:
                wrong.append(f"{reader} reads {seen} of {everything} {table}, expected {expected}")
    assert wrong == []


def _change(world, reader: str, statement: str) -> int:
    """Rows touched; 0 as well when the database refuses the statement."""
    try:
        with transaction.atomic(), _as(world, reader), connection.cursor() as cursor:
            cursor.execute(statement)
            touched = cursor.rowcount
            raise _Undone
    except _Undone:
        return touched
    except DatabaseError:
        return 0


class _Undone(Exception):
    """The statement went through; it is taken back."""


def _key(table: str) -> str:
    return {"identity": "person_id"}.get(table, "id")


def test_what_is_not_seen_is_neither_changed_nor_removed(world):
    wrong = []
    for table, row in MATRIX.items():
        key = _key(table)
        for reader, expected in zip(READERS[:-1], row[:-1], strict=True):
            changed = _change(world, reader, f"UPDATE referrals_{table} SET {key} = {key}")
            removed = _change(world, reader, f"DELETE FROM referrals_{table}")
            if changed and (expected == NONE or table in READS_ONLY.get(reader, ())):
                wrong.append(f"{reader} changes {changed} {table}")
            if removed and reader != "alice" and table not in REMOVES.get(reader, ()):
                wrong.append(f"{reader} removes {removed} {table}")
    assert wrong == []


def test_the_matrix_can_fail(world):
    """Whoever is said to change a table does: the refusals above are not those of a statement that never works."""
    for reader, table in (
        ("alice", "identity"),
        ("omar", "identity"),
        ("tara", "backup"),
        ("lea", "callback"),
    ):
        key = _key(table)
        assert _change(world, reader, f"UPDATE referrals_{table} SET {key} = {key}") > 0, (reader, table)


@pytest.mark.parametrize("reader", ["omar", "tara", "theo", "ines", "lea", "hugo", "ada"])
def test_nobody_writes_a_row_about_somebody_else_s_file(world, reader):
    """INSERT, by copying a row the portal sees: a file that is not hers gets nothing from her."""
    with acting_as_system():
        other = somebody_else_s(world_people(world))
        person, referral = other.pk, other.referrals.get().pk
    for statement in (
        f"INSERT INTO referrals_consent (person_id, scope, form, language, text_version, interpreter_present,"
        f" given_on, withdrawal_reason, recorded_by_id) VALUES ('{person}', 'statistiques', 'oral', '', '', false,"
        f" '2026-03-02', '', {world.cast[reader].pk})",
        f"INSERT INTO referrals_referralstep (id, referral_id, state, at, by_id, note) VALUES"
        f" (gen_random_uuid(), '{referral}', 'acceptee', now(), {world.cast[reader].pk}, '')",
        f"INSERT INTO referrals_consentoverride (id, person_id, scope, reason, given_at, until, given_by_id) VALUES"
        f" (gen_random_uuid(), '{person}', 'equipe', '', now(), now() + interval '1 hour', {world.cast[reader].pk})",
        f"INSERT INTO referrals_exclusion (id, person_id, therapist_id, reason, added_by_id, added_at) SELECT"
        f" gen_random_uuid(), '{person}', id, '', {world.cast[reader].pk}, now() FROM networks_therapist LIMIT 1",
    ):
        assert _change(world, reader, statement) == 0, statement


def world_people(world):
    """The cast, as the makers take it."""
    from types import SimpleNamespace

    return SimpleNamespace(**world.cast)


def test_a_hotline_asleep_shows_nothing_to_who_listened(people):
    world = build(people, listening=False)
    with _as(world, "lea"):
        assert [table for table in ("call", "caller", "callanswer", "callback") if _rows(table)] == []
