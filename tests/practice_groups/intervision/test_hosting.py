"""★ Hosting, in the database: proposed, answered, given back, passed on when somebody leaves or comes."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups import actions as registrations
from practice_groups.choices import TurnState
from practice_groups.intervision import actions
from practice_groups.intervision.standing import mark_of, standing
from practice_groups.models import HostingTurn, Meeting
from practice_groups.states import MeetingState
from tests.people import make_user
from tests.practice_groups.field import NOW
from tests.practice_groups.intervision.field import (
    LATER,
    NAMES,
    answer,
    hosted,
    hosts,
    propose,
    seated,
    turn_at,
)


def told(subject) -> list[str]:
    with acting_as_system():
        return sorted(OutgoingMail.objects.filter(subject=subject).values_list("to", flat=True))


def leave(registration, *, at=NOW):
    """What the page of withdrawal does."""
    with acting_as(registration.user):
        registrations.withdraw(registration, by=registration.user, at=at)


def refused(verb, *args, **author) -> str:
    with pytest.raises(Refused) as refusal:
        verb(*args, **author)
    return refusal.value.reason


# ── Proposing ───────────────────────────────────────────────────────────────────────────────────


def test_ten_people_ten_meetings_close_exactly(people):
    cycle = hosted(10, facilitators=[people.anne])
    ten = NAMES[:10]
    seated(cycle, *ten)
    assert propose(cycle, people.anne) == 10
    assert sorted(hosts(cycle)) == sorted(ten)
    assert len(told("Un tour vous est proposé dans un groupe")) == 10


def test_more_people_than_meetings_the_first_ones_host(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille")
    assert propose(cycle, people.anne) == 2
    assert set(hosts(cycle)) == {"Adèle", "Basile"}


def test_fewer_people_than_meetings_second_times_come_after_the_first_ones(people):
    cycle = hosted(5, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    names = hosts(cycle)
    assert sorted(names[:2]) == sorted(names[2:4]) == ["Adèle", "Basile"]
    with acting_as_system():
        assert list(HostingTurn.objects.values_list("round", flat=True)) == [1, 1, 2, 2, 3]


def test_a_page_read_before_somebody_came_keeps_nothing(people):
    cycle = hosted(3, facilitators=[people.anne])
    seated(cycle, "Adèle")
    with acting_as(people.anne):
        now = standing(cycle)
        mark = mark_of(now.rotation(NOW, rearrange=True), now)
    seated(cycle, "Basile")
    with acting_as(people.anne):
        reason = refused(actions.keep_rotation, cycle, mark=mark, by=people.anne, at=NOW)
    assert reason.startswith("La rotation a changé")
    assert hosts(cycle) == ["–", "–", "–"]


def test_a_rotation_proposed_twice_asks_nobody_twice(people):
    cycle = hosted(3, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille")
    propose(cycle, people.anne)
    before = hosts(cycle)
    assert propose(cycle, people.anne) == 0
    assert hosts(cycle) == before and len(told("Un tour vous est proposé dans un groupe")) == 3


def test_a_group_that_meets_at_one_place_has_no_rotation(people):
    cycle = hosted(1)
    with acting_as_system():
        cycle.hosted = False
        cycle.save()
        now = standing(cycle)
        mark = mark_of(now.rotation(NOW, rearrange=True), now)
        assert "n’est pas itinérant" in refused(
            actions.keep_rotation, cycle, mark=mark, by=people.alice, at=NOW
        )


# ── Answering ───────────────────────────────────────────────────────────────────────────────────


def test_confirming_gives_the_meeting_its_address_and_its_visit(people):
    cycle = hosted(1, facilitators=[people.anne])
    seated(cycle, "Adèle")
    propose(cycle, people.anne)
    before = turn_at(cycle, 1).meeting
    answer(turn_at(cycle, 1))
    turn = turn_at(cycle, 1)
    meeting = turn.meeting
    assert turn.state == TurnState.CONFIRMED and turn.answered_at == NOW
    assert meeting.place == "Maison de Adèle"
    assert (meeting.visit_from, meeting.visit_until) == (
        meeting.starts_at,
        meeting.starts_at + timedelta(hours=1),
    )
    assert (meeting.sequence, meeting.version) == (before.sequence + 1, before.version + 1)
    answer(turn)
    assert turn_at(cycle, 1).meeting.sequence == meeting.sequence, "an answer is not given twice"


def test_nobody_confirms_without_an_address(people):
    cycle = hosted(1, facilitators=[people.anne])
    seated(cycle, "Adèle", host_address="")
    propose(cycle, people.anne)
    assert "où vous accueillez" in refused(answer, turn_at(cycle, 1))
    assert turn_at(cycle, 1).state == TurnState.PROPOSED


def test_a_turn_given_back_goes_to_whoever_hosted_least(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille")
    propose(cycle, people.anne)
    first = turn_at(cycle, 1)
    answer(first)
    answer(turn_at(cycle, 1), accepted=False)
    assert hosts(cycle)[0] == "Camille"
    assert turn_at(cycle, 1).meeting.place == "", "the address of whoever gave it back is gone"
    assert turn_at(cycle, 1).meeting.sequence == 2
    assert "camille@centre.example" in told("Un tour vous est proposé dans un groupe")


def test_what_nobody_can_take_stays_without_host_and_says_so(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    giver = turn_at(cycle, 1).registration.user.display_name
    answer(turn_at(cycle, 1), accepted=False)
    assert hosts(cycle)[0] == "–", "the other one has already a turn, and nobody hosts twice before"
    assert told("Une rencontre est sans hôte") == ["anne@centre.example"]
    propose(cycle, people.anne)
    assert hosts(cycle)[1] == giver and hosts(cycle)[0] != "–", "who has not answered may change places"


def test_a_turn_already_passed_on_is_not_confirmed(people):
    cycle = hosted(1, facilitators=[people.anne])
    _adele, basile = seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    old = turn_at(cycle, 1)
    with acting_as(people.anne):
        actions.assign_host(old.meeting, registration=basile, shown=old.pk, by=people.anne, at=NOW)
    assert "confié à quelqu’un d’autre" in refused(answer, old)
    answer(turn_at(cycle, 1), accepted=False)
    with acting_as_system():
        given_back = HostingTurn.objects.select_related("registration__user").get(registration=basile)
    assert "a été rendu" in refused(answer, given_back)


def test_what_is_over_is_not_answered(people):
    cycle = hosted(1, facilitators=[people.anne])
    seated(cycle, "Adèle")
    propose(cycle, people.anne)
    assert "a eu lieu" in refused(answer, turn_at(cycle, 1), at=LATER)


# ── Leaving, coming ─────────────────────────────────────────────────────────────────────────────


def test_a_leaver_s_turn_goes_at_once_to_whoever_has_none(people):
    cycle = hosted(2, facilitators=[people.anne])
    adele, _basile, _camille = seated(cycle, "Adèle", "Basile", "Camille")
    propose(cycle, people.anne)
    mine = next(n for n in (1, 2) if turn_at(cycle, n).registration_id == adele.pk)
    answer(turn_at(cycle, mine))
    leave(adele)
    assert hosts(cycle)[mine - 1] == "Camille"
    assert turn_at(cycle, mine).meeting.place == ""


def test_a_leaver_s_turn_that_nobody_may_take_is_an_alert(people):
    cycle = hosted(1, facilitators=[people.anne])
    adele = seated(cycle, "Adèle")[0]
    seated(cycle, "Basile", avoids_months=["2026-10"])
    propose(cycle, people.anne)
    leave(adele)
    assert hosts(cycle) == ["–"] and told("Une rencontre est sans hôte") == ["anne@centre.example"]


def test_what_a_leaver_hosted_stays_hers(people):
    cycle = hosted(2, facilitators=[people.anne], ends_on=LATER.date())
    adele, _ = seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    mine = next(n for n in (1, 2) if turn_at(cycle, n).registration_id == adele.pk)
    held = turn_at(cycle, mine)
    later = held.meeting.ends_at + timedelta(days=1)
    with acting_as(people.anne):
        actions.mark_hosted(held, by=people.anne, at=later)
    leave(adele, at=later)
    assert turn_at(cycle, mine).state == TurnState.DONE


def test_a_newcomer_gets_the_meeting_without_host_else_a_second_time(people):
    cycle = hosted(3, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    assert sorted(map(hosts(cycle).count, ("Adèle", "Basile"))) == [1, 2]
    victor = make_user("Victor", "benevole")
    with acting_as(victor):
        registrations.register(
            cycle, profession="Infirmier", sector="social", charter=True, by=victor, at=NOW
        )
    assert sorted(hosts(cycle)) == ["Adèle", "Basile", "Victor"]


# ── By hand ─────────────────────────────────────────────────────────────────────────────────────


def test_the_facilitator_lets_two_hosts_change_places(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    before = hosts(cycle)
    answer(turn_at(cycle, 2))
    first, second = turn_at(cycle, 1), turn_at(cycle, 2)
    with acting_as(people.anne):
        actions.assign_host(
            first.meeting, registration=second.registration, shown=first.pk, by=people.anne, at=NOW
        )
    assert hosts(cycle) == before[::-1]
    assert turn_at(cycle, 2).state == TurnState.PROPOSED and turn_at(cycle, 2).meeting.place == ""


def test_an_older_page_assigns_nobody(people):
    cycle = hosted(1, facilitators=[people.anne])
    _adele, basile = seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    with acting_as(people.anne):
        reason = refused(
            actions.assign_host,
            turn_at(cycle, 1).meeting,
            registration=basile,
            shown=None,
            by=people.anne,
            at=NOW,
        )
    assert "a changé depuis" in reason and hosts(cycle) == ["Adèle"]


# ── The calendar moves, the turns follow ────────────────────────────────────────────────────────


def test_a_meeting_called_off_gives_its_turn_back_and_a_postponed_one_takes_it_along(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    answer(turn_at(cycle, 2))
    off, put_off = turn_at(cycle, 1), turn_at(cycle, 2)
    with acting_as(people.anne):
        Meeting.objects.filter(pk=off.meeting_id).update(state=MeetingState.CANCELLED)
        day = datetime(2027, 6, 7, 9, tzinfo=UTC)
        new = Meeting.objects.create(cycle=cycle, starts_at=day, ends_at=day + timedelta(hours=2), number=9)
        meeting = put_off.meeting
        meeting.state, meeting.postponed_to = MeetingState.POSTPONED, new
        meeting.save()
        off.refresh_from_db()
        put_off.refresh_from_db()
        new.refresh_from_db()
    assert off.state == TurnState.RELEASED
    assert put_off.meeting_id == new.pk and put_off.state == TurnState.CONFIRMED
    assert (new.visit_from, new.visit_until) == (day, day + timedelta(hours=1))


def test_a_meeting_moved_takes_its_visit_along_and_a_shorter_one_loses_it(people):
    cycle = hosted(1, facilitators=[people.anne])
    seated(cycle, "Adèle")
    propose(cycle, people.anne)
    answer(turn_at(cycle, 1))
    with acting_as(people.anne):
        meeting = turn_at(cycle, 1).meeting
        meeting.starts_at += timedelta(days=2)
        meeting.ends_at += timedelta(days=2)
        meeting.save()
        meeting.refresh_from_db()
        assert meeting.visit_from == meeting.starts_at
        meeting.ends_at = meeting.starts_at + timedelta(minutes=30)
        meeting.save()
        meeting.refresh_from_db()
        assert meeting.visit_from is None and meeting.visit_until is None


def test_a_meeting_held_was_hosted(people):
    cycle = hosted(1, facilitators=[people.anne])
    seated(cycle, "Adèle")
    propose(cycle, people.anne)
    answer(turn_at(cycle, 1))
    with acting_as(people.anne):
        Meeting.objects.update(state=MeetingState.HELD)
    assert turn_at(cycle, 1).state == TurnState.DONE


def test_the_visit_keeps_within_the_meeting(people):
    cycle = hosted(1, facilitators=[people.anne])
    adele = seated(cycle, "Adèle")[0]
    propose(cycle, people.anne)
    meeting = turn_at(cycle, 1).meeting  # from 11 to 14 on the Paris wall
    late = {"version": 1, "by": adele.user, "at": NOW}
    with acting_as(adele.user):
        assert "tenir dans" in refused(
            actions.set_visit, meeting, starts=time(13, 30), ends=time(14, 30), **late
        )
        assert "après son début" in refused(
            actions.set_visit, meeting, starts=time(13), ends=time(12), **late
        )
        set_to = actions.set_visit(meeting, starts=time(12), ends=time(13), **late)
        assert "vient de changer" in refused(
            actions.set_visit, meeting, starts=time(12), ends=time(13), **late
        )
    assert set_to.visit_from == datetime(2026, 10, 5, 10, tzinfo=UTC) and set_to.sequence == 1


# ── What the database refuses, whoever asks ─────────────────────────────────────────────────────


@pytest.fixture
def pair(people):
    """Anne's cycle of two meetings, hosted by Adèle then Basile; Camille has no turn."""
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille")
    propose(cycle, people.anne)
    return cycle


