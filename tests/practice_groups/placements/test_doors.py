"""Pages of sessions, wishes and pairs: who opens them, what they say, what they cost."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from practice_groups.models import PlacementSession, Wish
from practice_groups.placements import pairs
from practice_groups.placements.computing import compute
from tests.practice_groups.placements import wishing
from tests.practice_groups.placements.wishing import LATER, host, open_session, structure, wish
from tests.statements import cost


def url(name, *args) -> str:
    return reverse(f"practice_groups:{name}", args=args)


def coming(by, **facts) -> PlacementSession:
    """A session whose wishes are open today."""
    today = timezone.localdate()
    dates = {
        "starts_on": today + timedelta(days=40),
        "ends_on": today + timedelta(days=90),
        "preparation_on": today + timedelta(days=40),
        "restitution_on": today + timedelta(days=90),
        "wishes_until": today + timedelta(days=20),
    }
    return open_session(by, at=timezone.now(), **dates | facts)


def typed(session, of, **facts) -> dict:
    return {
        "idempotency_key": str(uuid4()),
        "session": session.pk if session else "suivante",
        "structure": of.pk,
        "trainee": "Maud Ferrandis",
        "email": "maud@exemple.example",
        "profession": "Éducatrice",
        "sector": "social",
        "days": 3,
        "offers": 1,
        "wanted_1": "",
        "wanted_2": "",
        "wanted_3": "",
        "wishes_text": "",
    } | facts


def test_from_a_session_to_its_confirmed_pairs(people, browser_of):
    """The coordination opens a session, a host wishes, the worker pairs, the coordination confirms."""
    cada, cmp = structure("CADA du Lez"), structure("CMP des Lices")
    hugo, hana, desk = host("Hugo", cada), host("Hana", cmp), browser_of(people.alice)
    today = timezone.localdate()
    facts = {
        "title": "Printemps",
        "wishes_until": today + timedelta(days=9),
        "starts_on": today + timedelta(days=20),
        "ends_on": today + timedelta(days=60),
        "preparation_on": today + timedelta(days=20),
        "restitution_on": today + timedelta(days=60),
        "announce": "on",
    }
    made = desk.post(url("new_placement_session"), facts, follow=True)
    assert "les vœux sont ouverts" in made.content.decode()
    session = PlacementSession.objects.get()
    for user, own, other, name in ((hugo, cada, cmp, "Maud Ferrandis"), (hana, cmp, cada, "Loïc Barthélemy")):
        browser = browser_of(user)
        assert browser.get(url("wish")).status_code == 200
        asked = typed(session, own, wanted_1=other.pk, trainee=name, email=f"{user.pk}@exemple.example")
        page = browser.post(url("wish"), asked, follow=True).content.decode()
        assert "Vœu enregistré pour cette session" in page and name in page
    page = desk.post(url("match_wishes", session.pk), follow=True).content.decode()
    assert "Calcul des binômes" in page and "Retenir" not in page
    compute(session.matchings.get().pk)
    assert desk.get(url("matching_progress", session.pk), HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    page = desk.get(url("placement_session", session.pk)).content.decode()
    assert "Croisé" in page and "son premier vœu" in page and "Retenir les binômes" in page
    session.refresh_from_db()
    assert "Maud Ferrandis" not in browser_of(hana).get(url("hosted_placements")).content.decode()
    assert desk.post(url("confirm_pairs", session.pk), {"version": session.version}).status_code == 302
    assert "Maud Ferrandis" in browser_of(hana).get(url("hosted_placements")).content.decode()
    again = browser_of(people.chloe).post(url("confirm_pairs", session.pk), {"version": session.version})
    assert again.status_code == 409 and "déjà été retenus par Alice" in again.content.decode()


def test_a_late_wish_is_kept_when_the_box_is_ticked_and_nothing_typed_is_lost(people, browser_of):
    cada = structure("CADA du Lez")
    browser = browser_of(host("Hugo", cada))
    session = coming(people.alice)
    with acting_as_system():
        PlacementSession.objects.filter(pk=session.pk).update(
            wishes_until=timezone.localdate() - timedelta(days=1)
        )
    asked = typed(session, cada, wishes_text="Découvrir la psychiatrie")
    page = browser.post(url("wish"), asked).content.decode()
    assert "cochez la case pour le confirmer" in page and "Découvrir la psychiatrie" in page
    page = browser.post(url("wish"), asked | {"keep_for_next": "on"}, follow=True).content.decode()
    assert "liste de la prochaine session" in page
    assert Wish.objects.get().session is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"wanted_1": "own"}, "autre structure que la sienne"),
        ({"days": 6}, "5"),
        ({"email": "maud"}, "adresse"),
        ({"structure": 999_999}, "choix"),
        ({"session": 999_999}, "choix"),
        ({"session": "x"}, "choix"),
        ({"wanted_1": "'; --"}, "choix"),
        ({"wishes_text": "Appeler le 06 12 34 56 78"}, "numéro"),
        ({"trainee": ""}, "obligatoire"),
        ({"idempotency_key": "x"}, ""),
    ],
)
def test_bad_input_is_answered_beside_its_field(people, browser_of, facts, said):
    cada, cmp = structure("CADA du Lez"), structure("CMP des Lices")
    session = coming(people.alice)
    if facts.get("wanted_1") == "own":
        facts = {"wanted_1": cada.pk}
    answer = browser_of(host("Hugo", cada)).post(url("wish"), typed(session, cada, wanted_2=cmp.pk) | facts)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not Wish.objects.exists()


def test_a_host_offers_no_channel_and_no_other_structure(people, browser_of):
    cada, cmp = structure("CADA du Lez"), structure("CMP des Lices")
    session = coming(people.alice)
    page = browser_of(host("Hugo", cada)).get(url("wish"))
    form = page.context["form"]
    assert "channel" not in form.fields and list(form.fields["structure"].found) == [str(cada.pk)]
    page = browser_of(host("Gilles", cada)).post(url("wish"), typed(session, cmp))
    assert page.status_code == 200 and not Wish.objects.exists()


def test_who_opens_which_page(people, browser_of):
    """The coordination all; a host hers; a trainee hers; for anybody else these pages do not exist."""
    session = coming(people.alice)
    cada, cmp = structure("CADA du Lez"), structure("CMP des Lices")
    hugo, hana = host("Hugo", cada), host("Hana", cmp)
    made = wish(session, cada, hugo, email=people.victor.email, at=timezone.now())
    staff = [
        url("placement_sessions"),
        url("new_placement_session"),
        url("placement_session", session.pk),
        url("edit_placement_session", session.pk),
        url("cancel_placement_session", session.pk),
        url("matching_progress", session.pk),
        url("place_wish", made.pk),
    ]
    assert browser_of(hugo).get(url("correct_wish", made.pk)).status_code == 200
    for user in (hana, people.victor, people.omar, people.felix):
        assert browser_of(user).get(url("correct_wish", made.pk)).status_code == 404
    hers = [url("wish"), url("withdraw_wish", made.pk)]
    staff.append(url("enter_wish"))
    others = [people.victor, people.omar, people.ines, people.tara, people.felix, people.ada, people.anne]
    for page in [*staff, *hers]:
        if page != hers[0]:
            assert browser_of(people.alice).get(page).status_code == 200, page
        for user in others:
            own = page == hers[1] and user == people.victor  # the trainee herself may take it back
            assert browser_of(user).get(page).status_code == (200 if own else 404), (page, user)
    for page in staff:
        assert browser_of(hugo).get(page).status_code == 404
    for name in ("adopt_wishes", "match_wishes", "confirm_pairs"):
        for user in (hugo, *others):
            assert browser_of(user).post(url(name, session.pk)).status_code == 404
    assert [browser_of(hugo).get(page).status_code for page in hers] == [200, 200]
    assert [browser_of(hana).get(page).status_code for page in hers] == [200, 404]
    assert browser_of(hana).post(hers[1]).status_code == 404
    assert Wish.objects.get().withdrawn_at is None
    assert "Maud Ferrandis" in browser_of(people.victor).get(url("my_placements")).content.decode()
    assert "Maud Ferrandis" not in browser_of(people.omar).get(url("my_placements")).content.decode()
    assert "Maud Ferrandis" not in browser_of(hana).get(url("hosted_placements")).content.decode()


def test_a_get_writes_nothing(people, browser_of):
    session = coming(people.alice)
    wish(session, structure("CADA du Lez"), people.alice, at=timezone.now())
    browser = browser_of(people.alice)
    for name in ("adopt_wishes", "match_wishes", "confirm_pairs"):
        assert browser.get(url(name, session.pk)).status_code == 405
    browser.get(url("cancel_placement_session", session.pk))
    browser.get(url("withdraw_wish", Wish.objects.get().pk))
    session.refresh_from_db()
    assert session.state == "voeux" and Wish.objects.living().count() == 1


def test_a_refused_line_is_said_beside_the_field(people, browser_of):
    session = wishing.session_of_2022(people.alice)
    wishing.matched(session, people.alice)
    maud = session.wishes.get(trainee="Maud Ferrandis")
    browser, huda = browser_of(people.alice), structure("HUDA du Vidourle")
    asked = {"host": huda.pk, "version": session.version}
    assert "déjà prise" in browser.post(url("place_wish", maud.pk), asked).content.decode()
    stale = browser.post(url("place_wish", maud.pk), {"host": "", "version": session.version - 1})
    assert "modifiée par quelqu’un d’autre" in stale.content.decode()
    assert (
        browser.post(url("place_wish", maud.pk), {"host": "", "version": session.version}).status_code == 302
    )


def late(page: str) -> list[str]:
    return re.findall(r'data-tone="danger">\s*<span class="step-name">(.*?)</span>', page)


def test_what_is_late_is_said(people, browser_of):
    session = wishing.session_of_2022(people.alice)
    page = browser_of(people.alice).get(url("placement_session", session.pk)).content.decode()
    assert late(page) == ["Vœux", "Binômes"]
    wishing.confirmed(session, people.alice)
    page = browser_of(people.alice).get(url("placement_session", session.pk)).content.decode()
    assert "binômes retenus par Alice" in page and "4 retenus, dont 4 croisés" in page
    assert late(page) == ["Conventions", "Préparation", "Stages", "Restitution"]


def test_each_page_costs_the_same_at_one_and_at_eight(people, browser_of):
    cada = structure("CADA du Lez")
    few = open_session(people.alice, title="Peu")
    hugo = host("Hugo", cada)
    wish(few, cada, people.alice, email=people.victor.email)
    desk, hers, own = browser_of(people.alice), browser_of(hugo), browser_of(people.victor)
    one = [
        cost(desk, url("placement_session", few.pk)),
        cost(desk, url("placement_sessions")),
        cost(hers, url("hosted_placements")),
        cost(own, url("my_placements")),
    ]
    many = wishing.session_of_2022(people.alice)
    wishing.confirmed(many, people.alice)
    for name in ("Maud", "Sana", "Zoé"):
        wish(None, cada, people.alice, name, at=LATER)
    eight = [
        cost(desk, url("placement_session", many.pk)),
        cost(desk, url("placement_sessions")),
        cost(hers, url("hosted_placements")),
        cost(own, url("my_placements")),
    ]
    assert eight[1:] == one[1:] and eight[0] <= one[0]
    assert one[0] <= 8 and max(one[1:]) <= 6, one


def test_a_trainee_without_other_rights_reads_where_she_goes(people, browser_of):
    from tests.people import make_user

    paula = make_user("Paula", "participant")
    session = open_session(people.alice)
    cada, cmp = structure("CADA du Lez"), structure("CMP des Lices")
    wish(session, cada, people.alice, "Paula", email=paula.email, wanted=[cmp])
    wish(session, cmp, people.alice, "Loïc Barthélemy", wanted=[cada])
    wishing.matched(session, people.alice)
    page = browser_of(paula).get(url("my_placements")).content.decode()
    assert "la coordination prépare les binômes" in page and "Suivre ce stage" not in page
    pairs.confirm(session, version=session.version, by=people.alice, at=LATER)
    page = browser_of(paula).get(url("my_placements")).content.decode()
    assert "CMP des Lices" in page and "Suivre ce stage" in page and "Loïc" not in page
