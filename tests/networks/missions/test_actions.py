"""Confirmed, cancelled, held, validated: who may, when, and what is due."""

from datetime import time, timedelta

import pytest

from centre.context import acting_as, acting_as_system
from centre.models import RoleGrant, User
from centre.refusals import Refused
from networks.missions import actions
from networks.missions.moves import history
from networks.models import Mission, NetworkSettings
from referrals.sessions import actions as sessions
from tests.networks.missions import field
from tests.referrals import makers


@pytest.fixture
def ines(people):
    return field.interpreter(people.ines)


def test_confirming_tells_the_interpreter_and_whoever_asked(people, ines):
    mission = field.confirmed(people.tara, people.alice, ines)
    assert mission.state == "confirmee"
    assert field.mails_to(people.ines)[-1] == "Du nouveau dans votre agenda"
    assert field.mails_to(people.tara)[-1] == "Du nouveau sur une de vos demandes"
    with pytest.raises(Refused, match="Confirmée"):
        field.do(actions.confirm_mission, mission, by=people.alice)


def test_the_accepted_dates_of_a_series_are_confirmed_together(people, ines):
    dates = field.request_all(people.tara, every=7, times=3)
    made = field.offer(dates[0], ines, by=people.alice, series=True)
    field.answer(made[0])
    field.answer(made[2])
    done = field.do(actions.confirm_mission, field.now(dates[0]), by=people.alice, series=True)
    assert len(done) == 2
    assert [field.now(one).state for one in dates] == ["confirmee", "proposee", "confirmee"]


# ── Cancelled ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "state"),
    [(timedelta(hours=24), "annulee"), (timedelta(hours=24) - timedelta(seconds=1), "annulee_tardivement")],
)
@pytest.mark.parametrize("made", [field.accepted, field.confirmed])
def test_late_it_stays_due(people, ines, made, before, state):
    mission = made(people.tara, people.alice, ines)
    field.do(
        actions.cancel_mission, mission, by=people.tara, at=mission.starts_at - before, reason="x", due=True
    )
    mission = field.now(mission)
    assert (mission.state, mission.interpreter) == (state, ines)
    assert field.occupied() == []
    assert field.mails_to(people.ines)[-1] == "Du nouveau dans votre agenda"


def test_nothing_is_due_late_when_nobody_holds_it(people, ines):
    mission = field.request(people.tara)
    (made,) = field.offer(mission, ines, by=people.alice)
    late = mission.starts_at - timedelta(hours=1)
    field.do(actions.cancel_mission, mission, by=people.tara, at=late, reason="x")
    assert field.now(mission).state == "annulee"
    assert field.occupied() == []
    assert field.mails_to(people.ines)[-1] == "Une proposition est close"
    with pytest.raises(Refused, match="retirée"):
        field.answer(made)


def test_whoever_did_not_read_that_it_is_late_is_asked_again(people, ines):
    mission = field.confirmed(people.tara, people.alice, ines)
    late = mission.starts_at - timedelta(hours=23)
    with pytest.raises(Refused, match="reste due à l’interprète"):
        field.do(actions.cancel_mission, mission, by=people.tara, at=late, reason="x")
    assert field.now(mission).state == "confirmee"


def test_the_hours_are_the_centre_s(people, ines):
    with acting_as_system():
        NetworkSettings.objects.update(late_hours=48)
    mission = field.confirmed(people.tara, people.alice, ines)
    at = mission.starts_at - timedelta(hours=30)
    field.do(actions.cancel_mission, mission, by=people.tara, at=at, reason="x", due=True)
    assert field.now(mission).state == "annulee_tardivement"


def test_the_dates_that_follow_are_cancelled_with_it(people, ines):
    dates = field.request_all(people.tara, every=7, times=4)
    made = field.offer(dates[0], ines, by=people.alice, series=True)
    field.answer(made[0], whole=True)
    at = dates[1].starts_at - timedelta(hours=2)
    field.do(actions.cancel_mission, dates[1], by=people.tara, at=at, reason="x", due=True, following=True)
    assert [field.now(one).state for one in dates] == [
        "acceptee",
        "annulee_tardivement",
        "annulee",
        "annulee",
    ]


def test_nobody_cancels_what_was_held_or_is_another_s(people, ines):
    mission = field.held(people.tara, people.alice, ines)
    with pytest.raises(Refused, match="Réalisée"):
        field.do(actions.cancel_mission, mission, by=people.alice, reason="x", due=True)
    other = field.request(people.tara, day=field.DAY + timedelta(days=1))
    with pytest.raises(Refused, match="n’est plus à vous"):
        field.do(actions.cancel_mission, other, by=people.theo, reason="x")


# ── Held, validated ─────────────────────────────────────────────────────────────────────────────


def test_the_duration_is_declared_once_it_is_over(people, ines):
    mission = field.confirmed(people.tara, people.alice, ines)
    with pytest.raises(Refused, match="se termine à 15 h 00"):
        field.do(
            actions.declare_held,
            mission,
            by=people.ines,
            duration=60,
            at=mission.ends_at - timedelta(minutes=1),
        )
    field.do(actions.declare_held, mission, by=people.ines, duration=75, at=mission.ends_at)
    mission = field.now(mission)
    assert (mission.state, mission.duration) == ("realisee", 75)


@pytest.mark.parametrize(("duration", "asked"), [(120, False), (121, True)])
def test_far_beyond_what_was_planned_is_confirmed(people, ines, duration, asked):
    mission = field.confirmed(people.tara, people.alice, ines)
    if asked:
        with pytest.raises(Refused, match="confirmez"):
            field.do(actions.declare_held, mission, by=people.ines, duration=duration, at=mission.ends_at)
    done = field.do(
        actions.declare_held,
        mission,
        by=people.ines,
        duration=duration,
        confirm_long=asked,
        at=mission.ends_at,
    )
    assert done.duration == duration