def by_force(user, work) -> str:
    """What the database answers to a write made past the actions."""
    with pytest.raises(DatabaseError) as error, acting_as(user), transaction.atomic():
        work()
    return str(error.value)


def test_one_host_a_meeting(pair, people):
    first = turn_at(pair, 1)
    other = pair_person(pair, "Camille")
    answered = by_force(
        people.anne,
        lambda: HostingTurn.objects.create(meeting=first.meeting, registration=other, proposed_at=NOW),
    )
    assert "one_host_a_meeting" in answered


def pair_person(cycle, name):
    with acting_as_system():
        return cycle.registrations.select_related("user").get(user__display_name=name)


def test_nobody_hosts_twice_while_somebody_has_not_hosted(pair, people):
    with acting_as_system():
        day = datetime(2027, 7, 6, 9, tzinfo=UTC)
        third = Meeting.objects.create(cycle=pair, starts_at=day, ends_at=day + timedelta(hours=3))
    adele = pair_person(pair, "Adèle")
    new = {"meeting": third, "registration": adele, "proposed_at": NOW}
    assert "somebody hosted less" in by_force(people.anne, lambda: HostingTurn.objects.create(round=2, **new))
    assert "each_hosts_once_a_round" in by_force(
        people.alice,
        lambda: (
            HostingTurn.objects.create(
                meeting=third, registration=pair_person(pair, "Camille"), proposed_at=NOW
            ),
            pair_again(pair, adele),
        ),
    )


