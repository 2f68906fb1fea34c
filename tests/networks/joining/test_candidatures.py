"""Asking to join: without an account, told the same whatever is known, let in by the coordination."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre import actions as accounts
from centre.context import acting_as, acting_as_system
from centre.models import Invitation, OutgoingMail, Reading, User
from centre.refusals import Refused
from networks.choices import ApplicationState as State
from networks.joining import actions
from networks.joining.models import Application
from networks.joining.states import LIVING, MOVES
from networks.models import Interpreter, Therapist
from tests.networks.joining.makers import AT, NORA, candidature, link_of, posted, token_of, typed
from tests.people import browser_of

APPLY = "networks:apply"


def file_of(application) -> str:
    return reverse("networks:application_file", args=[application.pk])


def decide(browser, name, application, **fields):
    return browser.post(reverse(f"networks:{name}", args=[application.pk]), fields)


def test_from_the_public_form_to_an_account_with_its_sheet(people):
    visitor, alice = browser_of(), browser_of(people.alice)
    answer = visitor.post(reverse(APPLY), posted(), follow=True)
    assert "Votre demande est bien reçue" in answer.content.decode()
    link = link_of()
    assert "La coordination lit votre demande" in visitor.get(link).content.decode()

    listed = alice.get(reverse("networks:applications")).content.decode()
    application = Application.objects.get()
    assert "Nora Zerbib" in listed and file_of(application) in listed
    assert (
        decide(alice, "ask_applicant", application, question="Quel diplôme ?", version=1).status_code == 302
    )

    asked = OutgoingMail.objects.filter(to=NORA).latest("queued_at")
    assert "diplôme" not in asked.body and "question vous attend" in asked.body
    assert "n’est plus valable" in visitor.get(link).content.decode()
    link = link_of()
    page = visitor.get(link).content.decode()
    assert "Quel diplôme ?" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert visitor.post(link, {"answer": "Master 2.", "version": version}).status_code == 302

    told = OutgoingMail.objects.filter(to=people.alice.email).latest("queued_at")
    assert file_of(application) in told.body and "Nora" not in told.body and "Master" not in told.body
    assert "Master 2." in alice.get(file_of(application)).content.decode()
    assert decide(alice, "validate_application", application, version=3).status_code == 302

    sheet = Therapist.objects.get()
    assert re.fullmatch(r"TH-[2-9A-Z]{5}", sheet.code) and sheet.user is None
    assert (sheet.languages, sheet.departements, sheet.profession) == (["ara", "fra"], ["30"], "psychologue")
    invited = OutgoingMail.objects.get(to=NORA, body__isnull=False, subject="Votre accès au portail")
    welcome = re.search(r"/comptes/invitation/\S+", invited.body)[0]
    visitor.post(welcome, {"display_name": "Nora", "password": "une phrase qui se retient"})
    nora = User.objects.get(email=NORA)
    sheet.refresh_from_db()
    assert nora.codes == ["therapeute"] and sheet.user == nora
    assert "Compte ouvert" in alice.get(file_of(application)).content.decode()


@pytest.mark.parametrize(
    ("network", "prefix"), [("interprete", "IN"), ("ambassadeur", None), ("benevole", None)]
)
def test_each_network_lets_in_its_own_way(people, network, prefix):
    application = candidature(network=network)
    with acting_as(people.alice):
        actions.validate(application, version=1, by=people.alice, at=AT)
    assert Invitation.objects.get().role == network
    assert Therapist.objects.count() == 0
    codes = list(Interpreter.objects.values_list("code", flat=True))
    assert len(codes) == (1 if prefix else 0) and all(code.startswith(prefix) for code in codes)


def test_somebody_with_an_account_gets_the_role_and_the_sheet_at_once(people):
    application = candidature(email=people.victor.email.upper())
    page = browser_of(people.alice).get(file_of(application)).content.decode()
    assert "Cette adresse a déjà un compte" in page
    with acting_as(people.alice):
        actions.validate(application, version=1, by=people.alice, at=AT)
    victor = User.objects.get(pk=people.victor.pk)
    assert set(victor.codes) == {"benevole", "therapeute"}
    assert Therapist.objects.get().user == victor
    assert not Invitation.objects.exists()
    assert OutgoingMail.objects.filter(to=victor.email, subject="Un nouvel espace vous est ouvert").exists()


def test_a_closed_account_is_not_opened_by_a_candidature(people):
    with acting_as_system():
        people.victor.is_active = False
        people.victor.save()
    application = candidature(email=people.victor.email)
    answer = decide(browser_of(people.alice), "validate_application", application, version=1)
    assert answer.status_code == 409 and "compte de cette adresse est fermé" in answer.content.decode()
    assert Application.objects.get().state == "recue" and not Therapist.objects.exists()


def test_an_invitation_that_expired_is_sent_again_and_the_old_link_is_dead(people):
    application = candidature()
    with acting_as(people.alice):
        actions.validate(application, version=1, by=people.alice, at=timezone.now())
        first = Invitation.objects.get()
        actions.renew_invitation(application, version=3, by=people.alice, at=timezone.now())
    assert Invitation.objects.get(pk=first.pk).expires_at <= timezone.now()
    second = Invitation.objects.exclude(pk=first.pk).get()
    assert Therapist.objects.get().invitation == Application.objects.get().invitation == second
    bodies = OutgoingMail.objects.filter(to=NORA, subject="Votre accès au portail").order_by("queued_at")
    old, new = (re.search(r"/comptes/invitation/([^/]+)/", mail.body)[1] for mail in bodies)
    with pytest.raises(Refused):
        accounts.accept(old, display_name="Nora", password="une phrase", at=timezone.now())
    nora = accounts.accept(new, display_name="Nora", password="une phrase", at=timezone.now())
    assert Therapist.objects.get().user == nora
    with acting_as(people.alice), pytest.raises(Refused, match="pas d’invitation en attente"):
        actions.renew_invitation(Application.objects.get(), version=4, by=people.alice, at=timezone.now())


# ── What a stranger learns ──────────────────────────────────────────────────────────────────────


def _answer(**facts):
    answer = browser_of().post(reverse(APPLY), posted(**facts), follow=True)
    return answer.status_code, re.sub(r'content="[^"]{20,}"', "", answer.content.decode())


def test_a_known_address_gets_the_same_page_and_no_second_row(people):
    first = _answer()
    assert _answer() == _answer(email="NORA@ailleurs.example") == first
    assert Application.objects.count() == 1
    assert OutgoingMail.objects.filter(to=NORA).count() == 1  # no flood: a link an hour
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert _answer() == first
        assert "La coordination lit" in browser_of().get(link_of()).content.decode()
    assert Application.objects.count() == 1 and OutgoingMail.objects.filter(to=NORA).count() == 2


def test_an_address_that_has_an_account_is_answered_like_any_other(people):
    assert _answer(email=people.victor.email) == _answer(email="inconnue@ailleurs.example")


def test_three_living_candidatures_an_address(people):
    pages = {_answer(network=network) for network in ("therapeute", "interprete", "ambassadeur", "benevole")}
    assert len(pages) == 1 and Application.objects.count() == 3
    actions.withdraw(Application.objects.first(), at=AT)
    _answer(network="benevole")
    assert Application.objects.living().count() == 3 and Application.objects.count() == 4


def test_a_form_sent_twice_is_one_candidature(people):
    form = posted()
    visitor = browser_of()
    for _ in range(3):
        assert visitor.post(reverse(APPLY), form).status_code == 302
    assert Application.objects.count() == 1


def test_twenty_a_minute_for_the_whole_portal(people):
    for number in range(20):
        candidature(email=f"robot{number}@ailleurs.example")
    with pytest.raises(Refused, match="renvoyez-les dans une minute"):
        actions.apply(**typed(), at=AT + timedelta(seconds=59))
    assert candidature(at=AT + timedelta(seconds=61))


def test_a_full_minute_does_not_say_who_is_known(people):
    for number in range(20):
        candidature(email=f"robot{number}@ailleurs.example")
    for known in ("robot1@ailleurs.example", "inconnue@ailleurs.example"):
        with pytest.raises(Refused, match="renvoyez-les dans une minute"):
            actions.apply(**typed(email=known), at=AT)


def test_a_full_minute_keeps_what_was_typed(people):
    for number in range(20):
        candidature(email=f"robot{number}@ailleurs.example", at=timezone.now())
    page = browser_of().post(reverse(APPLY), posted()).content.decode()
    assert "Beaucoup de demandes" in page and "Nora Zerbib" in page and "arabe" in page


def test_a_robot_that_fills_the_trap_is_thanked_and_forgotten(people):
    assert _answer(trap="https://spam.example") == _answer(email="vraie@ailleurs.example")
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "nora"}, "adresse"),
        ({"email": "nora@x.example\nBcc: y@x.example"}, "adresse"),
        ({"phone": "06 12"}, "Numéro incomplet"),
        ({"display_name": "Nora\u202eaz"}, "Caractère non autorisé."),
        ({"display_name": "Nora\x00"}, "nul"),
        ({"languages": "klingonais"}, "Langue inconnue"),
        ({"departements": "20"}, "20"),
        ({"profession": ""}, "obligatoire"),
        ({"message": "x" * 1001}, "1000"),
        ({"idempotency_key": "x"}, "UUID"),
    ],
)
def test_what_is_badly_typed_is_said_and_kept(people, wrong, said):
    answer = browser_of().post(reverse(APPLY), posted(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 200 and said.lower() in page.lower(), page
    assert "psychologue" in page or "profession" in wrong
    assert not Application.objects.exists() and not OutgoingMail.objects.exists()


def test_an_unknown_network_is_chosen_again(people):
    answer = browser_of().post(reverse(APPLY), posted(network="administration"))
    assert "Choisissez ce que vous souhaitez rejoindre" in answer.content.decode()
    assert not Application.objects.exists()


def test_mails_repeat_nothing_a_stranger_typed(people):
    candidature(display_name="GAGNEZ 1000 EUROS www.spam.example", message="Visitez www.spam.example")
    mail = OutgoingMail.objects.get()
    assert "spam" not in mail.body + mail.subject and "réseau" not in mail.subject


# ── Her own page ────────────────────────────────────────────────────────────────────────────────


def test_unknown_replaced_and_old_links_say_the_same(people):
    candidature(at=timezone.now() - timedelta(hours=3))
    replaced = link_of()
    browser_of().post(reverse(APPLY), posted())
    living = link_of()
    assert living != replaced
    with acting_as(people.alice):
        application = Application.objects.get()
        actions.decline(application, reason="Complet.", version=1, by=people.alice, at=timezone.now())
    old = link_of()
    visitor = browser_of()
    assert "Complet." in visitor.get(old).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        expired = visitor.get(old)
    answers = [expired, visitor.get(replaced), visitor.get(living), visitor.get("/reseau/rejoindre/x/")]
    assert {answer.status_code for answer in answers} == {409}
    assert all("Ce lien n’est plus valable" in answer.content.decode() for answer in answers)


def test_opening_a_link_writes_nothing(people):
    candidature(at=timezone.now())
    before = list(Application.objects.values_list("state", "version", "link_sent_at"))
    browser_of().get(link_of())
    assert list(Application.objects.values_list("state", "version", "link_sent_at")) == before
    assert not Reading.objects.exists()


def test_she_withdraws_and_nobody_decides_any_more(people):
    application = candidature(at=timezone.now())
    visitor = browser_of()
    for _ in range(2):
        assert visitor.post(link_of(), {"withdraw": "oui"}).status_code == 302
    assert Application.objects.get().state == "retiree"
    answer = decide(browser_of(people.alice), "validate_application", application, version=1)
    assert answer.status_code == 409 and "Retirée" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_an_answer_to_no_question_is_refused_and_kept(people):
    candidature(at=timezone.now())
    answer = browser_of().post(link_of(), {"answer": "Un texte long.", "version": 1})
    assert "Aucune question ne vous attend" in answer.content.decode()
    assert Application.objects.get().answer == ""


def test_the_same_answer_twice_is_one(people):
    application = candidature()
    with acting_as(people.alice):
        actions.ask(application, question="Quand ?", version=1, by=people.alice, at=AT)
    for _ in range(2):
        actions.answer(application, answer="Le mardi.", version=2, at=AT)
    assert Application.objects.get().version == 3
    assert OutgoingMail.objects.filter(to=people.alice.email).count() == 1


def test_a_second_question_keeps_the_first_exchange(people):
    application = candidature()
    with acting_as(people.alice):
        actions.ask(application, question="Quand ?", version=1, by=people.alice, at=AT)
    actions.answer(application, answer="Le mardi.", version=2, at=AT)
    with acting_as(people.alice):
        actions.ask(application, question="Où ?", version=3, by=people.alice, at=AT)
    kept = Application.objects.get()
    assert (
        "Quand ?" in kept.message
        and "Le mardi." in kept.message
        and (kept.question, kept.answer) == ("Où ?", "")
    )


def test_a_declined_reason_is_read_on_her_page_never_in_a_mail(people):
    application = candidature()
    with acting_as(people.alice):
        actions.decline(application, reason="Le réseau est complet.", version=1, by=people.alice, at=AT)
    mail = OutgoingMail.objects.get(subject="Une réponse vous attend")
    assert mail.to == NORA and "complet" not in mail.body
    with time_machine.travel(AT, tick=False):
        page = browser_of().get(link_of()).content.decode()
    assert "Le réseau est complet." in page


# ── The coordination ────────────────────────────────────────────────────────────────────────────


def test_a_stale_coordinator_is_told_and_her_text_is_kept(people):
    application = candidature()
    assert (
        decide(browser_of(people.chloe), "ask_applicant", application, question="Où ?", version=1).status_code
        == 302
    )
    late = decide(
        browser_of(people.alice), "decline_application", application, reason="Trop loin.", version=1
    )
    page = late.content.decode()
    assert late.status_code == 409 and "modifiée par Chloé" in page and "comparez avant" in page
    assert "Trop loin." in page and Application.objects.get().state == "complements_demandes"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    again = decide(
        browser_of(people.alice), "decline_application", application, reason="Trop loin.", version=version
    )
    assert again.status_code == 302 and Application.objects.get().state == "declinee"


def test_what_comes_too_late_shows_the_text_that_was_typed(people):
    application = candidature()
    with acting_as(people.chloe):
        actions.validate(application, version=1, by=people.chloe, at=AT)
    page = decide(
        browser_of(people.alice), "decline_application", application, reason="Trop loin.", version=1
    )
    assert "Trop loin." in page.content.decode() and Application.objects.get().state == "validee"


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", ["ask", "decline", "validate", "withdraw"])
def test_only_the_moves_of_the_table(people, state, verb):
    application = candidature()
    with acting_as_system():
        decided = {"decided_at": AT, "decided_by": people.alice} if state in ("validee", "declinee") else {}
        Application.objects.update(state=state, **decided)
    to = {"ask": "complements_demandes", "decline": "declinee", "validate": "validee", "withdraw": "retiree"}[
        verb
    ]
    legal = to in MOVES[state] or (verb == "withdraw" and state == "retiree")
    given = {"ask": {"question": "?"}, "decline": {"reason": "!"}}.get(verb, {})
    author = {} if verb == "withdraw" else {"version": 1, "by": people.alice}
    with acting_as(people.alice):
        if legal:
            assert getattr(actions, verb)(application, **given, **author, at=AT).state == to
        else:
            with pytest.raises(Refused, match="Cette demande est close"):
                getattr(actions, verb)(application, **given, **author, at=AT)
    if not legal:
        assert Application.objects.get().state == state


def test_reading_a_candidature_is_written_down_first(people):
    application = candidature()
    browser_of(people.alice).get(file_of(application))
    reading = Reading.objects.get()
    assert (reading.actor_id, reading.object_id) == (people.alice.pk, str(application.pk))


def test_history_holds_no_name(people):
    application = candidature()
    with acting_as(people.alice):
        actions.ask(application, question="Chez Nora ?", version=1, by=people.alice, at=AT)
    actions.answer(application, answer="Oui, Zerbib.", version=2, at=AT)
    with acting_as(people.alice):
        actions.decline(application, reason="Pas Nora.", version=3, by=people.alice, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM networks_applicationwriteevent AS e")
        history = " ".join(row for (row,) in cursor.fetchall())
        cursor.execute("SELECT a::text FROM networks_application AS a")
        stored = cursor.fetchone()[0]
    assert history.count("recue") >= 1 and "declinee" in history
    for text in (history, stored):
        assert not re.search("nora|zerbib|06 00", text, re.I)
        assert NORA.encode().hex() not in text


# ── What the database holds ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["tara", "ines", "victor", "omar", "ada"])
def test_nobody_else_reads_or_changes_a_candidature(people, who):
    application = candidature()
    user = getattr(people, who)
    browser = browser_of(user)
    assert browser.get(file_of(application)).status_code == 404
    assert browser.get(reverse("networks:applications")).status_code == 404
    assert decide(browser, "validate_application", application, version=1).status_code == 404
    with acting_as(user):
        assert not Application.objects.exists()
        assert Application.objects.update(state="retiree") == 0


def test_a_visitor_reads_no_candidature(people):
    application = candidature()
    visitor = browser_of()
    assert visitor.get(file_of(application)).status_code == 302
    assert visitor.get(reverse("networks:applications")).status_code == 302


@pytest.mark.parametrize("state", LIVING)
def test_the_table_itself_refuses_a_second_living_candidature(people, state):
    first = candidature()
    with acting_as_system(), pytest.raises(IntegrityError, match="one_living"), transaction.atomic():
        twin = Application(
            **{**typed(), "idempotency_key": uuid4()},
            email_index=first.email_index,
            state=state,
            received_at=AT,
            link_sent_at=AT,
            token_hash=token_of().encode(),
        )
        twin.save()
