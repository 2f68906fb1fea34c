"""A charter per network: written in versions, accepted by its members, each version anew."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.joining.charters import actions
from networks.joining.models import Charter, CharterAcceptance
from tests.networks.joining.makers import AT, DAY, charter
from tests.people import browser_of, make_user

TEXT = "networks:charter_text"


def accept(user, text, at=AT):
    with acting_as(user):
        return actions.accept_charter(text, by=user, at=at)


def test_a_member_reads_and_accepts_the_charter_of_her_network(people):
    mine, other = charter(people.alice), charter(people.alice, network="benevole", text="Venir.")
    tara = browser_of(people.tara)
    page = tara.get(reverse(TEXT)).content.decode()
    assert "<p>Écouter.</p>" in page and "<p>Se taire.</p>" in page and "Venir." not in page
    for _ in range(2):
        assert tara.post(reverse(TEXT), {"charter": mine.pk}).status_code == 302
    assert CharterAcceptance.objects.get().user == people.tara
    assert "Acceptée" in tara.get(reverse(TEXT)).content.decode()
    assert tara.post(reverse(TEXT), {"charter": other.pk}).status_code == 404
    assert CharterAcceptance.objects.count() == 1


def test_the_first_date_of_acceptance_stays(people):
    text = charter(people.alice)
    first = accept(people.tara, text)
    assert accept(people.tara, text, at=AT + DAY) == first
    assert CharterAcceptance.objects.get().accepted_at == AT


def test_a_reminder_on_the_home_page_until_it_is_accepted(people):
    panel = reverse("networks:charter_panel")
    tara, ada = browser_of(people.tara), browser_of(people.ada)
    assert tara.get(panel).content.strip() == b""
    text = charter(people.alice)
    assert "à lire et à accepter" in tara.get(panel).content.decode()
    accept(people.tara, text)
    assert tara.get(panel).content.strip() == b""
    charter(people.alice, version=1, text="Écouter, se taire, venir.")
    assert "à lire et à accepter" in tara.get(panel).content.decode()
    assert ada.get(panel).status_code == 404


def test_a_version_replaced_while_it_is_read_is_not_accepted(people):
    old = charter(people.alice)
    charter(people.alice, version=1, text="Autre.")
    with pytest.raises(Refused, match="nouvelle version"):
        accept(people.tara, old)
    assert not CharterAcceptance.objects.exists()


def test_nobody_accepts_the_charter_of_another_network(people):
    text = charter(people.alice, network="interprete")
    with pytest.raises(Refused, match="autre réseau"):
        accept(people.tara, text)


def test_nobody_accepts_for_somebody_else_nor_changes_an_acceptance(people):
    text, tara = charter(people.alice), people.tara
    with acting_as(people.alice), pytest.raises(DatabaseError), transaction.atomic():
        CharterAcceptance.objects.create(charter=text, user=tara, accepted_at=AT)
    accept(people.tara, text)
    with acting_as(people.tara):
        assert CharterAcceptance.objects.update(accepted_at=AT + DAY) == 0
        assert CharterAcceptance.objects.count() == 1
    with acting_as(people.theo):
        assert CharterAcceptance.objects.count() == 0


def test_the_coordination_writes_versions_and_sees_who_accepted_which(people):
    alice = browser_of(people.alice)
    write = reverse("networks:write_charter", args=["therapeute"])
    assert alice.get(reverse("networks:charter", args=["therapeute"])).url == write
    assert alice.post(write, {"title": "Charte", "text": "Un.", "version": 0}).status_code == 302
    accept(people.tara, Charter.objects.get(), at=AT.replace(year=2027))
    assert people.theo
    alice.post(write, {"title": "Charte", "text": "Deux.", "version": 1})
    page = alice.get(reverse("networks:charter", args=["therapeute"])).content.decode()
    assert "Deux." in page and "Versions précédentes (1)" in page
    rows = page.split("<tr>")
    tara, theo = (next(row for row in rows if name in row) for name in ("Tara", "Théo"))
    assert "Pas encore" in tara and "version 1" in tara and "aucune" in theo
    listed = alice.get(reverse("networks:charters")).content.decode()
    assert "2 sur 2" in listed and "Écrire" in listed


def test_a_stale_version_is_told_and_the_text_kept(people):
    charter(people.chloe)
    write = reverse("networks:write_charter", args=["therapeute"])
    alice = browser_of(people.alice)
    page = alice.post(write, {"title": "Charte", "text": "La mienne.", "version": 0}).content.decode()
    assert "modifiée par Chloé" in page and "La mienne." in page and 'value="1"' in page
    assert alice.post(write, {"title": "Charte", "text": "La mienne.", "version": 1}).status_code == 302
    assert Charter.objects.count() == 2


def test_the_same_text_twice_is_one_version(people):
    assert charter(people.alice) == charter(people.alice) == charter(people.alice, version=1)


@pytest.mark.parametrize("name", ["charters", "charter", "write_charter"])
@pytest.mark.parametrize("who", ["tara", "victor", "ada"])
def test_charters_are_written_by_the_coordination_alone(people, who, name):
    args = [] if name == "charters" else ["therapeute"]
    assert browser_of(getattr(people, who)).get(reverse(f"networks:{name}", args=args)).status_code == 404


def test_an_unknown_network_has_no_charter(people):
    assert browser_of(people.alice).get(reverse("networks:charter", args=["x"])).status_code == 404


def test_a_charter_holds_no_markup(people):
    charter(people.alice, text="<script>alert(1)</script>")
    assert "<script>alert" not in browser_of(people.tara).get(reverse(TEXT)).content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_lists_cost_the_same_whoever_accepted(people, django_assert_num_queries, count):
    text = charter(people.alice)
    for number in range(count):
        accept(make_user(f"Thérapeute {number}", "therapeute"), text)
    alice = browser_of(people.alice)
    with django_assert_num_queries(QUERIES["charter"], exact=False):
        alice.get(reverse("networks:charter", args=["therapeute"]))
    with django_assert_num_queries(QUERIES["charters"], exact=False):
        alice.get(reverse("networks:charters"))


QUERIES = {"charter": 18, "charters": 18}


def test_who_left_the_network_is_no_longer_asked(people):
    charter(people.alice)
    assert people.tara and people.theo
    with acting_as_system():
        people.theo.grants.update(until="2021-01-01")
    assert "1 sur 1" in browser_of(people.alice).get(reverse("networks:charters")).content.decode()
