"""The database's own walls: queries written on purpose without any filter, in each person's name."""

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as, acting_as_system, set_actor
from networks.models import Mission
from referrals.care import actions as cares
from referrals.choices import ConsentScope
from referrals.models import (
    Call,
    Care,
    CaseReview,
    Consent,
    Identity,
    Person,
    Referral,
    ReferralDraft,
    ReferralStep,
    Shift,
    TherapySession,
)
from referrals.sessions import actions as sessions
from tests.referrals import makers

TABLES = [
    Person,
    Identity,
    Consent,
    Referral,
    ReferralStep,
    CaseReview,
    Care,
    TherapySession,
    Call,
    Shift,
    ReferralDraft,
]


@pytest.fixture
def followed(people):
    """Omar sent a person whom Tara follows with Inès; Olga sent another whom nobody follows yet."""
    tara = makers.therapist(people.tara)
    ines = makers.interpreter(people.ines)
    care = makers.care(people.omar, people.alice, tara, ines)
    makers.referral(people.olga)
    return care


def seen_by(user) -> dict:
    """How many rows of each table an unfiltered query returns in this person's name."""
    with acting_as(user):
        return {model.__name__: model.objects.count() for model in TABLES if model.objects.exists()}


def test_without_an_actor_nothing_is_there(followed):
    set_actor(None)
    assert not any(model.objects.exists() for model in TABLES)


def test_coordination_sees_every_file(followed, people):
    assert seen_by(people.alice)["Identity"] == 2


def test_a_referrer_sees_what_she_sent_and_nothing_of_the_care(followed, people):
    assert seen_by(people.omar) == {
        "Person": 1,
        "Identity": 1,
        "Consent": 1,
        "Referral": 1,
        "ReferralStep": 5,
    }
    assert seen_by(people.olga) == {
        "Person": 1,
        "Identity": 1,
        "Consent": 1,
        "Referral": 1,
        "ReferralStep": 1,
    }


def test_a_therapist_sees_the_people_she_follows(followed, people):
    assert seen_by(people.tara) == {"Person": 1, "Identity": 1, "Consent": 1, "Referral": 1, "Care": 1}
    assert seen_by(people.theo) == {}


@pytest.mark.parametrize("name", ["ines", "victor", "anne", "felix", "ada"])
def test_the_others_see_no_row_about_a_person(followed, people, name):
    assert seen_by(getattr(people, name)) == {}


def test_a_proposal_opens_the_vignette_not_the_identity(people):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(), active=False
    )
    with acting_as(people.tara):
        assert Referral.objects.get() == care.referral
        assert not Identity.objects.exists()


def test_no_identity_without_consent_and_none_once_withdrawn(followed, people):
    with acting_as(people.tara):
        assert Identity.objects.get().full_name == "Shahrbanu Zarrinpoush"
    with acting_as(people.alice):
        Consent.objects.filter(scope=ConsentScope.TEAM, person=followed.person).update(
            withdrawn_on="2026-03-03"
        )
    with acting_as(people.tara):
        assert not Identity.objects.exists()


def test_the_identity_closes_with_the_care(followed, people):
    with acting_as(people.tara):
        cares.end(followed, by=people.tara, at=makers.AT)
        assert not Identity.objects.exists()
        assert Care.objects.exists()


def test_a_role_taken_back_closes_everything_at_once(followed, people):
    with acting_as_system():
        people.omar.grants.update(until="2021-01-01")
        people.alice.is_active = False
        people.alice.save()
    assert seen_by(people.omar) == seen_by(people.alice) == {}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE referrals_referral SET state = 'close'",
        "UPDATE referrals_identity SET phone = ''",
        "UPDATE referrals_care SET state = 'terminee', ended_on = '2026-01-01'",
        "DELETE FROM referrals_identity",
        "DELETE FROM referrals_person",
    ],
)
@pytest.mark.parametrize("name", ["olga", "theo", "ines", "felix"])
def test_a_stranger_changes_nothing(followed, people, statement, name):
    with acting_as(getattr(people, name)), connection.cursor() as cursor:
        theirs = "" if name != "olga" else f" AND {_not_hers(statement)}"
        cursor.execute(f"{statement} WHERE true{theirs}")
        assert cursor.rowcount == 0


def _not_hers(statement: str) -> str:
    column = {"referrals_referral": "person_id", "referrals_person": "id"}.get(
        statement.split()[1].strip(), "person_id"
    )
    column = "id" if "FROM referrals_person" in statement else column
    return f"{column} <> (SELECT id FROM referrals_person LIMIT 1)"


def test_a_stranger_adds_nothing_to_a_file(followed, people):
    with acting_as(people.olga), pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.create(
            person_id=followed.person_id,
            scope="partenaire",
            form="oral",
            given_on="2026-01-01",
            recorded_by=people.olga,
        )


def test_nobody_reads_in_another_name(followed, people):
    from centre.journal import record_read

    person = followed.person
    with acting_as(people.olga), pytest.raises(DatabaseError), transaction.atomic():
        record_read(person, by=people.omar, at=makers.AT)


def test_a_mission_is_seen_by_whoever_held_its_session(followed, people):
    from datetime import time
    from uuid import uuid4

    with acting_as_system():
        session = sessions.log_session(
            followed,
            day=makers.AT.date(),
            hour=time(8),
            duration=45,
            state="realisee",
            modality="presentiel",
            cancelled_by="",
            interpreter=followed.interpreter,
            remark="",
            confirm_long=False,
            idempotency_key=uuid4(),
            by=people.alice,
            at=makers.AT,
        )
    for who, seen in (("alice", 1), ("tara", 1), ("ines", 1), ("theo", 0), ("omar", 0), ("victor", 0)):
        with acting_as(getattr(people, who)):
            assert Mission.objects.filter(pk=session.mission_id).count() == seen, who


def test_an_open_orientation_has_a_clock(people):
    sent = makers.referral(people.omar)
    with pytest.raises(DatabaseError, match="an_open_referral_has_a_clock"), transaction.atomic():
        Referral.objects.filter(pk=sent.pk).update(due_at=None)
