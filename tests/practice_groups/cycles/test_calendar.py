"""The meetings of a season: moved, put off, called off, added; whoever comes is told, once, and nobody else."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.cycles.meetings import actions
from practice_groups.cycles.meetings.signals import meeting_replaced
from practice_groups.models import Meeting
from tests.people import make_user
from tests.practice_groups.cycles.field import (
    MONDAYS,
    cancel,
    first_of,
    give_date,
    group,
    move,
    postpone,
    season,
    told,
)
from tests.practice_groups.field import NOW, join


def test_a_meeting_put_off_twice_is_one_meeting_and_its_chain_is_kept(people):
    cycle = season(people.alice)
    first = first_of(cycle)
    second = postpone(first, people.alice, day=date(2026, 10, 12))
    third = postpone(second, people.alice, day=date(2026, 10, 19), reason="Salle fermée")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.postponed_to_id, first.reason) == ("reportee", second.pk, "Grève")
    assert (second.state, second.postponed_to_id) == ("reportee", third.pk)
    assert first.uid == second.uid == third.uid and first.number == third.number == 1
    assert first.sequence < second.sequence < third.sequence
    assert timezone.localdate(first.starts_at) == MONDAYS[0], "what was planned is never rewritten"
    assert cycle.meetings.filter(state="prevue").count() == 3


def test_put_off_without_a_day_then_dated_once(people):
    waiting = postpone(first_of(season(people.alice)), people.alice)
    dated = give_date(waiting, people.alice, day=date(2026, 10, 13))
    assert (dated.state, dated.uid) == ("prevue", waiting.uid)
    with pytest.raises(Refused, match="n’attend plus de date"):
        give_date(waiting, people.alice, day=date(2026, 10, 14))


def test_a_meeting_called_off_changes_no_more(people):
    meeting = cancel(first_of(season(people.alice)), people.alice)
    for change in (lambda: move(meeting, people.alice), lambda: postpone(meeting, people.alice)):
        with pytest.raises(Refused, match="«\u00a0annulée\u00a0»\u00a0: elle ne change plus"):
            change()


def test_a_season_lasts_as_long_as_its_meetings(people):
    cycle = season(people.alice)
    postpone(cycle.meetings.last(), people.alice, day=date(2027, 1, 11))
    move(first_of(cycle), people.alice, day=date(2026, 10, 12))
    cycle.refresh_from_db()
    assert (cycle.starts_on, cycle.ends_on) == (date(2026, 10, 12), date(2027, 1, 11))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": date(2026, 11, 11)}, "11/11/2026 est férié .Armistice"),
        ({"day": date(2026, 9, 14)}, "déjà passée"),
        ({"day": MONDAYS[1]}, "déjà une rencontre à cette heure"),
        ({"day": MONDAYS[1], "starts": time(11), "ends": time(13)}, "déjà une rencontre à cette heure"),
        ({"starts": time(12), "ends": time(9)}, "La fin doit être après le début"),
        ({"starts": time(8), "ends": time(21)}, "au plus douze heures"),
        ({"day": date(2027, 3, 28), "starts": time(2, 30), "ends": time(5)}, "n’existe pas ce jour-là"),
        ({"version": 0}, "modifiée entre-temps par Alice le"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(people, typed, sentence):
    meeting = first_of(season(people.alice))
    with pytest.raises(Refused, match=sentence):
        move(meeting, people.alice, **typed)
    assert timezone.localdate(first_of(meeting.cycle).starts_at) == MONDAYS[0] and not told()


def test_half_open_hours_a_meeting_may_follow_another_at_once(people):
    meeting = first_of(season(people.alice))
    assert move(meeting, people.alice, day=MONDAYS[1], starts=time(12), ends=time(15)).state == "prevue"


def test_a_holiday_is_kept_when_it_is_wanted(people):
    meeting = move(first_of(season(people.alice)), people.alice, day=date(2026, 11, 11), confirm_holiday=True)
    assert timezone.localdate(meeting.starts_at) == date(2026, 11, 11)


def test_a_belgian_group_keeps_belgian_holidays(people):
    meeting = first_of(season(people.alice, group(country="BE", language="nl")))
    assert move(meeting, people.alice, day=date(2027, 7, 14)).version == 2
    with pytest.raises(Refused, match="21/07/2027 est férié"):
        move(meeting, people.alice, version=2, day=date(2027, 7, 21))


def test_one_already_begun_is_not_moved_but_may_be_put_off_or_called_off(people):
    cycle = season(people.alice, days=[date(2026, 9, 7), *MONDAYS])
    with pytest.raises(Refused, match="déjà commencé"):
        move(first_of(cycle), people.alice)
    assert postpone(first_of(cycle), people.alice, day=date(2026, 9, 21)).state == "prevue"


def test_a_meeting_is_added_at_the_end_and_never_in_the_past(people):
    cycle = season(people.alice)
    typed = {"starts": time(9), "ends": time(12), "place": "Alès", "confirm_holiday": False}
    with acting_as(people.alice):
        added = actions.add_meeting(cycle, day=date(2027, 1, 4), by=people.alice, at=NOW, **typed)
        with pytest.raises(Refused, match="déjà passée"):
            actions.add_meeting(cycle, day=date(2026, 9, 7), by=people.alice, at=NOW, **typed)
    assert added.number == 4


def test_the_visit_of_a_structure_moves_with_its_meeting(people):
    meeting = first_of(season(people.alice))
    with acting_as(people.alice):
        meeting.visit_from, meeting.visit_until = meeting.starts_at, meeting.starts_at + timedelta(hours=1)
        meeting.save()
    moved = move(meeting, people.alice, starts=time(14), ends=time(17))
    assert (moved.visit_from, moved.visit_until) == (moved.starts_at, moved.starts_at + timedelta(hours=1))
    assert move(moved, people.alice, starts=time(14), ends=time(14, 30)).visit_from is None


# ── Who is told ─────────────────────────────────────────────────────────────────────────────────


def test_whoever_holds_or_is_offered_a_seat_is_told_and_whoever_leads(people):
    cycle = season(people.alice, facilitators=[people.anne], seats=1)
    seated = join(cycle, people.victor)
    join(cycle, people.ines)
    move(first_of(cycle), people.alice)
    assert told() == sorted([people.victor.email, people.anne.email]), "the queue is not told"
    with acting_as(people.victor):
        from practice_groups.actions import withdraw

        withdraw(seated, by=people.victor, at=NOW)  # the seat is offered to Inès
    move(first_of(cycle), people.alice, day=date(2026, 10, 7))
    assert told().count(people.ines.email) == 1 and told().count(people.victor.email) == 1


def test_nobody_is_told_while_the_season_is_a_draft(people):
    cycle = season(people.alice, facilitators=[people.anne], published=False)
    move(first_of(cycle), people.alice)
    assert not told()


def test_a_facilitator_moves_her_meeting_and_everybody_is_told(people):
    """She may not read the journal, nor the accounts' addresses of others: the mails leave all the same."""
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, people.victor)
    move(first_of(cycle), people.anne)
    assert told() == sorted([people.victor.email, people.anne.email])


