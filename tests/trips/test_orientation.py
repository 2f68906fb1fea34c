"""The main story, through HTTP: from the referrer's form to a logged session."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from centre.mail import send_waiting
from centre.models import OutgoingMail, Reading
from referrals.models import Care, Identity, Person, Referral, TherapySession
from tests.referrals import makers

ORIENTATION = {
    "first_name": "Shahrbanu",
    "last_name": "Zarrinpoush",
    "birth_year": "1994",
    "sex": "F",
    "language": "prs",
    "departement": "30",
    "situation": "demandeur_asile",
    "motives": ["sommeil", "anxiete"],
    "vignette": "Ne dort plus depuis l’hiver.",
    "urgency": "ordinaire",
    "consent": "oral",
}


def posted(browser, url, **typed):
    """POST what the page's own form holds, completed: hidden keys and versions included."""
    page = browser.get(url).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return browser.post(url, {**hidden, **typed})


@pytest.fixture
def sent(people, browser_of):
    makers.validated(people.omar)
    dispositif = makers.dispositif()
    omar = browser_of(people.omar)
    answer = posted(omar, reverse("referrals:receive"), **ORIENTATION, dispositif=dispositif.pk)
    assert answer.status_code == 302, answer.context["form"].errors
    return Referral.objects.get()


def test_an_orientation_is_received_with_its_identity_in_the_vault(sent, people):
    assert sent.state == "envoyee"
    assert sent.structure.name == "CADA des Tilleuls"
    assert sent.person.identity.full_name == "Shahrbanu Zarrinpoush"
    assert [consent.scope for consent in sent.person.consents.all()] == ["equipe"]


def test_the_whole_story(sent, people, browser_of):
    alice, tara, omar = browser_of(people.alice), browser_of(people.tara), browser_of(people.omar)
    therapist = makers.therapist(people.tara)
    interpreter = makers.interpreter(people.ines)

    board = alice.get(reverse("referrals:board"))
    assert sent.reference in board.content.decode()
    assert "Zarrinpoush" not in board.content.decode()

    opened = alice.get(reverse("referrals:file", args=[sent.pk]))
    assert "Zarrinpoush" in opened.content.decode()
    assert Reading.objects.get(actor_id=people.alice.pk).object_id == str(sent.person_id)

    posted(alice, reverse("referrals:file", args=[sent.pk]))  # the page itself takes no POST
    alice.post(reverse("referrals:take", args=[sent.pk]), {"version": sent.version})
    assert (
        posted(alice, reverse("referrals:ask", args=[sent.pk]), question="Depuis quand ?").status_code == 302
    )
    assert "Depuis quand ?" in omar.get(reverse("referrals:referral", args=[sent.pk])).content.decode()
    posted(omar, reverse("referrals:referral", args=[sent.pk]), answer="Depuis janvier.")
    sent.refresh_from_db()
    assert sent.state == "a_l_etude" and sent.owner == people.alice

    alice.post(reverse("referrals:bring_to_review", args=[sent.pk]), {"version": sent.version})
    reviewed = posted(
        alice,
        reverse("referrals:review", args=[sent.pk]),
        held_on=timezone.localdate(),
        relevance="oui",
        spoken_language="a_preciser",
        availability="oui",
        decision="acceptee",
        participants=[people.alice.pk, people.tara.pk],
    )
    assert reviewed.status_code == 302, reviewed.context["form"].errors

    page = alice.get(reverse("referrals:propose", args=[sent.pk])).content.decode()
    assert "avec un interprète en dari" in page
    alone = alice.post(reverse("referrals:propose", args=[sent.pk]), {"therapist": therapist.pk})
    assert "choisissez un interprète" in alone.content.decode()
    alice.post(
        reverse("referrals:propose", args=[sent.pk]),
        {"therapist": therapist.pk, "interpreter": interpreter.pk},
    )

    care = Care.objects.get()
    proposal = tara.get(reverse("referrals:care", args=[care.pk])).content.decode()
    assert "Zarrinpoush" not in proposal and "Ne dort plus" in proposal
    tara.post(reverse("referrals:accept_care", args=[care.pk]))
    assert "Zarrinpoush" in tara.get(reverse("referrals:care", args=[care.pk])).content.decode()

    logged = posted(
        tara,
        reverse("referrals:log_session", args=[care.pk]),
        state="realisee",
        day=timezone.localdate(),
        hour="00:00",
        duration="45",
        modality="presentiel",
        interpreter=interpreter.pk,
        remark="Prévoir une salle au rez-de-chaussée.",
    )
    assert logged.status_code == 302, logged.context["form"].errors
    session = TherapySession.objects.get()
    assert session.mission.interpreter == interpreter and session.mission.client_label == sent.person.code

    status = omar.get(reverse("referrals:referral", args=[sent.pk])).content.decode()
    assert "Un thérapeute a accepté" in status
    missions = browser_of(people.ines).get(reverse("networks:missions")).content.decode()
    assert sent.person.code in missions and "Shahrbanu" not in missions

    while send_waiting():
        pass
    assert not OutgoingMail.objects.filter(sent_at=None).exists()
    to_omar = [one for one in mail.outbox if one.to == [people.omar.email]]
    assert len(to_omar) >= 5
    for one in mail.outbox:
        assert "Zarrinpoush" not in one.subject + one.body
        assert not re.search("psych|santé mentale|thérap|exil", one.subject + one.body, re.I)


