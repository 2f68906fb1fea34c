"""What the database refuses in somebody's name, even to statements that no code of the portal writes."""

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as, acting_as_system
from networks.models import Mission
from referrals.models import Care, Consent, Identity, Referral
from tests.referrals import makers


@pytest.fixture
def followed(people):
    return makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )


def changed(user, statement: str) -> int:
    """How many rows the statement changes in this person's name; -1 when the database refuses it."""
    try:
        with transaction.atomic(), acting_as(user), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount
    except DatabaseError:
        return -1


def test_a_therapist_whose_role_is_taken_back_sees_nothing(followed, people):
    with acting_as_system():
        people.tara.grants.update(until="2021-01-01")
    with acting_as(people.tara):
        assert not Care.objects.exists() and not Referral.objects.exists() and not Identity.objects.exists()


def a_mission(people, interpreter, state="realisee") -> Mission:
    return Mission.objects.create(
        interpreter=interpreter,
        language="prs",
        day="2026-03-02",
        duration=45,
        state=state,
        requested_by=people.tara,
    )


def test_an_interpreter_whose_role_is_taken_back_sees_no_mission(followed, people):
    a_mission(people, followed.interpreter)
    with acting_as(people.ines):
        assert Mission.objects.count() == 1
    with acting_as_system():
        people.ines.grants.update(until="2021-01-01")
    with acting_as(people.ines):
        assert not Mission.objects.exists()


def test_an_interpreter_changes_no_mission(followed, people):
    a_mission(people, followed.interpreter)
    assert changed(people.ines, "UPDATE networks_mission SET state = 'payee'") == -1
    assert changed(people.ines, "UPDATE networks_mission SET duration = 600") == -1
    assert changed(people.tara, "UPDATE networks_mission SET state = 'annulee'") == -1


def test_whoever_asked_cancels_what_is_to_come(followed, people):
    a_mission(people, followed.interpreter, "confirmee")
    assert changed(people.theo, "UPDATE networks_mission SET state = 'annulee'") == 0
    assert changed(people.tara, "UPDATE networks_mission SET state = 'validee'") == -1
    assert changed(people.tara, "UPDATE networks_mission SET state = 'annulee'") == 1


def test_a_care_never_changes_hands(followed, people):
    other = makers.referral(people.olga)
    theo = makers.therapist(people.theo)
    for column, value in [("referral_id", other.pk), ("therapist_id", theo.pk)]:
        for who in (people.tara, people.alice):
            assert changed(who, f"UPDATE referrals_care SET {column} = '{value}'") == -1, column
    same_person = f"UPDATE referrals_care SET person_id = '{other.person_id}'"
    assert changed(people.tara, same_person) == -1
    assert changed(people.alice, same_person) == 1  # two files of one person, merged


def test_an_ended_care_stays_ended_for_its_therapist(followed, people):
    ended = "UPDATE referrals_care SET state = 'terminee', ended_on = '2026-03-02'"
    assert changed(people.tara, "UPDATE referrals_care SET state = 'proposee', answered_at = NULL") == -1
    assert changed(people.tara, ended) == 1
    for state in ("active", "suspendue", "proposee", "declinee"):
        assert changed(people.tara, f"UPDATE referrals_care SET state = '{state}'") == -1, state
    assert changed(people.alice, "UPDATE referrals_care SET state = 'active', ended_on = NULL") == 1


def test_no_care_is_active_under_an_orientation_not_accepted(people):
    makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]), active=False)
    Referral.objects.update(state="retiree")
    active = "UPDATE referrals_care SET state = 'active', answered_at = now()"
    assert changed(people.tara, active) == changed(people.alice, active) == -1


REFERRAL = "UPDATE referrals_referral SET "


@pytest.mark.parametrize("state", ["acceptee", "a_l_etude", "refusee", "close", "liste_attente"])
def test_a_referrer_decides_nothing(people, state):
    makers.referral(people.omar)
    statement = f"{REFERRAL} state = '{state}', decision = 'acceptee', decided_on = '2026-03-02'"
    assert changed(people.omar, statement) == -1


