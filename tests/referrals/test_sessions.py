"""Forms sent twice, who may be paired with whom, and what a session may be."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.missions import actions as missions
from networks.models import Mission
from referrals.care import actions as cares
from referrals.models import Care, Person, Referral, TherapySession
from referrals.sessions import actions as sessions
from referrals.sessions.forms import LogSessionForm
from tests.referrals import makers
from tests.referrals.makers import AT

SENT_ALREADY = "Ce formulaire a déjà été envoyé"


@pytest.fixture
def care(people):
    return makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]))


def log(care, by, **typed) -> TherapySession:
    with acting_as(by):
        return sessions.log_session(care, **makers.session(**typed), by=by, at=AT)


# ── The same form twice ─────────────────────────────────────────────────────────────────────────


def test_an_orientation_key_of_somebody_else_is_refused(people):
    key = uuid.uuid4()
    makers.referral(people.omar, idempotency_key=key)
    makers.validated(people.olga)
    with pytest.raises(Refused, match=SENT_ALREADY), acting_as(people.olga):
        makers.referral(people.olga, idempotency_key=key)
    assert Referral.objects.count() == Person.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [{"last_name": "Autre"}, {"languages": ["som"]}, {"urgency": "urgente"}, {"motives": ["anxiete"]}],
)
def test_an_orientation_key_used_for_something_else_is_refused(people, typed):
    key = uuid.uuid4()
    first = makers.referral(people.omar, idempotency_key=key)
    with acting_as(people.omar):
        assert makers.referral(people.omar, idempotency_key=key) == first
    with pytest.raises(Refused, match=SENT_ALREADY), acting_as(people.omar):
        makers.referral(people.omar, idempotency_key=key, **typed)
    assert Referral.objects.count() == Person.objects.count() == 1


def test_a_key_of_somebody_else_is_told_in_the_form(people, browser_of):
    key = uuid.uuid4()
    makers.referral(people.omar, idempotency_key=key)
    makers.validated(people.olga)
    typed = {"first_name": "Ariya", "language": "prs", "departement": "30", "motives": ["sommeil"]}
    typed |= {"urgency": "ordinaire", "dispositif": makers.dispositif().pk, "idempotency_key": str(key)}
    answer = browser_of(people.olga).post(reverse("referrals:receive"), typed)
    assert answer.status_code == 200 and SENT_ALREADY in answer.content.decode()


def test_a_session_key_is_that_of_one_care_and_one_session(people, care):
    key = uuid.uuid4()
    first = log(care, people.tara, idempotency_key=key)
    assert log(care, people.tara, idempotency_key=key) == first
    for typed in ({"hour": time(9)}, {"duration": 30}, {"state": "absence"}):
        with pytest.raises(Refused, match=SENT_ALREADY):
            log(care, people.tara, idempotency_key=key, **typed)
    another = makers.care(people.omar, people.alice, care.therapist)
    theirs = makers.care(people.omar, people.alice, makers.therapist(people.theo, languages=["prs"]))
    for one, by in ((another, people.tara), (theirs, people.theo)):
        with pytest.raises(Refused, match=SENT_ALREADY):
            log(one, by, idempotency_key=key)
    assert TherapySession.objects.count() == 1


# ── What is typed ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("duration", ["²", "9" * 5000])
def test_any_duration_is_read_or_told(people, browser_of, care, duration):
    typed = {"state": "realisee", "day": "2026-03-02", "hour": "08:00", "duration": duration}
    typed |= {"modality": "visio", "idempotency_key": str(uuid.uuid4())}
    answer = browser_of(people.tara).post(reverse("referrals:log_session", args=[care.pk]), typed)
    assert answer.status_code == 200 and "duration" in answer.context["form"].errors


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2099-01-01", "9999-12-31"])
def test_a_session_is_of_our_time(people, browser_of, care, day):
    typed = {"state": "realisee", "day": day, "hour": "00:00", "duration": "45"}
    typed |= {"modality": "visio", "idempotency_key": str(uuid.uuid4())}
    answer = browser_of(people.tara).post(reverse("referrals:log_session", args=[care.pk]), typed)
    assert answer.status_code == 200 and "day" in answer.context["form"].errors


def test_a_session_is_noted_after_the_fact(people, care):
    assert "planifiee" not in dict(LogSessionForm(care=care).fields["state"].choices)
    with pytest.raises(Refused, match="à venir"):
        log(care, people.tara, hour=time(23))
    with pytest.raises(Refused, match="une fois passée"):
        log(care, people.tara, state="planifiee")


def test_a_session_is_not_before_the_proposal(people, care):
    with pytest.raises(Refused, match="proposée le 02/03/2026") as refusal:
        log(care, people.tara, day=date(2026, 3, 1))
    assert refusal.value.field == "day"


def test_a_person_is_never_in_two_places(people, care):
    log(care, people.tara)
    again = Referral.objects.create(
        person=care.person, state="acceptee", decision="acceptee", decided_on=AT.date(), received_on=AT.date()
    )
    theo = makers.therapist(people.theo, languages=["prs"])
    second = cares.accept(
        cares.propose(again, therapist=theo, interpreter=None, by=people.alice, at=AT), by=people.theo, at=AT
    )
    with pytest.raises(Refused, match="La personne a déjà une séance"):
        log(second, people.theo)
    assert log(second, people.theo, hour=time(9))


# ── Who with whom ───────────────────────────────────────────────────────────────────────────────


def proposed(people, therapist, interpreter=None) -> Care:
    referral = makers.accepted(people.omar, people.alice)
    return cares.propose(referral, therapist=therapist, interpreter=interpreter, by=people.alice, at=AT)


def test_a_therapist_of_elsewhere_is_not_proposed(people):
    with pytest.raises(Refused, match="ne reçoit pas dans ce département") as refusal:
        proposed(people, makers.therapist(people.tara, languages=["prs"], departements=["81"]))
    assert refusal.value.field == "therapist"
    assert proposed(people, makers.therapist(people.theo, languages=["prs"], departements=["30"]))


def test_a_therapist_without_her_role_is_not_proposed(people):
    tara = makers.therapist(people.tara, languages=["prs"])
    with acting_as_system():
        people.tara.grants.update(until="2021-01-01")
    with pytest.raises(Refused, match="n’a plus accès"):
        proposed(people, tara)


def test_a_therapist_without_an_account_yet_may_be_proposed(people):
    tara = makers.therapist(people.tara, languages=["prs"])
    tara.user = None
    tara.save()
    assert proposed(people, tara)


@pytest.mark.parametrize("spoken", [["prs"], ["fra"]])
def test_an_interpreter_is_of_use_or_not_given(people, spoken):
    tara = makers.therapist(people.tara, languages=spoken)
    with pytest.raises(Refused, match="ne parle pas la langue"):
        proposed(people, tara, makers.interpreter(languages=["som"]))
    far = makers.interpreter(remote=False)
    far.departements = ["81"]
    far.save()
    with pytest.raises(Refused, match="ne se déplace pas"):
        proposed(people, tara, far)
    assert proposed(people, tara, makers.interpreter(people.ines))


def test_an_interpreter_without_her_role_is_not_given(people):
    ines = makers.interpreter(people.ines)
    with acting_as_system():
        people.ines.grants.update(until="2021-01-01")
    with pytest.raises(Refused, match="n’a plus accès"):
        proposed(people, makers.therapist(people.tara), ines)


@pytest.mark.parametrize(
    "departements, remote, modality, said",
    [
        (["81"], True, "presentiel", "à distance"),
        (["81"], False, "visio", "ne se déplace pas"),
        (["30"], False, "presentiel", ""),
        (["81"], True, "visio", ""),
    ],
)
def test_an_interpreter_works_where_she_works(people, departements, remote, modality, said):
    ines = makers.interpreter(people.ines, remote=remote)
    ines.departements = departements
    facts = {"language": "prs", "starts_at": AT, "duration": 45, "departement": "30", "client_label": "P-1"}
    if said:
        with pytest.raises(Refused, match=said) as refusal:
            missions.record_held(ines, modality=modality, **facts, by=people.tara)
        assert refusal.value.field == "interpreter"
    else:
        assert missions.record_held(ines, modality=modality, **facts, by=people.tara)
    assert Mission.objects.count() == (not said)


# ── What is over ────────────────────────────────────────────────────────────────────────────────


def test_a_declined_proposal_stays_in_its_therapists_list_without_the_person(people, browser_of):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]), active=False
    )
    tara = browser_of(people.tara)
    tara.post(reverse("referrals:decline_care", args=[care.pk]), {"kind": "plus_de_place"})
    page = tara.get(reverse("referrals:cares")).content.decode()
    assert "Déclinée" in page and care.person.code not in page
    gone = tara.get(reverse("referrals:care", args=[care.pk]))
    assert gone.status_code == 302 and gone.url == reverse("referrals:cares")
    assert browser_of(people.theo).get(reverse("referrals:care", args=[care.pk])).status_code == 404


def test_a_therapist_ends_a_care_by_a_button(people, browser_of, care):
    tara, door = browser_of(people.tara), reverse("referrals:end_care", args=[care.pk])
    assert door in tara.get(reverse("referrals:care", args=[care.pk])).content.decode()
    page = tara.get(door)
    assert page.status_code == 200 and "Terminer le suivi" in page.content.decode()
    assert page.context["form"]["reason"].value() is None  # nobody reaches her goals by a hasty tap
    assert "reason" in tara.post(door, {"version": care.version}).context["form"].errors
    care.refresh_from_db()
    assert care.state == "active"
    typed = {"version": care.version, "reason": "objectifs_atteints"}
    assert tara.post(door, typed).status_code == 302
    care.refresh_from_db()
    assert care.state == "terminee" and care.ended_on - date.today() <= timedelta(days=1)
    assert tara.post(door, typed).status_code in (200, 409)
