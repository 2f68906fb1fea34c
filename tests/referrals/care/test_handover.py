"""*Passer le relais*: the care before goes on until the new one is accepted; then it ends, and nobody counts twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Therapist
from observatory.figures import count
from referrals.care import actions as cares
from referrals.care import handover
from referrals.intake import actions as intake
from referrals.models import Care, Identity, TherapySession
from referrals.sessions import actions as sessions
from tests.people import People
from tests.referrals import makers
from tests.referrals.makers import AT

LATER = AT + timedelta(days=10)


@pytest.fixture
def theo(people):
    return makers.therapist(people.theo, languages=["prs"], capacity=1)


@pytest.fixture
def care(people):
    return makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]))


def file_active() -> int:
    """The figure of the bilan: people met in the year, each once."""
    return count(2026).exact["personnes"]["file_active"]


def relay(care, theo, people):
    return handover.propose_relay(care, therapist=theo, interpreter=None, by=people.alice, at=LATER)


def test_a_care_passes_from_one_to_the_other(people, care, theo):
    with acting_as(people.alice):
        proposed = relay(care, theo, people)
    with acting_as(people.theo):
        assert not Identity.objects.exists()
    with acting_as(people.tara):
        assert Identity.objects.exists()  # she follows the person until somebody accepts
    OutgoingMail.objects.all().delete()
    with acting_as(people.theo):
        cares.accept(proposed, by=people.theo, at=LATER)
        assert Identity.objects.exists()
    with acting_as(people.tara):
        assert not Identity.objects.exists()
    care.refresh_from_db()
    assert (care.state, care.end_reason, care.ended_on) == ("terminee", "relais", LATER.date())
    assert dict(Therapist.objects.values_list("display_name", "active_cares")) == {"Tara": 0, "Théo": 1}
    assert OutgoingMail.objects.filter(to=people.tara.email).count() == 1


def test_a_relay_declined_leaves_the_care_as_it_was(people, care, theo):
    proposed = relay(care, theo, people)
    with acting_as(people.theo):
        cares.decline(proposed, kind="horaires", by=people.theo, at=LATER)
    care.refresh_from_db()
    assert care.state == "active"


def test_a_relay_refused_for_want_of_a_place_ends_nothing(people, care, theo):
    proposed = relay(care, theo, people)
    with acting_as_system():
        Therapist.objects.filter(pk=theo.pk).update(capacity=0)
    with acting_as(people.theo), pytest.raises(Refused, match="autant de personnes"):
        cares.accept(proposed, by=people.theo, at=LATER)
    care.refresh_from_db()
    assert (care.state, care.end_reason) == ("active", "")


def test_a_suspended_care_is_handed_over_too(people, care, theo):
    care = cares.suspend(care, by=people.tara, at=AT)
    proposed = relay(care, theo, people)
    with acting_as(people.theo):
        cares.accept(proposed, by=people.theo, at=LATER)
    care.refresh_from_db()
    assert (care.state, care.end_reason) == ("terminee", "relais")


def test_nobody_relays_herself_nor_a_care_that_is_over(people, care, theo):
    with pytest.raises(Refused, match="suit déjà"):
        relay(care, care.therapist, people)
    cares.end(care, by=people.tara, at=AT)
    with pytest.raises(Refused, match="n’est plus en cours"):
        relay(care, theo, people)


def test_somebody_followed_is_not_simply_proposed_again(people, care, theo):
    with pytest.raises(Refused, match="relais"):
        cares.propose(care.referral, therapist=theo, interpreter=None, by=people.alice, at=LATER)
    relay(care, theo, people)
    with pytest.raises(Refused, match="déjà proposée"):
        relay(care, theo, people)


def test_an_orientation_withdrawn_closes_both(people, care, theo):
    relay(care, theo, people)
    with acting_as(people.omar):
        intake.withdraw(care.referral, reason="Elle a déménagé.", by=people.omar, at=LATER)
    states = dict(Care.objects.values_list("therapist__display_name", "state"))
    assert states == {"Tara": "terminee", "Théo": "declinee"}
    care.refresh_from_db()
    assert care.end_reason == "orientation_close"


def test_a_person_handed_over_is_counted_once(people, care, theo):
    """The figure of the bilan, before and after: one person, two sessions, each with its therapist."""
    sessions.log_session(care, **makers.session(), by=people.tara, at=AT)
    with acting_as_system():
        before = file_active()
    proposed = relay(care, theo, people)
    with acting_as(people.theo):
        after = cares.accept(proposed, by=people.theo, at=LATER)
        noted = makers.session(day=LATER.date())
        sessions.log_session(after, **noted, by=people.theo, at=LATER)
    with acting_as_system():
        assert file_active() == before
    held = TherapySession.objects.order_by("day").values_list("therapist__display_name", flat=True)
    assert list(held) == ["Tara", "Théo"]


# ── The therapist asks for it ───────────────────────────────────────────────────────────────────


def test_a_therapist_asks_for_a_relay_and_may_keep_the_care(people, care):
    with acting_as(people.tara):
        asked = cares.ask_relay(care, reason="Je pars en mars.", by=people.tara, at=AT)
        with pytest.raises(Refused, match="déjà demandé"):
            cares.ask_relay(asked, reason="Encore.", by=people.tara, at=AT)
    assert OutgoingMail.objects.filter(to=people.alice.email, subject="Un relais est demandé").count() == 1
    with acting_as(people.tara):
        kept = cares.forget_relay(asked, by=people.tara, at=AT)
    assert (kept.relay_asked_at, kept.relay_reason) == (None, "")


def test_the_coordination_reads_why_and_proposes_from_the_file(people, browser_of, care, theo):
    browser = browser_of(people.tara)
    typed = {"reason": "Je pars en mars.", "version": care.version}
    assert browser.post(reverse("referrals:ask_relay", args=[care.pk]), typed).status_code == 302
    desk = browser_of(people.alice)
    page = desk.get(reverse("referrals:file", args=[care.referral_id])).content.decode()
    assert "Un relais est demandé" in page and "Je pars en mars." in page
    url = reverse("referrals:propose", args=[care.referral_id])
    assert "Théo" in desk.get(url).content.decode()
    assert desk.post(url, {"therapist": theo.pk}).status_code == 302
    assert Care.objects.get(therapist=theo).relays_id == care.pk
    page = browser_of(people.theo).get(reverse("referrals:care", args=[Care.objects.get(therapist=theo).pk]))
    assert "C’est un relais" in page.content.decode()


# ── Together ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_two_handovers_that_cross_both_pass():
    people = People()
    with acting_as_system():
        tara = makers.therapist(people.tara, languages=("prs",), capacity=2)
        theo = makers.therapist(people.theo, languages=("prs",), capacity=2)
        hers = makers.care(people.omar, people.alice, tara)
        his = makers.care(people.omar, people.alice, theo)
        crossed = [relay(hers, theo, people), relay(his, tara, people)]
    start = threading.Barrier(2)

    def accept(number):
        user = [people.theo, people.tara][number]
        start.wait()
        try:
            with acting_as(user):
                return cares.accept(crossed[number], by=user, at=LATER).state
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(accept, range(2))) == ["active", "active"]
    with acting_as_system():
        assert set(Therapist.objects.values_list("active_cares", flat=True)) == {1}
        assert Care.objects.filter(state="terminee", end_reason="relais").count() == 2
