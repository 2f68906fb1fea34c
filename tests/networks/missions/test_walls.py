"""Who sees what of a mission: rows held by the database, fields by the pages."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system, set_actor
from networks.missions import actions
from networks.models import CalendarLink, Mission, MissionOffer
from tests.networks.missions import field
from tests.people import make_user

SECRETS = ("Amina", "Tilleuls")


@pytest.fixture
def soon():
    """Missions of these tests begin in five days, so that the real clock finds them to come."""
    return {"at": timezone.now(), "day": timezone.localdate() + timedelta(days=5)}


@pytest.fixture
def ines(people):
    return field.interpreter(people.ines)


@pytest.fixture
def imad(people):
    return field.interpreter(make_user("Imad", "interprete"))


def seen_by(user) -> tuple[int, int]:
    """How many missions and offers the database shows to this person."""
    with acting_as(user):
        return Mission.objects.count(), MissionOffer.objects.count()


def test_rows_are_shown_to_those_they_concern_alone(people, ines, imad):
    mission = field.request(people.tara)
    field.offer(mission, ines, by=people.alice)
    assert seen_by(people.alice) == (1, 1)
    assert seen_by(people.tara) == (1, 0)
    assert seen_by(people.ines) == (1, 1)
    for stranger in (imad.user, people.theo, people.victor, people.omar, people.ada):
        assert seen_by(stranger) == (0, 0)
    with transaction.atomic():
        set_actor(None)
        assert Mission.objects.count() == MissionOffer.objects.count() == 0
        transaction.set_rollback(True)


def test_an_offer_declined_or_lapsed_closes_the_mission_again(people, ines, imad):
    mission = field.request(people.tara)
    to_ines, to_imad = field.offer(mission, ines, imad, by=people.alice)
    field.answer(to_ines, accepted=False)
    assert seen_by(people.ines) == (0, 1)
    field.answer(to_imad)
    assert seen_by(people.ines) == (0, 1)
    assert seen_by(imad.user) == (1, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"state": "confirmee"},
        {"state": "validee", "duration": 600},
        {"state": "acceptee", "interpreter": None},
        {"place": "ailleurs"},
        {"derogation": "moi", "derogation_by": "ines"},
        {"duration": 600},
    ],
)
def test_an_interpreter_cannot_write_what_the_coordination_decides(people, ines, change):
    mission = field.accepted(people.tara, people.alice, ines)
    if "derogation_by" in change:
        change = change | {"derogation_by": people.ines}
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ines):
        Mission.objects.filter(pk=mission.pk).update(**change)


def test_nobody_validates_what_she_declared_even_around_the_action(people, ines):
    mission = field.held(people.tara, people.alice, ines)
    told = pytest.raises(DatabaseError, match="nobody validates what she declared")
    with told, transaction.atomic(), acting_as_system():
        Mission.objects.filter(pk=mission.pk).update(state="validee", validated_by=people.ines)


def test_an_interpreter_cannot_offer_herself_a_mission(people, ines):
    mission = field.request(people.tara)
    with acting_as(people.ines):
        assert not Mission.objects.filter(pk=mission.pk).update(interpreter=ines, state="acceptee")
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(people.ines):
        MissionOffer.objects.create(
            mission_id=mission.pk,
            interpreter=ines,
            offered_at=field.AT,
            offered_by=people.ines,
            token_hash=b"x",
        )


def test_the_mailed_link_shows_the_least(people, ines, browser_of, soon):
    """Without an account open, or with another's: neither place nor first name; hers shows both."""
    mission = field.request(people.tara, **soon)
    field.offer(mission, ines, by=people.alice, at=soon["at"])
    (link,) = field.mailed_links(people.ines)
    for reader in (None, people.victor, people.tara, people.alice):
        page = browser_of(reader).get(link).content.decode()
        assert "Dari" in page and "Gard" in page and "J’accepte" in page
        assert not [secret for secret in SECRETS if secret in page], reader
        assert "Tara" not in page.split("<main")[1] and "Inès" not in page.split("<main")[1]
    page = browser_of(people.ines).get(link).content.decode()
    assert all(secret in page for secret in SECRETS)


def test_opening_the_link_decides_nothing(people, ines, browser_of, soon):
    field.offer(field.request(people.tara, **soon), ines, by=people.alice, at=soon["at"])
    (link,) = field.mailed_links(people.ines)
    before = Mission.objects.get().version
    for method in ("get", "head"):
        assert getattr(browser_of(), method)(link).status_code == 200
        assert getattr(browser_of(), method)(link + "?answer=accept").status_code == 200
    assert browser_of().put(link).status_code == 405
    mission = Mission.objects.get()
    assert (mission.state, mission.version) == ("proposee", before)


@pytest.mark.parametrize("due", [False, True])
def test_the_link_of_a_mission_since_cancelled_says_not_to_come(people, ines, browser_of, soon, due):
    mission = field.confirmed(people.tara, people.alice, ines, **soon)
    (link,) = field.mailed_links(people.ines)
    at = mission.starts_at - timedelta(hours=3) if due else soon["at"]
    field.do(actions.cancel_mission, mission, by=people.tara, reason="x", at=at, due=due)
    page = browser_of().get(link).content.decode()
    assert "Ne vous déplacez pas" in page and "Elle est à vous" not in page
    assert ("elle vous reste due" in page) is due


