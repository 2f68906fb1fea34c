"""Suspended: what is under way goes on, nothing new begins. Left: nothing opens. What the database itself says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from centre.context import acting_as, acting_as_system
from networks.models import Interpreter, Mission, MissionOffer, NetworkSettings

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def ines(people):
    return Interpreter.objects.create(code="I-1", user=people.ines, languages=["prs"], departements=["30"])


def mission(people, state="confirmee", interpreter=None, days=0) -> Mission:
    starts = AT + timedelta(days=days)
    return Mission.objects.create(
        interpreter=interpreter,
        language="prs",
        day=starts.date(),
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        state=state,
        requested_by=people.alice,
    )


def stands(interpreter, standing: str) -> None:
    with acting_as_system():
        Interpreter.objects.filter(pk=interpreter.pk).update(
            standing=standing, active=standing == "actif", standing_since="2026-03-01"
        )


@pytest.mark.parametrize(("standing", "seen"), [("actif", 1), ("suspendu", 1), ("parti", 0)])
def test_who_left_sees_her_missions_no_more_who_is_suspended_does(ines, people, standing, seen):
    mission(people, interpreter=ines)
    stands(ines, standing)
    with acting_as(people.ines):
        assert Mission.objects.count() == seen


@pytest.mark.parametrize("standing", ["suspendu", "parti"])
def test_nothing_new_begins(ines, people, standing):
    offered = mission(people, "proposee")
    MissionOffer.objects.create(
        mission=offered, interpreter=ines, offered_at=AT, offered_by=people.alice, token_hash=b"1"
    )
    other = mission(people, "proposee", days=1)
    stands(ines, standing)
    for who in (people.ines, people.alice):
        try:
            with transaction.atomic(), acting_as(who):
                took = Mission.objects.filter(pk=offered.pk).update(state="acceptee", interpreter=ines)
        except DatabaseError as refusal:
            took = 0
            assert "no longer at work" in str(refusal)
        assert took == 0
    with pytest.raises(DatabaseError, match="no longer at work"), transaction.atomic():
        MissionOffer.objects.create(
            mission=other, interpreter=ines, offered_at=AT, offered_by=people.alice, token_hash=b"2"
        )


def test_who_is_suspended_declares_what_she_held(ines, people):
    held = mission(people, interpreter=ines)
    stands(ines, "suspendu")
    with acting_as(people.ines):
        assert Mission.objects.filter(pk=held.pk).update(state="realisee", duration=50) == 1


@pytest.mark.parametrize(
    "changed", [{"minimum_minutes": 120}, {"rounding_minutes": 5}, {"payer": "Une autre"}]
)
def test_whoever_asks_for_missions_does_not_write_the_rule_that_pays_them(people, changed):
    alice, ada = people.alice, people.ada
    with pytest.raises(DatabaseError, match="rule of pay"), transaction.atomic(), acting_as(alice):
        NetworkSettings.objects.update(**changed)
    with acting_as(ada):
        assert NetworkSettings.objects.update(**changed) == 1
    with acting_as(alice):
        assert NetworkSettings.objects.update(late_hours=48) == 1