@pytest.mark.parametrize("who", ["tara", "alice"])
def test_only_the_interpreter_declares(people, ines, who):
    mission = field.confirmed(people.tara, people.alice, ines)
    with pytest.raises(Refused, match="déclarée par l’interprète"):
        field.do(actions.declare_held, mission, by=getattr(people, who), duration=60, at=mission.ends_at)


def test_not_confirmed_is_not_declared(people, ines):
    mission = field.accepted(people.tara, people.alice, ines)
    with pytest.raises(Refused, match="Acceptée"):
        field.do(actions.declare_held, mission, by=people.ines, duration=60, at=mission.ends_at)


def test_a_corrected_duration_leaves_its_trace(people, ines):
    mission = field.held(people.tara, people.alice, ines, duration=90)
    field.do(actions.validate_mission, mission, by=people.alice, duration=75)
    mission = field.now(mission)
    assert (mission.state, mission.duration, mission.validated_by) == ("validee", 75, people.alice)
    with acting_as(people.chloe):
        assert [event.duration for event in history(mission)][:2] == [75, 90]
    assert field.mails_to(people.ines)[-1] == "Du nouveau dans votre agenda"


def test_whoever_asked_may_validate_but_never_her_own_declaration(people, ines):
    mission = field.held(people.alice, people.alice, ines)
    field.do(actions.validate_mission, mission, by=people.alice, duration=60)
    assert field.now(mission).state == "validee"
    other = field.held(people.tara, people.alice, ines, day=field.DAY + timedelta(days=1))
    with acting_as_system():
        RoleGrant.objects.create(user=people.ines, role="coordination", since="2020-01-01")
    both = User.objects.with_roles().get(pk=people.ines.pk)
    with pytest.raises(Refused, match="quelqu’un d’autre"):
        field.do(actions.validate_mission, other, by=both, duration=60)


@pytest.mark.parametrize("made", [field.accepted, field.confirmed])
def test_what_was_not_held_is_not_validated(people, ines, made):
    mission = made(people.tara, people.alice, ines)
    with pytest.raises(Refused, match="Seule une mission réalisée"):
        field.do(actions.validate_mission, mission, by=people.alice, duration=60)


def test_a_declared_mission_that_did_not_take_place_is_refused(people, ines):
    mission = field.held(people.tara, people.alice, ines)
    field.do(actions.refuse_mission, mission, by=people.alice, reason="Personne n’est venu")
    assert field.now(mission).state == "refusee"
    assert field.occupied() == []


def test_a_request_nobody_can_answer_is_refused_with_its_reason(people, ines):
    mission = field.request(people.tara)
    field.offer(mission, ines, by=people.alice)
    field.do(actions.refuse_mission, mission, by=people.alice, reason="Personne en dari ce jour-là")
    assert field.now(mission).state == "refusee"
    assert field.occupied() == []
    with acting_as(people.tara):
        assert field.now(mission).cancel_reason == "Personne en dari ce jour-là"


def test_a_session_noted_after_a_booked_mission_is_that_mission(people, ines):
    mission = field.confirmed(people.tara, people.alice, ines)
    noted = dict(
        language="prs",
        starts_at=mission.starts_at,
        duration=45,
        modality="presentiel",
        departement="30",
        client_label="P-1",
    )
    with acting_as(people.tara):
        assert actions.record_held(ines, **noted, by=people.tara) == mission
    with acting_as(people.theo), pytest.raises(Refused, match="a déjà une mission à cette heure"):
        actions.record_held(ines, **noted, by=people.theo)


@pytest.mark.parametrize("state", ["relevee", "payee"])
def test_a_session_noted_once_the_mission_is_paid_is_still_that_mission(people, ines, state):
    mission = field.held(people.tara, people.alice, ines)
    with acting_as_system():
        Mission.objects.filter(pk=mission.pk).update(state=state)
    with acting_as(people.tara):
        noted = actions.record_held(
            ines,
            language="prs",
            starts_at=mission.starts_at,
            duration=45,
            modality="presentiel",
            departement="30",
            client_label="P-1",
            by=people.tara,
        )
    assert noted == mission


def test_a_session_noted_where_interpreters_do_not_go_is_refused_in_french(people):
    ines = field.interpreter(people.ines, departements=("31",))
    with acting_as(people.tara), pytest.raises(Refused, match="à distance"):
        actions.record_held(
            ines,
            language="prs",
            starts_at=field.AT,
            duration=45,
            modality="presentiel",
            departement="31",
            client_label="P-1",
            by=people.tara,
        )


def test_two_sessions_in_one_mission(people, ines):
    """Booked for two hours, noted as two sessions: the first is the mission's, the second is told so."""
    with acting_as_system():
        tara = makers.therapist(people.tara, capacity=3)
        one, two = (makers.care(people.omar, people.alice, tara, ines) for _ in range(2))
    mission = field.confirmed(people.tara, people.alice, ines, until=time(16))
    after = mission.ends_at + timedelta(hours=1)
    noted = {"day": field.DAY, "interpreter": ines}
    with acting_as(people.tara):
        session = sessions.log_session(
            one, **makers.session(**noted, hour=time(14)), by=people.tara, at=after
        )
        assert session.mission == mission
        with pytest.raises(Refused, match="déjà notée avec une autre séance"):
            sessions.log_session(two, **makers.session(**noted, hour=time(15)), by=people.tara, at=after)