@pytest.mark.parametrize("answer", ["", "oui", "accept_everything", "x" * 5000])
def test_an_answer_that_is_none_writes_nothing(people, ines, browser_of, soon, answer):
    field.offer(field.request(people.tara, **soon), ines, by=people.alice, at=soon["at"])
    page = browser_of().post(field.mailed_links(people.ines)[0], {"answer": answer})
    assert page.status_code == 200 and "Choisissez une réponse" in page.content.decode()
    assert Mission.objects.get().state == "proposee"


def test_a_button_on_the_link_accepts_in_her_name(people, ines, browser_of, soon):
    from networks.missions.moves import history

    mission = field.request(people.tara, **soon)
    field.offer(mission, ines, by=people.alice, at=soon["at"])
    (link,) = field.mailed_links(people.ines)
    assert browser_of().post(link, {"answer": "accept"}).status_code == 302
    assert "Elle est à vous" in browser_of().get(link).content.decode()
    with acting_as(people.alice):
        assert history(mission).first().actor_id == people.ines.pk
    assert field.now(mission).interpreter == ines


@pytest.mark.parametrize("logged_in", [True, False])
def test_what_became_of_an_offer_is_still_read(people, ines, imad, browser_of, soon, logged_in):
    """Declined, taken by somebody else: the mission is hidden from her, the page says why."""
    mission = field.request(people.tara, **soon)
    to_ines, to_imad = field.offer(mission, ines, imad, by=people.alice, at=soon["at"])

    def door(offer):
        if logged_in:
            return browser_of(offer.interpreter.user), reverse("networks:offer", args=[offer.pk])
        return browser_of(), field.mailed_links(offer.interpreter.user)[-1]

    browser, url = door(to_ines)
    assert browser.post(url, {"answer": "decline", "reason": "En congé"}).status_code == 302
    assert "Vous avez décliné" in browser.get(url).content.decode()
    assert "Vous avez décliné" in browser.post(url, {"answer": "accept"}).content.decode()
    (again,) = field.offer(mission, ines, by=people.alice, at=soon["at"])
    browser, url = door(to_imad)
    browser.post(url, {"answer": "accept"})
    browser, url = door(again) if logged_in else (browser_of(), field.mailed_links(people.ines)[0])
    for page in (browser.get(url), browser.post(url, {"answer": "accept"})):
        assert page.status_code == 200
        assert "prise par quelqu’un d’autre" in page.content.decode()


def test_an_unknown_link_says_so(people, browser_of):
    for method in ("get", "post"):
        answer = getattr(browser_of(), method)(reverse("networks:answer_offer", args=["n-importe-quoi"]))
        assert answer.status_code == 409
        assert "Ce lien n’est plus valable. Demandez-en un nouveau." in answer.content.decode()


def test_another_interpreter_s_pages_do_not_exist(people, ines, imad, browser_of, soon):
    mission = field.accepted(people.tara, people.alice, ines, **soon)
    with acting_as_system():
        offer = MissionOffer.objects.get()
    other = browser_of(imad.user)
    for name, pk in (("offer", offer.pk), ("declare_held", mission.pk), ("withdraw_mission", mission.pk)):
        for method in (other.get, other.post):
            assert method(reverse(f"networks:{name}", args=[pk])).status_code == 404
    for who in (people.ines, people.tara, people.victor, people.ada):
        for name in ("mission", "offer_mission", "confirm_mission", "validate_mission", "refuse_mission"):
            assert browser_of(who).post(reverse(f"networks:{name}", args=[mission.pk])).status_code == 404
        for name in ("record_answer", "withdraw_offer"):
            assert browser_of(who).post(reverse(f"networks:{name}", args=[offer.pk])).status_code == 404


def test_the_interpreter_s_pages_name_nobody(people, ines, browser_of, soon):
    field.confirmed(people.tara, people.alice, ines, **soon)
    later = soon | {"day": soon["day"] + timedelta(days=1)}
    field.offer(field.request(people.tara, **later), ines, by=people.alice, at=soon["at"])
    browser = browser_of(people.ines)
    for name in ("missions", "missions_panel"):
        page = browser.get(reverse(f"networks:{name}")).content.decode()
        assert "Tara" not in page and "Alice" not in page
    page = browser.get(reverse("networks:missions")).content.decode()
    assert page.index("À répondre") < page.index("À venir")
    assert "12 rue des Tilleuls" in page and "Amina" in page


def test_her_pages_cost_the_same_whatever_she_has(people, ines, browser_of, soon, django_assert_num_queries):
    browser = browser_of(people.ines)
    url = reverse("networks:missions")

    def more(days):
        typed = soon | {"day": soon["day"] + timedelta(days=days)}
        field.confirmed(people.tara, people.alice, ines, **typed)
        typed = soon | {"day": soon["day"] + timedelta(days=days + 10)}
        field.offer(field.request(people.tara, **typed), ines, by=people.alice, at=soon["at"])

    more(0)
    browser.get(url)
    with django_assert_num_queries(10) as first:
        browser.get(url)
    for days in (1, 2, 3):
        more(days)
    with django_assert_num_queries(len(first)):
        assert browser.get(url).content.decode().count("Répondre<") == 4


def test_a_calendar_link_is_its_owner_s(people):
    from networks.missions.calendars.actions import create_link

    with acting_as(people.ines):
        create_link(by=people.ines, at=field.AT)
    with acting_as(people.tara):
        assert not CalendarLink.objects.exists()
