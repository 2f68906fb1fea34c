"""Statements that no code of the portal writes, sent as the application in somebody's name."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from observatory.models import AnnualReport
from tests.practice_groups import field
from tests.referrals import makers

FILES = (
    "referrals_person",
    "referrals_referral",
    "referrals_care",
    "referrals_consent",
    "referrals_therapysession",
    "referrals_casereview",
    "referrals_referralstep",
    "networks_mission",
    "practice_groups_registration",
)


@pytest.fixture
def scene(people):
    """Omar sent a person whom Tara follows with Inès; Olga sent another, whom nobody follows."""
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )
    return care, makers.referral(people.olga)


def rows(user, statement: str) -> int:
    """How many rows the statement reads or changes in this person's name; -1 when the database refuses it."""
    try:
        with transaction.atomic(), acting_as(user), connection.cursor() as cursor:
            cursor.execute(statement)
            return len(cursor.fetchall()) if cursor.description else cursor.rowcount
    except DatabaseError:
        return -1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE referrals_care DISABLE TRIGGER ALL",
        "ALTER TABLE referrals_identity NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY see ON referrals_identity",
        "SET session_replication_role = replica",
        "SET ROLE portal_owner",
        "SET ROLE portal_backup",
        "TRUNCATE centre_seal",
        "TRUNCATE referrals_identity",
        "INSERT INTO centre_seal SELECT seq + 1000, source, source_id, digest, previous, hash FROM centre_seal",
        "UPDATE centre_seal SET hash = ''",
        "DELETE FROM centre_seal",
        "DELETE FROM centre_reading",
        "UPDATE referrals_referralwriteevent SET actor_id = 1",
        "DELETE FROM referrals_carewriteevent",
        "DELETE FROM django_migrations",
        "SELECT journal_seal('centre_reading', 'x', '{}')",
        "CREATE TABLE theirs (x int)",
        "CREATE FUNCTION public.theirs() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION public.app_is(VARIADIC text[]) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(name) RETURNS boolean LANGUAGE sql"
        " AS 'SELECT true'",
        "ALTER FUNCTION app_is(text[]) SECURITY INVOKER",
        "CREATE EXTENSION dblink",
        "COPY referrals_person TO '/tmp/out'",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_the_application_cannot(people, statement):
    assert rows(people.alice, statement) == -1


def test_a_referrer_neither_takes_nor_gives_what_is_not_hers(scene, people):
    care, other = scene
    omar, mine = people.omar, care.referral
    stolen = f"SET referrer_id = {omar.pk} WHERE id = '{other.pk}'"
    assert rows(omar, f"UPDATE referrals_referral {stolen}") == 0
    assert (
        rows(omar, f"UPDATE referrals_referral SET referrer_id = {people.olga.pk} WHERE id = '{mine.pk}'")
        == -1
    )
    assert (
        rows(omar, f"UPDATE referrals_person SET created_by_id = {omar.pk} WHERE id = '{other.person_id}'")
        == 0
    )
    assert rows(omar, f"UPDATE referrals_person SET created_by_id = {people.olga.pk}") == -1
    assert rows(omar, f"UPDATE referrals_identity SET person_id = '{other.person_id}'") == -1
    assert (
        rows(omar, f"UPDATE referrals_consent SET person_id = '{other.person_id}', scope = 'partenaire'")
        == -1
    )
    pointed = f"UPDATE referrals_referral SET person_id = '{other.person_id}' WHERE id = '{mine.pk}'"
    assert rows(omar, pointed) == -1


def test_nobody_writes_in_another_s_name(scene, people):
    care, other = scene
    person, mine = other.person_id, care.referral_id
    consent = "INSERT INTO referrals_consent (person_id, scope, form, language, given_on, recorded_by_id)"
    assert (
        rows(people.omar, f"{consent} VALUES ('{person}', 'equipe', 'oral', '', now(), {people.omar.pk})")
        == -1
    )
    step = "INSERT INTO referrals_referralstep (id, referral_id, state, at, by_id, note)"
    values = f"VALUES ('{uuid.uuid4()}', '{mine}', 'acceptee', now(), {people.alice.pk}, '')"
    assert rows(people.omar, f"{step} {values}") == -1
    reading = "INSERT INTO centre_reading (pgh_id, actor_id, at, what, object_id, why)"
    assert (
        rows(people.omar, f"{reading} VALUES ('{uuid.uuid4()}', {people.alice.pk}, now(), 'x', 'x', 'x')")
        == -1
    )
    care_of = "INSERT INTO referrals_care (id, person_id, therapist_id, language, state, proposed_at, proposed_by_id,"
    care_of += " version, imported, decline_reason)"
    forged = (
        f"VALUES ('{uuid.uuid4()}', '{person}', {care.therapist_id}, '', 'proposee', now(), 1, 1, false, '')"
    )
    for name in ("omar", "tara", "theo", "ines", "victor", "ada"):
        assert rows(getattr(people, name), f"{care_of} {forged}") == -1


def test_nobody_but_the_owner_of_the_tables_removes_a_file(scene, people):
    field.join(field.make_cycle(at=timezone.now()), people.victor, at=timezone.now())
    for name in ("alice", "tara", "theo", "omar", "ines", "victor", "anne", "felix", "ada"):
        for table in FILES:
            assert rows(getattr(people, name), f"DELETE FROM {table}") == 0, (name, table)


def test_the_history_of_the_files_is_the_coordination_s(scene, people):
    for name in ("tara", "omar", "ines", "victor", "anne", "felix"):
        for table in ("personwriteevent", "referralwriteevent", "carewriteevent", "consentwriteevent"):
            assert rows(getattr(people, name), f"SELECT 1 FROM referrals_{table}") == 0, (name, table)


def test_a_registration_is_moved_to_nobody(people):
    cycle = field.make_cycle(at=timezone.now())
    one = field.join(cycle, people.victor, at=timezone.now())
    table = "practice_groups_registration"
    assert rows(people.omar, f"UPDATE {table} SET user_id = {people.omar.pk} WHERE id = {one.pk}") == 0
    assert rows(people.victor, f"UPDATE {table} SET user_id = {people.omar.pk} WHERE id = {one.pk}") == -1
    assert (
        rows(
            people.omar,
            f"INSERT INTO practice_groups_cycle_facilitators VALUES (99, {cycle.pk}, {people.omar.pk})",
        )
        == -1
    )


def test_a_published_bilan_resists_sql(people):
    made = {"requested_by": people.alice, "requested_at": timezone.now()}
    done = {"published_by": people.alice, "published_at": timezone.now()}
    frozen = {name: {} for name in ("figures_public", "listing")} | {"audit": {"holds": True}}
    with acting_as_system():
        report = AnnualReport.objects.create(year=2020, edition=1, state="publie", **made, **done, **frozen)
    for change in (
        "UPDATE observatory_annualreport SET figures_public = '{\"x\": 1}'",
        "UPDATE observatory_annualreport SET state = 'brouillon'",
        "UPDATE observatory_annualreport SET state = 'remplace', replaced_at = now(), year = 2021",
    ):
        assert rows(people.alice, change) == -1
    assert rows(people.alice, "DELETE FROM observatory_annualreport") == 0
    with acting_as(people.alice):
        assert AnnualReport.objects.filter(pk=report.pk).exists()
