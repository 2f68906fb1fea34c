"""Offering and answering: one holds, the others are told, and every end is a way back or an end."""

import re
from datetime import time, timedelta

import pytest

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail, RoleGrant
from centre.refusals import Refused
from networks.choices import MissionState, OfferState
from networks.missions import actions
from networks.missions.offers import actions as offers
from networks.missions.states import MOVES, OFFER_MOVES
from networks.models import Mission, MissionOffer
from tests.networks.missions import field
from tests.people import make_user


@pytest.fixture
def ines(people):
    return field.interpreter(people.ines)


@pytest.fixture
def imad(people):
    return field.interpreter(make_user("Imad", "interprete"))


def offer_states(mission) -> dict[str, str]:
    with acting_as_system():
        return dict(
            MissionOffer.objects.filter(mission=mission).values_list("interpreter__display_name", "state")
        )


def test_every_state_is_in_the_table_of_moves():
    assert set(MOVES) == set(MissionState)
    assert set(OFFER_MOVES) == set(OfferState)


def test_two_are_asked_the_first_who_accepts_holds_it(people, ines, imad):
    mission = field.request(people.tara)
    to_ines, to_imad = field.offer(mission, ines, imad, by=people.alice)
    assert field.now(mission).state == "proposee"
    assert len(field.occupied()) == 2
    field.answer(to_ines)
    mission = field.now(mission)
    assert (mission.state, mission.interpreter) == ("acceptee", ines)
    assert offer_states(mission) == {"Inès": "acceptee", "Imad": "caduque"}
    assert field.occupied() == [(mission.pk, ines.pk)]
    assert "Une proposition est close" in field.mails_to(imad.user)
    with pytest.raises(Refused, match="prise par quelqu’un d’autre"):
        field.answer(to_imad)
    assert field.mails_to(people.tara)[-1] == "Du nouveau sur une de vos demandes"


def test_accepting_twice_is_harmless(people, ines):
    (made,) = field.offer(field.request(people.tara), ines, by=people.alice)
    field.answer(made)
    before = field.now(made.mission)
    assert [one.state for one in field.answer(made)] == ["acceptee"]
    assert field.now(made.mission).version == before.version


def test_all_decline_and_the_coordination_looks_again(people, ines, imad):
    mission = field.request(people.tara)
    to_ines, to_imad = field.offer(mission, ines, imad, by=people.alice)
    field.answer(to_ines, accepted=False, reason="En congé")
    assert field.now(mission).state == "proposee"
    field.answer(to_imad, accepted=False)
    assert field.now(mission).state == "demandee"
    assert field.occupied() == []
    assert field.mails_to(people.alice).count("Une demande vous attend") >= 2
    with pytest.raises(Refused, match="déjà répondu"):
        field.answer(to_ines)


def test_an_interpreter_who_cannot_come_after_all(people, ines):
    mission = field.confirmed(people.tara, people.alice, ines)
    field.do(actions.withdraw_mission, mission, by=people.ines, reason="Malade")
    mission = field.now(mission)
    assert (mission.state, mission.interpreter) == ("demandee", None)
    assert field.occupied() == []
    assert offer_states(mission) == {"Inès": "retiree"}
    (again,) = field.offer(mission, ines, by=people.alice)  # she is better
    field.answer(again)
    assert field.now(mission).interpreter == ines


def test_nobody_withdraws_once_it_has_begun(people, ines):
    mission = field.confirmed(people.tara, people.alice, ines)
    with pytest.raises(Refused, match="appelez la coordination"):
        field.do(actions.withdraw_mission, mission, by=people.ines, at=mission.starts_at, reason="")


