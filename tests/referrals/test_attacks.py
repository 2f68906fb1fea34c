"""What an attack of the referrals found, each with the test that failed before. Everybody is invented."""

import unicodedata
import uuid
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.mail import MAX_ATTEMPTS
from centre.models import ClosedYear, OutgoingMail
from centre.refusals import Refused
from networks.models import Mission
from referrals.care import actions as cares
from referrals.choices import ConsentForm, ConsentScope
from referrals.intake.actions import withdraw
from referrals.intake.asking.actions import forget_addresses
from referrals.intake.asking.forms import AskForm, LaterForm
from referrals.intake.forms import ReceiveForm
from referrals.intake.mails import LINKS
from referrals.models import (
    Backup,
    Call,
    CaseReview,
    Consent,
    ConsentOverride,
    Identity,
    Person,
    Referral,
    ReferralStep,
    Reorientation,
    ReviewMeeting,
    TeamMember,
    TherapySession,
)
from referrals.pairing import actions as pairing
from referrals.people.erasure import actions as erasure
from referrals.people.merging import actions as merging
from referrals.reorientations import actions as reorientations
from referrals.reviews.actions import correct_review
from referrals.reviews.meetings import minutes
from referrals.reviews.vignettes import without_names
from referrals.sessions import actions as sessions
from referrals.sessions.start import as_it_is
from tests.people import browser_of
from tests.referrals import makers
from tests.referrals.hotline import field as hotline
from tests.referrals.sessions import field
from tests.referrals.world import build, somebody_else_s

AT, LATER = makers.AT, makers.AT + timedelta(days=20)


@pytest.fixture
def world(people):
    return build(people)


def refused(user, write, match: str) -> None:
    """The database refuses `write` in this person's name, whatever code asks."""
    with acting_as(user), pytest.raises(DatabaseError, match=match), transaction.atomic():
        write()


def erased(person, by):
    with acting_as(by):
        return erasure.erase_person(person, end_what_goes_on=True, confirmed=True, by=by, at=LATER)


# ── Rows that a role would forge ────────────────────────────────────────────────────────────────


def a_session(world, who: str, **facts) -> TherapySession:
    care = world.objects["care"]
    return TherapySession(
        **{
            "care": care,
            "person": care.person,
            "therapist": care.therapist,
            "day": AT.date(),
            "starts_at": AT + timedelta(days=2),
            "ends_at": AT + timedelta(days=2, hours=1),
            "duration": 60,
            "state": "planifiee",
            "logged_by": world.cast[who],
            "logged_at": AT,
        }
        | facts
    )


def test_a_session_opens_nobody_else_s_mission(world, people):
    """A therapist reads the missions of her sessions: one made for the purpose opened any of them."""
    hidden = Mission.objects.create(
        language="prs", day=AT.date(), starts_at=AT, ends_at=AT + timedelta(hours=1), state="demandee",
        requested_by=people.theo, client_label="Ghezal", place="12 rue des Tilleuls",
    )  # fmt: skip
    with acting_as(people.tara):
        assert not Mission.objects.filter(pk=hidden.pk).exists()
    refused(people.tara, a_session(world, "tara", mission=hidden).save, "somebody else")
    hers = world.objects["session"]
    refused(
        people.tara, lambda: TherapySession.objects.filter(pk=hers.pk).update(mission=hidden), "somebody else"
    )


def test_a_session_is_that_of_one_of_her_cares(world, people):
    theo = people.theo
    with acting_as_system():
        his = makers.Therapist.objects.get(user=theo)
    refused(theo, a_session(world, "theo", therapist=his).save, "one of her cares")
    other = somebody_else_s(people)
    refused(people.tara, a_session(world, "tara", person=other).save, "one of her cares")
    refused(people.tara, lambda: TherapySession.objects.update(person=other), "stays that of its care")


