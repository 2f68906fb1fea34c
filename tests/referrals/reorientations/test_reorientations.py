"""A partner asked to receive somebody: the loop closes, the link shows, the identity needs a consent that names her."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.links import INVALID_LINK
from centre.models import OutgoingMail, Reading
from centre.refusals import Refused
from networks.models import Structure
from referrals.board import actions as board
from referrals.models import Consent, Referral, Reorientation
from referrals.reorientations import actions
from referrals.reorientations.tasks import remind_partners
from referrals.states import State
from tests.referrals import makers
from tests.statements import cost

NOW = timezone.now


@pytest.fixture
def cmp(people):
    return Structure.objects.create(name="CMP des Arènes", email="cmp@exemple.example", departement="30")


@pytest.fixture
def referral(people):
    sent = makers.referral(people.omar)
    return board.take(sent, version=sent.version, by=people.alice, at=makers.AT)


def consent(referral, cmp, people) -> Consent:
    return Consent.objects.create(
        person=referral.person,
        scope="partenaire",
        partner=cmp,
        form="oral",
        given_on="2026-01-01",
        recorded_by=people.alice,
    )


def ask(referral, cmp, people, *, shares_identity=False, days=7) -> tuple[Reorientation, str]:
    """The reorientation and the address of its link, as the partner's mail says it."""
    with acting_as(people.alice):
        made = actions.reorient(
            referral,
            structure=cmp,
            shares_identity=shares_identity,
            message="Peut-elle être reçue chez vous ?",
            due_on=timezone.localdate() + timedelta(days=days),
            by=people.alice,
            at=NOW(),
        )
    return made, link_to(cmp)


def link_to(structure) -> str:
    with acting_as_system():
        body = OutgoingMail.objects.filter(to=structure.email).latest("queued_at").body
    return re.search(r"https?://[^/]+(/\S+)", body)[1]


ANSWER = {"accepted": "1", "answered_by": "Secrétariat", "words": "Appelez-nous."}

# ── The link ────────────────────────────────────────────────────────────────────────────────────


def test_scanners_open_the_link_and_nothing_changes(referral, cmp, people, browser_of):
    made, link = ask(referral, cmp, people)
    visitor = browser_of()
    for _ in range(5):
        page = visitor.get(link)
        assert page.status_code == 200 and "Peut-elle être reçue" in page.content.decode()
        assert visitor.head(link).status_code == 200
    again = Reorientation.objects.get()
    assert (again.state, again.version) == ("transmise", made.version)
    assert not Reading.objects.filter(why__contains="partenaire").exists()


def test_the_button_answers_once(referral, cmp, people, browser_of):
    _, link = ask(referral, cmp, people)
    visitor = browser_of()
    assert "Merci" in visitor.post(link, ANSWER).content.decode()
    for told in (
        visitor.get(link),
        visitor.post(link, ANSWER | {"accepted": "0"}),
        visitor.get(f"{link[:-4]}x/"),
    ):
        assert told.status_code in (404, 409) and INVALID_LINK in told.content.decode()
    done = Reorientation.objects.get()
    assert (done.state, done.answer, done.answered_by) == ("acceptee", "Appelez-nous.", "Secrétariat")


def test_a_link_of_long_ago_shows_nothing(referral, cmp, people, browser_of):
    _, link = ask(referral, cmp, people)
    Reorientation.objects.update(due_on=timezone.localdate() - timedelta(days=31))
    assert INVALID_LINK in browser_of().get(link).content.decode()


def test_an_incomplete_answer_keeps_what_was_typed(referral, cmp, people, browser_of):
    _, link = ask(referral, cmp, people)
    page = browser_of().post(link, {"words": "Mardi matin"}).content.decode()
    assert "Mardi matin" in page
    assert Reorientation.objects.get().state == "transmise"


def test_the_mail_names_nobody(referral, cmp, people):
    ask(referral, cmp, people)
    for mail in OutgoingMail.objects.filter(to=cmp.email):
        said = mail.subject + mail.body
        assert not any(
            word in said for word in ("Shahrbanu", "Zarrinpoush", referral.reference, referral.person.code)
        )


# ── Who the person is ───────────────────────────────────────────────────────────────────────────


