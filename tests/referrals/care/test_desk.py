"""The coordination's side: a proposal without an answer, declined, taken back; a file closed; races for a place."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.models import Therapist
from referrals.care import actions as cares
from referrals.care import placing
from referrals.care.tasks import remind_proposals
from referrals.models import Care, Referral
from tests.people import People
from tests.referrals import makers
from tests.referrals.makers import AT
from tests.referrals.test_concurrency import refused, together


@pytest.fixture
def proposed(people):
    return makers.care(
        people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]), active=False
    )


@pytest.mark.parametrize(("days", "shown"), [(-1, True), (0, True), (5, False)])
def test_a_pause_whose_end_has_come_is_on_the_home_page_before_what_is_followed(
    people, browser_of, days, shown
):
    tara = makers.therapist(people.tara, languages=["prs"], capacity=20)
    paused = makers.care(people.omar, people.alice, tara)
    until = timezone.localdate() + timedelta(days=days)
    cares.suspend(paused, since=until - timedelta(days=9), until=until, by=people.tara, at=timezone.now())
    for _ in range(8):  # as many as the panel shows
        makers.care(people.omar, people.alice, tara)
    page = browser_of(people.tara).get(reverse("referrals:cares_panel")).content.decode()
    assert ("Pause finie" in page) == (reverse("referrals:care", args=[paused.pk]) in page) == shown


def test_a_proposal_without_an_answer_reminds_then_tells_each_once(people, proposed):
    Care.objects.update(proposed_at=timezone.now() - timedelta(days=2))
    OutgoingMail.objects.all().delete()
    remind_proposals()
    assert not OutgoingMail.objects.exists()
    Care.objects.update(proposed_at=timezone.now() - timedelta(days=4))
    remind_proposals()
    remind_proposals()
    assert list(OutgoingMail.objects.values_list("to", flat=True)) == [people.tara.email]
    Care.objects.update(proposed_at=timezone.now() - timedelta(days=8))
    remind_proposals()
    remind_proposals()
    told = sorted(OutgoingMail.objects.values_list("to", flat=True))
    assert told == sorted([people.tara.email, people.alice.email])


def test_an_answer_stops_the_clock(people, proposed):
    cares.decline(proposed, kind="horaires", by=people.tara, at=AT)
    Care.objects.update(proposed_at=timezone.now() - timedelta(days=9))
    OutgoingMail.objects.all().delete()
    remind_proposals()
    assert not OutgoingMail.objects.exists()


def test_a_refusal_leads_to_the_next(people, browser_of, proposed):
    theo = makers.therapist(people.theo, languages=["prs"])
    said = {"kind": "hors_competence", "reason": "Trop jeune pour moi."}
    url = reverse("referrals:decline_care", args=[proposed.pk])
    assert browser_of(people.tara).post(url, said).status_code == 302
    desk = browser_of(people.alice)
    page = desk.get(reverse("referrals:file", args=[proposed.referral_id])).content.decode()
    assert "La situation relève d’autres compétences" in page and "Trop jeune pour moi." in page
    assert "Proposer au suivant" in page and f'name="therapist" value="{theo.pk}"' in page
    url = reverse("referrals:propose", args=[proposed.referral_id])
    assert desk.post(url, {"therapist": theo.pk}).status_code == 302
    assert Care.objects.get(state="proposee").therapist == theo


def test_a_proposal_taken_back_is_told_and_proposed_elsewhere(people, browser_of, proposed):
    OutgoingMail.objects.all().delete()
    desk = browser_of(people.alice)
    url = reverse("referrals:take_back", args=[proposed.referral_id])
    assert desk.post(url, {"version": 9}).status_code == 409
    assert desk.post(url, {"version": proposed.version}).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.state, proposed.decline_kind) == ("declinee", "")
    assert OutgoingMail.objects.filter(to=people.tara.email).count() == 1
    assert browser_of(people.tara).get(reverse("referrals:care", args=[proposed.pk])).status_code == 302


# ── Closing the file ────────────────────────────────────────────────────────────────────────────


def test_a_file_is_closed_once_its_care_is_over(people, browser_of, proposed):
    care = cares.accept(proposed, by=people.tara, at=AT)
    referral, desk = Referral.objects.get(), browser_of(people.alice)
    url, file = reverse("referrals:close", args=[referral.pk]), reverse("referrals:file", args=[referral.pk])
    typed = {"reason": "Le suivi est terminé.", "version": referral.version}
    assert url not in desk.get(file).content.decode()
    assert "en cours ou proposée" in desk.post(url, typed).content.decode()
    cares.end(care, by=people.tara, at=AT)
    assert url in desk.get(file).content.decode()
    assert desk.post(url, typed | {"reason": ""}).status_code == 200  # the referrer reads why
    assert desk.post(url, typed).status_code == 302
    assert Referral.objects.get().state == "close"
    said = browser_of(people.omar).get(reverse("referrals:referral", args=[referral.pk])).content.decode()
    assert "Le suivi est terminé." in said


@pytest.mark.parametrize("name", ["tara", "ines", "omar", "victor", "felix", "ada"])
def test_nobody_else_opens_these_doors(people, browser_of, proposed, name):
    stranger = browser_of(getattr(people, name))
    for page in ("take_back", "offer_place", "close", "propose"):
        url = reverse(f"referrals:{page}", args=[proposed.referral_id])
        assert stranger.get(url).status_code in (404, 405)
        assert stranger.post(url, {"version": 1}).status_code == 404, page


@pytest.mark.parametrize("name", ["theo", "ines", "omar", "alice", "felix"])
def test_a_care_is_its_therapists(people, browser_of, proposed, name):
    makers.therapist(people.theo)
    care = cares.accept(proposed, by=people.tara, at=AT)
    stranger = browser_of(getattr(people, name))
    for page in ("suspend_care", "resume_care", "ask_relay", "forget_relay", "end_care", "ask_backup"):
        assert stranger.post(reverse(f"referrals:{page}", args=[care.pk]), {"version": 1}).status_code == 404


# ── Together ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_eight_coordinators_promise_the_last_place_once():
    people = People()
    with acting_as_system():
        tara = makers.therapist(people.tara, languages=("prs",), capacity=1)
        waiting = [makers.accepted(people.omar, people.alice) for _ in range(8)]

    def propose(number):
        with acting_as(people.alice):
            return cares.propose(waiting[number], therapist=tara, interpreter=None, by=people.alice, at=AT)

    results = together(8, propose)
    assert len(refused(results)) == 7
    assert all("plus de place" in refusal.reason for refusal in refused(results))
    with acting_as_system():
        assert Care.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_place_taken_and_a_pause_resumed_together_never_pass_capacity():
    people = People()
    with acting_as_system():
        tara = makers.therapist(people.tara, languages=("prs",), capacity=1)
        paused = cares.suspend(makers.care(people.omar, people.alice, tara), by=people.tara, at=AT)
        proposal = makers.care(people.omar, people.alice, tara, active=False)

    def act(number):
        verb, care = [(cares.resume, paused), (cares.accept, proposal)][number]
        with acting_as(people.tara):
            return verb(care, by=people.tara, at=AT)

    results = together(2, act)
    assert len(refused(results)) == 1
    with acting_as_system():
        assert Therapist.objects.get().active_cares == 1


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_on_one_place_propose_once():
    people = People()
    with acting_as_system():
        from tests.referrals.care.test_waiting import waits

        tara = makers.therapist(people.tara, languages=("prs",), capacity=1)
        lines = [waits(people) for _ in range(8)]

    def click(number):
        one = lines[number]
        with acting_as(people.alice):
            return placing.offer_place(
                one, therapist=tara, interpreter=None, version=one.version, by=people.alice, at=AT
            )

    assert len(refused(together(8, click))) == 7
    with acting_as_system():
        assert Care.objects.count() == 1
        assert Referral.objects.filter(state="acceptee").count() == 1


def test_a_care_in_a_file_without_orientation_passes_no_relay(people, proposed):
    from referrals.care import handover

    past = Care(person=proposed.person, therapist=proposed.therapist, state="terminee", imported=True)
    with pytest.raises(Refused, match="ancien tableau"):
        handover.propose_relay(past, therapist=proposed.therapist, interpreter=None, by=people.alice, at=AT)
