"""A meeting called off by mistake: planned again where nothing forbids it; agendas, mails and turns follow."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear, OutgoingMail
from centre.refusals import Refused
from practice_groups.choices import TurnState
from practice_groups.cycles.meetings import actions as meetings
from practice_groups.models import SituationTurn
from practice_groups.states import MeetingState
from tests.people import browser_of
from tests.practice_groups.cycles.field import agenda_of, cancel, first_of, season, told
from tests.practice_groups.field import NOW, join
from tests.practice_groups.intervision.field import answer, hosted, hosts, propose, seated, turn_at
from tests.practice_groups.working import field as working


def restore(meeting, by, *, at=NOW, version=None):
    meeting.refresh_from_db()
    with acting_as(by):
        return meetings.restore_meeting(
            meeting, version=meeting.version if version is None else version, by=by, at=at
        )


def forget_mails():
    with acting_as_system():
        OutgoingMail.objects.all().delete()


def test_it_is_planned_again_and_everybody_knows(people):
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, people.victor)
    meeting = cancel(first_of(cycle), people.alice)
    line = next(iter(one for one in agenda_of(people.victor).values() if one["status"] == "CANCELLED"))
    forget_mails()
    restored = restore(meeting, people.anne)
    assert (restored.state, restored.reason) == (MeetingState.PLANNED, "")
    again = agenda_of(people.victor)[str(line["uid"])]
    assert again["status"] == "CONFIRMED" and int(again["sequence"]) > int(line["sequence"])
    assert told() == sorted([people.anne.email, people.victor.email])


def test_what_forbids_it(people):
    cycle = season(people.alice)
    first = first_of(cycle)
    with pytest.raises(Refused, match="n’est pas annulée"):
        restore(first, people.alice)
    meeting = cancel(first, people.alice)
    with pytest.raises(Refused, match="modifiée entre-temps par Alice"):
        restore(meeting, people.chloe, version=meeting.version - 1)
    with acting_as(people.alice):
        meetings.add_meeting(
            cycle, day=date(2026, 10, 5), starts=time(10), ends=time(11), place="", confirm_holiday=False,
            by=people.alice, at=NOW,
        )  # fmt: skip
    with pytest.raises(Refused, match="déjà une rencontre à cette heure"):
        restore(meeting, people.alice)
    with acting_as_system():
        cycle.group.closed_on = NOW.date()
        cycle.group.save()
    with pytest.raises(Refused, match="ne se tient plus"):
        restore(meeting, people.alice)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED


def test_its_facilitator_is_not_at_two_places(people):
    cycle = season(people.alice, facilitators=[people.anne])
    meeting = cancel(first_of(cycle), people.alice)
    from tests.practice_groups.cycles.field import group

    season(people.alice, group(title="Un autre groupe"), facilitators=[people.anne], days=[date(2026, 10, 5)])
    with pytest.raises(Refused, match="Anne anime déjà"):
        restore(meeting, people.alice)


def test_one_that_took_place_after_all_is_restored_in_silence_until_its_bilan_is_published(people):
    cycle = season(people.alice)
    join(cycle, people.victor)
    meeting, after = cancel(first_of(cycle), people.alice), NOW + timedelta(days=60)
    forget_mails()
    with acting_as_system():
        closed = ClosedYear.objects.create(year=2026, closed_by=people.alice, closed_at=NOW)
    with pytest.raises(Refused, match="Le bilan 2026 est publié"):
        restore(meeting, people.alice, at=after)
    with acting_as_system():
        closed.delete()
    assert restore(meeting, people.alice, at=after).state == MeetingState.PLANNED
    assert not OutgoingMail.objects.exists()


def test_its_host_is_asked_again_when_nobody_hosts_less(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    before = hosts(cycle)
    answer(turn_at(cycle, 1))
    meeting = turn_at(cycle, 1).meeting
    assert meeting.place.startswith("Maison de")
    cancel(meeting, people.anne)
    forget_mails()
    restored = restore(meeting, people.anne)
    assert hosts(cycle) == before
    turn = turn_at(cycle, 1)
    restored.refresh_from_db()
    assert turn.state == TurnState.PROPOSED and restored.place == "" and restored.visit_from is None
    asked = OutgoingMail.objects.filter(subject="Un tour vous est proposé dans un groupe")
    assert [one.to for one in asked] == [turn.registration.user.email]


def test_else_whoever_hosts_least_is_asked(people):
    """Three people, two meetings: the host of the one called off took another's turn meanwhile."""
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille")
    propose(cycle, people.anne)
    cancel(turn_at(cycle, 1).meeting, people.anne)
    first = cycle.meetings.get(number=1)
    restore(first, people.anne)
    assert len(set(hosts(cycle))) == 2 and "–" not in hosts(cycle)


def test_situations_find_their_meeting_again(people):
    from practice_groups.intervision.situations.actions import propose_situations

    cycle = hosted(1, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    with acting_as(people.anne):
        propose_situations(cycle, by=people.anne, at=NOW)
    meeting = first_of(cycle)
    cancel(meeting, people.anne)
    with acting_as_system():
        assert not SituationTurn.objects.living().exists()
    restore(meeting, people.anne)
    with acting_as_system():
        assert SituationTurn.objects.living().filter(meeting=meeting).count() == 2


def test_its_agenda_comes_back_but_for_what_the_next_one_has_begun_with(people):
    group = working.make_group(people.alice, clinical=True)
    member = working.join(group, people.alice, "Wanda Merle", email="wanda@ailleurs.example")
    today, later = working.plan(group, people.alice, in_days=1), working.plan(group, people.alice, in_days=60)
    for title in ("Le local", "Le budget"):
        working.add_point(today, people.alice, title)
    working.add_situation(today, people.alice, member)
    working.cancel(today, people.alice)
    assert working.titles(later) == ["Le local", "Le budget", "trauma"]
    with acting_as_system():
        begun = later.points.get(title="Le budget")
    working.settle(begun, people.alice, "traite", "Voté.")
    forget_mails()
    restore(today, people.alice, at=working.NOW)
    assert working.titles(later) == ["Le budget"]
    with acting_as_system():
        assert [(one.title, one.state) for one in today.points.order_by("position")] == [
            ("Le local", "a_traiter"), ("Le budget", "reporte"), ("", "a_traiter"),
        ]  # fmt: skip
        assert OutgoingMail.objects.filter(
            to="wanda@ailleurs.example", subject="Une date de réunion"
        ).exists()


def test_the_pages_offer_it(people):
    cycle = season(people.alice, facilitators=[people.anne], days=[date(2031, 10, 6), date(2031, 11, 3)])
    meeting = cancel(first_of(cycle), people.alice)
    browser, page = browser_of(people.anne), reverse("practice_groups:restore_meeting", args=[meeting.pk])
    calendar = browser.get(reverse("practice_groups:manage_cycle", args=[cycle.pk])).content.decode()
    assert calendar.count(page) == 1
    assert "Neige" in browser.get(page).content.decode()
    said = browser.post(page, {"version": meeting.version}, follow=True).content.decode()
    assert "Rencontre rétablie" in said and page not in said
    assert "n’est pas annulée" in browser.post(page, {"version": meeting.version + 1}).content.decode()
