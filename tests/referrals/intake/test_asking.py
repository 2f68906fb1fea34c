"""The door without an account, as those who need it use it and as those who attack it do."""

import difflib
import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.links import INVALID_LINK
from centre.models import OutgoingMail
from referrals.board import actions as board
from referrals.choices import Origin
from referrals.intake.asking import actions
from referrals.intake.asking.states import WORDS
from referrals.models import Consent, Dispositif, Person, Referral, ReferralDraft, ReferralStep
from referrals.states import State
from tests.people import browser_of
from tests.referrals import makers
from tests.referrals.intake.makers import asked, link_to, public, shown

ASK = reverse("referrals:ask_for_help")
LATER = {"later": "1", "resume_email": "nilofar@ailleurs.example"}


@pytest.fixture
def door(people):
    return public()


def counts():
    with acting_as_system():
        models = (Person, Referral, ReferralStep, ReferralDraft, Consent, OutgoingMail)
        return [model.objects.count() for model in models]


def test_the_entrance_leads_there_while_somebody_may_ask(door):
    entrance = reverse("account_login")
    assert f'href="{ASK}"' in browser_of().get(entrance).content.decode()
    with acting_as_system():
        Dispositif.objects.update(active=False)
    assert ASK not in browser_of().get(entrance).content.decode()


def test_a_person_asks_follows_and_withdraws(door, people):
    visitor, coordinator = browser_of(), people.alice
    answer = visitor.post(ASK, asked(door, email="nilofar@ailleurs.example", consent_interpreter="on"))
    assert answer.status_code == 302
    sent = Referral.objects.select_related("person").get()
    assert (sent.origin, sent.referrer, sent.referrer_kind) == (Origin.PERSON, None, "La personne elle-même")
    assert sent.tracking_until - sent.state_since == timedelta(days=30)
    assert {(one.scope, one.form, one.language) for one in Consent.objects.all()} == {
        ("equipe", "ecrit", "prs"),
        ("interprete", "ecrit", "prs"),
    }
    assert link_to("nilofar@ailleurs.example") == answer.url
    mailed = OutgoingMail.objects.get(to="nilofar@ailleurs.example")
    assert "Nilofar" not in mailed.subject + mailed.body
    assert OutgoingMail.objects.filter(to=coordinator.email).exists()
    assert not OutgoingMail.objects.filter(to__contains="invalid").exists()

    page = visitor.get(answer.url).content.decode()
    assert "Bien reçue" in page and sent.reference in page
    for hidden in ("Nilofar", "06 00 00 00 09", sent.person.code, "Dari"):
        assert hidden not in page
    assert visitor.post(answer.url).status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.decision) == ("retiree", "retiree")
    assert "Retirée" in visitor.get(answer.url).content.decode()
    assert visitor.post(answer.url).status_code == 302  # twice is once
    assert ReferralStep.objects.filter(state="retiree").count() == 1


def test_every_state_has_its_words(door, people):
    assert set(WORDS) == set(State)
    visitor = browser_of()
    link = visitor.post(ASK, asked(door)).url
    sent = Referral.objects.get()
    with acting_as(people.alice):
        board.take(sent, version=sent.version, by=people.alice, at=timezone.now())
    assert "L’équipe étudie la demande" in visitor.get(link).content.decode()


def test_an_emergency_shows_the_numbers_and_has_four_hours(door):
    visitor = browser_of()
    page = visitor.get(ASK).content.decode()
    assert page.index("tel:3114") < page.index('name="first_name"')  # before any question
    answer = visitor.post(ASK, asked(door, emergency=["suicide"]))
    assert "Appelez d’abord le 15" in answer.content.decode() and not Referral.objects.exists()
    link = visitor.post(ASK, asked(door, emergency=["suicide"], emergency_handled="on")).url
    sent = Referral.objects.get()
    assert sent.urgency == "urgente" and sent.due_at - sent.state_since == timedelta(hours=4)
    assert "tel:15" in visitor.get(link).content.decode()


