"""Asking for an interpreter: what is refused, what is asked once, and what the clock changes do not move."""

import uuid
from datetime import UTC, date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as
from centre.refusals import Refused
from networks.missions.checks import refuse_full_name
from networks.missions.hours import days_of_series, instant
from networks.models import Mission
from tests.networks.missions import field

PARIS = ZoneInfo("Europe/Paris")


def refused(people, **typed) -> Refused:
    with pytest.raises(Refused) as told:
        field.request(people.tara, **typed)
    assert not Mission.objects.exists()
    return told.value


def test_a_therapist_asks_and_the_coordination_is_told(people):
    mission = field.request(people.tara, client_label="Amina")
    assert (mission.state, mission.requested_by) == ("demandee", people.tara)
    assert (mission.starts_at.hour, mission.planned_minutes) == (13, 60)  # UTC, in winter
    people.alice  # noqa: B018
    field.request(people.tara, day=field.DAY + timedelta(days=1))
    assert field.mails_to(people.alice) == ["Une demande vous attend"]


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"until": time(13)}, "until", "La fin doit être après le début"),
        ({"until": time(14)}, "until", "La fin doit être après le début"),
        ({"day": date(2026, 3, 1)}, "day", "déjà passée"),
        ({"day": date(2028, 3, 1)}, "day", "Vérifiez l’année"),
        ({"until": time(18, 30)}, "confirm_long", "plus de 4 h"),
        (
            {"day": date(2026, 3, 29), "hour": time(2, 30), "until": time(4)},
            "hour",
            "n’existe pas ce jour-là",
        ),
        (
            {"day": date(2026, 3, 29), "hour": time(1), "until": time(2, 30)},
            "until",
            "n’existe pas ce jour-là",
        ),
        ({"departement": ""}, "departement", "département"),
        ({"modality": "visio"}, "place", "ni lieu ni trajet"),
        ({"modality": "visio", "place": ""}, "travel_minutes", "ni lieu ni trajet"),
        ({"every": 7, "times": 13}, "times", "Au plus 12"),
        ({"every": 7, "times": 0}, "times", "Au plus 12"),
        ({"every": 0, "times": 2}, "every", "à quel rythme"),
    ],
)
def test_what_is_refused_says_why_beside_its_field(people, typed, where, said):
    told = refused(people, **typed)
    assert told.field == where
    assert said in told.reason


def test_more_than_four_hours_is_confirmed(people):
    assert field.request(people.tara, until=time(18, 30), confirm_long=True).planned_minutes == 270


@pytest.mark.parametrize(
    "label",
    [
        "Amina Rahimi",
        "RAHIMI Amina",
        "Mme Rahimi",
        "Amina-Lou Rahimi",
        "Amina_Rahimi",
        "M. Rahimi",
        "06 12 34 56 78",
        "1 94 03 99 352 001",
        "amina@exemple.fr",
        "Амина Рахими",
        "امینه رحیمی",
    ],
)
def test_a_full_name_or_a_number_is_refused(people, label):
    assert refused(people, client_label=label).field == "client_label"


@pytest.mark.parametrize(
    "label", ["Amina", "Amina R.", "Amina-Lou", "P-7Q2K-93", "K", "N’Deye", "امینه", "AB12", "Code 12"]
)
def test_a_first_name_or_a_code_passes(people, label):
    assert field.request(people.tara, client_label=label).client_label == label


def test_the_same_form_sent_twice_asks_once(people):
    key = uuid.uuid4()
    first = field.request_all(people.tara, idempotency_key=key, every=7, times=3)
    again = field.request_all(people.tara, idempotency_key=key, every=7, times=3)
    assert [one.pk for one in first] == [one.pk for one in again]
    assert Mission.objects.count() == 3


@pytest.mark.parametrize("who", ["tara", "theo"])
def test_a_key_serves_one_request(people, who):
    key = uuid.uuid4()
    field.request(people.tara, idempotency_key=key)
    with pytest.raises(Refused, match="déjà été envoyé"):
        field.request(getattr(people, who), idempotency_key=key, hour=time(9), until=time(10))
    assert Mission.objects.count() == 1


def test_a_series_shares_its_name_and_keeps_its_hours_through_the_clock_change(people):
    found = field.request_all(people.tara, day=date(2026, 3, 23), every=7, times=3)
    assert len({one.series for one in found}) == 1 and found[0].series
    assert [one.starts_at.hour for one in found] == [13, 12, 12]  # UTC: the 29th of March moves it
    assert {one.starts_at.astimezone(PARIS).time() for one in found} == {time(14)}