def test_the_database_refuses_an_offer_to_somebody_taken(people, ines):
    field.offer(field.request(people.tara), ines, by=people.alice)
    near = field.request(
        people.theo, hour=time(15, 30), until=time(16)
    )  # half an hour of travel on each side
    with pytest.raises(Refused) as told:
        field.offer(near, ines, by=people.alice)
    assert "a déjà une mission ou une offre à cette heure (trajet compris)" in told.value.reason
    assert "Libre ensuite : 09/03 à 16 h 00" in told.value.reason.replace("\u00a0", " ")
    assert field.now(near).state == "demandee"
    field.offer(
        field.request(people.theo, hour=time(16), until=time(17)), ines, by=people.alice
    )  # end to end


@pytest.mark.parametrize(
    ("facts", "typed", "said"),
    [
        ({"languages": ("fra", "pus")}, {}, "ne parle pas dari"),
        ({"departements": ("34",)}, {}, "ne se déplace pas dans ce département"),
        ({"departements": ("30", "31")}, {"departement": "31"}, "on y travaille à distance"),
        (
            {"remote": False},
            {"modality": "visio", "place": "", "travel_minutes": 0},
            "ne travaille pas à distance",
        ),
        (
            {"modalities": ["telephone"]},
            {"modality": "visio", "place": "", "travel_minutes": 0},
            "ne travaille pas en visio",
        ),
        ({"gender": "M"}, {"gender": "F"}, "genre souhaité"),
    ],
)
def test_outside_the_rules_needs_a_named_derogation(people, facts, typed, said):
    ines = field.interpreter(people.ines, **facts)
    mission = field.request(people.tara, **typed)
    with pytest.raises(Refused, match=said) as told:
        field.offer(mission, ines, by=people.alice)
    assert told.value.field == "derogation"
    (made,) = field.offer(mission, ines, by=people.alice, derogation="Seule disponible cette semaine")
    field.answer(made)
    mission = field.now(mission)
    assert (mission.derogation_by, mission.state) == (people.alice, "acceptee")


def test_without_a_derogation_the_database_itself_refuses(people):
    """The action forgotten: the interpreter's language changes between the offer and her answer."""
    ines = field.interpreter(people.ines)
    (made,) = field.offer(field.request(people.tara), ines, by=people.alice)
    with acting_as_system():
        ines.languages = ["fra"]
        ines.save()
    with pytest.raises(Refused, match="appelez la coordination"):
        field.answer(made)
    assert field.now(made.mission).state == "proposee"


def test_somebody_suspended_or_whose_role_ended_is_told(people, ines):
    (made,) = field.offer(field.request(people.tara), ines, by=people.alice)
    with acting_as_system():
        ines.active, ines.standing, ines.standing_since = False, "suspendu", field.DAY
        ines.save()
    for accepted in (True, False):
        with pytest.raises(Refused, match="Vous n’êtes plus en activité dans le réseau depuis le 09/03/2026"):
            field.answer(made, accepted=accepted)
    with acting_as_system():
        ines.active, ines.standing = True, "actif"
        ines.save()
        RoleGrant.objects.filter(user=people.ines).update(until="2020-02-01")
    with pytest.raises(Refused, match="Vous n’êtes plus en activité"):
        field.answer(made)
    with pytest.raises(Refused, match="n’est plus en activité"):
        field.offer(field.request(people.tara, day=field.DAY + timedelta(days=3)), ines, by=people.alice)


def test_an_offer_ends_when_the_mission_begins_or_is_taken_back(people, ines, imad):
    (made,) = field.offer(field.request(people.tara), ines, by=people.alice)
    with pytest.raises(Refused, match="déjà commencé"):
        field.answer(made, at=made.mission.starts_at)
    with acting_as(people.alice):
        offers.withdraw_offer(made, by=people.alice, at=field.AT)
    with pytest.raises(Refused, match="retirée"):
        field.answer(made)
    assert field.now(made.mission).state == "demandee"


