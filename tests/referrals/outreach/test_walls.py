"""What the database shows and refuses to each: tables × people × verbs, whatever the code of the portal asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from centre.context import acting_as
from networks.models import Membership
from referrals.models import Talk, TalkingGroup, Visit
from tests.people import make_user
from tests.referrals import makers
from tests.referrals.outreach import field


@pytest.fixture
def crowd(people):
    """One visit kept by Tara with Théo at Hugo's; Hana hosts elsewhere; Gilles left; Rosa is yet another therapist."""
    crowd = {
        "alice": people.alice,
        "tara": people.tara,
        "theo": people.theo,
        "rosa": make_user("Rosa", "therapeute"),
        "hugo": field.host(),
        "hana": field.host("Hana", "CADA du Canal"),
        "gilles": field.host("Gilles", until="2025-01-01"),
        "nadia": field.host("Nadia", validated_on=None),
        "omar": people.omar,
        "ines": people.ines,
        "victor": people.victor,
        "felix": people.felix,
        "ada": people.ada,
    }
    visit = field.planned(crowd["hugo"], people.tara, people.alice, second=people.theo)
    field.talk(visit, people.tara)
    field.group(visit, people.theo, heads=7)
    field.hold(visit, people.tara, heads=8)
    return crowd


NOBODY = ("omar", "ines", "victor", "felix", "ada", "rosa", "hana", "gilles", "nadia")
SEES = {
    Visit: {"alice", "tara", "theo", "hugo"},
    Talk: {"alice", "tara", "theo"},
    TalkingGroup: {"alice", "tara", "theo"},
}


@pytest.mark.parametrize("model", list(SEES))
def test_who_sees_a_row(model, crowd):
    for name, user in crowd.items():
        with acting_as(user):
            assert model.objects.exists() == (name in SEES[model]), (name, model)


def changed(user, statement: str) -> int:
    """Rows changed in this person's name; -1 when the database refuses."""
    try:
        with transaction.atomic(), acting_as(user), connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.rowcount
    except DatabaseError:
        return -1


CHANGES = (
    "UPDATE referrals_visit SET version = version + 1",
    "UPDATE referrals_talk SET needs = '{}'",
    "UPDATE referrals_talkinggroup SET theme = 'Autre'",
    "DELETE FROM referrals_talk",
    "DELETE FROM referrals_talkinggroup",
)


@pytest.mark.parametrize("statement", CHANGES)
def test_strangers_change_nothing(statement, crowd):
    for name in NOBODY:
        assert changed(crowd[name], statement) == 0, name
    held = (
        -1 if "referrals_visit" in statement else 0
    )  # a visit that was held is no longer the host's to touch
    assert changed(crowd["hugo"], statement) == held
    assert changed(crowd["theo"], statement) == 1


def test_a_visit_is_never_deleted(crowd):
    for user in crowd.values():
        assert changed(user, "DELETE FROM referrals_visit") in (0, -1)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        "keeper_id = second_id, second_id = NULL",
        "starts_at = starts_at + interval '1 hour'",
        "place = 'Hall'",
    ],
)
def test_only_the_coordination_plans(said, crowd):
    statement = f"UPDATE referrals_visit SET {said}"
    for name in ("hugo", "tara", "theo"):
        assert changed(crowd[name], statement) == -1, name
    assert changed(crowd["alice"], statement) == 1


@pytest.mark.parametrize("said", ["heads = 99", "needs = '{autre}'", "state = 'planifiee'"])
def test_a_host_counts_nothing(said, crowd):
    assert changed(crowd["hugo"], f"UPDATE referrals_visit SET {said}") == -1


def test_what_was_held_stays_held(crowd):
    for name in ("alice", "tara", "hugo"):
        statement = "UPDATE referrals_visit SET state = 'annulee', cancel_reason = 'x'"
        assert changed(crowd[name], statement) == -1, name


def _insert(user, **facts) -> int:
    typed = {
        "state": "demandee",
        "asked_by": user,
        "structure": field.site(),
        "asked_on": "2026-03-02",
        "kinds": ["ecoute"],
    } | facts
    try:
        with transaction.atomic(), acting_as(user):
            Visit.objects.create(**typed)
            return 1
    except DatabaseError:
        return -1


def test_a_request_is_only_that(crowd, people):
    hugo = crowd["hugo"]
    assert _insert(hugo) == 1
    assert _insert(hugo, keeper=people.tara) == -1
    assert _insert(hugo, heads=4) == -1
    assert _insert(hugo, state="annulee", cancel_reason="x") == -1
    assert _insert(hugo, asked_by=people.alice) == -1
    assert _insert(hugo, structure=field.site("CADA du Canal")) == -1
    for name in NOBODY:
        assert _insert(crowd[name]) == -1, name


def test_a_talk_is_noted_by_who_was_there_in_her_own_name(crowd, people):
    visit = Visit.objects.get()
    for name, noted_by, done in (
        ("tara", "tara", 1),
        ("theo", "theo", 1),
        ("tara", "theo", -1),
        ("hugo", "hugo", -1),
        ("rosa", "rosa", -1),
        ("hana", "hana", -1),
    ):
        try:
            with transaction.atomic(), acting_as(crowd[name]):
                Talk.objects.create(visit=visit, noted_by=crowd[noted_by], noted_at=field.AFTER)
            found = 1
        except DatabaseError:
            found = -1
        assert found == done, (name, noted_by)


def test_nothing_is_noted_of_a_visit_that_is_off(people):
    hugo = field.host()
    visit = field.planned(hugo, people.tara, people.alice)
    Visit.objects.update(state="annulee", cancel_reason="Grève")
    with pytest.raises(DatabaseError, match="not planned"), transaction.atomic(), acting_as(people.tara):
        Talk.objects.create(visit=visit, noted_by=people.tara, noted_at=field.AFTER)


def test_a_therapist_ties_no_talk_to_a_file(crowd, people):
    sent = makers.referral(people.omar)
    assert changed(people.tara, f"UPDATE referrals_talk SET referral_id = '{sent.pk}'") == -1


def test_a_host_whose_place_ends_sees_nothing_the_next_day(crowd):
    Membership.objects.filter(user=crowd["hugo"]).update(until="2026-01-01")
    with acting_as(crowd["hugo"]):
        assert not Visit.objects.exists()
    Membership.objects.filter(user=crowd["hugo"]).update(until=None)
    crowd["hugo"].grants.update(until="2026-01-01")
    with acting_as(crowd["hugo"]):
        assert not Visit.objects.exists()


def test_a_therapist_whose_role_is_taken_back_sees_nothing(crowd):
    crowd["tara"].grants.update(until="2026-01-01")
    with acting_as(crowd["tara"]):
        assert not Visit.objects.exists() and not Talk.objects.exists() and not TalkingGroup.objects.exists()


def test_the_request_is_not_readable_off_a_dump(crowd):
    with connection.cursor() as cursor:
        cursor.execute("SELECT request, note FROM referrals_visit")
        assert "familles" not in str(cursor.fetchall())
    assert "familles" in Visit.objects.get().request
