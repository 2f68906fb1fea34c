"""The pages of hours, through HTTP."""

import io
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from networks.models import Interpreter, Therapist
from practice_groups.models import LoggedHours
from tests.people import browser_of, make_user
from tests.practice_groups.supervision import field
from tests.statements import cost

LIST = reverse("practice_groups:supervision")
MINE = reverse("practice_groups:my_hours")


def today():
    return timezone.localdate()


@pytest.fixture
def tara(people):
    field.therapist(people.tara)
    return people.tara


def typed(**facts) -> dict:
    return {
        "kind": "supervision",
        "day": f"{today():%Y-%m-%d}",
        "hours": "1,5",
        "provider": "Cabinet du Lez",
        "idempotency_key": str(uuid4()),
    } | facts


def test_she_notes_hours_and_removes_them(people, tara):
    browser = browser_of(tara)
    assert "Aucune heure cette saison" in browser.get(MINE).text
    assert browser.post(MINE, typed()).status_code == 302
    page = browser.get(MINE).text
    assert "Cabinet du Lez" in page and "1,5" in page
    with acting_as_system():
        line = LoggedHours.objects.get()
    assert browser.post(reverse("practice_groups:remove_hours", args=[line.pk])).status_code == 302
    assert "Cabinet du Lez" not in browser.get(MINE).text


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"hours": "25"}, "24"),
        ({"hours": "beaucoup"}, "nombre"),
        ({"day": "31/02/2027"}, "existe pas"),
        ({"kind": "autre"}, "Choisissez|choix"),
        ({"provider": "06 12 34 56 78 90"}, "numéro"),
        ({"hours": "NaN"}, "nombre"),
    ],
)
def test_bad_input_is_answered_and_what_was_typed_is_kept(tara, bad, said):
    answer = browser_of(tara).post(MINE, typed(**bad))
    assert answer.status_code == 200
    assert any(word in answer.text for word in said.split("|"))
    with acting_as_system():
        assert not LoggedHours.objects.exists()


def test_the_coordination_notes_for_a_member(people, tara):
    page = reverse("practice_groups:member_hours", args=[tara.pk])
    browser = browser_of(people.alice)
    assert browser.post(page, typed(hours="2")).status_code == 302
    assert "2" in browser.get(LIST).text
    hers = browser_of(tara).get(MINE).text
    assert "noté par la coordination" in hers and "Retirer" not in hers
    with acting_as_system():
        line = LoggedHours.objects.get()
    browser.post(reverse("practice_groups:remove_member_hours", args=[line.pk]))
    with acting_as_system():
        assert not LoggedHours.objects.exists()


MATRIX = {
    "victor": (404, 404),
    "anne": (404, 404),
    "tara": (404, 200),
    "ines": (404, 200),
    "ada": (404, 404),
    "felix": (404, 404),
    "omar": (404, 404),
    "alice": (200, 404),
}


@pytest.mark.parametrize("who", MATRIX)
def test_who_opens_what(people, who):
    field.therapist(people.theo)
    theirs = reverse("practice_groups:member_hours", args=[people.theo.pk])
    line = field.log(people.theo, day=today(), at=timezone.now())
    browser, (staff, own) = browser_of(getattr(people, who)), MATRIX[who]
    assert [
        browser.get(url).status_code for url in (LIST, theirs, reverse("practice_groups:hours_export"))
    ] == [staff] * 3
    assert browser.get(MINE).status_code == own
    assert browser.post(reverse("practice_groups:remove_hours", args=[line.pk])).status_code == 404
    remind = browser.post(reverse("practice_groups:remind_hours"))
    assert remind.status_code == (302 if staff == 200 else 404)
    with acting_as_system():
        assert LoggedHours.objects.count() == 1


def test_the_list_says_how_many_it_cannot_show(people, tara):
    assert "Sans compte" not in browser_of(people.alice).get(LIST).text
    with acting_as_system():
        Therapist.objects.create(code="T-0", display_name="Solène Sabran")
        Interpreter.objects.create(code="I-0", display_name="Lilian Lodève")
    assert "absents de cette liste : 2 membres" in browser_of(people.alice).get(LIST).text.replace(
        "\xa0", " "
    )


def test_the_list_costs_the_same_for_one_and_for_many(people, tara):
    browser = browser_of(people.alice)
    first = cost(browser, LIST)
    for n in range(5):
        other = make_user(f"Thérapeute {n}", "therapeute")
        field.therapist(other)
        field.log(other, day=today(), at=timezone.now())
    assert cost(browser, LIST) == first <= 6


def test_filters_and_the_workbook(people, tara):
    field.interpreter(people.ines)
    field.log(people.ines, day=today(), hours="2.5", at=timezone.now())
    browser = browser_of(people.alice)
    assert "Tara" not in browser.get(LIST, {"network": "interpretes"}).text
    assert "Inès" not in browser.get(LIST, {"none": "on"}).text
    last = timezone.localdate() - timedelta(days=365)
    assert "Inès" in browser.get(LIST, {"season": str(field.Season.of(last).year), "none": "on"}).text
    assert "ne répond" in browser.get(LIST, {"network": "autre"}).text
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get(reverse("practice_groups:hours_export"), {"format": "xlsx"}).content)
    )
    rows = list(book.active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["nom", "Tara", "Inès"]
    assert Decimal(str(rows[2][2])) == Decimal("2.5")
