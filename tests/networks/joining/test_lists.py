"""Lists and panels cost the same with one line or many, and say what is late."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from networks.joining import actions
from networks.joining.models import Application
from tests.networks.joining.makers import DAY, candidature, charter, document, interpreter, therapist
from tests.people import browser_of, make_user

PAGES = [
    "applications",
    "documents",
    "missing_documents",
    "charters",
    "charter",
    "people_panel",
    "my_documents",
    "charter_text",
    "charter_panel",
]


def _one_more(people, number: int) -> None:
    member = make_user(f"Membre {number}", "therapeute")
    sheet = therapist(member)
    document(sheet, expires_on=timezone.localdate() - DAY, at=timezone.now() - 300 * DAY)
    document(
        interpreter(make_user(f"Interprète {number}", "interprete")), expires_on=timezone.localdate() + DAY
    )
    document(therapist(people.tara) if number == 0 else people.tara_sheet, kind="diplome")
    candidature(email=f"n{number}@ailleurs.example", at=timezone.now() - 20 * DAY)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_much_for_one_line_as_for_many(people, name):
    people.tara_sheet = therapist(people.tara)
    browser = browser_of(people.tara if name.startswith("my") or "charter_" in name else people.alice)
    charter(people.alice)
    url = reverse(f"networks:{name}", args=["therapeute"] if name == "charter" else [])
    counts = []
    for number in (1, 2, 3, 4):
        _one_more(people, number)
        browser.get(url)  # the centre's own settings are kept a minute
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(url, {"state": "toutes", "condition": "toutes"}).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[-1] < 30, counts


def test_the_oldest_first_and_the_late_ones_flagged(people):
    now = timezone.now()
    candidature(email="a@ailleurs.example", display_name="Aïda Récente", at=now - 2 * DAY)
    candidature(email="b@ailleurs.example", display_name="Bruno Tardif", at=now - 12 * DAY)
    page = browser_of(people.alice).get(reverse("networks:applications")).content.decode()
    assert page.index("Bruno Tardif") < page.index("Aïda Récente")
    assert page.count("en retard de 2 jours") == 1 == page.count("en retard de")


def test_those_to_treat_unless_others_are_asked_for(people):
    kept = candidature(email="a@ailleurs.example", display_name="Aïda Récente")
    gone = candidature(email="b@ailleurs.example", display_name="Bruno Tardif", network="benevole")
    actions.withdraw(gone, at=timezone.now())
    alice = browser_of(people.alice)

    def seen(**query):
        page = alice.get(reverse("networks:applications"), query).content.decode()
        return [name for name in ("Aïda", "Bruno") if name in page]

    assert seen() == ["Aïda"] == seen(state="recue") == seen(network="therapeute")
    assert seen(state="retiree") == ["Bruno"]
    assert seen(state="toutes") == ["Aïda", "Bruno"]
    assert seen(network="interprete") == [] and seen(state="n’importe quoi") == ["Aïda"]
    assert kept


def test_long_lists_are_cut_in_pages(people):
    for number in range(32):
        candidature(
            email=f"n{number}@ailleurs.example", at=timezone.now() - timedelta(minutes=500 - 5 * number)
        )
    alice = browser_of(people.alice)
    first = alice.get(reverse("networks:applications"), {"network": "therapeute"}).content.decode()
    assert "32 résultats" in first and "?network=therapeute&amp;page=2" in first
    second = alice.get(
        reverse("networks:applications"), {"network": "therapeute", "page": 2}
    ).content.decode()
    assert second.count('<th scope="row"') == 2 and "Précédents" in second
    assert alice.get(reverse("networks:applications"), {"page": "x"}).status_code == 200


def test_the_panel_says_what_waits(people):
    panel = reverse("networks:people_panel")
    alice = browser_of(people.alice)
    assert "<span>0</span>" in alice.get(panel).content.decode()
    candidature(at=timezone.now() - 12 * DAY)
    document(therapist(people.tara), expires_on=timezone.localdate() - DAY, at=timezone.now() - 300 * DAY)
    charter(people.alice)
    page = alice.get(panel).content.decode()
    assert (
        "1, dont 1 en retard" in page and "la plus ancienne du" in page and page.count("<span>1</span>") == 2
    )
    with acting_as(people.alice):
        actions.decline(
            Application.objects.get(), reason="Non.", version=1, by=people.alice, at=timezone.now()
        )
    assert "en retard" not in alice.get(panel).content.decode()
    with acting_as_system():
        assert browser_of(people.ada).get(panel).status_code == 404