def test_no_identity_leaves_without_a_consent_that_names_the_partner(referral, cmp, people):
    other = Structure.objects.create(name="Un autre")
    Consent.objects.create(
        person=referral.person, scope="partenaire", partner=other, form="oral", given_on="2026-01-01",
        recorded_by=people.alice,
    )  # fmt: skip
    with pytest.raises(Refused, match="sans son identité") as refusal:
        ask(referral, cmp, people, shares_identity=True)
    assert refusal.value.field == "shares_identity"


def test_the_database_refuses_it_too(referral, cmp, people):
    ask(referral, cmp, people)
    statement = "UPDATE referrals_reorientation SET shares_identity = true"
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        acting_as(people.alice),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    consent(referral, cmp, people)
    with acting_as(people.alice), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1


def test_the_first_name_shows_under_consent_and_goes_with_it(referral, cmp, people, browser_of):
    given = consent(referral, cmp, people)
    _, link = ask(referral, cmp, people, shares_identity=True)
    assert "Shahrbanu" not in browser_of().get(link).content.decode()  # what a scanner of mails reads
    page = browser_of().post(link, {"who": "1"}).content.decode()
    assert "Shahrbanu" in page and "0600000000" in page and "Zarrinpoush" not in page
    assert Reading.objects.filter(why__contains="partenaire").count() == 1
    assert Reorientation.objects.get().state == "transmise"
    given.withdrawn_on = timezone.localdate()
    given.save()
    page = browser_of().post(link, {"who": "1"}).content.decode()
    assert "Shahrbanu" not in page and "0600000000" not in page
    assert "dari" in page.lower()


def test_without_sharing_the_link_says_no_name(referral, cmp, people, browser_of):
    consent(referral, cmp, people)
    _, link = ask(referral, cmp, people)
    page = browser_of().get(link).content.decode() + browser_of().post(link, {"who": "1"}).content.decode()
    for hidden in ("Shahrbanu", "Zarrinpoush", "0600000000", "Ne dort plus", referral.person.code, "Omar"):
        assert hidden not in page


# ── The loop ────────────────────────────────────────────────────────────────────────────────────


def test_the_referrer_hears_and_the_coordinator_concludes(referral, cmp, people, browser_of):
    _, link = ask(referral, cmp, people)
    OutgoingMail.objects.all().delete()
    browser_of().post(link, ANSWER)
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {people.omar.email, people.alice.email}
    page = browser_of(people.omar).get(reverse("referrals:referral", args=[referral.pk])).content.decode()
    assert "CMP des Arènes accepte de recevoir la personne" in page and "Appelez-nous" not in page
    desk, done = browser_of(people.alice), Reorientation.objects.get()
    assert (
        "Enregistrer la réorientation"
        in desk.get(reverse("referrals:file", args=[referral.pk])).content.decode()
    )
    url = reverse("referrals:conclude_reorientation", args=[done.pk])
    assert desk.post(url, {"version": referral.version}).status_code == 302
    referral.refresh_from_db()
    assert referral.state == State.REDIRECTED
    close = reverse("referrals:close", args=[referral.pk])
    assert desk.post(close, {"reason": "Reçue au CMP.", "version": referral.version}).status_code == 302
    assert Referral.objects.get().state == State.CLOSED


def test_a_protected_place_is_not_named_to_the_referrer(referral, cmp, people, browser_of):
    Structure.objects.update(sensitive=True)
    _, link = ask(referral, cmp, people)
    browser_of().post(link, ANSWER)
    notes = [step.note for step in referral.steps.all()]
    assert any("Un partenaire accepte" in note for note in notes)
    assert not any("Arènes" in note for note in notes)


def test_the_care_goes_on_until_the_partner_receives_her(people, cmp):
    care = makers.care(people.omar, people.alice, makers.therapist(people.tara, languages=["prs"]))
    made, _ = ask(care.referral, cmp, people)
    assert made.care == care
    with acting_as(people.tara):
        assert Reorientation.objects.get().structure == cmp
    with pytest.raises(Refused, match="n’a pas accepté"):
        actions.conclude(made, version=care.referral.version, by=people.alice, at=NOW())
    noted = {"state": "acceptee", "answered_by": "Accueil", "version": 1}
    made = actions.record_answer(made, **noted, by=people.alice, at=NOW())
    care.refresh_from_db()
    assert care.state == "active"
    current = Referral.objects.get()
    actions.conclude(made, version=current.version, by=people.alice, at=NOW())
    care.refresh_from_db()
    assert (care.state, care.end_reason) == ("terminee", "reorientation")