def test_a_closed_year_is_not_opened_by_calling_the_row_imported(world, people):
    ClosedYear.objects.create(year=AT.year, closed_at=LATER, closed_by=people.alice)
    refused(people.tara, a_session(world, "tara", imported=True).save, "told by the sheets")
    refused(people.tara, a_session(world, "tara").save, "bilan")


def test_nobody_reads_a_person_by_sending_a_request_in_her_name(world, people):
    """The row of a person opens to whoever referred her: a referral to somebody else's person opened it."""
    hers = somebody_else_s(people)
    with acting_as(people.omar):
        assert not Person.objects.filter(pk=hers.pk).exists()
    forged = Referral(
        person=hers, referrer=people.omar, dispositif=world.objects["dispositif"], received_on=AT.date(),
        due_at=AT,
    )  # fmt: skip
    refused(people.omar, lambda: forged.save(force_insert=True), "whose file she makes")


def test_nobody_writes_a_step_that_did_not_happen(people):
    sent = makers.referral(people.omar)
    step = {"referral": sent, "at": AT, "note": "Acceptée."}
    forged = ReferralStep(**step, state="acceptee", by=people.omar)
    refused(people.omar, forged.save, "where the referral")
    with acting_as(people.omar):  # the one of her own withdrawal is written
        assert withdraw(sent, reason="Partie.", by=people.omar, at=AT).state == "retiree"


def test_a_team_that_discusses_a_situation_writes_nothing_to_its_referrer(world, people):
    discussed = world.objects["item"].referral
    note = ReferralStep(referral=discussed, state=discussed.state, at=AT, by=people.tara, note="Refusée.")
    note.state = "en_concertation"
    refused(people.tara, note.save, "where the referral|row-level security")


def test_a_listener_ties_no_call_to_a_file_nor_signs_for_another(people):
    lea = hotline.lea()
    opening = hotline.opened(people.alice)
    with acting_as(lea):
        call = hotline.call(opening, lea)
    other = makers.referral(people.omar)
    for forged in ({"referral": other}, {"taken_by": people.alice}):
        refused(lea, lambda forged=forged: Call.objects.filter(pk=call.pk).update(**forged), "a call ")
    with acting_as(lea):
        assert Call.objects.filter(pk=call.pk).update(age=30) == 1


def test_an_override_is_signed_by_who_gives_it_and_is_not_lengthened(world, people):
    now, person = timezone.now(), world.objects["person"]
    given = {"person": person, "scope": "equipe", "reason": "Danger"}
    for forged in (
        {"given_by": people.chloe, "given_at": now, "until": now + timedelta(hours=1)},
        {"given_by": people.alice, "given_at": now + timedelta(days=90), "until": now + timedelta(days=92)},
    ):
        refused(people.alice, ConsentOverride(**given, **forged).save, "begins now")
    refused(
        people.alice,
        lambda: ConsentOverride.objects.update(until=world.objects["override"].until + timedelta(hours=9)),
        "not lengthened",
    )
    refused(
        people.alice,
        lambda: ConsentOverride.objects.update(reviewed_at=now, reviewed_by=people.chloe),
        "begins now",
    )


# ── What an interpreter reads ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("label", ["Shahrbanu", "SHÀHRBANU", "Zarrinpoush", "zarrinpoush"])
def test_an_interpreter_reads_no_name_that_the_person_did_not_give_her(people, label):
    """One word was enough to hand over her name, consent or not."""
    care = field.with_ines(people)
    with pytest.raises(Refused) as refusal:
        field.plan(care, people.tara, helper="suivi", client_label=label)
    assert refusal.value.field == "client_label" and not Mission.objects.exists()
    session = field.plan(care, people.tara)
    with pytest.raises(Refused):
        field.move(session, people.tara, helper="recherche", client_label=label)
    assert field.plan(care, people.tara, day=date(2026, 3, 16), helper="suivi", client_label="Ariya").mission


