"""Sessions through HTTP: what a therapist sees and taps, what the others do not, and her private calendar."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from centre.context import acting_as, acting_as_system
from networks.missions import actions as missions
from networks.missions.calendars import actions as calendars
from referrals.models import TherapySession
from tests.networks.missions import field as networks
from tests.referrals.sessions import field
from tests.statements import cost

NOW = timezone.now()
AHEAD = timezone.localdate(NOW) + timedelta(days=6)


def door(name, *args):
    return reverse(f"referrals:{name}", args=args)


def typed(**more) -> dict:
    return {
        "day": AHEAD.isoformat(),
        "hour": "14:00",
        "duration": "60",
        "every": "0",
        "times": "1",
        "modality": "presentiel",
        "place": "12 rue des Tilleuls, Nîmes",
        "helper": "suivi",
        "client_label": "",
        "travel_minutes": "15",
        "idempotency_key": str(uuid.uuid4()),
    } | more


def coming(care, people, **more) -> TherapySession:
    return field.plan(care, people.tara, at=NOW, **({"day": AHEAD} | more))


def past(care, people) -> TherapySession:
    """A session planned for yesterday."""
    day = timezone.localdate(NOW) - timedelta(days=1)
    return field.plan(care, people.tara, day=day, at=NOW - timedelta(days=3))


def page(answer) -> str:
    return answer.content.decode()


# ── Planning ────────────────────────────────────────────────────────────────────────────────────


def test_planned_moved_cancelled_through_the_pages(people, browser_of, care):
    tara = browser_of(people.tara)
    form = page(tara.get(door("plan_session", care.pk)))
    assert "Inès, à qui la mission est proposée" in form and care.person.code in form
    answer = tara.post(door("plan_session", care.pk), typed(), follow=True)
    assert "proposée à l’interprète du suivi" in page(answer)
    session = TherapySession.objects.get()
    assert door("session", session.pk) in page(tara.get(door("care", care.pk)))
    opened = tara.get(door("move_session", session.pk)).context["form"].initial
    sent = typed(hour="16:00", version=opened["version"])
    answer = tara.post(door("move_session", session.pk), sent, follow=True)
    assert "L’ancienne mission est annulée" in page(answer)
    answer = tara.post(
        door("cancel_session", session.pk), {"cancelled_by": "personne", "version": "2"}, follow=True
    )
    assert "annulée, et l’interprète avec elle" in page(answer)
    assert field.now(session).state == "annulee"


def test_what_was_typed_is_kept_beside_the_refusal(people, browser_of, care):
    tara = browser_of(people.tara)
    coming(care, people)
    answer = tara.post(door("plan_session", care.pk), typed(hour="14:30", client_label="Ariya"))
    text = page(answer)
    assert answer.status_code == 200 and "Libre ensuite" in text and 'value="Ariya"' in text
    assert TherapySession.objects.count() == 1


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        ({"day": "2026-02-31"}, "day"),
        ({"hour": "25:00"}, "hour"),
        ({"duration": "²"}, "duration"),
        ({"duration": "4"}, "duration"),
        ({"every": "3"}, "every"),
        ({"every": "7", "times": "13"}, "times"),
        ({"helper": "autre"}, "helper"),
        ({"client_label": "06 12 34 56 78"}, "client_label"),
        ({"client_label": "Amina Rahimi"}, "client_label"),
        ({"place": "06 12 34 56 78"}, "place"),
        ({"place": ""}, "place"),  # the interpreter of the care comes, and would not know where
        ({"travel_minutes": "7"}, "travel_minutes"),
        ({"idempotency_key": "x"}, "idempotency_key"),
    ],
)
def test_bad_input_is_told_beside_its_field(people, browser_of, care, bad, where):
    answer = browser_of(people.tara).post(door("plan_session", care.pk), typed(**bad))
    assert answer.status_code == 200 and where in answer.context["form"].errors
    assert not TherapySession.objects.exists()


def test_without_an_interpreter_who_comes_the_place_may_stay_unsaid(people, browser_of, care):
    tara = browser_of(people.tara)
    for number, said in enumerate(({"helper": ""}, {"modality": "telephone"})):
        day = AHEAD + timedelta(days=number)
        tara.post(door("plan_session", care.pk), typed(place="", day=day.isoformat(), **said))
    assert TherapySession.objects.count() == 2


def test_a_late_cancellation_is_said_before_it_is_made(people, browser_of, care):
    soon = timezone.localtime(timezone.now() + timedelta(hours=6))
    session = field.plan(care, people.tara, day=soon.date(), hour=soon.time().replace(second=0, microsecond=0),
                         duration=30, helper="suivi", at=NOW - timedelta(days=2))  # fmt: skip
    field.accept(session, people, at=NOW - timedelta(days=2))
    tara = browser_of(people.tara)
    shown = page(tara.get(door("cancel_session", session.pk)))
    assert "reste due à" in shown and "Annuler quand même" in shown
    sent = {"cancelled_by": "personne", "version": "1"}
    assert "reste due" in page(tara.post(door("cancel_session", session.pk), sent))
    assert field.now(session).state == "planifiee"
    answer = tara.post(door("cancel_session", session.pk), sent | {"due": "on"}, follow=True)
    assert "reste due" in page(answer) and field.now(session).mission.state == "annulee_tardivement"


# ── Noting ──────────────────────────────────────────────────────────────────────────────────────


def test_one_tap_notes_it_and_a_second_one_changes_nothing(people, browser_of, care):
    session = past(care, people)
    tara = browser_of(people.tara)
    shown = page(tara.get(door("log_session", care.pk)))
    assert "Séance réalisée comme prévu" in shown and "N’est pas venue" in shown
    for _ in range(2):
        answer = tara.post(
            door("note_session", session.pk), {"state": "realisee", "version": "1"}, follow=True
        )
        assert "Séance notée" in page(answer)
    assert field.now(session).state == "realisee" and field.now(session).version == 2


def test_one_tap_in_the_list_of_those_to_note_stays_there(people, browser_of, care):
    past(care, people)
    tara = browser_of(people.tara)
    shown = page(tara.get(door("sessions")))
    assert 'name="listed"' in shown
    sent = {"state": "realisee", "version": "1", "listed": "1"}
    answer = tara.post(door("note_session", TherapySession.objects.get().pk), sent)
    assert answer.url == door("sessions")


@pytest.mark.parametrize(
    "sent", [{}, {"state": "planifiee", "version": "1"}, {"state": "annulee", "version": "1"}]
)
def test_a_tap_that_says_nothing_writes_nothing(people, browser_of, care, sent):
    session = past(care, people)
    browser_of(people.tara).post(door("note_session", session.pk), sent)
    assert field.now(session).state == "planifiee"


def test_a_correction_through_the_page(people, browser_of, care):
    session = past(care, people)
    field.note(session, people.tara, at=NOW)
    tara = browser_of(people.tara)
    opened = tara.get(door("correct_session", session.pk)).context["form"].initial
    sent = {name: str(value) for name, value in opened.items() if value is not None}
    sent |= {"day": session.day.isoformat(), "hour": "14:00", "interpreter": "", "duration": "30"}
    assert "reason" in tara.post(door("correct_session", session.pk), sent).context["form"].errors
    answer = tara.post(door("correct_session", session.pk), sent | {"reason": "Durée mal tapée"}, follow=True)
    assert "Corrigée" in page(answer) and "Durée mal tapée" in page(answer)
    assert field.now(session).duration == 30
    alice = browser_of(people.alice)
    assert alice.get(door("session", session.pk)).status_code == 200
    assert alice.get(door("correct_session", session.pk)).status_code == 200


@pytest.mark.parametrize("who", ["theo", "ines", "omar", "olga", "victor", "felix", "ada"])
def test_a_session_does_not_exist_for_anybody_else(people, browser_of, care, who):
    session, other = coming(care, people), browser_of(getattr(people, who))
    for name in ("session", "move_session", "cancel_session", "correct_session"):
        for method in ("get", "post"):
            assert getattr(other, method)(door(name, session.pk)).status_code in (404, 405)
        assert other.get(door(name, session.pk)).status_code == 404
    assert other.post(door("note_session", session.pk)).status_code == 404
    assert other.get(door("plan_session", care.pk)).status_code == 404


def test_the_coordination_reads_and_corrects_but_neither_plans_nor_taps(people, browser_of, care):
    session, alice = coming(care, people), browser_of(people.alice)
    for name in ("move_session", "cancel_session"):
        assert alice.get(door(name, session.pk)).status_code == 404
    assert alice.post(door("note_session", session.pk)).status_code == 404


# ── The month ───────────────────────────────────────────────────────────────────────────────────


def test_a_month_is_counted_shown_and_exported_in_codes(people, browser_of, care):
    session = past(care, people)
    field.note(session, people.tara, at=NOW)
    tara, month = browser_of(people.tara), session.day.replace(day=1)
    shown = tara.get(door("sessions", month))
    assert shown.context["counts"]["held"] == 1 and shown.context["hours"] == 1
    assert len(shown.context["days"]) >= 28
    sheet = tara.get(door("export_sessions", month)).content.decode("utf-8-sig")
    assert care.person.code in sheet and "Réalisée" in sheet
    assert "Shahrbanu" not in sheet + page(shown) and "Zarrinpoush" not in sheet + page(shown)
    theo = browser_of(people.theo)
    assert care.person.code not in theo.get(door("export_sessions", month)).content.decode("utf-8-sig")


def test_pages_cost_the_same_whatever_there_is(people, browser_of, care):
    tara = browser_of(people.tara)

    month = AHEAD.replace(day=1)
    first = coming(care, people, day=AHEAD, hour=timezone.datetime(2026, 1, 1, 9).time(), helper="suivi")
    urls = [
        door("sessions", month),
        door("sessions_panel"),
        door("session", first.pk),
        door("export_sessions", month),
    ]
    before = [cost(tara, url) for url in urls]
    for hour in (10, 11, 12):
        coming(
            care,
            people,
            day=AHEAD,
            hour=timezone.datetime(2026, 1, 1, hour).time(),
            duration=45,
            helper="suivi",
        )
    assert [cost(tara, url) for url in urls] == before
    assert max(before) <= 7, before


# ── The private calendar ────────────────────────────────────────────────────────────────────────


def feed_of(user, browser) -> dict:
    with acting_as(user):
        token = calendars.create_link(by=user, at=NOW)
    answer = browser.get(reverse("networks:calendar_feed", args=[token]))
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(event["uid"]): event for event in events}


def test_one_subscription_tells_sessions_and_other_missions_once(people, browser_of, care):
    session = coming(care, people, helper="suivi")
    other = networks.request(people.tara, day=AHEAD + timedelta(days=1), at=NOW)
    events = feed_of(people.tara, browser_of())
    assert set(events) == {f"{session.pk}@portail", f"{other.pk}@portail"}
    event = events[f"{session.pk}@portail"]
    assert str(event["summary"]) == "Séance" and care.person.code not in str(event)
    assert event["dtstart"].dt == session.starts_at


def test_moved_it_is_the_same_event_and_cancelled_it_says_so(people, browser_of, care):
    session = coming(care, people, helper="suivi")
    uid = f"{session.pk}@portail"
    before = feed_of(people.tara, browser_of())[uid]
    session = field.now(session)
    moved = field.move(session, people.tara, hour=timezone.datetime(2026, 1, 1, 17).time(), at=NOW)
    events = feed_of(people.tara, browser_of())
    assert set(events) == {uid} and events[uid]["dtstart"].dt == moved.starts_at
    assert int(events[uid]["sequence"]) > int(before["sequence"])
    field.cancel(moved, people.tara, at=NOW)
    assert str(feed_of(people.tara, browser_of())[uid]["status"]) == "CANCELLED"


def test_no_name_no_place_no_remark_in_a_calendar(people, browser_of, care):
    session = coming(care, people, helper="suivi", client_label="Ariya")
    field.accept(session, people, at=NOW)
    with acting_as(people.tara):
        token = calendars.create_link(by=people.tara, at=NOW)
    text = browser_of().get(reverse("networks:calendar_feed", args=[token])).content.decode()
    for word in ("Ariya", "Shahrbanu", "Zarrinpoush", "Tilleuls", "Inès", "Tara"):
        assert word not in text
    assert re.search("interprète : confirmée", text.replace("\r\n ", ""))
    assert (
        "Séance"
        not in browser_of().get(reverse("networks:calendar_feed", args=[_of(people.theo)])).content.decode()
    )


def _of(user) -> str:
    with acting_as(user):
        return calendars.create_link(by=user, at=NOW)


def test_an_interpreter_reads_her_mission_alone(people, browser_of, care):
    session = coming(care, people, helper="suivi")
    field.accept(session, people, at=NOW)
    events = feed_of(people.ines, browser_of())
    assert set(events) == {f"{field.now(session).mission_id}@portail"}


def test_a_mission_cancelled_apart_leaves_the_session(people, browser_of, care):
    session = coming(care, people, helper="suivi")
    mission = field.accept(session, people, at=NOW)
    with acting_as(people.tara):
        missions.cancel_mission(mission, reason="Empêchement", by=people.tara, at=NOW)
    shown = page(browser_of(people.tara).get(door("session", session.pk)))
    assert "Annulée" in shown and field.now(session).state == "planifiee"
    with acting_as_system():
        assert field.now(session).mission.state == "annulee"
