"""Groups, cycles and their calendar: made of a rule, moved, put off, called off; those who come are told."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.missions.calendars.actions import create_link
from practice_groups.cycles import actions
from practice_groups.cycles.feed import feed
from practice_groups.models import Cycle, Group, Meeting
from tests.practice_groups.field import NOW, join

PARIS = ZoneInfo("Europe/Paris")
MONDAYS = [date(2026, 10, 5), date(2026, 11, 2), date(2026, 12, 7)]


def group(**facts) -> Group:
    with acting_as_system():
        return Group.objects.create(
            **{"kind": "intervision", "title": "Intervision du lundi", "place": "Nîmes"} | facts
        )


def season(alice, *, facilitators=(), days=MONDAYS, **facts) -> Cycle:
    """Three Mondays from 9 to 12, ten seats, open to registration."""
    with acting_as(alice):
        return actions.create_cycle(
            group(),
            days=days,
            starts=time(9),
            ends=time(12),
            place="",
            facilitators=facilitators,
            by=alice,
            at=NOW,
            **{
                "season": "2026-2027",
                "seats": 10,
                "opens_at": NOW - timedelta(days=3),
                "closes_at": NOW + timedelta(days=30),
            }
            | facts,
        )


def first_of(cycle) -> Meeting:
    return cycle.meetings.first()


def told() -> set[str]:
    with acting_as_system():
        return set(OutgoingMail.objects.filter(subject="Une date a changé").values_list("to", flat=True))


def move(meeting, by, *, day=date(2026, 10, 6), version=None, **facts):
    typed = {"starts": time(9), "ends": time(12), "place": "", "confirm_holiday": False} | facts
    with acting_as(by):
        version = meeting.version if version is None else version
        return actions.move_meeting(meeting, version=version, day=day, by=by, at=NOW, **typed)


def postpone(meeting, by, *, day=None, reason="Grève", **facts):
    typed = {"starts": time(9) if day else None, "ends": time(12) if day else None} | facts
    with acting_as(by):
        return actions.postpone_meeting(
            meeting, version=meeting.version, reason=reason, day=day, by=by, at=NOW, **typed
        )


def of_agenda(user) -> dict[str, dict]:
    with acting_as(user):
        body = feed(user, at=NOW)
    return {str(one["uid"]): one for one in Calendar.from_ical(body).walk("VEVENT")}


def test_a_season_begins_and_ends_with_its_meetings(people):
    cycle = season(people.alice)
    starts = [timezone.localtime(one.starts_at) for one in cycle.meetings.all()]
    assert [one.date() for one in starts] == MONDAYS and {one.hour for one in starts} == {
        9
    }  # over the clock change
    assert (cycle.starts_on, cycle.ends_on) == (MONDAYS[0], MONDAYS[-1])
    assert [one.number for one in cycle.meetings.all()] == [1, 2, 3]


def test_a_meeting_moved_keeps_its_line_in_every_agenda(people):
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, people.victor)
    before, meeting = of_agenda(people.victor), first_of(cycle)
    move(meeting, people.alice)
    after = of_agenda(people.victor)
    line = f"{meeting.uid}@portail"
    assert before.keys() == after.keys()
    assert after[line]["dtstart"].dt == datetime(2026, 10, 6, 9, tzinfo=PARIS)
    assert after[line]["sequence"] > before[line]["sequence"]
    assert told() == {people.victor.email, people.anne.email}


def test_a_meeting_put_off_twice_is_one_meeting_and_its_chain_is_kept(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    first = first_of(cycle)
    second = postpone(first, people.alice, day=date(2026, 10, 12))
    third = postpone(second, people.alice, day=date(2026, 10, 19), reason="Salle fermée")
    first.refresh_from_db()
    assert (first.state, first.postponed_to_id, first.reason) == ("reportee", second.pk, "Grève")
    assert Meeting.objects.get(pk=second.pk).postponed_to_id == third.pk
    agenda = of_agenda(people.victor)
    assert len(agenda) == 3 and agenda[f"{first.uid}@portail"]["dtstart"].dt.date() == date(2026, 10, 19)


def test_put_off_without_a_day_then_dated(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    waiting = postpone(first_of(cycle), people.alice)
    assert of_agenda(people.victor)[f"{waiting.uid}@portail"]["status"] == "CANCELLED"
    typed = {"day": date(2026, 10, 13), "starts": time(14), "ends": time(17), "confirm_holiday": False}
    with acting_as(people.alice):
        dated = actions.date_postponed(waiting, **typed, by=people.alice, at=NOW)
        with pytest.raises(Refused, match="n’attend plus de date"):
            actions.date_postponed(waiting, **typed, by=people.alice, at=NOW)
    assert of_agenda(people.victor)[f"{dated.uid}@portail"]["status"] == "CONFIRMED"


def test_a_meeting_called_off_stays_struck_in_agendas(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    meeting = first_of(cycle)
    with acting_as(people.alice):
        actions.cancel_meeting(meeting, version=meeting.version, reason="Neige", by=people.alice, at=NOW)
    assert of_agenda(people.victor)[f"{meeting.uid}@portail"]["status"] == "CANCELLED"
    with pytest.raises(Refused, match="« annulée » : elle ne change plus"):
        move(Meeting.objects.get(pk=meeting.pk), people.alice)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": date(2026, 11, 11)}, "férié .Armistice"),
        ({"day": date(2026, 9, 14)}, "déjà passée"),
        ({"day": MONDAYS[1]}, "déjà une rencontre à cette heure"),
        ({"starts": time(12), "ends": time(9)}, "La fin doit être après le début"),
        ({"day": date(2027, 3, 28), "starts": time(2, 30), "ends": time(5)}, "n’existe pas ce jour-là"),
        ({"version": 0}, "modifiée par quelqu’un d’autre"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(people, typed, sentence):
    meeting = first_of(season(people.alice))
    with pytest.raises(Refused, match=sentence):
        move(meeting, people.alice, **typed)
    assert timezone.localdate(first_of(meeting.cycle).starts_at) == MONDAYS[0] and not told()


def test_a_holiday_is_kept_when_it_is_wanted(people):
    meeting = move(first_of(season(people.alice)), people.alice, day=date(2026, 11, 11), confirm_holiday=True)
    assert timezone.localdate(meeting.starts_at) == date(2026, 11, 11)


def test_a_facilitator_keeps_her_own_calendar_and_no_other(people, browser_of):
    hers, other = season(people.alice, facilitators=[people.anne]), first_of(season_of_others(people))
    anne = browser_of(people.anne)
    own = first_of(hers)
    typed = {"version": own.version, "day": "2026-10-06", "starts": "09:00", "ends": "12:00", "place": ""}
    assert anne.post(reverse("practice_groups:move_meeting", args=[own.pk]), typed).status_code == 302
    assert anne.post(reverse("practice_groups:move_meeting", args=[other.pk]), typed).status_code == 404
    assert anne.get(reverse("practice_groups:edit_cycle", args=[hers.pk])).status_code == 404
    for name in ("manage_groups", "new_group"):
        assert browser_of(people.victor).get(reverse(f"practice_groups:{name}")).status_code == 404


def season_of_others(people) -> Cycle:
    with acting_as(people.alice):
        return actions.create_cycle(
            group(title="Supervision"),
            days=MONDAYS,
            starts=time(14),
            ends=time(16),
            place="",
            facilitators=[],
            season="2026-2027",
            seats=5,
            opens_at=NOW,
            closes_at=NOW + timedelta(days=3),
            by=people.alice,
            at=NOW,
        )


def test_the_database_too_keeps_a_calendar_from_strangers(people):
    cycle = season(people.alice, facilitators=[people.anne])
    for user, changed in ((people.victor, 0), (people.felix, 0), (people.anne, 3), (people.alice, 3)):
        with acting_as(user):
            assert Meeting.objects.filter(cycle=cycle).update(place="Alès") == changed


def test_a_cycle_is_made_through_its_pages_in_one_sitting(people, browser_of):
    """The group, the rule, the dates shown, the cycle: nothing is written before « Créer »."""
    alice = browser_of(people.alice)
    typed = {
        "version": 0,
        "kind": "intervision",
        "title": "Groupe du lundi",
        "language": "fr",
        "audience": "tous",
    }
    alice.post(reverse("practice_groups:new_group"), typed)
    made = Group.objects.get(title="Groupe du lundi")
    rule = {
        "season": "2026-2027",
        "weekday": 0,
        "which": 1,
        "every": 1,
        "first": "2026-10-01",
        "last": "2027-06-30",
        "country": "FR",
        "starts": "09:00",
        "ends": "12:00",
        "seats": 10,
        "fee": "120",
        "opens_at": "2026-09-01T09:00",
        "closes_at": "2026-10-01T18:00",
        "offer_hours": 48,
    }
    page = alice.post(reverse("practice_groups:new_cycle", args=[made.pk]), rule | {"preview": "1"})
    assert "lundi 5 octobre 2026" in page.content.decode() and not Cycle.objects.exists()
    done = alice.post(reverse("practice_groups:new_cycle", args=[made.pk]), rule | {"confirm": "1"})
    cycle = Cycle.objects.get()
    assert done.url == reverse("practice_groups:manage_cycle", args=[cycle.pk])
    assert cycle.meetings.count() == 9 and cycle.fee == 120
    again = alice.post(reverse("practice_groups:new_cycle", args=[made.pk]), rule | {"confirm": "1"})
    assert "déjà un cycle de ce nom" in again.content.decode() and Cycle.objects.count() == 1


def test_the_private_address_of_an_agenda_shows_no_name(people, browser_of):
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, people.victor)
    with acting_as(people.victor):
        token = create_link(by=people.victor, at=NOW)
    answer = browser_of().get(reverse("practice_groups:groups_feed", args=[token]))
    assert (
        answer.status_code == 200 and b"Anne" not in answer.content and b"Intervision" not in answer.content
    )
    assert browser_of().get(reverse("practice_groups:groups_feed", args=["inconnu"])).status_code == 404


@pytest.mark.parametrize("name", ["manage_groups", "manage_cycle"])
def test_pages_cost_the_same_for_one_and_for_many(people, browser_of, name):
    alice, costs = browser_of(people.alice), []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cycle = season(people.alice, days=MONDAYS[:1])
    for days in (1, 6):
        with acting_as_system():
            Meeting.objects.bulk_create(
                Meeting(
                    cycle=cycle,
                    starts_at=NOW + timedelta(days=days * 10 + n),
                    ends_at=NOW + timedelta(days=days * 10 + n, hours=2),
                )
                for n in range(days)
            )
        path = reverse(f"practice_groups:{name}", args=[cycle.pk] if name == "manage_cycle" else [])
        alice.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert alice.get(path).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
