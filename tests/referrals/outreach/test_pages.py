"""Through the doors: from a host's request to an orientation on the board; what is typed is kept; what pages cost."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from centre.models import OutgoingMail
from networks.missions.calendars import feed
from networks.models import Mission
from referrals.board import actions as board
from referrals.models import Identity, Referral, Talk, TalkingGroup, Visit
from tests.people import make_user
from tests.referrals import makers
from tests.referrals.outreach import field
from tests.statements import cost


def url(name, *args):
    return reverse(f"referrals:{name}", args=args)


@pytest.fixture
def hugo(portal):
    return field.host()


def begun(hugo, keeper, by, **facts) -> Visit:
    """A visit of this very day, its hour begun."""
    visit = field.planned(hugo, keeper, by, **facts)
    now = timezone.now()
    Visit.objects.filter(pk=visit.pk).update(
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=2)
    )
    return Visit.objects.get(pk=visit.pk)


def test_from_a_host_to_the_board(people, hugo, browser_of):
    makers.dispositif()
    host, desk, keeper = browser_of(hugo), browser_of(people.alice), browser_of(people.tara)
    asked = host.post(
        url("ask_visit"),
        {
            "structure": field.site().pk,
            "kinds": ["permanence"],
            "wished": "un mardi",
            "languages": "dari",
            "request": "",
            "idempotency_key": uuid.uuid4(),
        },
    )
    assert asked.status_code == 302
    visit = Visit.objects.get()
    listed = desk.get(url("visits")).content.decode()
    assert "HUDA des Amandiers" in listed and "un mardi" in listed
    planned = desk.post(
        url("plan_visit", visit.pk),
        {
            "keeper": people.tara.pk,
            "day": (timezone.localdate() + timedelta(days=3)).isoformat(),
            "hour": "09:00",
            "until": "12:00",
            "every": "0",
            "times": "1",
            "interpreter_language": "dari",
            "version": visit.version,
        },
    )
    assert planned.status_code == 302, planned.content.decode()
    assert Mission.objects.get().requested_by == people.tara
    assert "Tara" in host.get(url("hosted_visits")).content.decode()
    assert "HUDA des Amandiers" in keeper.get(url("my_visits")).content.decode()
    now = timezone.now()
    Visit.objects.update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=2))
    noted = keeper.post(
        url("add_talk", visit.pk),
        {
            "sex": "F",
            "age_band": "18-24",
            "outcome": "orientation",
            "language": "prs",
            "idempotency_key": uuid.uuid4(),
        },
    )
    talk = Talk.objects.get()
    assert noted.url == url("refer_from_visit", talk.pk)
    page = keeper.get(noted.url).content.decode()
    assert "15" in page and "3114" in page
    typed = {
        "consent": "oral",
        "first_name": "Shahrbanu",
        "last_name": "Zarrinpoush",
        "language": "prs",
        "departement": "30",
        "dispositif": makers.dispositif().pk,
        "motives": ["sommeil"],
        "urgency": "ordinaire",
        "idempotency_key": uuid.uuid4(),
    }
    without = keeper.post(noted.url, {**typed, "consent": ""})
    assert without.status_code == 200 and "on n’oriente pas" in without.content.decode()
    assert "Zarrinpoush" in without.content.decode() and not Referral.objects.exists()
    for _ in range(2):  # the same form, twice
        assert keeper.post(noted.url, typed).status_code == 302
    referral = Referral.objects.get()
    talk.refresh_from_db()
    assert (talk.referral, talk.outcome) == (referral, "orientation")
    assert (referral.origin, referral.referrer) == ("permanence", people.tara)
    assert referral.reference in desk.get(reverse("referrals:board")).content.decode()
    hers = keeper.get(url("my_visit", visit.pk)).content.decode()
    assert "orientation envoyée" in hers and "Envoyée" not in hers and "Shahrbanu" not in hers
    assert referral.reference in desk.get(url("visit", visit.pk)).content.decode()
    with acting_as(people.tara):
        assert not Referral.objects.exists() and not Identity.objects.exists()
    OutgoingMail.objects.all().delete()
    with acting_as(people.alice):
        board.take(referral, version=referral.version, by=people.alice, at=timezone.now())
    assert people.tara.email not in OutgoingMail.objects.values_list("to", flat=True)  # she cannot follow it
    again = keeper.post(noted.url, {**typed, "idempotency_key": uuid.uuid4()})
    assert again.status_code == 200 and Referral.objects.count() == 1
    held = keeper.post(
        url("hold_visit", visit.pk),
        {"heads": "1", "needs": ["acces_droits"], "note": "", "version": Visit.objects.get().version},
    )
    assert held.status_code == 302 and Visit.objects.get().state == "tenue"
    sheet = desk.get(url("visit_figures_csv"))
    assert "HUDA des Amandiers;1;0;1;0;1;0;1;0" in sheet.content.decode("utf-8-sig")
    assert "Zarrinpoush" not in sheet.content.decode("utf-8-sig")


def test_a_host_of_elsewhere_finds_nothing(people, hugo, browser_of):
    visit = field.planned(hugo, people.tara, people.alice)
    hana = browser_of(field.host("Hana", "CADA du Canal"))
    assert hana.get(url("withdraw_visit", visit.pk)).status_code == 404
    assert "Amandiers" not in hana.get(url("hosted_visits")).content.decode()
    assert "Amandiers" not in hana.get(url("hosted_visits_panel")).content.decode()


OF_A_VISIT = ("my_visit", "add_talk", "add_group", "hold_visit", "miss_visit")


def test_another_therapist_finds_nothing(people, hugo, browser_of):
    visit = begun(hugo, people.tara, people.alice)
    now = timezone.now()
    talk, group = field.talk(visit, people.tara, at=now), field.group(visit, people.tara, at=now, heads=2)
    doors = [url(name, visit.pk) for name in OF_A_VISIT]
    doors += [url(name, talk.pk) for name in ("edit_talk", "remove_talk", "refer_from_visit")]
    doors += [url(name, group.pk) for name in ("edit_group", "remove_group")]
    tara, theo, hugo = browser_of(people.tara), browser_of(people.theo), browser_of(hugo)
    for door in doors:
        assert tara.get(door).status_code == 200, door
        assert theo.get(door).status_code == 404, door
        assert theo.post(door).status_code in (404, 405), door
        assert hugo.get(door).status_code == 404, door
    for name in ("visit", "plan_visit", "move_visit", "cancel_visit", "decline_visit", "note_visit"):
        assert tara.get(url(name, visit.pk)).status_code == 404
        assert browser_of(people.alice).get(url(name, visit.pk)).status_code == 200


def test_a_host_without_a_place_is_told_what_to_do(people, browser_of):
    lost = browser_of(make_user("Lou", "accueil"))
    assert "pas encore validée" in lost.get(url("hosted_visits")).content.decode()
    assert "pas encore validée" in lost.get(url("ask_visit")).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kinds": []}, "Cochez au moins une réponse"),
        ({"languages": "persant"}, "Langue inconnue"),
        ({"request": "Appelez le 06 12 34 56 78"}, "Ne saisissez pas de numéro"),
        ({"wished": "un\u202emardi"}, "Caractère non autorisé"),
        ({"request": "x" * 301}, "300"),
    ],
)
def test_a_bad_request_is_kept_as_typed(typed, said, people, hugo, browser_of):
    good = {
        "structure": field.site().pk,
        "kinds": ["ecoute"],
        "wished": "bientôt",
        "idempotency_key": uuid.uuid4(),
    }
    answer = browser_of(hugo).post(url("ask_visit"), good | typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page
    assert "bientôt" in page or "wished" in typed
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"hour": "25:00"}, "Cette heure n’existe pas"),
        ({"day": "31/02/2027"}, "Cette date n’existe pas"),
        ({"keeper": "999999"}, "Sélectionnez un choix valide"),
        ({"until": "08:00"}, "La fin doit être après le début"),
        ({"version": "0"}, "Permanence modifiée"),
        ({"version": "x"}, ""),
        ({"times": "3", "every": "7", "place": "x" * 200}, "120"),
    ],
)
def test_a_bad_plan_is_kept_as_typed(typed, said, people, hugo, browser_of):
    visit = field.ask(hugo)
    good = {
        "keeper": people.tara.pk,
        "day": (timezone.localdate() + timedelta(days=3)).isoformat(),
        "hour": "09:00",
        "until": "12:00",
        "place": "Salle bleue",
        "every": "0",
        "times": "1",
        "version": visit.version,
    }
    answer = browser_of(people.alice).post(url("plan_visit", visit.pk), good | typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and said in page
    assert "Salle bleue" in page or "place" in typed
    assert Visit.objects.get().state == "demandee"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"heads": "-1"}, "0 au moins"),
        ({"heads": "501"}, "500 au plus"),
        ({"heads": "douze"}, "nombre entier"),
        ({"heads": "3", "women": "2", "men": "2"}, "font 4"),
    ],
)
def test_bad_heads_are_kept_as_typed(typed, said, people, hugo, browser_of):
    visit = begun(hugo, people.tara, people.alice)
    sent = {"theme": "Le sommeil", "idempotency_key": uuid.uuid4()} | typed
    page = browser_of(people.tara).post(url("add_group", visit.pk), sent).content.decode()
    assert said in page and "Le sommeil" in page and f'value="{typed["heads"]}"' in page
    assert not TalkingGroup.objects.exists()


def test_empty_is_not_zero_on_screen(people, hugo, browser_of):
    visit = begun(hugo, people.tara, people.alice)
    now = timezone.now()
    field.group(visit, people.tara, at=now)
    page = browser_of(people.tara).get(url("my_visit", visit.pk)).content.decode()
    assert "Non compté" in page
    field.group(visit, people.tara, at=now, theme="Vide", heads=0)
    page = browser_of(people.tara).get(url("my_visit", visit.pk)).content.decode()
    assert "0&nbsp;personne" in page
    form = browser_of(people.tara).get(url("hold_visit", visit.pk)).content.decode()
    assert (
        'name="heads"' in form and 'name="heads" value="0"' not in form
    )  # one group was not counted: no guess


def test_lists_cost_the_same_for_one_and_for_many(people, hugo, browser_of):
    visit = begun(hugo, people.tara, people.alice)
    field.talk(visit, people.tara, at=timezone.now())
    field.group(visit, people.tara, at=timezone.now(), heads=2)
    field.ask(hugo)
    doors = [
        (people.alice, url("visits")),
        (people.alice, url("visits_calendar")),
        (people.alice, url("visit", visit.pk)),
        (people.alice, url("visit_figures")),
        (people.tara, url("my_visits")),
        (people.tara, url("my_visit", visit.pk)),
        (hugo, url("hosted_visits")),
    ]
    before = {door: cost(browser_of(who), door) for who, door in doors}
    for number in range(4):
        field.planned(hugo, people.theo, people.alice, day=field.DAY + timedelta(days=number + 1))
        field.ask(hugo)
        field.talk(visit, people.tara, at=timezone.now())
        field.group(visit, people.tara, at=timezone.now(), heads=2)
    for who, door in doors:
        after = cost(browser_of(who), door)
        assert after == before[door], door
        assert after <= 9, (door, after)


def test_the_calendar_shows_a_month_and_its_filters(people, hugo, browser_of):
    field.planned(hugo, people.tara, people.alice, every=7, times=3)
    alice = browser_of(people.alice)
    march = alice.get(url("visits_calendar"), {"mois": "2026-03"}).content.decode()
    assert "Mars 2026" in march and march.count("HUDA des Amandiers</a>") == 3
    theo = alice.get(url("visits_calendar"), {"mois": "2026-03", "keeper": people.theo.pk}).content.decode()
    assert "HUDA des Amandiers</a>" not in theo
    for odd in ("2026-13", "0000-00", "x", "2026-3"):
        assert alice.get(url("visits_calendar"), {"mois": odd}).status_code == 200
    assert alice.get(url("visits_calendar"), {"keeper": "x", "structure": "-1"}).status_code == 200


def test_figures_of_a_period_and_of_a_place(people, hugo, browser_of):
    first = field.planned(hugo, people.tara, people.alice)
    field.talk(first, people.tara)
    field.group(first, people.tara, heads=7)
    field.hold(first, people.tara, heads=8, needs=["hebergement"])
    hana = field.host("Hana", "CADA du Canal")
    other = field.plan(field.ask(hana, structure=field.site("CADA du Canal")), people.theo, people.alice)[0]
    field.hold(other, people.theo)
    alice = browser_of(people.alice)
    whole = alice.get(url("visit_figures"), {"first": "2026-03-01", "last": "2026-03-31"}).content.decode()
    assert "CADA du Canal" in whole and "Hébergement" in whole and "1 non renseigné" in whole
    typed = {"first": "2026-03-01", "last": "2026-03-31", "structure": field.site("CADA du Canal").pk}
    sheet = alice.get(url("visit_figures_csv"), typed).content.decode("utf-8-sig")
    assert "CADA du Canal;1;0;–;1;0;0;0;0;–;0" in sheet and "Amandiers" not in sheet
    assert "ne pas diffuser" in sheet
    before = alice.get(url("visit_figures"), {"first": "2025-01-01", "last": "2025-12-31"}).content.decode()
    assert "Rien dans cette période" in before
    wrong = alice.get(url("visit_figures"), {"first": "2026-03-31", "last": "2026-03-01"}).content.decode()
    assert "La fin doit être après le début" in wrong
    assert alice.get(url("visit_figures_csv"), {"first": "31/02/2026"}).status_code == 200


def test_her_calendar_says_hours_and_nothing_else(people, hugo):
    visit = field.planned(hugo, people.tara, people.alice, second=people.theo)
    for who in (people.tara, people.theo):
        with acting_as(who):
            text = feed.feed(who, at=field.AT).decode()
        assert (
            "Amandiers" not in text
            and "DTSTART:20260310T080000Z" in text
            and text.count(f"UID:{visit.pk}") == 1
        )
    rosa = make_user("Rosa", "therapeute")
    with acting_as(rosa):
        assert b"VEVENT" not in feed.feed(rosa, at=field.AT)
