"""The coordination's pages and the private calendar, through HTTP."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from centre.context import acting_as, acting_as_system
from networks.missions import actions
from networks.missions.calendars.feed import feed
from networks.models import Absence, CalendarLink, Mission, MissionOffer
from tests.networks.missions import field
from tests.people import make_user


@pytest.fixture
def soon():
    return {"at": timezone.now(), "day": timezone.localdate() + timedelta(days=5)}


@pytest.fixture
def ines(people):
    return field.interpreter(people.ines)


def after(soon, days) -> dict:
    return soon | {"day": soon["day"] + timedelta(days=days)}


# ── The board ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def board(people, ines, soon):
    """One mission in each state of the board, and one over."""
    at = soon["at"]
    field.request(people.tara, client_label="A-1", **after(soon, 0))
    field.offer(
        field.request(people.tara, client_label="B-2", **after(soon, 1)), ines, by=people.alice, at=at
    )
    field.accepted(people.tara, people.alice, ines, **after(soon, 2))
    field.confirmed(people.tara, people.alice, ines, **after(soon, 3))
    field.held(people.tara, people.alice, ines, **after(soon, 4))
    field.do(
        actions.cancel_mission, field.request(people.tara, **after(soon, 5)), by=people.alice, reason="x"
    )


def rows(page: str) -> int:
    return page.count('<th scope="row"')


def test_the_board_goes_by_what_is_to_be_done(people, board, browser_of):
    page = browser_of(people.alice).get(reverse("networks:dispatch")).content.decode()
    assert rows(page) == 5
    order = ["proposer la mission", "répondre à l’offre", "confirmer", "valider la durée", "tenir la séance"]
    places = [page.index(words, page.index("<tbody")) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=demandee", 1),
        ("state=proposee", 1),
        ("state=acceptee", 1),
        ("state=realisee", 1),
        ("state=confirmee", 1),
        ("state=passees", 1),
        ("state=retard", 0),
        ("language=prs", 5),
        ("language=som", 0),
        ("departement=30", 5),
        ("departement=34", 0),
        ("week=2031-01-01", 0),
        ("page=abc", 5),
        ("page=900", 5),
    ],
)
def test_filters(people, board, browser_of, query, count):
    page = browser_of(people.alice).get(reverse("networks:dispatch") + "?" + query).content.decode()
    assert rows(page) == count
    if not count:
        assert "Rien ne répond à ces filtres" in page


@pytest.mark.parametrize("query", ["state=nimporte", "week=hier", "interpreter=999999", "language=xx"])
def test_a_filter_that_means_nothing_is_no_error(people, board, browser_of, query):
    assert browser_of(people.alice).get(reverse("networks:dispatch") + "?" + query).status_code == 200


def test_an_interpreter_s_missions_and_offers(people, board, browser_of, ines):
    url = f"{reverse('networks:dispatch')}?interpreter={ines.pk}"
    assert rows(browser_of(people.alice).get(url).content.decode()) == 4


def test_without_an_answer_for_a_day(people, browser_of, ines, soon):
    offered = field.offer(field.request(people.tara, **soon), ines, by=people.alice, at=soon["at"])[0]
    with acting_as_system():
        MissionOffer.objects.filter(pk=offered.pk).update(offered_at=soon["at"] - timedelta(hours=25))
    alice = browser_of(people.alice)
    page = alice.get(reverse("networks:dispatch")).content.decode()
    assert "Plus de 24 h" in page and "depuis plus de 24" in page
    assert rows(alice.get(reverse("networks:dispatch") + "?state=retard").content.decode()) == 1
    assert "sans réponse depuis plus de 24" in alice.get(reverse("networks:dispatch_panel")).content.decode()


def test_the_board_costs_the_same_whatever_its_length(
    people, board, browser_of, ines, soon, django_assert_num_queries
):
    alice = browser_of(people.alice)
    url = reverse("networks:dispatch")
    alice.get(url)
    with django_assert_num_queries(12) as first:
        alice.get(url)
    for days in range(10, 16):
        field.confirmed(people.tara, people.alice, ines, **after(soon, days))
    with django_assert_num_queries(len(first)):
        assert rows(alice.get(url).content.decode()) == 11


# ── The page of a mission ───────────────────────────────────────────────────────────────────────


def test_candidates_come_with_their_reasons(people, browser_of, soon, ines):
    field.interpreter(make_user("Imad", "interprete"), languages=("fra", "som"))
    away = field.interpreter(make_user("Aïda", "interprete"))
    taken = field.interpreter(make_user("Bilal", "interprete"))
    former = field.interpreter(make_user("Faris", "benevole"))  # no interpreter's role any more
    with acting_as_system():
        Absence.objects.create(interpreter=away, starts_on=soon["day"], ends_on=soon["day"])
    field.accepted(people.theo, people.alice, taken, **soon)
    mission = field.request(people.tara, **soon)
    page = browser_of(people.alice).get(reverse("networks:mission", args=[mission.pk])).content.decode()
    free, rest = page.split("Dans les règles, mais déjà pris")
    busy, outside = rest.split("Hors des règles, avec un motif")
    assert "Inès" in free and "parle dari" in free and "se déplace dans ce département (Gard)" in free
    assert "Bilal" in busy and "libre ensuite" in busy
    assert "Aïda" in outside and "n’est pas disponible à cette heure" in outside
    assert "Imad" in outside and "ne parle pas dari" in outside
    assert str(former) not in page


def test_the_page_costs_the_same_whatever_the_crowd(
    people, browser_of, soon, ines, django_assert_num_queries
):
    mission = field.request(people.tara, **soon)
    alice, url = browser_of(people.alice), reverse("networks:mission", args=[mission.pk])
    alice.get(url)
    with django_assert_num_queries(17) as first:
        alice.get(url)
    crowd = field.interpreters(4)
    for one in crowd[:2]:
        field.accepted(people.theo, people.alice, one, **soon | {"client_label": f"C-{one.pk}"})
    with django_assert_num_queries(len(first)):
        assert alice.get(url).content.decode().count('name="interpreters"') == 3


def test_an_offer_from_the_page(people, browser_of, soon, ines):
    mission = field.request(people.tara, **soon)
    alice = browser_of(people.alice)
    url = reverse("networks:offer_mission", args=[mission.pk])
    nobody = alice.post(url, {"version": 1})
    assert nobody.status_code == 409 and "Choisissez au moins un interprète" in nobody.content.decode()
    assert alice.post(url, {"version": 1, "interpreters": [ines.pk]}).status_code == 302
    stale = alice.post(url, {"version": 1, "interpreters": [ines.pk], "derogation": "Gardé"})
    assert stale.status_code == 409
    assert "Mission modifiée par Alice" in stale.content.decode()
    assert "Gardé" in stale.content.decode()
    for typed in ({"version": "x", "interpreters": ["y"]}, {"version": 2, "interpreters": [999999]}):
        assert alice.post(url, typed).status_code == 409


def test_confirmed_and_validated_from_the_page(people, browser_of, soon, ines):
    mission = field.accepted(people.tara, people.alice, ines, **soon)
    alice = browser_of(people.alice)
    confirm = reverse("networks:confirm_mission", args=[mission.pk])
    assert alice.post(confirm, {"version": mission.version}).status_code == 302
    mission = field.now(mission)
    with acting_as(people.ines):
        actions.declare_held(mission, duration=70, by=people.ines, at=mission.ends_at)
    mission = field.now(mission)
    page = alice.get(reverse("networks:mission", args=[mission.pk])).content.decode()
    assert "Prévu\u00a0: 60 min. Déclaré\u00a0: 70 min." in page
    validate = reverse("networks:validate_mission", args=[mission.pk])
    assert alice.post(validate, {"version": mission.version, "duration": "beaucoup"}).status_code == 409
    assert alice.post(validate, {"version": mission.version, "duration": "65"}).status_code == 302
    page = alice.get(reverse("networks:mission", args=[mission.pk])).content.decode()
    assert "durée 70 → 65 min" in page and "validée par Alice" in page


def test_late_is_said_before_the_button(people, browser_of, ines):
    now = timezone.now()
    tomorrow = timezone.localtime(now + timedelta(hours=23))
    if tomorrow.hour >= 22:
        tomorrow = tomorrow.replace(hour=21)
    typed = {"day": tomorrow.date(), "hour": tomorrow.time().replace(second=0, microsecond=0)}
    typed["until"] = (tomorrow + timedelta(minutes=45)).time().replace(second=0, microsecond=0)
    mission = field.confirmed(people.tara, people.alice, ines, at=now, **typed)
    tara = browser_of(people.tara)
    url = reverse("networks:cancel_mission", args=[mission.pk])
    page = tara.get(url).content.decode()
    assert "À moins de 24 h\u00a0: la mission reste due à l’interprète" in page
    again = tara.post(url, {"reason": "Malade"})
    assert again.status_code == 200 and "confirmez une seconde fois" in again.content.decode()
    assert tara.post(url, {"reason": "Malade", "due": "on"}).status_code == 302
    assert field.now(mission).state == "annulee_tardivement"


# ── The private calendar ────────────────────────────────────────────────────────────────────────


def address(page: str) -> str:
    import re

    return re.search(r"/reseau/agenda/[\w-]+\.ics", page)[0]


def events(body: bytes) -> dict:
    """Status → event, of a calendar that parses."""
    return {str(one["STATUS"]): one for one in Calendar.from_ical(body).walk("VEVENT")}


def test_the_address_is_shown_once_replaced_and_revoked(people, ines, browser_of):
    browser, url = browser_of(people.ines), reverse("networks:calendar")
    first = address(browser.post(url).content.decode())
    assert ".ics" not in browser.get(url).content.decode()
    answer = browser_of().get(first)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    second = address(browser.post(url).content.decode())
    assert browser_of().get(first).status_code == 404
    assert browser_of().get(second).status_code == 200
    assert browser.post(url, {"revoke": "1"}).status_code == 302
    assert browser_of().get(second).status_code == 404
    assert browser_of().get("/reseau/agenda/inconnu.ics").status_code == 404
    with acting_as_system():
        secret = second.rsplit("/", 1)[1].removesuffix(".ics").encode()
        assert secret not in [bytes(link.token_hash) for link in CalendarLink.objects.all()]


def test_an_account_that_ended_has_no_calendar(people, ines, browser_of):
    first = address(browser_of(people.ines).post(reverse("networks:calendar")).content.decode())
    with acting_as_system():
        people.ines.is_active = False
        people.ines.save()
    assert browser_of().get(first).status_code == 404


def test_what_her_calendar_says_and_what_it_never_says(people, ines, soon):
    at = soon["at"]
    field.offer(field.request(people.tara, **soon), ines, by=people.alice, at=at)
    kept = field.confirmed(people.tara, people.alice, ines, **after(soon, 1))
    gone = field.confirmed(people.tara, people.alice, ines, **after(soon, 2))
    field.do(actions.cancel_mission, gone, by=people.tara, reason="Malade", at=at, due=True)
    with acting_as(people.ines):
        body = feed(people.ines, at=at)
    found = events(body)
    assert set(found) == {"TENTATIVE", "CONFIRMED", "CANCELLED"}
    event = found["CONFIRMED"]
    assert str(event["UID"]) == f"{kept.pk}@portail"
    assert event["SEQUENCE"] == kept.version
    assert event.decoded("DTSTART") == kept.starts_at and b"Z" in event["DTSTART"].to_ical()
    assert str(event["SUMMARY"]) == "Mission"
    assert str(event["DESCRIPTION"]) == "dari, en présence"
    for secret in ("Amina", "Tilleuls", "Nîmes", "Tara", "Inès", "Malade"):
        assert secret not in body.decode()
    with acting_as(people.ines):
        assert b"VEVENT" in body and b"CANCELLED" not in feed(people.ines, at=at + timedelta(days=31))


def test_a_therapist_reads_what_she_asked_for(people, ines, soon):
    field.confirmed(people.tara, people.alice, ines, **soon)
    field.request(people.tara, **after(soon, 1))
    field.request(people.theo, **after(soon, 2))
    with acting_as(people.tara):
        found = events(feed(people.tara, at=soon["at"]))
    assert set(found) == {"CONFIRMED", "TENTATIVE"}
    assert str(found["CONFIRMED"]["SUMMARY"]) == "Séance avec interprète"


def test_the_sequence_grows_with_each_move(people, ines, soon):
    mission = field.accepted(people.tara, people.alice, ines, **soon)
    with acting_as(people.ines):
        before = events(feed(people.ines, at=soon["at"]))["CONFIRMED"]
    field.do(actions.cancel_mission, mission, by=people.tara, reason="x", at=soon["at"])
    with acting_as(people.ines):
        after_ = events(feed(people.ines, at=soon["at"]))["CANCELLED"]
    assert before["UID"] == after_["UID"] and before["SEQUENCE"] < after_["SEQUENCE"]


def test_the_calendar_costs_the_same_whatever_its_length(people, ines, soon, django_assert_max_num_queries):
    for days in range(4):
        field.confirmed(people.tara, people.alice, ines, **after(soon, days))
    with acting_as(people.ines), django_assert_max_num_queries(4):
        assert feed(people.ines, at=soon["at"]).count(b"BEGIN:VEVENT") == 4
    assert Mission.objects.count() == 4
