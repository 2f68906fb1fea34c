"""Sessions to come: series, clock changes, overlaps, moves and cancellations, and the interpreter with them."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Mission
from referrals.models import Care, TherapySession
from referrals.sessions import actions
from tests.networks.missions import field as networks
from tests.referrals import makers
from tests.referrals.makers import AT
from tests.referrals.sessions import field
from tests.referrals.sessions.field import DAY


def hours(sessions) -> list[str]:
    return [f"{timezone.localtime(one.starts_at):%d/%m %H:%M}" for one in sessions]


# ── A series ────────────────────────────────────────────────────────────────────────────────────


def test_a_series_keeps_its_hour_on_the_wall_across_the_clock_change(people, care):
    made = field.plan_all(care, people.tara, day=date(2026, 3, 23), every=7, times=3)
    assert hours(made) == ["23/03 14:00", "30/03 14:00", "06/04 14:00"]
    assert [one.starts_at.hour for one in made] == [13, 12, 12]  # UTC
    assert len({one.series for one in made}) == 1 and made[0].series


def test_every_other_week_and_an_hour_that_does_not_exist(people, care):
    made = field.plan_all(care, people.tara, every=14, times=3)
    assert hours(made) == ["09/03 14:00", "23/03 14:00", "06/04 14:00"]
    with pytest.raises(Refused, match="n’existe pas"):
        field.plan(care, people.tara, day=date(2026, 3, 22), hour=time(2, 30), every=7, times=2)
    assert TherapySession.objects.count() == 3


@pytest.mark.parametrize(
    "typed", [{"every": 7, "times": 13}, {"every": 0, "times": 2}, {"every": 7, "times": 0}]
)
def test_a_series_has_a_rhythm_and_at_most_twelve_dates(people, care, typed):
    with pytest.raises(Refused):
        field.plan(care, people.tara, **typed)


def test_a_series_is_planned_whole_or_not_at_all(people, care):
    field.plan(care, people.tara, day=DAY + timedelta(days=14), hour=time(14, 30))
    with pytest.raises(Refused, match="23/03") as refusal:
        field.plan(care, people.tara, every=7, times=4, helper="recherche")
    assert "Libre ensuite" in refusal.value.reason and "23/03 à 15" in refusal.value.reason
    assert TherapySession.objects.count() == 1 and Mission.objects.count() == 0


def test_the_same_form_sent_twice_plans_once(people, care):
    key = uuid.uuid4()
    first = field.plan_all(care, people.tara, every=7, times=3, helper="suivi", idempotency_key=key)
    assert field.plan_all(care, people.tara, every=7, times=3, helper="suivi", idempotency_key=key) == first
    with pytest.raises(Refused, match="déjà été envoyé"):
        field.plan_all(care, people.tara, every=7, times=3, hour=time(9), idempotency_key=key)
    assert TherapySession.objects.count() == Mission.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": AT.date(), "hour": time(9)}, "déjà passée"),
        ({"day": date(2027, 6, 1)}, "au plus un an"),
        ({"duration": 300}, "plus de 4"),
    ],
)
def test_what_is_not_planned(people, care, typed, said):
    with pytest.raises(Refused, match=said):
        field.plan(care, people.tara, **typed)


@pytest.mark.parametrize(("state", "said"), [("suspendue", "suspendu"), ("terminee", "en cours")])
def test_nothing_is_planned_for_a_care_suspended_or_over(people, care, state, said):
    Care.objects.filter(pk=care.pk).update(state=state, suspended_on=AT.date(), ended_on=AT.date())
    with pytest.raises(Refused, match=said):
        field.plan(care, people.tara)


# ── The interpreter ─────────────────────────────────────────────────────────────────────────────


def test_the_interpreter_of_the_care_is_offered_each_date_under_a_code(people, care):
    made = field.plan_all(care, people.tara, every=7, times=2, helper="suivi", travel_minutes=15)
    for session in made:
        mission = field.now(session).mission
        assert (mission.state, mission.client_label) == ("proposee", care.person.code)
        assert (mission.starts_at, mission.ends_at) == (session.starts_at, session.ends_at)
        assert (mission.language, mission.place, mission.travel_minutes) == ("prs", session.place, 15)
        assert mission.requested_by == people.tara
        with acting_as_system():
            assert [offer.interpreter.user for offer in mission.offers.all()] == [people.ines]
    assert networks.mails_to(people.ines)
    field.accept(made[0], people)
    assert field.now(made[0]).mission.state == "confirmee"


def test_the_coordination_hears_who_accepted_an_offer_that_the_portal_made(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    with acting_as_system():
        OutgoingMail.objects.all().delete()
    field.accept(session, people)
    with acting_as_system():
        told = set(OutgoingMail.objects.values_list("to", flat=True))
    assert people.alice.email in told and "systeme@portail.invalid" not in told


def test_an_interpreter_already_taken_leaves_it_to_the_coordination(people, care):
    other = networks.request(people.chloe, day=DAY, hour=time(14), until=time(15))
    networks.offer(other, care.interpreter, by=people.alice)
    session = field.plan(care, people.tara, helper="suivi")
    mission = field.now(session).mission
    assert mission.state == "demandee" and mission.interpreter is None


def test_a_full_name_is_not_for_the_interpreter(people, care):
    with pytest.raises(Refused, match="jamais le nom de famille") as refusal:
        field.plan(care, people.tara, helper="recherche", client_label="Shahrbanu Zarrinpoush")
    assert refusal.value.field == "client_label" and not TherapySession.objects.exists()


# ── Moving ──────────────────────────────────────────────────────────────────────────────────────


def test_moving_asks_the_same_interpreter_again_and_frees_the_old_hour(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    old = field.accept(session, people)
    moved = field.now(field.move(session, people.tara, hour=time(16)))
    assert hours([moved]) == ["09/03 16:00"] and moved.version == 2
    assert networks.now(old).state == "annulee"
    assert moved.mission.pk != old.pk and moved.mission.state == "proposee"
    assert moved.mission.starts_at == moved.starts_at
    with acting_as_system():
        assert moved.mission.offers.get().interpreter.user == people.ines
    assert networks.occupied() == [(moved.mission.pk, care.interpreter.pk)]


def test_changing_nothing_keeps_the_mission(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    before = field.now(session).mission
    assert field.now(field.move(session, people.tara)).mission == before
    assert networks.now(before).state == "proposee"


def test_moving_late_leaves_the_old_mission_due_and_says_so_first(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    old = field.accept(session, people)
    late = session.starts_at - timedelta(hours=3)
    with pytest.raises(Refused, match="reste due"):
        field.move(session, people.tara, hour=time(18), at=late)
    assert field.now(session).starts_at == session.starts_at and networks.now(old).state == "confirmee"
    field.move(session, people.tara, hour=time(18), due=True, at=late)
    assert networks.now(old).state == "annulee_tardivement"


def test_an_interpreter_may_be_added_or_given_up(people, care):
    session = field.plan(care, people.tara)
    assert field.now(session).mission is None
    session = field.move(session, people.tara, helper="suivi")
    asked = field.now(session).mission
    assert asked.state == "proposee"
    session = field.move(session, people.tara, helper="")
    assert field.now(session).mission is None and networks.now(asked).state == "annulee"


def test_a_page_that_is_behind_is_told(people, care):
    session = field.plan(care, people.tara)
    field.move(session, people.tara, hour=time(16))
    with pytest.raises(Refused, match="a changé entre-temps"):
        field.move(session, people.tara, hour=time(17), version=1)


def test_moving_onto_another_session_is_refused_with_free_hours(people, care):
    field.plan(care, people.tara, hour=time(16))
    session = field.plan(care, people.tara)
    with pytest.raises(Refused, match="Libre ensuite") as refusal:
        field.move(session, people.tara, hour=time(16, 30))
    assert refusal.value.field == "hour" and refusal.value.reason.count("09/03 à") == 2


# ── Cancelling ──────────────────────────────────────────────────────────────────────────────────


def test_one_date_is_cancelled_alone_or_with_those_that_follow(people, care):
    first, second, third, fourth = field.plan_all(care, people.tara, every=7, times=4, helper="suivi")
    field.cancel(second, people.tara)
    assert [field.now(one).state for one in (first, second, third)] == ["planifiee", "annulee", "planifiee"]
    field.cancel(third, people.tara, following=True)
    states = [field.now(one).state for one in (first, second, third, fourth)]
    assert states == ["planifiee", "annulee", "annulee", "annulee"]
    missions = [field.now(one).mission.state for one in (first, second, third, fourth)]
    assert missions == ["proposee", "annulee", "annulee", "annulee"]


def test_cancelling_late_is_confirmed_twice_and_stays_due(people, care):
    session = field.plan(care, people.tara, helper="suivi")
    mission = field.accept(session, people)
    late = session.starts_at - timedelta(hours=2)
    with pytest.raises(Refused, match="reste due"):
        field.cancel(session, people.tara, at=late)
    assert field.now(session).state == "planifiee" and networks.now(mission).state == "confirmee"
    field.cancel(session, people.tara, due=True, at=late)
    assert field.now(session).state == "annulee" and networks.now(mission).state == "annulee_tardivement"


def test_who_cancelled_is_said(people, care):
    session = field.plan(care, people.tara)
    with pytest.raises(Refused, match="qui a annulé"):
        field.cancel(session, people.tara, cancelled_by="")
    assert field.cancel(session, people.tara, cancelled_by="centre")[0].cancelled_by == "centre"


def test_the_same_session_is_not_cancelled_twice(people, care):
    session = field.plan(care, people.tara)
    field.cancel(session, people.tara)
    with pytest.raises(Refused, match="elle se corrige"):
        field.cancel(session, people.tara)


def test_what_stops_cancels_what_follows(people, care):
    """Whoever ends an orientation sees nothing of its sessions: the portal cancels them, and nothing else."""
    near, far = field.plan_all(care, people.tara, every=7, times=2, helper="suivi")
    mission = field.accept(near, people)
    held = field.log(care, people.tara)
    at = near.starts_at - timedelta(hours=2)
    with acting_as(people.omar):
        gone = actions.cancel_following(care, after=at, by=people.omar, at=at)
    assert {one.pk for one in gone} == {near.pk, far.pk}
    assert [field.now(one).state for one in (near, far, held)] == ["annulee", "annulee", "realisee"]
    assert field.now(near).cancelled_by == "centre"
    assert networks.now(mission).state == "annulee_tardivement" and field.now(far).mission.state == "annulee"


def test_an_hour_cancelled_is_free_again(people, care):
    field.cancel(field.plan(care, people.tara), people.tara)
    assert field.plan(care, people.tara)


def test_a_person_is_in_one_place_whoever_plans(people, care):
    from referrals.care import actions as cares
    from referrals.models import Referral

    field.plan(care, people.tara)
    again = Referral.objects.create(
        person=care.person, state="acceptee", decision="acceptee", decided_on=AT.date(), received_on=AT.date()
    )
    theo = makers.therapist(people.theo, languages=["prs"])
    with acting_as(people.alice):
        offered = cares.propose(again, therapist=theo, interpreter=None, by=people.alice, at=AT)
    with acting_as(people.theo):
        second = cares.accept(offered, by=people.theo, at=AT)
    with pytest.raises(Refused, match="a personne a déjà une séance"):
        field.plan(second, people.theo)


@pytest.mark.parametrize("code", ["P-D546262", "P-7546262"])
def test_a_code_may_be_all_digits(people, care, code):
    care.person.code = code
    care.person.save()
    assert field.now(field.plan(care, people.tara, helper="recherche")).mission.client_label == code