def test_each_mail_leads_where_its_reader_can_go_and_names_nobody(people):
    """With a password, the page of the group and the file of the date; without, her own signed page."""
    with acting_as_system():
        people.victor.set_password("une phrase pour les essais")
        people.victor.save()
    cycle = season(people.alice, facilitators=[people.anne])
    join(cycle, people.victor)
    join(cycle, people.ines)
    move(first_of(cycle), people.alice)
    with acting_as_system():
        found = {one.to: one.body for one in OutgoingMail.objects.filter(subject="Une date a changé")}
    victor, ines, anne = (found[user.email] for user in (people.victor, people.ines, people.anne))
    assert f"/groupes/{cycle.pk}/\n" in victor and f"/rencontres/{first_of(cycle).pk}/rencontre.ics" in victor
    assert "/groupes/mon-inscription/" in ines and "rencontre.ics" not in ines
    assert f"/groupes/gestion/cycles/{cycle.pk}/" in anne
    for body in found.values():
        assert "Groupe du lundi" not in body and "Alice" not in body
        assert sum(name in body for name in ("Victor", "Inès", "Anne")) == 1


def test_other_rooms_learn_which_meeting_replaces_which(people):
    seen = []

    def receiver(sender, meeting, by_meeting, **_rest):
        seen.append((meeting.pk, by_meeting.pk))

    meeting_replaced.connect(receiver, weak=False)
    try:
        first = first_of(season(people.alice))
        second = postpone(first, people.alice, day=date(2026, 10, 12))
    finally:
        meeting_replaced.disconnect(receiver)
    assert seen == [(first.pk, second.pk)]


# ── Walls ───────────────────────────────────────────────────────────────────────────────────────


def test_the_database_too_keeps_a_calendar_from_strangers(people):
    cycle = season(people.alice, facilitators=[people.anne])
    other = make_user("Basile", "animation")
    changes = ((people.victor, 0), (people.felix, 0), (other, 0), (people.anne, 3), (people.alice, 3))
    for user, changed in changes:
        with acting_as(user):
            assert Meeting.objects.filter(cycle=cycle).update(place="Alès") == changed


def test_the_database_refuses_two_meetings_of_a_season_at_once(people):
    first, second, _ = season(people.alice).meetings.all()
    with acting_as(people.alice), pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=first.pk).update(starts_at=second.starts_at, ends_at=second.ends_at)
    assert connection.is_usable()


def test_nobody_leads_two_groups_at_the_same_hour(people):
    season(people.alice, group(title="Supervision"), facilitators=[people.anne], hours=(11, 13))
    with pytest.raises(Refused, match=r"Anne anime déjà «.Supervision.» le 05/10/2026 à 11 h 00"):
        season(people.alice, facilitators=[people.anne])
    afternoon = season(people.alice, group(title="Autre"), facilitators=[people.anne], hours=(13, 15))
    with pytest.raises(Refused, match="Anne anime déjà"):
        move(first_of(afternoon), people.alice, day=MONDAYS[0], starts=time(12), ends=time(14))
    assert datetime.date(timezone.localtime(first_of(afternoon).starts_at)) == MONDAYS[0]
