"""A session made in one form, put off three times, shown to whoever registers."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.refusals import Refused
from practice_groups.cycles.meetings import actions as calendar
from practice_groups.models import Cycle, Meeting
from practice_groups.trainings import access, actions, pages
from tests.practice_groups.trainings.field import DAY, NOW, file, hold, make_training, register
from tests.statements import cost

MORNING, NOON, EVENING = time(9), time(12), time(17)


def _url(name, *args):
    return reverse(f"practice_groups:{name}", args=args)


def test_several_days_with_their_own_hours(people):
    cycle = make_training(
        people.alice,
        days=[(DAY + timedelta(days=7), MORNING, EVENING), (DAY, MORNING, NOON)],
        trainers="Deux",
    )
    first, second = cycle.meetings.order_by("starts_at")
    assert (cycle.season, cycle.starts_on, cycle.ends_on) == ("12/10/2026", DAY, DAY + timedelta(days=7))
    assert (first.number, second.number, cycle.training.hours) == (1, 2, Decimal(11))
    assert cycle.is_open(NOW) and not cycle.is_open(first.starts_at - timedelta(hours=1))
    assert [timezone.localtime(one.ends_at).hour for one in (first, second)] == [12, 17]


@pytest.mark.parametrize(
    ("days", "reason", "field"),
    [
        ([], "au moins une journée", "day_1"),
        ([(NOW.date() - timedelta(days=1), MORNING, NOON)], "déjà passée", "day_1"),
        ([(DAY, NOON, MORNING)], "La fin doit être après", "ends"),
        ([(DAY, MORNING, NOON), (DAY, time(11), EVENING)], "se chevauchent", "day_1"),
        ([(date(2026, 11, 11), MORNING, NOON)], "férié", "confirm_holiday"),
        ([(date(2027, 3, 28), time(2, 30), NOON)], "Cette heure n’existe pas", "starts"),
    ],
)
def test_bad_days_are_refused_beside_their_field(people, days, reason, field):
    with pytest.raises(Refused, match=reason) as refusal:
        make_training(people.alice, days=days)
    assert refusal.value.field == field
    assert not Cycle.objects.exists()


def test_a_second_session_of_the_same_training_and_not_twice_the_same_day(people):
    first = make_training(people.alice)
    again = make_training(people.alice, group=first.group, days=[(DAY + timedelta(days=31), MORNING, NOON)])
    assert again.group == first.group
    with pytest.raises(Refused, match="déjà une session qui commence ce jour-là"):
        make_training(people.alice, group=first.group)
    with pytest.raises(Refused, match="donnez le titre"):
        make_training(people.alice, title="")


def test_put_off_three_times_it_is_one_training(people):
    cycle = make_training(people.alice)
    meeting = cycle.meetings.get()
    for days in (30, 60, 90):
        with acting_as(people.alice):
            meeting = calendar.postpone_meeting(
                meeting,
                version=meeting.version,
                reason="Report sanitaire",
                day=DAY + timedelta(days=days),
                starts=MORNING,
                ends=NOON,
                confirm_holiday=True,
                by=people.alice,
                at=NOW,
            )
    with acting_as(people.alice):
        (session,) = access.sessions(people.alice, NOW)
        page = pages.training_page(session, NOW)
    assert (session.put_off, session.standing, session.next_at) == (3, access.COMING, meeting.starts_at)
    (row,) = page["meetings"]
    assert row["meeting"] == meeting and len(row["earlier"]) == 3
    assert [timezone.localdate(one.starts_at) for one in row["earlier"]] == [
        DAY + timedelta(days=days) for days in (0, 30, 60)
    ]


def test_where_a_session_stands(people):
    coming, held, forgotten, called_off, put_off = (
        make_training(people.alice, title=f"Formation {n}", days=[(DAY + timedelta(days=n), MORNING, NOON)])
        for n in range(5)
    )
    hold(held.meetings.get(), people.alice, {})
    with acting_as_system():
        Meeting.objects.filter(cycle=called_off).update(state="annulee")
        Meeting.objects.filter(cycle=put_off).update(state="reportee")
    at = forgotten.meetings.get().ends_at
    with acting_as_system():
        Meeting.objects.filter(cycle=coming).update(
            starts_at=at + timedelta(days=9), ends_at=at + timedelta(days=9, hours=1)
        )
    with acting_as(people.alice):
        found = {one.pk: one.standing for one in access.sessions(people.alice, at)}
    assert found == {
        coming.pk: access.COMING,
        held.pk: access.HELD,
        forgotten.pk: access.TO_NOTE,
        called_off.pk: access.CANCELLED,
        put_off.pk: access.TO_DATE,
    }


def test_the_second_person_who_edits_is_told(people):
    cycle = make_training(people.alice)
    facts = {"trainers": "Une", "objectives": "", "hours": None, "invites_contacts": False}
    typed = {"programme": "Matin", "prerequisites": "Aucun"} | facts
    with acting_as(people.alice):
        actions.edit_training(cycle, version=cycle.version, by=people.alice, at=NOW, **typed)
    with acting_as(people.chloe), pytest.raises(Refused, match="modifiée entre-temps par Alice"):
        actions.edit_training(cycle, version=cycle.version, by=people.chloe, at=NOW, **typed)
    cycle.refresh_from_db()
    assert (cycle.programme, cycle.group.prerequisites, cycle.training.trainers) == ("Matin", "Aucun", "Une")


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def session(people):
    now = timezone.now()
    day = timezone.localdate(now) + timedelta(days=30)
    return make_training(
        people.alice,
        days=[(day, MORNING, NOON)],
        at=now,
        facilitators=[people.anne],
        trainers="Deux <b>formateurs</b>",
        objectives="Poser le cadre",
        prerequisites="Être bénévole",
        confirm_holiday=True,
    )


@pytest.mark.parametrize(
    ("name", "coordination", "facilitator"),
    [
        ("trainings", 200, 200),
        ("training", 200, 200),
        ("edit_training", 200, 404),
        ("create_training", 200, 404),
    ],
)
def test_who_opens_what(people, browser_of, session, name, coordination, facilitator):
    args = [session.pk] if name in ("training", "edit_training") else []
    assert browser_of(people.alice).get(_url(name, *args)).status_code == coordination
    assert browser_of(people.anne).get(_url(name, *args)).status_code == facilitator
    for who in ("victor", "omar", "ada", "felix"):
        assert browser_of(getattr(people, who)).get(_url(name, *args)).status_code == 404, who
    assert browser_of().get(_url(name, *args)).status_code == 302
    assert browser_of(people.anne).post(_url("enter_contacts", session.pk)).status_code == 404


def test_a_session_from_the_form(people, browser_of):
    alice, day = browser_of(people.alice), timezone.localdate() + timedelta(days=40)
    typed = {
        "title": "Accueillir la parole",
        "trainers": "Deux",
        "day_1": f"{day:%Y-%m-%d}",
        "starts_1": "09:00",
        "ends_1": "12:00",
        "place": "Nîmes",
        "seats": "12",
        "fee": "0",
        "language": "fr",
        "audience": "tous",
        "confirm_holiday": "on",
    }
    missing = alice.post(_url("create_training"), typed | {"ends_1": ""})
    assert "Indiquez le jour et ses deux heures" in missing.content.decode()
    assert "Accueillir la parole" in missing.content.decode(), "what was typed is kept"
    made = alice.post(_url("create_training"), typed, follow=True)
    assert "Accueillir la parole" in made.content.decode()


def test_participants_read_trainers_objectives_and_prerequisites(people, browser_of, session):
    for browser, url in (
        (browser_of(people.victor), _url("cycle", session.pk)),
        (browser_of(), _url("public_cycle", session.pk)),
    ):
        shown = browser.get(url).content.decode()
        assert "Deux &lt;b&gt;formateurs&lt;/b&gt;" in shown
        assert "Poser le cadre" in shown and "Être bénévole" in shown


def test_she_takes_her_word_back_from_her_own_page(people, browser_of, session):
    register(session, people.victor, joins=True, at=timezone.now())
    other = register(session, people.omar, joins=True, at=timezone.now())
    victor = browser_of(people.victor)
    assert "Retirer mon accord" in victor.get(_url("cycle", session.pk)).content.decode()
    assert victor.get(_url("leave_contacts", session.pk)).status_code == 405
    victor.post(_url("leave_contacts", session.pk))
    assert "Retirer mon accord" not in victor.get(_url("cycle", session.pk)).content.decode()
    with acting_as_system():
        other.refresh_from_db()
        assert other.joins_contacts_at is not None
    assert file() == {}


def test_filters_and_what_the_list_costs(people, browser_of, session):
    alice = browser_of(people.alice)
    one = cost(alice, _url("trainings"))
    now = timezone.now()
    for number in range(4):
        day = timezone.localdate(now) + timedelta(days=40 + number)
        make_training(
            people.alice, title=f"Autre {number}", days=[(day, MORNING, NOON)], at=now, confirm_holiday=True
        )
    assert cost(alice, _url("trainings")) == one <= 6
    assert cost(alice, _url("training", session.pk)) <= 9
    shown = alice.get(_url("trainings"), {"standing": "tenue"}).content.decode()
    assert "Rien ne répond à ces filtres" in shown
    shown = alice.get(_url("trainings"), {"year": str(session.starts_on.year), "departement": "30"})
    assert "Travailler avec un interprète" in shown.content.decode()
