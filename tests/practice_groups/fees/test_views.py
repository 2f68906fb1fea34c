"""The treasurer's pages and a participant's own, through HTTP; receipts read as printed."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import Settings
from networks.models import NetworkSettings
from practice_groups.fees import rendering
from practice_groups.models import Receipt
from tests.people import browser_of, make_user
from tests.practice_groups.fees import field
from tests.statements import cost

LIST = reverse("practice_groups:fees")
SEVERAL = reverse("practice_groups:receive_fees")
EXPORT = reverse("practice_groups:fees_export")
MINE = reverse("practice_groups:my_receipts")


def page_of(registration, gesture="") -> str:
    return reverse("practice_groups:fee", args=[registration.pk]) + (f"?geste={gesture}" if gesture else "")


def long_ago():
    return timezone.now() - timedelta(days=60)


@pytest.fixture
def hers(people):
    cycle = field.intervision(starts_on=timezone.localdate() - timedelta(days=50))
    return field.seated(cycle, people.victor, at=long_ago())


def typed(**facts) -> dict:
    first = {"amount": "120", "received_on": f"{timezone.localdate():%Y-%m-%d}", "means": "virement"}
    return {f"recevoir-{name}": value for name, value in (first | facts).items()}


def received(hers, people) -> Receipt:
    return field.paid(hers, people.alice, on=timezone.localdate(), at=timezone.now())


def test_the_treasurer_receives_and_she_downloads_her_receipt(people, hers):
    treasurer, browser = browser_of(people.alice), browser_of(people.victor)
    assert "Victor" in treasurer.get(LIST).text and "En retard" in treasurer.get(LIST).text
    assert "120,00" in browser.get(MINE).text
    answer = treasurer.post(page_of(hers, "recevoir"), typed())
    assert answer.status_code == 302
    receipt = field.receipts()[0]
    own = reverse("practice_groups:my_receipt", args=[receipt.pk])
    assert browser.get(own).status_code == 409  # not made yet: the page says so
    rendering.make_document(receipt.pk)
    answer = browser.get(own)
    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer.content
        == treasurer.get(reverse("practice_groups:receipt_document", args=[receipt.pk])).content
    )
    assert 'filename="recu-0001.pdf"' in answer["Content-Disposition"]


def test_the_receipt_of_another_does_not_exist(people, hers):
    receipt = received(hers, people)
    rendering.make_document(receipt.pk)
    for who in (people.ines, people.anne, people.tara, people.omar):
        assert (
            browser_of(who).get(reverse("practice_groups:my_receipt", args=[receipt.pk])).status_code == 404
        )


MATRIX = ["victor", "anne", "tara", "ines", "omar", "ada", "felix"]


@pytest.mark.parametrize("who", MATRIX)
def test_only_the_coordination_opens_the_treasurers_pages(people, hers, who):
    with acting_as_system():
        hers.cycle.facilitators.add(people.anne)
    receipt, browser = received(hers, people), browser_of(getattr(people, who))
    document = reverse("practice_groups:receipt_document", args=[receipt.pk])
    for url in (LIST, EXPORT, page_of(hers), document):
        assert browser.get(url).status_code == 404, url
    for url in (SEVERAL, page_of(hers, "annuler"), reverse("practice_groups:remind_fees")):
        assert browser.post(url, {"annuler-reason": "x"}).status_code == 404, url
    assert field.fresh(hers).fee_state == "recue"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"amount": "-5"}, "supérieure"),
        ({"amount": "cent"}, "nombre"),
        ({"amount": "NaN"}, "nombre"),
        ({"amount": "12,345"}, "après la virgule"),
        ({"amount": "9999999"}, "chiffres"),
        ({"amount": "121"}, "120,00"),
        ({"received_on": "31/02/2026"}, "existe pas"),
        ({"received_on": "2999-01-01"}, "aujourd’hui"),
        ({"means": "carte"}, "carte"),
        ({"reason": "4111 1111 1111 1111"}, "N’écrivez jamais de numéro de carte."),
        ({"payer": "CADA\nbis"}, "une seule ligne"),
    ],
)
def test_bad_input_is_answered_and_nothing_is_written(people, hers, bad, said):
    answer = browser_of(people.alice).post(page_of(hers, "recevoir"), typed(**bad))
    assert answer.status_code == 200
    assert said in answer.text
    assert field.fresh(hers).fee_state == "due"


def test_a_gesture_that_no_longer_holds_is_told_on_the_page(people, hers):
    received(hers, people)
    answer = browser_of(people.alice).post(page_of(hers, "recevoir"), typed())
    assert answer.status_code == 200
    assert "Il n’y a rien à régler" in answer.text
    assert browser_of(people.alice).post(page_of(hers, "inconnu")).status_code == 200


def test_every_gesture_by_its_button(people, hers):
    browser = browser_of(people.alice)
    day = f"{timezone.localdate():%Y-%m-%d}"
    story = [
        ("relancer", {}, "due"),
        ("exonerer", {"reason": "Sans ressources"}, "exoneree"),
        ("demander", {}, "due"),
        ("recevoir", {"amount": "120,00", "received_on": day, "means": "cheque"}, "recue"),
        ("annuler", {"reason": "Mauvaise ligne"}, "due"),
        (
            "recevoir",
            {"amount": "60", "received_on": day, "means": "cheque", "reason": "Prix réduit"},
            "recue",
        ),
        ("rembourser", {"amount": "60", "refunded_on": day, "reason": "Cycle annulé"}, "remboursee"),
    ]
    for gesture, facts, state in story:
        data = {f"{gesture}-{name}": value for name, value in facts.items()}
        assert browser.post(page_of(hers, gesture), data).status_code == 302, gesture
        assert field.fresh(hers).fee_state == state
        assert browser.get(page_of(hers)).status_code == 200
    assert [(one.number, one.cancelled_on is None) for one in field.receipts()] == [(1, False), (2, True)]


def test_ticked_ones_are_received_together_and_ticks_are_kept_when_refused(people, hers):
    other = field.seated(hers.cycle, people.ines, at=long_ago())
    browser = browser_of(people.alice)
    ticked = {"registrations": [hers.pk, other.pk], "received_on": f"{timezone.localdate():%Y-%m-%d}"}
    refused = browser.post(SEVERAL, ticked)
    assert refused.status_code == 200
    assert len(re.findall(r"type=\"checkbox\"[^>]*\bchecked", refused.text)) == 2
    assert browser.post(SEVERAL, ticked | {"means": "virement"}).status_code == 302
    assert [one.number for one in field.receipts()] == [1, 2]
    assert "rien à régler" in browser.post(SEVERAL, ticked | {"means": "virement"}).text
    for wrong in ([], ["x"], [999999]):
        answer = browser.post(SEVERAL, ticked | {"means": "virement", "registrations": wrong})
        assert answer.status_code == 200
        assert "Cochez au moins une" in answer.text or "relisez la liste" in answer.text


def test_filters(people, hers):
    field.seated(field.intervision(title="Intervision du mardi", season="2025-2026"), people.ines)
    received(field.seated(hers.cycle, people.tara, at=long_ago()), people)
    browser = browser_of(people.alice)

    def names(**query) -> set[str]:
        text = browser.get(LIST, query).text
        return {name for name in ("Victor", "Inès", "Tara") if name in text}

    assert names() == {"Victor", "Inès", "Tara"}
    assert names(season="2025-2026") == {"Inès"}
    assert names(cycle=hers.cycle_id) == {"Victor", "Tara"}
    assert names(state="recue") == {"Tara"}
    assert names(state="a_rembourser") == set()
    assert names(text="ines") == {"Inès"}
    assert names(season="autre") == set()


def test_the_list_costs_the_same_for_one_and_for_many(people, hers):
    browser = browser_of(people.alice)
    first = cost(browser, LIST)
    for n in range(5):
        field.seated(hers.cycle, make_user(f"Participant {n}", "benevole"), at=long_ago())
    assert cost(browser, LIST) == first <= 6


def test_twenty_five_a_page_and_the_totals_of_all(people, hers):
    for n in range(26):
        field.seated(hers.cycle, make_user(f"Participant {n}", "benevole"), at=long_ago())
    browser = browser_of(people.alice)
    pages = [browser.get(LIST, {"text": "i", "page": number}).text for number in (1, 2)]
    assert [page.count('name="registrations"') for page in pages] == [25, 2]
    assert all("3\u202f240,00" in page for page in pages)
    assert "text=i&amp;page=2" in pages[0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_an_export_is_a_formula(people, hers, kind):
    trap = make_user("=HYPERLINK(1)", "benevole")
    field.seated(hers.cycle, trap, at=long_ago())
    received(hers, people)
    content = browser_of(people.alice).get(EXPORT, {"format": kind}).content
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
        assert "120,00" in rows[2]
    else:
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
        assert "=HYPERLINK(1)" in {cell.value for cell in cells}
        assert 120 in {cell.value for cell in cells}
    one = browser_of(people.alice).get(EXPORT, {"format": kind, "text": "victor"}).content
    assert len(one) < len(content)


# ── As printed ──────────────────────────────────────────────────────────────────────────────────


def squeezed(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_a_receipt_says_who_how_much_and_when(people):
    with acting_as_system():
        NetworkSettings.objects.update(payer="Centre inventé\n1 rue du Lez, Montpellier")
    hers = field.seated(field.intervision(), people.victor)
    receipt = field.paid(hers, people.alice, means="employeur", payer="CADA des Tilleuls")
    rendering.make_document(receipt.pk)
    with acting_as_system():
        kept = Receipt.objects.get()
        text = squeezed(bytes(kept.pdf))
    for words in (
        "Reçu n° 1",
        "Centre inventé 1 rue du Lez, Montpellier",
        "Reçu de CADA des Tilleuls",
        "pour la participation de Victor",
        "Intervision du lundi – 2026-2027",
        "20 novembre 2026",
        "Convention avec l’employeur",
        "120,00 €",
    ):
        assert words in text
    assert "Remboursé" not in text
    assert rendering.printed(kept) == bytes(kept.pdf)


def test_what_is_said_afterwards_changes_no_receipt_but_by_its_mark(people, hers):
    receipt = received(hers, people)
    rendering.make_document(receipt.pk)
    with acting_as_system():
        before = bytes(Receipt.objects.get().pdf)
        people.victor.display_name = "Un autre nom"
        people.victor.save(update_fields=["display_name"])
        NetworkSettings.objects.update(payer="Un autre centre")
        assert rendering.printed(Receipt.objects.get()) == before
    day = timezone.localdate()
    field.done(
        people.alice, "refund", hers, amount=Decimal(50), refunded_on=day, reason="Départ", at=timezone.now()
    )
    rendering.make_document(receipt.pk)
    rendering.make_document(receipt.pk)
    with acting_as_system():
        text = squeezed(bytes(Receipt.objects.get().pdf))
    assert "Remboursé le" in text and "50,00 €" in text and "Victor" in text
    assert "Départ" not in text


def test_a_cancelled_receipt_says_so(people, hers):
    receipt = received(hers, people)
    field.done(people.alice, "cancel_receipt", hers, reason="Mauvaise ligne", at=timezone.now())
    rendering.make_document(receipt.pk)
    with acting_as_system():
        assert "n’est plus valable" in squeezed(bytes(Receipt.objects.get().pdf))
    assert "Annulé" in browser_of(people.victor).get(MINE).text


def test_documents_nobody_made_are_found(people, hers):
    received(hers, people)
    with acting_as_system():
        assert Settings.objects.get().name == field.receipts()[0].issuer or field.receipts()[0].issuer
        later = timezone.now() + timedelta(minutes=2)
        assert list(rendering.without_document(later)) == [field.receipts()[0].pk]
    rendering.make_document(field.receipts()[0].pk)
    with acting_as_system():
        assert not rendering.without_document(later).exists()