def pair_again(cycle, registration):
    day = datetime(2027, 7, 16, 9, tzinfo=UTC)
    fourth = Meeting.objects.create(cycle=cycle, starts_at=day, ends_at=day + timedelta(hours=3))
    HostingTurn.objects.create(meeting=fourth, registration=registration, proposed_at=NOW)


def test_whoever_has_no_seat_has_no_turn(pair, people):
    camille = pair_person(pair, "Camille")
    leave(camille)
    with acting_as_system():
        first = turn_at(pair, 1)
        HostingTurn.objects.filter(pk=first.pk).update(state=TurnState.RELEASED)
    answered = by_force(
        people.anne,
        lambda: HostingTurn.objects.create(meeting=first.meeting, registration=camille, proposed_at=NOW),
    )
    assert "she has no seat" in answered


def test_what_is_done_never_moves(pair, people):
    first = turn_at(pair, 1)
    with acting_as(people.anne):
        actions.mark_hosted(first, by=people.anne, at=LATER)
    done = HostingTurn.objects.filter(pk=first.pk)
    assert "it stays" in by_force(people.alice, lambda: done.update(state=TurnState.RELEASED))
    assert "it stays" in by_force(people.alice, lambda: done.update(answered_at=LATER))
    assert "it stays" in by_force(people.alice, done.delete)
    with acting_as(people.anne):
        leave(first.registration)
    assert turn_at(pair, 1).state == TurnState.DONE


