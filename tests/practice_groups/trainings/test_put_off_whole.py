"""A session of several days put off in one gesture: each day keeps its chain, everybody is told once."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.cycles.meetings import actions
from practice_groups.models import Meeting
from practice_groups.states import MeetingState
from practice_groups.trainings import pages
from tests.practice_groups.trainings.field import DAY, NOW, make_training, register

HOURS = [(time(9), time(12)), (time(13), time(17)), (time(9), time(17))]
THREE = [(DAY + timedelta(days=n), *hours) for n, hours in enumerate(HOURS)]
CHANGED = "Une date a changé"


@pytest.fixture
def session(people):
    cycle = make_training(people.alice, days=THREE, facilitators=[people.anne])
    register(cycle, people.victor, joins=False)
    return cycle


def coming(cycle) -> list[Meeting]:
    return list(cycle.meetings.filter(state="prevue").order_by("starts_at"))


def put_off(cycle, by, new, *, of=None, **facts):
    of = coming(cycle) if of is None else of
    days = {one.pk: (one.version, day) for one, day in zip(of, new, strict=True)}
    with acting_as(by):
        return actions.postpone_all(
            cycle, **{"days": days, "reason": "Report sanitaire", "by": by, "at": NOW} | facts
        )


def test_each_day_has_its_own_chain_and_its_hours(people, session):
    for again in (1, 2):  # a day later: the second day takes the place of the third, which makes room for it
        put_off(session, people.alice, [DAY + timedelta(days=n + again) for n in range(3)])
    with acting_as(people.alice):
        rows = pages.training_page(_annotated(session, people.alice), NOW)["meetings"]
    assert [len(row["earlier"]) for row in rows] == [2, 2, 2]
    for n, row in enumerate(rows):
        dates = [*row["earlier"], row["meeting"]]
        assert [_day(one) for one in dates] == [DAY + timedelta(days=n + k) for k in range(3)]
        assert {one.uid for one in dates} == {row["meeting"].uid}
        assert (_hour(row["meeting"].starts_at), _hour(row["meeting"].ends_at)) == HOURS[n]
        assert {one.reason for one in row["earlier"]} == {"Report sanitaire"}
    session.refresh_from_db()
    assert (session.starts_on, session.ends_on) == (DAY + timedelta(days=2), DAY + timedelta(days=4))


def test_everybody_is_told_once(people, session):
    put_off(session, people.alice, [DAY + timedelta(days=n) for n in (30, 31, 32)], confirm_holiday=True)
    told = OutgoingMail.objects.filter(subject=CHANGED)
    assert sorted(told.values_list("to", flat=True)) == sorted([people.anne.email, people.victor.email])
    assert "groupe.ics" in told.get(to=people.anne.email).body


def test_without_a_date_yet_each_waits_for_its_own(people, session):
    put_off(session, people.alice, [None] * 3)
    assert set(session.meetings.values_list("state", "postponed_to")) == {(MeetingState.POSTPONED, None)}
    assert OutgoingMail.objects.filter(subject=CHANGED).count() == 2


def test_a_day_already_held_stays(people, session):
    first, *others = coming(session)
    later = {"at": first.ends_at + timedelta(minutes=1)}
    new = [DAY + timedelta(days=n) for n in (15, 16)]
    put_off(session, people.alice, new, of=others, **later)
    first.refresh_from_db()
    assert (first.state, len(coming(session))) == (MeetingState.PLANNED, 3)


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ([DAY + timedelta(days=35), None, DAY + timedelta(days=32)], "à chaque journée, ou à aucune"),
        ([DAY + timedelta(days=35), DAY - timedelta(days=60), DAY + timedelta(days=32)], "déjà passée"),
        ([date(2026, 11, 11), DAY + timedelta(days=31), DAY + timedelta(days=32)], "férié"),
        ([DAY + timedelta(days=32), DAY + timedelta(days=31), DAY + timedelta(days=32)], "à cette heure"),
    ],
)
def test_all_or_nothing(people, session, new, reason):
    with pytest.raises(Refused, match=reason):
        put_off(session, people.alice, new)
    assert len(coming(session)) == session.meetings.count() == 3
    assert not OutgoingMail.objects.filter(subject=CHANGED).exists()


def test_a_day_changed_meanwhile_is_said(people, session):
    read = coming(session)
    with acting_as(people.chloe):
        author = {"by": people.chloe, "at": NOW}
        actions.cancel_meeting(read[0], version=read[0].version, reason="Grève", **author)
    new = [DAY + timedelta(days=n) for n in (30, 31, 32)]
    with pytest.raises(Refused, match="ont changé"):
        put_off(session, people.alice, new, of=read)
    read[1].version -= 1
    with pytest.raises(Refused, match="entre-temps"):
        put_off(session, people.alice, new[1:], of=read[1:])


def test_from_the_page_of_the_session(people, browser_of):
    now = timezone.now()
    first = timezone.localdate(now) + timedelta(days=20)
    days = [(first + timedelta(days=n), time(9), time(12)) for n in range(2)]
    cycle = make_training(people.alice, days=days, at=now, facilitators=[people.anne], confirm_holiday=True)
    alone = make_training(people.alice, title="Un jour", days=days[:1], at=now, confirm_holiday=True)
    url = reverse("practice_groups:postpone_training", args=[cycle.pk])
    page = reverse("practice_groups:training", args=[cycle.pk])
    anne = browser_of(people.anne)
    assert f'href="{url}"' in anne.get(page).content.decode()
    other = reverse("practice_groups:training", args=[alone.pk])
    assert "Reporter la session" not in browser_of(people.alice).get(other).content.decode()
    typed = {"reason": "Grève", "confirm_holiday": "on"}
    for one in coming(cycle):
        typed |= {f"day_{one.pk}": f"{_day(one) + timedelta(days=7)}", f"version_{one.pk}": one.version}
    missing = anne.post(url, typed | {"reason": ""})
    assert missing.status_code == 200 and f"{first + timedelta(days=7)}" in missing.content.decode()
    answer = anne.post(url, typed)
    assert (answer.status_code, answer.url) == (302, page)
    assert [_day(one) for one in coming(cycle)] == [first + timedelta(days=7 + n) for n in range(2)]
    for who in ("victor", "omar", "felix"):
        assert browser_of(getattr(people, who)).get(url).status_code == 404, who


def _annotated(cycle, user):
    from practice_groups.trainings import access

    return access.sessions(user, NOW).get(pk=cycle.pk)


def _day(meeting) -> date:
    return timezone.localdate(meeting.starts_at)


def _hour(moment) -> time:
    return timezone.localtime(moment).time()