def test_what_begins_without_anybody_is_closed(people, ines):
    from networks.missions.tasks import lapse_offers

    (made,) = field.offer(field.request(people.tara), ines, by=people.alice)
    field.request(people.tara, day=field.DAY + timedelta(days=1))
    kept = field.accepted(people.tara, people.alice, ines, day=field.DAY + timedelta(days=2))
    import time_machine

    with time_machine.travel(made.mission.starts_at + timedelta(days=3)):
        lapse_offers()
        lapse_offers()  # run twice, the same end
    states = sorted(Mission.objects.values_list("state", flat=True))
    assert states == ["acceptee", "refusee", "refusee"]
    assert offer_states(made.mission) == {"Inès": "retiree"}
    assert field.occupied() == [(kept.pk, ines.pk)]
    assert field.mails_to(people.tara).count("Du nouveau sur une de vos demandes") >= 2


def test_the_coordination_notes_an_answer_given_by_telephone(people, ines):
    (made,) = field.offer(field.request(people.tara), ines, by=people.alice)
    field.answer(made, by=people.alice)
    assert field.now(made.mission).interpreter == ines
    from networks.missions.moves import history

    with acting_as(people.alice):
        assert history(made.mission).first().actor_id == people.alice.pk


def test_nobody_answers_for_somebody_else(people, ines, imad):
    (made,) = field.offer(field.request(people.tara), ines, by=people.alice)
    for who in (imad.user, people.tara):
        with pytest.raises(Refused, match="n’est plus valable"):
            field.answer(made, by=who)


# ── A series ────────────────────────────────────────────────────────────────────────────────────


def test_a_series_is_offered_and_accepted_at_once(people, ines):
    dates = field.request_all(people.tara, every=7, times=4)
    made = field.offer(dates[0], ines, by=people.alice, series=True)
    assert len(made) == 4
    assert len(field.mailed_links(people.ines)) == 1
    assert len(field.answer(made[2], whole=True)) == 4
    assert {field.now(one).interpreter for one in dates} == {ines}


def test_dates_taken_meanwhile_are_left_out_of_the_series(people, ines, imad):
    dates = field.request_all(people.tara, every=7, times=3)
    to_ines = field.offer(dates[0], ines, by=people.alice, series=True)
    (to_imad,) = field.offer(dates[1], imad, by=people.alice)
    field.answer(to_imad)
    assert len(field.answer(to_ines[0], whole=True)) == 2
    assert [field.now(one).interpreter.display_name for one in dates] == ["Inès", "Imad", "Inès"]


def test_a_date_where_she_is_taken_is_passed_over_and_said(people, ines):
    dates = field.request_all(people.tara, every=7, times=3)
    field.accepted(people.theo, people.alice, ines, day=dates[1].day)
    with acting_as(people.alice):
        made = offers.offer_mission(dates[0], interpreters=[ines], series=True, by=people.alice, at=field.AT)
    assert len(made.offers) == 2
    assert len(made.skipped) == 1 and "16/03" in made.skipped[0]
    assert field.now(dates[1]).state == "demandee"


# ── Two people, one mission ─────────────────────────────────────────────────────────────────────


def test_the_second_coordinator_is_told_who_was_first(people, ines, imad):
    mission = field.request(people.tara)
    field.offer(mission, ines, by=people.alice, version=mission.version)
    with pytest.raises(Refused, match=r"Mission modifiée par Alice à .* comparez avant d’enregistrer"):
        field.offer(mission, imad, by=people.chloe, version=mission.version)


def test_mails_name_nobody_and_nothing(people, ines):
    mission = field.held(people.tara, people.alice, ines, client_label="Amina")
    field.do(actions.validate_mission, mission, by=people.alice, duration=45)
    with acting_as_system():
        mails = list(OutgoingMail.objects.all())
    texts = [mail.subject + re.sub(r"http\S+", "", mail.body) for mail in mails]
    assert len(texts) >= 5
    for secret in ("Amina", "Tilleuls", "dari", "Inès", "Tara", "interpr", "ission "):
        assert not [text for text in texts if secret in text], secret
