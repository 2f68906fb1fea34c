"""The board by keyboard alone, on a desk; and what it looks like on a phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from centre.context import acting_as_system
from referrals.board import actions
from referrals.models import Referral
from tests.browser.conftest import DESK, PHONE
from tests.referrals import makers

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def waiting(live_server, people):
    """Two sent, one under study by Chloé."""
    with acting_as_system():
        sent = [makers.referral(people.omar) for _ in range(2)]
        taken = makers.referral(people.omar)
        actions.take(taken, version=1, by=people.chloe, at=timezone.now())
        return sorted(sent, key=lambda one: (one.due_at, one.pk)), taken


def _here(page) -> str:
    return page.evaluate("document.activeElement.textContent")


def test_by_keyboard_alone(waiting, people, visitor):
    (first, second), taken = waiting
    alice = visitor(people.alice, DESK)
    page = alice.open("referrals:board")
    alice.looks_right()
    page.keyboard.press("j")
    assert _here(page) == first.reference
    page.keyboard.press("j")
    assert _here(page) == second.reference
    page.keyboard.press("ArrowRight")
    assert _here(page) == taken.reference
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("k")
    assert _here(page) == first.reference
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("input[name=chosen]:checked")).to_have_count(2)
    page.keyboard.press("x")
    expect(page.locator("input[name=chosen]:checked")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_text("cocher ou décocher la carte")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_text("cocher ou décocher la carte")).to_be_hidden()
    page.keyboard.press("t")
    alice.reads(f"Vous suivez {first.reference}")
    with acting_as_system():
        assert Referral.objects.get(pk=first.pk).owner == people.alice
        assert Referral.objects.get(pk=second.pk).owner is None
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    alice.reads("Que faire maintenant")


def test_no_key_acts_while_somebody_types_nor_when_they_are_off(waiting, people, visitor):
    alice = visitor(people.alice, DESK)
    page = alice.open("referrals:board")
    page.get_by_text("Filtrer", exact=True).click()
    page.get_by_label("Suivies par").focus()
    page.keyboard.press("t")
    page.keyboard.press("x")
    assert page.url.endswith("/orientations/")
    page.get_by_text("Raccourcis clavier").click()
    page.get_by_label("Raccourcis d’une touche actifs sur ce poste").uncheck()
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def test_on_a_phone_one_column_at_a_time(waiting, people, visitor):
    (first, _), taken = waiting
    alice = visitor(people.alice, PHONE)
    page = alice.open("referrals:board")
    expect(page.get_by_role("link", name=first.reference)).to_be_visible()
    expect(page.get_by_role("link", name=taken.reference)).to_be_hidden()
    page.locator(".board-tabs").get_by_role("link", name="À l’étude").click()
    expect(page.get_by_role("link", name=taken.reference)).to_be_visible()
    expect(page.get_by_role("link", name=first.reference)).to_be_hidden()
    alice.looks_right()