def test_her_first_name_under_her_consent_never_her_family_name(people):
    care = field.with_ines(people)
    Consent.objects.create(
        person=care.person, scope=ConsentScope.INTERPRETER, form=ConsentForm.ORAL, given_on=AT.date(),
        recorded_by=people.alice,
    )  # fmt: skip
    named = field.plan(care, people.tara, helper="suivi", client_label="Shahrbanu")
    assert named.mission.client_label == "Shahrbanu"
    with pytest.raises(Refused):
        field.plan(care, people.tara, day=date(2026, 3, 16), helper="suivi", client_label="Zarrinpoush")


def test_a_therapist_reads_no_name_in_the_words_before_a_consent(people):
    """Her page of a situation without consent hid the identity, and showed the name written in the situation."""
    tara = makers.therapist(people.tara)
    sent = makers.accepted(people.omar, people.alice, consents={})
    sent.vignette = "Shahrbanu Zarrinpoush ne dort plus."
    sent.save()
    care = cares.propose(
        sent, therapist=tara, interpreter=makers.interpreter(people.ines), by=people.alice, at=AT
    )
    page = browser_of(people.tara).get(reverse("referrals:care", args=[care.pk])).content.decode()
    assert "ne dort plus" in page and "Zarrinpoush" not in page and "Shahrbanu" not in page


# ── After an erasure ────────────────────────────────────────────────────────────────────────────


def test_nothing_is_written_again_about_somebody_erased(world, people):
    it = world.objects
    session, review = it["session"], it["review"]
    erased(it["person"], people.alice)
    typed = as_it_is(TherapySession.objects.get(pk=session.pk)) | {"remark": "Zarrinpoush appelle"}
    typed |= {"confirm_long": False, "reason": "", "interpreter": None}
    with acting_as(people.tara), pytest.raises(Refused, match="effacée"):
        sessions.correct_session(session, **typed, by=people.tara, at=LATER)
    fresh = CaseReview.objects.select_related("referral").get(pk=review.pk)
    said = {
        name: getattr(fresh, name) for name in ("relevance", "spoken_language", "availability", "decision")
    }
    with acting_as(people.alice), pytest.raises(Refused, match="effacée"):
        correct_review(
            fresh, **said, reason="Zarrinpoush", dissent="", version=fresh.referral.version, by=people.alice,
            at=LATER,
        )  # fmt: skip
    with acting_as(people.alice), pytest.raises(Refused, match="effacée"):
        pairing.exclude(
            it["person"], therapist=it["care"].therapist, interpreter=None, reason="Zarrinpoush",
            by=people.alice, at=LATER,
        )  # fmt: skip


def test_nobody_is_asked_about_somebody_erased(world, people):
    """The partner was reminded with a fresh link; the renfort went on waiting for words."""
    it = world.objects
    erased(it["person"], people.alice)
    assert Reorientation.objects.get().state == "annulee" and Backup.objects.get().state == "annulee"
    with acting_as_system(), pytest.raises(Refused):
        reorientations.remind(it["reorientation"], by=people.alice, at=LATER)


def test_minutes_of_an_erased_person_are_written_again_without_her_name(world, people):
    """The name in the note of the meeting was taken out of the document by her identity, which is gone."""
    meeting = ReviewMeeting.objects.get()
    meeting.note, meeting.minutes = "Rappeler Zarrinpoush lundi.", "UERG"
    meeting.minutes_wanted_at = meeting.minutes_at = AT
    meeting.save()
    erased(world.objects["person"], people.alice)
    fresh = ReviewMeeting.objects.get()
    assert "Zarrin" not in fresh.note and "lundi" in fresh.note and not fresh.minutes
    assert list(minutes.without_minutes(LATER + timedelta(hours=1))) == [fresh.pk]


def test_minutes_being_printed_while_she_is_erased_are_not_kept(world, people):
    meeting = ReviewMeeting.objects.get()
    meeting.minutes_wanted_at = AT
    meeting.save()

    def slow(*_):
        erased(world.objects["person"], people.alice)
        return b"Zarrinpoush"

    with patch.object(minutes, "printed", slow):
        minutes.make_minutes(meeting.pk)
    assert not ReviewMeeting.objects.get().minutes