@pytest.mark.parametrize("state", ["acceptee", "refusee", "sans_reponse"])
def test_answered_it_stays_answered(referral, cmp, people, state):
    made, _ = ask(referral, cmp, people)
    made = actions.record_answer(made, state=state, version=1, by=people.alice, at=NOW())
    with pytest.raises(Refused, match="rechargez"):
        actions.cancel(made, version=made.version, by=people.alice, at=NOW())
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.alice):
        Reorientation.objects.update(state="transmise", answered_at=None)


def test_one_open_request_a_partner_and_only_of_what_was_studied(referral, cmp, people):
    ask(referral, cmp, people)
    with pytest.raises(Refused, match="attend déjà sa réponse"):
        ask(referral, cmp, people)
    with pytest.raises(Refused, match="ne se réoriente pas"):
        ask(makers.referral(people.olga), cmp, people)
    with pytest.raises(Refused, match="au moins un jour"):
        ask(referral, Structure.objects.create(name="Autre"), people, days=0)


def test_a_late_partner_is_reminded_once_by_a_new_link(referral, cmp, people, browser_of):
    _, first = ask(referral, cmp, people)
    Reorientation.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    OutgoingMail.objects.all().delete()
    remind_partners()
    remind_partners()
    to = list(OutgoingMail.objects.order_by("to").values_list("to", flat=True))
    assert to == sorted([people.alice.email, cmp.email])
    second = link_to(cmp)
    assert second != first
    assert INVALID_LINK in browser_of().get(first).content.decode()
    assert browser_of().get(second).status_code == 200


# ── Pages and rights ────────────────────────────────────────────────────────────────────────────


def test_a_coordinator_searches_chooses_and_sends(referral, cmp, people, browser_of):
    browser = browser_of(people.alice)
    url = reverse("referrals:reorient", args=[referral.pk])
    assert "CMP des Arènes" in browser.get(url, {"q": "arènes"}).content.decode()
    page = browser.get(url, {"structure": cmp.pk}).content.decode()
    assert "Aucun accord ne nomme ce partenaire" in page
    typed = {"structure": cmp.pk, "message": "Peut-elle venir ?", "due_on": ""}
    page = browser.post(url, typed).content.decode()
    assert "Peut-elle venir" in page  # what was typed is kept
    typed["due_on"] = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert browser.post(url, typed).status_code == 302
    assert Reorientation.objects.get().message == "Peut-elle venir ?"


@pytest.mark.parametrize("structure", ["0", "-1", "²", "9" * 30, "x"])
def test_any_structure_is_read_or_searched_again(referral, people, browser_of, structure):
    url = reverse("referrals:reorient", args=[referral.pk])
    browser = browser_of(people.alice)
    assert browser.get(url, {"structure": structure}).status_code == 200
    assert browser.post(url, {"structure": structure}).status_code == 200


@pytest.mark.parametrize("name", ["tara", "ines", "omar", "victor", "felix", "ada"])
def test_nobody_else_reads_or_moves_it(referral, cmp, people, browser_of, name):
    made, _ = ask(referral, cmp, people)
    stranger = browser_of(getattr(people, name))
    for page in ("record_reorientation", "cancel_reorientation", "conclude_reorientation"):
        url = reverse(f"referrals:{page}", args=[made.pk])
        assert stranger.get(url).status_code in (404, 405)
        assert stranger.post(url, {"version": 1}).status_code == 404
    assert stranger.get(reverse("referrals:reorient", args=[referral.pk])).status_code == 404
    with acting_as(getattr(people, name)):
        assert not Reorientation.objects.exists()


def test_the_list_costs_the_same_for_one_and_for_many(referral, cmp, people, browser_of):
    browser = browser_of(people.alice)

    url = reverse("referrals:reorientations")
    ask(referral, cmp, people)
    one = cost(browser, url)
    for number in range(3):
        ask(referral, Structure.objects.create(name=f"Partenaire {number}", email="p@x.example"), people)
    assert cost(browser, url) == one <= 7