def test_a_referrer_withdraws_and_answers_and_that_is_all(people):
    sent = makers.referral(people.omar)
    withdrawn = f"{REFERRAL} state = 'retiree', decision = 'retiree', decided_on = '2026-03-02', version = 2"
    for more in (
        "decision = 'acceptee', decided_on = now()",
        "urgency = 'urgente'",
        "owner_id = referrer_id",
    ):
        assert changed(people.omar, f"{REFERRAL} {more}") == -1, more
        assert changed(people.omar, f"{REFERRAL} state = 'retiree', {more}") == -1, more
    Referral.objects.update(state="complements_demandes")
    assert changed(people.omar, f"{REFERRAL} state = 'a_l_etude'") == 1
    assert changed(people.omar, withdrawn) == 1
    other = makers.referral(people.olga)
    same_person = f"{REFERRAL} person_id = '{sent.person_id}' WHERE id = '{other.pk}'"
    assert changed(people.olga, same_person) == -1
    assert changed(people.alice, same_person) == 1  # two files of one person, merged
    for who in (people.olga, people.alice):
        assert changed(who, f"{REFERRAL} referrer_id = NULL WHERE id = '{other.pk}'") == -1
        assert changed(who, f"{REFERRAL} dispositif_id = NULL WHERE id = '{other.pk}'") == -1


def test_a_referrer_sends_nothing_already_decided(people):
    sent = makers.referral(people.omar)
    with acting_as(people.omar), pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.create(
            person=sent.person,
            referrer=people.omar,
            received_on="2026-03-02",
            state="acceptee",
            decision="acceptee",
            decided_on="2026-03-02",
        )


def test_a_consent_withdrawn_is_withdrawn(followed, people):
    withdrawn = "UPDATE referrals_consent SET withdrawn_on ="
    assert changed(people.omar, f"{withdrawn} '2026-03-03'") == 1
    for value in ("NULL", "'2030-01-01'"):
        for who in (people.omar, people.alice):
            assert changed(who, f"{withdrawn} {value}") == -1


def test_a_consent_of_tomorrow_opens_nothing_today(followed, people):
    Consent.objects.update(given_on="2099-01-01", expires_on="2099-06-01")
    with acting_as(people.tara):
        assert not Identity.objects.exists()


def test_the_reason_of_a_decision_is_in_the_vault_and_in_no_history(people):
    accepted = makers.accepted(people.omar, people.alice)
    from referrals.board import actions as board

    reason = "Zarrinpoush relève du CMP."
    decided = {"decision": "reorientee", "reason": reason, "version": accepted.version}
    board.decide(accepted, **decided, by=people.alice, at=makers.AT)
    assert Referral.objects.get().decision_reason == reason
    with connection.cursor() as cursor:
        for table in ("referral", "referralwriteevent"):
            cursor.execute(f"SELECT count(*) FROM referrals_{table} AS t WHERE t::text ILIKE '%zarrin%'")
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT position('Zarrin'::bytea in decision_reason) FROM referrals_referral")
        assert cursor.fetchone() == (0,)


def test_a_negative_decision_says_why_in_the_database(people):
    makers.accepted(people.omar, people.alice)
    assert changed(people.alice, f"{REFERRAL} state = 'reorientee', decision = 'reorientee'") == -1


def test_the_administration_reads_no_history_of_the_files(followed, people):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE tablename ~ '^(referrals_|networks_mission).*writeevent$'"
        )
        tables = [name for (name,) in cursor.fetchall()]
    assert len(tables) >= 33
    a_mission(people, followed.interpreter)
    for table in tables:
        with acting_as(people.ada), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
    with acting_as(people.alice), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referrals_carewriteevent")
        assert cursor.fetchone()[0] > 0
