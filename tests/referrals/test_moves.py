"""Moves that the rules forbid, whoever asks and whatever the page shows."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Therapist
from referrals.board import actions as board
from referrals.care import actions as cares
from referrals.intake import actions as intake
from referrals.models import Care, CaseReview, Referral
from referrals.reviews import actions as reviews
from referrals.sessions import actions as sessions
from referrals.states import State
from tests.referrals import makers
from tests.referrals.makers import AT

# ── The referrer's answer ───────────────────────────────────────────────────────────────────────


def test_a_referrer_answers_only_what_was_asked(people):
    sent = makers.referral(people.omar)
    with acting_as(people.omar), pytest.raises(Refused, match="n’attend pas de réponse"):
        intake.complete(sent, answer="Voilà.", by=people.omar, at=AT)
    sent.refresh_from_db()
    assert sent.state == State.SENT


def test_the_page_says_that_no_answer_is_expected(people, browser_of):
    sent = makers.referral(people.omar)
    told = browser_of(people.omar).post(reverse("referrals:referral", args=[sent.pk]), {"answer": "Voilà."})
    assert told.status_code == 409 and "n’attend pas de réponse" in told.content.decode()
    sent.refresh_from_db()
    assert sent.state == State.SENT


# ── Out of « acceptée » ─────────────────────────────────────────────────────────────────────────


def test_an_orientation_withdrawn_ends_its_care(people):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara), makers.interpreter(people.ines)
    )
    later = AT + timedelta(days=2)
    OutgoingMail.objects.all().delete()
    with acting_as(people.omar):
        intake.withdraw(care.referral, reason="Elle a déménagé.", by=people.omar, at=later)
    care.refresh_from_db()
    care.therapist.refresh_from_db()
    assert (care.state, care.ended_on) == ("terminee", date(2026, 3, 4))
    assert care.therapist.active_cares == 0
    assert OutgoingMail.objects.filter(to=people.tara.email).count() == 1


def test_a_suspended_care_ends_too(people):
    care = makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]))
    Care.objects.update(state="suspendue", suspended_on="2026-03-02")
    accepted = Referral.objects.get()
    decided = {"decision": State.REDIRECTED, "reason": "Au CMP.", "version": accepted.version}
    with acting_as(people.alice):
        board.decide(accepted, **decided, by=people.alice, at=AT)
    care.refresh_from_db()
    assert care.state == "terminee"


def test_an_orientation_redirected_closes_the_proposal(people):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]), active=False
    )
    accepted = Referral.objects.get()
    decided = {"decision": State.REDIRECTED, "reason": "Au CMP.", "version": accepted.version}
    with acting_as(people.alice):
        board.decide(accepted, **decided, by=people.alice, at=AT)
    care.refresh_from_db()
    assert (care.state, care.answered_at, care.decline_reason) == ("declinee", AT, "Orientation réorientée.")


def test_no_care_begins_under_an_orientation_no_longer_accepted(people):
    care = makers.care(
        people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]), active=False
    )
    Referral.objects.update(state=State.WITHDRAWN)
    with acting_as(people.tara), pytest.raises(Refused, match="n’est plus acceptée"):
        cares.accept(care, by=people.tara, at=AT)
    care.refresh_from_db()
    assert care.state == "proposee"


def test_a_suspended_therapist_follows_whom_she_follows_and_begins_nothing(people):
    tara = makers.therapist(people.tara, languages=["prs"])
    followed = makers.care(people.omar, people.alice, tara)
    proposed = makers.care(people.omar, people.alice, tara, active=False)
    Therapist.objects.update(standing="suspendu", active=False, standing_since=AT.date())
    with acting_as(people.tara), pytest.raises(Refused, match="aucun nouveau suivi ne commence"):
        cares.accept(Care.objects.get(pk=proposed.pk), by=people.tara, at=AT)
    with acting_as(people.tara):
        assert sessions.log_session(followed, **makers.session(), by=people.tara, at=AT).duration


# ── The « concertation » ────────────────────────────────────────────────────────────────────────


def review(referral, by, **typed):
    said = dict.fromkeys(("relevance", "spoken_language", "availability"), "oui")
    said |= {
        "held_on": AT.date(),
        "participants": [by],
        "decision": State.ACCEPTED,
        "reason": "",
        "dissent": "",
    }
    return reviews.record_review(referral, **said | {"version": referral.version} | typed, by=by, at=AT)


def on_the_agenda(people) -> Referral:
    found = makers.referral(people.omar)
    found = board.take(found, version=found.version, by=people.alice, at=AT)
    return board.bring_to_review(found, version=found.version, by=people.alice, at=AT)


def test_a_review_is_that_of_an_orientation_on_the_agenda(people):
    found = makers.referral(people.omar)
    found = board.take(found, version=found.version, by=people.alice, at=AT)
    with pytest.raises(Refused, match="Passez d’abord"):
        review(found, people.alice)


@pytest.mark.parametrize(
    "typed, said, field",
    [
        ({"participants": []}, "Qui a pris part", "participants"),
        ({"held_on": AT.date() - timedelta(days=1)}, "avant la réception", "held_on"),
        ({"held_on": AT.date() + timedelta(days=1)}, "à venir", "held_on"),
    ],
)
def test_a_review_is_plausible(people, typed, said, field):
    with pytest.raises(Refused, match=said) as refusal:
        review(on_the_agenda(people), people.alice, **typed)
    assert refusal.value.field == field
    assert not CaseReview.objects.exists()


# ── Versions ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("version", ["²", "9" * 5000, "", "-1", "un"])
@pytest.mark.parametrize("door", ["take", "bring_to_review"])
def test_any_version_is_read_or_told(people, browser_of, door, version):
    sent = makers.referral(people.omar)
    told = browser_of(people.alice).post(reverse(f"referrals:{door}", args=[sent.pk]), {"version": version})
    assert told.status_code == 409


def test_a_stale_version_of_an_imported_orientation_is_told(people, browser_of):
    sent = makers.referral(people.omar)
    person = sent.person
    facts = {"received_on": timezone.localdate(), "due_at": timezone.now(), "imported": True}
    past = Referral.objects.create(person=person, **facts)
    told = browser_of(people.alice).post(reverse("referrals:take", args=[past.pk]), {"version": 7})
    assert told.status_code == 409 and "a changé" in told.content.decode()