@settings(max_examples=200)
@given(
    first=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    every=st.sampled_from([7, 14]),
    times=st.integers(1, 12),
    hour=st.times(min_value=time(4), max_value=time(23, 30)).map(
        lambda one: one.replace(second=0, microsecond=0)
    ),
)
def test_the_hour_on_the_wall_never_moves(first, every, times, hour):
    days = days_of_series(first, every=every, times=times)
    starts = [instant(day, hour) for day in days]
    assert [start.astimezone(PARIS).date() for start in starts] == days
    assert {start.astimezone(PARIS).time() for start in starts} == {hour}
    assert all(start.tzinfo is UTC for start in starts)
    gaps = {(two - one) - timedelta(days=every) for one, two in pairwise(starts)}
    assert gaps <= {timedelta(0), timedelta(hours=1), timedelta(hours=-1)}


@settings(max_examples=60)
@given(day=st.dates(date(2020, 1, 1), date(2035, 12, 31)), minute=st.integers(0, 59))
def test_only_the_skipped_hour_is_refused(day, minute):
    skipped = day.month == 3 and day.weekday() == 6 and day.day >= 25
    hour = time(2, minute)
    if skipped:
        with pytest.raises(Refused, match="n’existe pas ce jour-là"):
            instant(day, hour)
    else:
        assert instant(day, hour).astimezone(PARIS).time() == hour


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=st.text(max_size=40))
def test_no_label_is_an_error(label):
    try:
        refuse_full_name(label)
    except Refused as told:
        assert told.field == "client_label"


# ── Through the pages ───────────────────────────────────────────────────────────────────────────


def typed(**fields) -> dict:
    return {
        "language": "dari",
        "day": "2026-03-09",
        "hour": "14:00",
        "until": "15:00",
        "every": "0",
        "times": "1",
        "modality": "presentiel",
        "departement": "30",
        "place": "12 rue des Tilleuls",
        "travel_minutes": "30",
        "client_label": "Amina",
        "gender": "",
        "idempotency_key": str(uuid.uuid4()),
    } | fields


@pytest.fixture
def tuesday(time_machine):
    time_machine.move_to(field.AT, tick=False)


def test_the_form_asks_and_the_list_shows(people, browser_of, tuesday):
    tara = browser_of(people.tara)
    answer = tara.post(reverse("networks:request_mission"), typed())
    assert answer.url == reverse("networks:requests")
    page = tara.get(answer.url).content.decode()
    assert "Dari, en présence, pour Amina" in page and "La coordination cherche un interprète" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"language": "klingon"}, "Langue inconnue"),
        ({"language": "dari, pachto"}, "Une seule langue"),
        ({"language": ""}, "obligatoire"),
        ({"day": "31/02/2026"}, "Cette date n’existe pas"),
        ({"hour": "25:00"}, "Cette heure n’existe pas"),
        ({"client_label": "Amina Rahimi"}, "jamais le nom de famille"),
        ({"client_label": "Amina\u202e"}, "Caractère non autorisé"),
        ({"until": "13:00"}, "La fin doit être après le début"),
        ({"until": "19:00"}, "plus de 4 h"),
        ({"departement": "99"}, "Choi"),
        ({"times": "400", "every": "7"}, "Au plus 12"),
        ({"place": "appeler le 06 12 34 56 78"}, "Ne saisissez pas de numéro"),
        ({"idempotency_key": "abc"}, "UUID"),
    ],
)
def test_what_was_typed_is_kept_and_nothing_is_written(people, browser_of, tuesday, fields, said):
    answer = browser_of(people.tara).post(reverse("networks:request_mission"), typed(**fields))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "12 rue des Tilleuls" in page or "place" in fields
    assert not Mission.objects.exists()


def test_only_who_books_opens_the_form(people, browser_of):
    for who in (people.ines, people.victor, people.omar, people.ada):
        assert browser_of(who).get(reverse("networks:request_mission")).status_code == 404


def test_a_therapist_sees_what_she_asked_alone(people, browser_of):
    mine = field.request(people.tara, client_label="Amina")
    field.request(people.theo, client_label="Bahar")
    page = browser_of(people.tara).get(reverse("networks:requests")).content.decode()
    assert "Amina" in page and "Bahar" not in page
    with acting_as(people.theo):
        assert not Mission.objects.filter(pk=mine.pk).exists()
    assert browser_of(people.theo).get(reverse("networks:cancel_mission", args=[mine.pk])).status_code == 404


def test_the_list_costs_the_same_whatever_its_length(people, browser_of, django_assert_num_queries):
    tara = browser_of(people.tara)
    ines = field.interpreter(people.ines)
    field.accepted(people.tara, people.alice, ines)
    url = reverse("networks:requests")
    tara.get(url)
    with django_assert_num_queries(9) as first:
        tara.get(url)
    for days in range(1, 5):
        field.accepted(people.tara, people.alice, ines, day=field.DAY + timedelta(days=days))
    with django_assert_num_queries(len(first)):
        assert tara.get(url).content.decode().count("Interprète") >= 5