def test_the_same_form_sent_again_after_an_erasure_or_a_merging_is_refused_in_words(people):
    """A page left open, sent again: its identity is not there any more, and the portal broke."""
    key = uuid.uuid4()
    sent = makers.referral(people.omar, idempotency_key=key)
    erased(sent.person, people.alice)
    with acting_as(people.omar), pytest.raises(Refused):
        makers.referral(people.omar, idempotency_key=key)
    again = uuid.uuid4()
    kept, other = makers.referral(people.olga), makers.referral(people.omar, idempotency_key=again)
    with acting_as(people.alice):
        merging.merge(kept.person, other=other.person, by=people.alice, at=LATER)
    with acting_as(people.omar), pytest.raises(Refused):
        makers.referral(people.omar, idempotency_key=again)


def test_a_name_written_with_loose_accents_is_taken_out_too():
    loose = unicodedata.normalize("NFD", "Zéhra Özdemir ne dort plus.")
    assert without_names(loose, ("Zéhra", "Özdemir"), "P-1") == "P-1 P-1 ne dort plus."


# ── Doors without an account ────────────────────────────────────────────────────────────────────

BREAKS_A_HEADER = '"a\x1dBcc:x"@ailleurs.example'


@pytest.mark.parametrize(
    ("form", "name"), [(AskForm, "email"), (ReceiveForm, "email"), (LaterForm, "resume_email")]
)
def test_no_address_breaks_a_header(portal, form, name):
    extra = {"has_link": False} if form is LaterForm else {"offered": []}
    assert "Caractère non autorisé." in form({name: BREAKS_A_HEADER}, **extra).errors[name]


def test_an_address_that_no_mail_reaches_is_forgotten_as_the_others(portal):
    """Its link stayed in clear, for good, beside the address of who asked for help."""
    subject = LINKS[0]
    for attempts in (1, MAX_ATTEMPTS):
        OutgoingMail.objects.create(
            to="nora@ailleurs.example", subject=subject, body="lien", attempts=attempts
        )
    assert forget_addresses(at=timezone.now()) == 0
    assert forget_addresses(at=timezone.now() + timedelta(days=2)) == 1
    assert OutgoingMail.objects.get().attempts == 1  # one that may still leave


@pytest.mark.parametrize("state", ["refusee", "retiree", "reorientee", "close"])
def test_who_sent_her_reads_who_she_is_while_it_is_under_way_and_no_longer(people, browser_of, state):
    """The address that the coordination learns later is not for whoever asked once."""
    sent = makers.referral(people.omar)
    page = reverse("referrals:referral", args=[sent.pk])
    with acting_as(people.omar):
        assert Identity.objects.filter(person=sent.person).exists()
    assert "Zarrinpoush" in browser_of(people.omar).get(page).content.decode()
    ended = {"state": state, "decision": "refusee" if state == "close" else state, "decided_on": AT.date()}
    with acting_as_system():
        Referral.objects.filter(pk=sent.pk).update(**ended, decision_reason=b"x", due_at=None)
        Identity.objects.get(person=sent.person).save()
    with acting_as(people.omar):
        assert not Identity.objects.exists()
    answer = browser_of(people.omar).get(page)
    assert answer.status_code == 200 and "Zarrinpoush" not in answer.content.decode()


def test_a_team_reads_a_decision_once_its_minutes_are_sent(world):
    member = next(
        one.user for one in TeamMember.objects.filter(dispositif=world.objects["meeting"].dispositif)
    )
    for sent_at, read in ((None, False), (AT, True)):
        ReviewMeeting.objects.update(minutes_sent_at=sent_at)
        with acting_as(member):
            assert CaseReview.objects.filter(pk=world.objects["review"].pk).exists() == read
