"""What a browser must never do: show a file without a second factor, run what was typed, remember after logout."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from playwright.sync_api import expect

from centre.context import acting_as_system
from tests.browser.conftest import DESK, PASSWORD, PHONE
from tests.referrals import makers

PAYLOAD = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}'


@pytest.fixture
def sent(live_server, people):
    with acting_as_system():
        return makers.referral(people.omar)


def test_no_file_before_a_second_factor(sent, people, visitor):
    """An application on the phone, then a passkey as well."""
    alice = visitor(people.alice, DESK)
    page = alice.page
    for name, *args in (("home",), ("referrals:board",), ("referrals:file", sent.pk)):
        alice.open(name, *args)
        alice.reads("Une seconde preuve, en plus du mot de passe")
    alice.looks_right()

    page.locator(f"main a[href='{reverse('mfa_activate_totp')}']").click()
    alice.looks_right()
    page.locator("input[name=password]").fill(PASSWORD)  # asked again: it is she who protects her account
    alice.press("Confirmer")
    alice.looks_right()
    secret = page.locator("main code").inner_text()
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    page.locator("input[name=code]").fill(code)
    alice.press("Activer")
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    alice.looks_right()

    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    alice.open("mfa_add_webauthn")
    alice.looks_right()
    page.locator("input[name=name]").fill("Clé du bureau")
    page.get_by_label("Me connecter avec cette seule clé, sans mot de passe").check()
    page.get_by_role("button", name="Ajouter cette clé").click()
    page.wait_for_url(lambda url: "ajouter" not in url and "add" not in url)

    alice.logout()
    alice.open("account_login")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    alice.reads("Bonjour Alice")
    alice.open("referrals:file", sent.pk)
    alice.reads("Zarrinpoush")


def test_no_file_after_logout(sent, people, visitor, demo):
    alice = visitor(people.alice, PHONE)
    page = alice.open("referrals:file", sent.pk)
    alice.reads("Zarrinpoush")
    alice.logout()
    for _ in range(2):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("Zarrinpoush")
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()


def test_what_is_typed_is_text(people, visitor, demo):
    """Each text field of the story holds a payload; each page that shows it shows it as it was typed."""
    with acting_as_system():
        makers.validated(people.omar, name=f"CADA {PAYLOAD}")
        makers.dispositif()
        therapist = makers.therapist(people.tara, languages=("prs",))
        therapist.display_name = f"Tara {PAYLOAD}"
        therapist.save()
    omar, alice = visitor(people.omar, PHONE), visitor(people.alice, DESK)
    page = omar.open("referrals:receive")
    page.get_by_label("Prénom").fill(PAYLOAD)
    page.get_by_label("Nom (facultatif)", exact=True).fill(PAYLOAD)
    page.get_by_label("Langue parlée", exact=True).select_option("prs")
    page.get_by_label("Département").select_option("30")
    page.get_by_label("Isolement").check()
    page.get_by_label("La situation en quelques mots").fill(PAYLOAD)
    page.get_by_label("Oui, par oral").check()
    omar.press("Enregistrer le brouillon")
    omar.press("Le reprendre")
    expect(page.get_by_label("Prénom")).to_have_value(PAYLOAD)
    omar.press("Envoyer l’orientation")
    omar.reads(f"{PAYLOAD} {PAYLOAD}")

    alice.press("Ouvrir le tableau")
    alice.page.locator(".triage a.card-link").click()
    alice.reads(f"{PAYLOAD} {PAYLOAD}")
    alice.reads(f"CADA {PAYLOAD}")
    alice.press("Prendre en main")
    alice.press("Demander un complément")
    alice.page.get_by_label("Votre question à l’orienteur").fill(PAYLOAD)
    alice.press("Envoyer la question")
    alice.reads(PAYLOAD)
    page.reload()
    omar.page.get_by_label("Votre réponse").fill(PAYLOAD)
    omar.press("Envoyer ma réponse")
    omar.reads(PAYLOAD)

    alice.page.reload()
    alice.press("Passer en concertation")
    for criterion in ("Pertinence", "Langue parlée", "Disponibilité"):
        alice.page.get_by_role("group", name=criterion).get_by_label("À préciser").check()
    alice.page.get_by_label("Acceptée").check()
    alice.page.get_by_label("Motif").fill(PAYLOAD)
    alice.page.get_by_label("Avis divergent").fill(PAYLOAD)
    alice.press("Enregistrer la concertation")
    alice.press("Proposer un thérapeute")
    alice.reads(f"Tara {PAYLOAD}")
    alice.press("Proposer à")
    alice.reads(f"Tara {PAYLOAD}")
    alice.page.goto(f"{reverse('referrals:board')}?state={PAYLOAD}&language={PAYLOAD}")
    alice.looks_right()

    tara = visitor(people.tara, PHONE)
    tara.press("Répondre")
    tara.press("Décliner")
    tara.page.get_by_label("Autre raison").check()
    tara.page.get_by_label("Précision").fill(PAYLOAD)
    tara.press("Décliner")
    tara.reads("Votre réponse est partie")
