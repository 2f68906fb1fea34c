"""Sessions noted: in one tap, over what was planned, corrected with a trace, and a year that is closed."""

from datetime import time, timedelta

import pytest
from django.apps import apps

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear
from centre.refusals import Refused
from networks.missions import actions as missions
from networks.models import Mission
from observatory.facts.cube import Cube
from referrals import activity
from referrals.models import Care, TherapySession
from referrals.sessions import actions, checks
from tests.networks.missions import field as networks
from tests.referrals import makers
from tests.referrals.makers import AT
from tests.referrals.sessions import field
from tests.referrals.sessions.field import AFTER, DAY


def ines(care):
    return care.interpreter


# ── One tap ─────────────────────────────────────────────────────────────────────────────────────


def test_held_as_planned_in_one_tap_with_the_interpreter_booked(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    mission = field.accept(session, people)
    field.note(session, people.tara)
    session = field.now(session)
    assert (session.state, session.mission, session.logged_by) == ("realisee", mission, people.tara)
    assert networks.now(mission).state == "confirmee"  # its duration stays Inès's to declare
    assert Mission.objects.count() == 1
    assert field.note(session, people.tara) == session  # tapped twice


def test_nothing_is_held_in_the_future(people, care):
    session = field.plan(care, people.tara)
    for state in ("realisee", "absence", "absence_excusee"):
        with pytest.raises(Refused, match="à venir"):
            field.note(session, people.tara, state=state, at=AT)
    assert field.now(session).state == "planifiee"


@pytest.mark.parametrize("state", ["absence", "absence_excusee"])
def test_who_did_not_come_is_noted_and_the_interpreter_who_did_stays_due(people, care, state):
    session = field.plan(care, people.tara, helper="suivi")
    mission = field.accept(session, people)
    field.note(session, people.tara, state=state)
    assert field.now(session).state == state and field.now(session).mission == mission
    assert networks.now(mission).state == "confirmee"


def test_held_without_the_interpreter_nobody_found(people, care):
    session = field.plan(care, people.tara, helper="recherche")
    mission = field.now(session).mission
    field.note(session, people.tara)
    assert field.now(session).mission is None and networks.now(mission).state == "annulee"


def test_noting_over_a_plan_is_that_session(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    mission = field.accept(session, people)
    noted = field.log(
        care,
        people.tara,
        day=DAY,
        hour=time(14, 15),
        duration=50,
        interpreter=ines(care),
        remark="Salle 2",
        at=AFTER,
    )
    assert noted.pk == session.pk and noted.mission == mission
    assert (TherapySession.objects.count(), Mission.objects.count()) == (1, 1)
    assert field.now(noted).remark == "Salle 2"


def test_another_interpreter_came(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    mission = field.now(session).mission
    imad = makers.interpreter()
    noted = field.log(care, people.tara, day=DAY, hour=time(14), duration=60, interpreter=imad, at=AFTER)
    assert noted.pk == session.pk and field.now(noted).mission.interpreter == imad
    assert networks.now(mission).state == "annulee"


def test_a_cancellation_that_leaves_the_interpreter_due_is_not_made_in_passing(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    field.accept(session, people)
    with pytest.raises(Refused, match="annulez-la depuis sa page"):
        field.log(
            care, people.tara, day=DAY, hour=time(14), state="annulee", cancelled_by="personne", at=AFTER
        )
    assert field.now(session).state == "planifiee"


def test_a_session_before_the_end_is_still_noted_once_the_care_is_over(people, care):
    session = field.plan(care, people.tara)
    Care.objects.filter(pk=care.pk).update(state="terminee", ended_on=AFTER.date())
    field.note(session, people.tara)
    assert field.now(session).state == "realisee"
    with pytest.raises(Refused, match="non terminée"):
        field.log(care, people.tara, at=AFTER)


def test_planned_sessions_are_not_activity(people, care):
    field.plan_all(care, people.tara, every=7, times=3)
    held = field.log(care, people.tara)
    assert by_state() == {"realisee": 1}
    field.cancel(held_over(care, people), people.tara)
    assert by_state() == {"annulee": 1, "realisee": 1}
    assert held.pk


def by_state() -> dict[str, int]:
    return Cube(activity.people_cells(2026)).table("seances", "statut", "acts")


def held_over(care, people) -> TherapySession:
    return TherapySession.objects.filter(care=care, state="planifiee").first()


def test_a_year_with_plans_alone_has_nothing_to_tell(people, care):
    field.plan(care, people.tara, day=DAY.replace(year=2027, month=1))
    assert not activity.any_in(2027)


# ── Corrected ───────────────────────────────────────────────────────────────────────────────────


def test_a_correction_is_dated_named_and_kept(people, care):
    session = field.log(care, people.tara, duration=45)
    corrected = field.now(field.correct(session, people.tara, duration=60, reason="Durée mal tapée"))
    assert (corrected.duration, corrected.corrected_by, corrected.corrected_at) == (60, people.tara, AFTER)
    assert (corrected.correction, corrected.version) == ("Durée mal tapée", 2)
    with acting_as(people.alice):
        events = apps.get_model("referrals", "TherapySessionWriteEvent").objects.filter(id=session.pk)
        assert sorted(events.values_list("version", "duration")) == [(1, 45), (2, 60)]


def test_the_coordination_corrects_too_and_nobody_else(people, care):
    session = field.log(care, people.tara)
    assert field.now(field.correct(session, people.alice, state="absence")).corrected_by == people.alice
    with pytest.raises(Care.DoesNotExist), acting_as(people.theo):
        actions.correct_session(
            session, **field.correcting(session, state="absence"), by=people.theo, at=AFTER
        )


def test_an_older_page_is_told_who_changed_it(people, care):
    session = field.log(care, people.tara)
    field.correct(session, people.alice, duration=60)
    with pytest.raises(Refused, match="Alice"):
        field.correct(session, people.tara, duration=30, version=1)


def test_what_is_only_planned_is_not_corrected(people, care):
    session = field.plan(care, people.tara)
    with pytest.raises(Refused, match="pas encore notée"):
        field.correct(session, people.tara)


def test_a_corrected_interpreter_frees_the_first(people, care):
    session = field.log(care, people.tara, interpreter=ines(care))
    first, imad = field.now(session).mission, makers.interpreter()
    field.correct(session, people.tara, interpreter=imad)
    assert networks.now(first).state == "refusee" and field.now(session).mission.interpreter == imad
    assert networks.occupied() == [(field.now(session).mission_id, imad.pk)]


def test_a_corrected_hour_moves_the_mission_noted_with_it(people, care):
    session = field.log(care, people.tara, hour=time(8), interpreter=ines(care))
    field.correct(session, people.tara, hour=time(9))
    session = field.now(session)
    assert session.mission.starts_at == session.starts_at and session.mission.interpreter == ines(care)
    assert len(networks.occupied()) == 1


def test_a_session_that_was_not_held_after_all(people, care):
    session = field.log(care, people.tara, interpreter=ines(care))
    field.correct(session, people.tara, state="absence")
    assert field.now(session).mission.state == "refusee" and networks.occupied() == []


@pytest.mark.parametrize(
    "typed", [{"state": "absence"}, {"interpreter": None}, {"modality": "visio"}, {"hour": time(18)}]
)
def test_a_correction_never_contradicts_a_mission_validated(people, care, typed):
    session = field.plan(care, people.tara, helper="suivi")
    mission = field.accept(session, people)
    field.note(session, people.tara)
    with acting_as(people.ines):
        missions.declare_held(mission, duration=60, by=people.ines, at=AFTER)
    with acting_as(people.alice):
        missions.validate_mission(mission, duration=60, by=people.alice, at=AFTER)
    with pytest.raises(Refused, match="validée pour la paie"):
        field.correct(session, people.tara, **typed)
    assert networks.now(mission).state == "validee" and field.now(session).mission == mission
    assert field.correct(session, people.tara, duration=50, remark="Salle 3").duration == 50


def test_a_correction_stays_within_the_care_and_the_past(people, care):
    session = field.log(care, people.tara)
    with pytest.raises(Refused, match="à venir"):
        field.correct(session, people.tara, day=DAY + timedelta(days=30))
    with pytest.raises(Refused, match="proposée le"):
        field.correct(session, people.tara, day=AT.date() - timedelta(days=1))


def test_a_noted_session_corrected_onto_another_is_refused(people, care):
    field.log(care, people.tara, hour=time(8))
    session = field.log(care, people.tara, hour=time(9))
    with pytest.raises(Refused, match="déjà une séance"):
        field.correct(session, people.tara, hour=time(8, 15))


# ── A year that is closed ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def closed(people):
    def close():
        with acting_as_system():
            ClosedYear.objects.create(year=2026, closed_at=AFTER, closed_by=people.alice)

    return close


def test_a_session_of_a_closed_year_changes_no_more(people, care, closed):
    session, coming = field.log(care, people.tara), field.plan(care, people.tara)
    closed()
    for act in (
        lambda: field.correct(session, people.tara, duration=60),
        lambda: field.correct(session, people.alice, duration=60),
        lambda: field.note(coming, people.tara),
        lambda: field.cancel(coming, people.tara),
        lambda: field.log(care, people.tara, hour=time(7)),
    ):
        with pytest.raises(Refused, match="Le bilan 2026 est publié"):
            act()
    assert (field.now(session).duration, field.now(coming).state) == (45, "planifiee")


def test_the_database_says_it_too_in_the_same_words(people, care, closed, monkeypatch):
    session = field.log(care, people.tara)
    closed()
    monkeypatch.setattr(checks, "refuse_closed", lambda *days: None)
    with pytest.raises(Refused, match="Le bilan 2026 est publié"):
        field.correct(session, people.tara, duration=60)
