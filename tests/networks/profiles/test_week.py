"""Her usual week and her absences: said on a phone, held by the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from networks.models import Absence, Interpreter, Therapist, WeeklySlot
from networks.profiles import week
from tests.networks.profiles.makers import AT, DAY, interpreter, therapist
from tests.people import People, browser_of

MINE = reverse("networks:my_availability")


@pytest.fixture
def ines(people):
    return interpreter(people.ines)


@pytest.fixture
def browser(people, ines):
    return browser_of(people.ines)


def slots(profile) -> list[str]:
    return [str(slot) for slot in profile.weeklyslots.order_by("weekday", "starts")]


def add(browser, days, starts, ends, url=MINE):
    return browser.post(url, {"do": "add_slots", "weekdays": days, "starts": starts, "ends": ends})


def said(answer) -> str:
    return str(answer.context["desk"].form.errors)


# ── Slots ───────────────────────────────────────────────────────────────────────────────────────


def test_the_same_hours_on_several_days_in_one_go(browser, ines):
    assert add(browser, [1, 3], "09:00", "12:30").status_code == 302
    assert slots(ines) == ["Lundi 09:00–12:30", "Mercredi 09:00–12:30"]
    text = browser.get(reverse("networks:my_profile")).content.decode()
    assert "9\u00a0h\u2009–\u200912\u00a0h\u00a030" in text


@pytest.mark.parametrize("typed", ["9h30", "09:30", "9 h 30"])
def test_hours_as_people_write_them(browser, ines, typed):
    assert add(browser, [1], typed, "11h").status_code == 302
    assert slots(ines) == ["Lundi 09:30–11:00"]


@pytest.mark.parametrize(
    ("days", "starts", "ends", "message"),
    [
        ([1], "12:00", "09:00", "La fin doit être après le début"),
        ([1], "09:00", "09:00", "La fin doit être après le début"),
        ([1], "22:00", "00:00", "saisissez deux créneaux"),
        ([1], "25:00", "26:00", "Cette heure n’existe pas"),
        ([], "09:00", "10:00", "Choisissez au moins un jour"),
        ([8], "09:00", "10:00", "Sélectionnez un choix valide"),
        ([1], "11:00", "13:00", "Ce créneau en recouvre un autre\u00a0: lundi, 9\u00a0h"),
        ([2, 1], "08:00", "20:00", "Ce créneau en recouvre un autre\u00a0: lundi"),
    ],
)
def test_a_slot_that_cannot_be_is_told_and_nothing_is_written(browser, ines, days, starts, ends, message):
    add(browser, [1], "09:00", "12:00")
    answer = add(browser, days, starts, ends)
    assert answer.status_code == 200 and message in said(answer)
    assert f'value="{starts}"' in answer.content.decode()
    assert slots(ines) == ["Lundi 09:00–12:00"]


def test_two_slots_may_touch(browser, ines):
    add(browser, [1], "09:00", "12:00")
    assert add(browser, [1], "12:00", "14:00").status_code == 302
    assert len(slots(ines)) == 2


def test_a_slot_is_removed_and_removed_again(browser, ines):
    add(browser, [1], "09:00", "12:00")
    slot = WeeklySlot.objects.get()
    for _ in range(2):
        assert browser.post(MINE, {"do": "remove_slot", "slot": slot.pk}).status_code == 302
    assert slots(ines) == []


def test_a_day_is_copied_over_others(browser, ines):
    add(browser, [1], "09:00", "12:00")
    add(browser, [1], "14:00", "17:00")
    add(browser, [2], "10:00", "11:00")
    assert browser.post(MINE, {"do": "copy_day", "source": 1, "targets": [1, 2, 5]}).status_code == 302
    assert [one for one in slots(ines) if one.startswith("Mardi")] == [
        "Mardi 09:00–12:00",
        "Mardi 14:00–17:00",
    ]
    assert len(slots(ines)) == 6
    empty = browser.post(MINE, {"do": "copy_day", "source": 7, "targets": [1]})
    assert "Aucun créneau le dimanche" in said(empty) and len(slots(ines)) == 6


@pytest.mark.parametrize("do", ["", "drop_everything", "__class__"])
def test_a_doing_that_is_none_is_not_found(browser, do):
    assert browser.post(MINE, {"do": do}).status_code == 404


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sets(st.integers(1, 3), min_size=1), st.integers(0, 22), st.integers(0, 23)), max_size=8
    )
)
def test_whatever_is_asked_slots_never_overlap(people, asked):
    with transaction.atomic():
        one = interpreter(code="IN-H")
        for days, starts, ends in asked:
            before = one.weeklyslots.count()
            try:
                with transaction.atomic():
                    week.add_slots(
                        one, weekdays=list(days), starts=time(starts), ends=time(ends), by=people.alice, at=AT
                    )
                assert one.weeklyslots.count() == before + len(days)
            except Refused:
                assert one.weeklyslots.count() == before, "all of them or none"
        hours = [
            (slot.weekday, hour)
            for slot in one.weeklyslots.all()
            for hour in range(slot.starts.hour, slot.ends.hour)
        ]
        assert len(hours) == len(set(hours))
        transaction.set_rollback(True)


# ── Absences ────────────────────────────────────────────────────────────────────────────────────


def away(browser, starts, ends, url=MINE):
    return browser.post(url, {"do": "add_absence", "starts_on": starts, "ends_on": ends})


def test_absences_are_noted_and_removed(browser, ines):
    assert away(browser, "2150-08-03", "2150-08-21").status_code == 302
    assert away(browser, "2150-10-01", "2150-10-01").status_code == 302
    text = browser.get(MINE).content.decode()
    assert "Du 3 août 2150 au 21 août 2150" in text and "Le jeudi 1er octobre 2150" in text
    for one in ines.absences.all():
        assert browser.post(MINE, {"do": "remove_absence", "absence": one.pk}).status_code == 302
    assert not ines.absences.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "message"),
    [
        ("2150-08-21", "2150-08-03", "Le dernier jour doit suivre le premier"),
        ("2001-01-01", "2001-01-05", "déjà passée"),
        ("2150-08-01", "2190-08-03", "Vérifiez l’année"),
        ("2150-09-10", "2150-09-12", "Une absence est déjà notée du 01/09/2150 au 10/09/2150."),
        ("31/02/2150", "2150-08-03", "Cette date n’existe pas"),
        ("", "2150-08-03", "obligatoire"),
    ],
)
def test_an_absence_that_cannot_be_is_told(browser, ines, starts, ends, message):
    away(browser, "2150-09-01", "2150-09-10")
    answer = away(browser, starts, ends)
    assert answer.status_code == 200 and message in said(answer)
    assert ines.absences.count() == 1


# ── Hers alone ──────────────────────────────────────────────────────────────────────────────────


def test_the_coordination_notes_for_her(people, ines):
    alice = browser_of(people.alice)
    url = reverse("networks:availability", args=["interpretes", ines.pk])
    assert add(alice, [2], "09:00", "12:00", url).status_code == 302
    assert away(alice, "2150-08-03", "2150-08-05", url).status_code == 302
    assert slots(ines) == ["Mardi 09:00–12:00"] and ines.absences.count() == 1


def test_removing_by_number_reaches_her_own_alone(people, browser):
    other = interpreter(code="IN-2")
    slot = WeeklySlot.objects.create(interpreter=other, weekday=1, starts="09:00", ends="12:00")
    absence = Absence.objects.create(interpreter=other, starts_on=DAY, ends_on=DAY)
    browser.post(MINE, {"do": "remove_slot", "slot": slot.pk})
    browser.post(MINE, {"do": "remove_absence", "absence": absence.pk})
    assert WeeklySlot.objects.filter(pk=slot.pk).exists() and Absence.objects.filter(pk=absence.pk).exists()


def test_a_therapist_writes_on_her_own_week_alone_in_sql(people):
    mine, theirs = therapist(people.tara), therapist(people.theo, code="TH-2")
    for one in (mine, theirs):
        WeeklySlot.objects.create(therapist=one, weekday=1, starts="09:00", ends="12:00")
        Absence.objects.create(therapist=one, starts_on=DAY, ends_on=DAY)
    with acting_as(people.tara):
        for table, columns, values in (
            ("networks_weeklyslot", "weekday, starts, ends", "2, '09:00', '10:00'"),
            ("networks_absence", "starts_on, ends_on", "'2026-05-01', '2026-05-02'"),
        ):
            with connection.cursor() as sql:
                sql.execute(f"UPDATE {table} SET id = id")
                assert sql.rowcount == 1
                sql.execute(f"DELETE FROM {table}")
                assert sql.rowcount == 1
                sql.execute(f"INSERT INTO {table} (therapist_id, {columns}) VALUES ({mine.pk}, {values})")
            with (
                pytest.raises(DatabaseError, match="row-level security"),
                transaction.atomic(),
                connection.cursor() as sql,
            ):
                sql.execute(f"INSERT INTO {table} (therapist_id, {columns}) VALUES ({theirs.pk}, {values})")
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as sql:
                sql.execute(f"UPDATE {table} SET therapist_id = {theirs.pk}")
        with pytest.raises(Refused, match="pas la vôtre"):
            week.add_slots(theirs, weekdays=[3], starts=time(9), ends=time(10), by=people.tara, at=AT)
    assert theirs.weeklyslots.count() == 1


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("weeklyslot (therapist_id, weekday, starts, ends)", "{pk}, 1, '12:00', '09:00'"),
        ("weeklyslot (therapist_id, weekday, starts, ends)", "{pk}, 1, '22:00', '02:00'"),
        ("weeklyslot (therapist_id, weekday, starts, ends)", "{pk}, 8, '09:00', '12:00'"),
        ("weeklyslot (therapist_id, weekday, starts, ends)", "NULL, 1, '09:00', '12:00'"),
        ("weeklyslot (therapist_id, weekday, starts, ends)", "{pk}, 5, '10:00', '11:00'"),
        ("absence (therapist_id, starts_on, ends_on)", "{pk}, '2026-05-02', '2026-05-01'"),
    ],
)
def test_what_the_database_refuses_of_a_week(people, table, values):
    one = therapist()
    WeeklySlot.objects.create(therapist=one, weekday=5, starts="09:00", ends="12:00")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as sql:
        sql.execute(f"INSERT INTO networks_{table} VALUES ({values.format(pk=one.pk)})")


def test_the_page_costs_the_same_for_a_full_week(browser, ines, django_assert_max_num_queries):
    browser.get(MINE)
    for day in range(1, 8):
        for hour in (8, 11, 14, 17):
            WeeklySlot.objects.create(interpreter=ines, weekday=day, starts=time(hour), ends=time(hour + 2))
    for number in range(10):
        day = date(2150, 1, 1) + timedelta(days=10 * number)
        Absence.objects.create(interpreter=ines, starts_on=day, ends_on=day)
    with django_assert_max_num_queries(14):
        assert browser.get(MINE).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_slot_sent_eight_times_at_once_is_one():
    people = People()
    with acting_as_system():
        one = interpreter(people.ines)
    start = Barrier(8)

    def send(number):
        start.wait()
        try:
            with acting_as(people.ines):
                week.add_slots(one, weekdays=[1, 2], starts=time(9), ends=time(12), by=people.ines, at=AT)
            return "done"
        except Refused as refusal:
            return refusal.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert answers.count("done") == 1
    assert all("recouvre un autre" in answer for answer in answers if answer != "done")
    with acting_as_system():
        assert WeeklySlot.objects.count() == 2
        assert not Therapist.objects.exists() and Interpreter.objects.count() == 1