def test_sent_twice_is_one_orientation(people, browser_of):
    makers.validated(people.omar)
    key = "0b0f7f5e-8e52-4a52-9f6e-3f4d5f1d2c3b"
    omar, typed = (
        browser_of(people.omar),
        ORIENTATION | {"dispositif": makers.dispositif().pk, "idempotency_key": key},
    )
    first = omar.post(reverse("referrals:receive"), typed)
    again = omar.post(reverse("referrals:receive"), typed)
    assert first.url == again.url
    assert Referral.objects.count() == Person.objects.count() == Identity.objects.count() == 1


def test_an_emergency_never_waits_in_a_queue(people, browser_of):
    makers.validated(people.omar)
    omar = browser_of(people.omar)
    typed = ORIENTATION | {"dispositif": makers.dispositif().pk, "emergency": ["suicide"]}
    answer = posted(omar, reverse("referrals:receive"), **typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and "tel:15" in page and "tel:3114" in page
    assert 'value="Zarrinpoush"' in page  # what was typed is kept
    assert not Referral.objects.exists()
    posted(omar, reverse("referrals:receive"), **typed, emergency_handled="on")
    assert Referral.objects.get().urgency == "urgente"


def test_the_draft_waits_on_the_server(people, browser_of):
    omar = browser_of(people.omar)
    omar.post(reverse("referrals:draft"), {"first_name": "Shahrbanu", "birth_year": "dix-neuf"})
    page = omar.get(reverse("referrals:receive")).content.decode()
    assert 'value="Shahrbanu"' in page and "dix-neuf" in page


def test_an_unknown_structure_is_told_whom_to_call(people, browser_of):
    answer = posted(
        browser_of(people.omar),
        reverse("referrals:receive"),
        **ORIENTATION,
        dispositif=makers.dispositif().pk,
    )
    assert "appelez la coordination" in answer.content.decode()
    assert not Person.objects.exists()


def test_the_second_coordinator_is_told(sent, people, browser_of):
    alice, chloe = browser_of(people.alice), browser_of(people.chloe)
    stale = {"version": sent.version}
    assert alice.post(reverse("referrals:take", args=[sent.pk]), stale).status_code == 302
    told = chloe.post(reverse("referrals:take", args=[sent.pk]), stale)
    assert told.status_code == 409
    assert "Dossier modifié par Alice" in told.content.decode()
    sent.refresh_from_db()
    assert sent.owner == people.alice


def test_a_therapist_finds_her_people_by_first_name_and_the_list_is_journalled(people, browser_of):
    makers.care(people.omar, people.alice, makers.therapist(people.tara), makers.interpreter())
    page = browser_of(people.tara).get(reverse("referrals:cares")).content.decode()
    assert "Shahrbanu" in page and "Zarrinpoush" not in page
    assert Reading.objects.filter(actor_id=people.tara.pk, why="liste de ses suivis").count() == 1