def test_a_turn_never_changes_hands_nor_meeting(pair, people):
    first, second = turn_at(pair, 1), turn_at(pair, 2)
    turn = HostingTurn.objects.filter(pk=first.pk)
    camille = pair_person(pair, "Camille")
    assert "another turn" in by_force(people.alice, lambda: turn.update(registration=camille))
    assert "another turn" in by_force(people.alice, lambda: turn.update(round=2))
    with acting_as(people.anne):
        HostingTurn.objects.filter(pk=second.pk).update(state=TurnState.RELEASED)
    assert "another turn" in by_force(people.alice, lambda: turn.update(meeting=second.meeting))


def test_somebody_answers_her_own_turn_and_nothing_else(pair, people):
    first, second = turn_at(pair, 1), turn_at(pair, 2)
    adele = first.registration.user
    mine, another = (HostingTurn.objects.filter(pk=turn.pk) for turn in (first, second))
    with acting_as(adele):
        assert another.update(state=TurnState.RELEASED) == 0, "another's turn is seen, and not hers to change"
    assert "nothing else" in by_force(adele, lambda: mine.update(state=TurnState.DONE))
    assert "nothing else" in by_force(adele, lambda: mine.update(proposed_at=NOW - timedelta(days=9)))
    assert "row-level security" in by_force(
        adele,
        lambda: HostingTurn.objects.create(
            meeting=second.meeting, registration=first.registration, proposed_at=NOW
        ),
    )
    with acting_as(adele):
        assert mine.update(state=TurnState.CONFIRMED, answered_at=NOW) == 1
    assert "no such move" in by_force(adele, lambda: mine.update(state=TurnState.PROPOSED))


def test_a_turn_is_of_one_cycle(pair, people):
    with acting_as_system():
        elsewhere = hosted(1, title="Ailleurs")
        meeting = elsewhere.meetings.get()
    with pytest.raises(IntegrityError), acting_as(people.alice), transaction.atomic():
        HostingTurn.objects.create(
            meeting=meeting, registration=pair_person(pair, "Camille"), proposed_at=NOW
        )