def test_a_relative_may_ask_before_the_person_agrees_and_the_team_reads_no_name(door):
    visitor = browser_of()
    typed = asked(door, origin="proche", contact="Son frère, 06 00 00 00 02", phone="")
    del typed["consent"]
    assert visitor.post(ASK, typed).status_code == 302
    assert Referral.objects.get().origin == "proche" and not Consent.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"consent": ""}, "consent", "Cochez cette case"),
        ({"phone": ""}, "phone", "sans cela, nous ne pouvons pas vous répondre"),
        ({"origin": ""}, "origin", "Dites pour qui"),
        ({"email": "nilofar@"}, "email", "mail"),
        ({"vignette": "06 12 34 56 78"}, "vignette", "Ne saisissez pas de numéro"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(door, change, field, said):
    answer = browser_of().post(ASK, asked(door, **change))
    assert said in str(answer.context["form"].errors[field])
    assert 'value="Nilofar"' in answer.content.decode() and not Person.objects.exists()


def test_without_a_dispositif_open_to_persons_nothing_is_taken_in(people):
    cape = makers.dispositif()
    page = browser_of().get(ASK).content.decode()
    assert "Pas de demande en ligne" in page and "tel:3114" in page and 'name="first_name"' not in page
    answer = browser_of().post(ASK, asked(cape))
    assert answer.status_code == 200 and not Person.objects.exists()
    public(active=False)
    assert "en dormance" in str(
        browser_of().post(ASK, asked(Dispositif.objects.get(label="Premier recours"))).context["form"].errors
    )


# ── Coming back to it ───────────────────────────────────────────────────────────────────────────


def test_a_draft_comes_back_by_its_link_and_goes_when_it_is_sent(door):
    visitor = browser_of()
    half = asked(door, phone="06", motives=["sommeil"], **LATER)
    assert visitor.post(ASK, half).status_code == 302
    draft = ReferralDraft.objects.get()
    assert "Nilofar" in draft.typed and "ailleurs.example" not in draft.typed and draft.token_hash
    link = link_to(LATER["resume_email"])
    page = visitor.get(link).content.decode()
    assert 'value="Nilofar"' in page and 'value="06"' in page and not Referral.objects.exists()

    again = asked(door, phone="06 00 00", first_name="Nilo", later="1")
    assert visitor.post(link, again).url == link  # the same link
    assert ReferralDraft.objects.get().pk == draft.pk
    assert 'value="Nilo"' in visitor.get(link).content.decode()
    assert visitor.post(link, asked(door)).status_code == 302
    assert Referral.objects.count() == 1 and not ReferralDraft.objects.exists()
    assert INVALID_LINK in visitor.get(link).content.decode()


def test_a_referrer_who_sends_hers_leaves_the_others_drafts_alone(door, people):
    browser_of().post(ASK, asked(door, **LATER))
    makers.referral(people.omar)
    browser_of().post(ASK, asked(door))  # the portal's own hand holds the pen
    assert ReferralDraft.objects.count() == 1


def test_a_link_refused_keeps_what_was_typed_and_says_only_why(door):
    answer = browser_of().post(ASK, asked(door, phone="06", later="1", resume_email="pas une adresse"))
    page = answer.content.decode()
    assert 'value="Nilofar"' in page and 'value="06"' in page and "pas une adresse" in page
    assert "Numéro incomplet" not in page and not ReferralDraft.objects.exists()


def test_the_address_typed_for_a_link_is_forgotten(door):
    browser_of().post(ASK, asked(door, **LATER))
    now = timezone.now()
    mailed = OutgoingMail.objects.filter(to=LATER["resume_email"])
    assert actions.forget_addresses(at=now + timedelta(days=9)) == 0  # not left yet
    mailed.update(sent_at=now)
    assert actions.forget_addresses(at=now) == 0
    assert actions.forget_addresses(at=now + timedelta(days=2)) == 1 and not mailed.exists()


# ── Attacks ─────────────────────────────────────────────────────────────────────────────────────


def test_reading_never_writes_even_a_scanner_opening_every_link(door):
    visitor = browser_of()
    status = visitor.post(ASK, asked(door)).url
    visitor.post(ASK, asked(door, **LATER))
    before = counts()
    for address in (ASK, status, link_to(LATER["resume_email"]), reverse("referrals:consent_text")):
        for _ in range(3):
            assert browser_of().get(address).status_code == 200
            browser_of().head(address)
    assert counts() == before


def test_unknown_and_expired_links_read_the_same(door):
    visitor = browser_of()
    status = visitor.post(ASK, asked(door)).url
    visitor.post(ASK, asked(door, **LATER))
    resume = link_to(LATER["resume_email"])
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        late = [browser_of().get(address) for address in (status, resume)]
        posted = browser_of().post(status)
    never = [
        browser_of().get(reverse(f"referrals:{name}", args=["x" * 43]))
        for name in ("help_status", "resume_help")
    ]
    assert {answer.status_code for answer in (*late, *never, posted)} == {409}
    pages = [shown(answer) for answer in (*late, *never)]
    difference = "\n".join(difflib.unified_diff(pages[0].split("\n"), pages[-1].split("\n"), n=0))
    assert len(set(pages)) == 1, difference
    assert INVALID_LINK in never[0].content.decode()
    assert Referral.objects.get().state == "envoyee"


def test_a_link_of_one_kind_opens_nothing_of_the_other(door):
    visitor = browser_of()
    token = visitor.post(ASK, asked(door)).url.rstrip("/").rsplit("/", 1)[1]
    assert visitor.get(reverse("referrals:resume_help", args=[token])).status_code == 409


def test_the_token_is_not_in_the_database_nor_guessed_from_the_form(door):
    typed = asked(door)
    token = browser_of().post(ASK, typed).url.rstrip("/").rsplit("/", 1)[1]
    sent = Referral.objects.get()
    assert token.encode() not in bytes(sent.tracking_hash) and len(token) == 43
    assert token != actions.tracking_token(uuid.uuid4()) and str(typed["idempotency_key"]) not in token


def test_so_many_a_minute_then_no_more_and_typed_answers_stay(door):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        _fills_a_minute(door, clock)


def _fills_a_minute(door, clock):
    visitor = browser_of()
    for number in range(actions.PER_MINUTE - 1):
        assert visitor.post(ASK, asked(door), REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
    assert visitor.post(ASK, asked(door, **LATER)).status_code == 302  # drafts count too
    for typed in (asked(door), asked(door, later="1", resume_email="autre@ailleurs.example")):
        page = visitor.post(ASK, typed).content.decode()
        assert "renvoyez-les dans une minute" in page and 'value="Nilofar"' in page and "3114" in page
    assert Referral.objects.count() == actions.PER_MINUTE - 1 and ReferralDraft.objects.count() == 1
    clock.shift(timedelta(seconds=61))
    assert visitor.post(ASK, asked(door)).status_code == 302


def test_one_visitor_never_takes_all_the_places_of_a_minute(door):
    visitor, other = browser_of(), {"REMOTE_ADDR": "198.51.100.7"}
    for _ in range(6):
        assert visitor.post(ASK, asked(door)).status_code == 302
    for typed in (asked(door), asked(door, **LATER)):
        page = visitor.post(ASK, typed).content.decode()
        assert "renvoyez-les dans une minute" in page and 'value="Nilofar"' in page and "3114" in page
    assert visitor.get(ASK).status_code == 200 and visitor.post(ASK, asked(door), **other).status_code == 302


def test_nobody_is_flooded_with_links(door):
    visitor = browser_of()
    for _ in range(actions.LINKS_AN_HOUR):
        assert visitor.post(ASK, asked(door, **LATER)).status_code == 302
    page = visitor.post(ASK, asked(door, **LATER)).content.decode()
    assert "Attendez une heure" in page and ReferralDraft.objects.count() == actions.LINKS_AN_HOUR
    visitor.post(ASK, asked(door, email=LATER["resume_email"]))  # a request is taken in all the same
    assert Referral.objects.count() == 1
    assert OutgoingMail.objects.filter(to=LATER["resume_email"]).count() == actions.LINKS_AN_HOUR


def test_a_robot_fills_the_trap_and_a_person_whose_browser_did_sends_again(door):
    visitor = browser_of()
    page = visitor.post(ASK, asked(door, trap="http://spam.example")).content.decode()
    assert "n’est pas encore partie" in page and not Person.objects.exists()
    assert "spam.example" not in page and 'value="Nilofar"' in page
    trap = re.search(r'name="trap"[^>]*', page)[0]
    assert "value=" not in trap


def test_a_stranger_never_learns_who_is_known(door, people):
    makers.referral(people.omar)
    typed = asked(door, first_name="Shahrbanu", last_name="Zarrinpoush", phone="0600000000")
    assert browser_of().post(ASK, typed).status_code == 302
    assert Referral.objects.count() == 2


def test_a_door_without_an_account_stores_nothing_in_the_browser(door):
    assert "no-store" in browser_of().get(ASK)["Cache-Control"]
    cache.clear()


def test_a_request_sent_twice_has_one_link(door):
    typed = asked(door, email="nilofar@ailleurs.example")
    visitor = browser_of()
    assert visitor.post(ASK, typed).url == visitor.post(ASK, typed).url
    assert Referral.objects.count() == 1
    assert OutgoingMail.objects.filter(to="nilofar@ailleurs.example").count() == 1
    changed = visitor.post(ASK, typed | {"first_name": "Une autre"})
    assert "déjà été envoyé" in changed.content.decode()
