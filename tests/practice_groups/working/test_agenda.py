"""The agenda: in order, decided, carried over once; two situations per meeting, of which a theme alone is kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from centre.context import acting_as, acting_as_system, set_actor
from centre.models import User
from centre.refusals import Refused
from practice_groups.models import AgendaPoint
from practice_groups.working.agenda import actions
from practice_groups.working.agenda.carrying import carry_over, waiting
from tests.people import make_user
from tests.practice_groups.working.field import (
    NOW,
    add_point,
    add_situation,
    cancel,
    fresh,
    join,
    make_group,
    plan,
    postpone,
    settle,
    titles,
)


@pytest.fixture
def group(people):
    return make_group(people.alice, clinical=True)


@pytest.fixture
def member(people, group):
    return join(group, people.alice, "Wanda Merle")


def test_points_move_one_place_and_no_further(people, group):
    meeting = plan(group, people.alice)
    first, _, last = (add_point(meeting, people.alice, title) for title in ("Un", "Deux", "Trois"))
    _move(last, people.alice, up=True)
    assert titles(meeting) == ["Un", "Trois", "Deux"]
    _move(first, people.alice, up=True)
    assert titles(meeting) == ["Un", "Trois", "Deux"]
    _move(first, people.alice, up=False)
    assert titles(meeting) == ["Trois", "Un", "Deux"]


def test_the_second_person_on_one_agenda_is_told(people, group):
    meeting = plan(group, people.alice)
    version = meeting.version
    add_point(meeting, people.alice, "Un")
    with acting_as(people.chloe), pytest.raises(Refused, match="modifiée entre-temps par Alice"):
        actions.add_point(meeting, version=version, title="Un", by=people.chloe, at=NOW)
    assert titles(meeting) == ["Un"]


def test_what_is_put_off_is_on_the_next_agenda_once(people, group):
    today, later = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    point = add_point(today, people.alice, "Le local")
    settle(point, people.alice, "reporte")
    settle(point, people.alice, "reporte")
    assert titles(later) == ["Le local"] and titles(today) == ["Le local"]
    with acting_as_system(), pytest.raises(IntegrityError), transaction.atomic():
        AgendaPoint.objects.create(meeting=later, position=9, title="Le local", carried_from=point)


def test_what_waits_goes_to_the_meeting_planned_next(people, group):
    today = plan(group, people.alice, in_days=1)
    settle(add_point(today, people.alice, "Le local"), people.alice, "reporte")
    with acting_as_system():
        assert waiting(group.pk).count() == 1
    assert titles(plan(group, people.alice, in_days=60)) == ["Le local"]


def test_a_cancelled_meeting_gives_its_open_points_to_the_next(people, group):
    today, later = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    settle(add_point(today, people.alice, "Vu"), people.alice, "traite", "On continue.")
    add_point(today, people.alice, "Pas vu")
    cancel(today, people.alice)
    assert titles(later) == ["Pas vu"]


def test_the_agenda_follows_a_meeting_put_off_three_times(people, group, member):
    meeting = plan(group, people.alice, in_days=10)
    add_point(meeting, people.alice, "Le local")
    add_situation(meeting, people.alice, member)
    for days in (20, 30, 40):
        later = postpone(meeting, people.alice, NOW.date() + timedelta(days=days))
        assert titles(later) == ["Le local", "trauma"] and titles(meeting) == []
        meeting = later


def test_a_meeting_put_off_without_a_date_keeps_its_agenda_until_it_has_one(people, group):
    from datetime import time

    from practice_groups.cycles.meetings import actions as calendar

    meeting = plan(group, people.alice, in_days=10)
    add_point(meeting, people.alice, "Le local")
    postpone(meeting, people.alice, None)
    assert titles(meeting) == ["Le local"]
    with acting_as(people.alice):
        dated = calendar.date_postponed(
            fresh(meeting),
            day=NOW.date() + timedelta(days=40),
            starts=time(9),
            ends=time(11),
            confirm_holiday=True,
            by=people.alice,
            at=NOW,
        )
    assert titles(dated) == ["Le local"]


def test_put_off_by_mistake_it_comes_back_unless_it_was_taken_up(people, group):
    today, later = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    point = add_point(today, people.alice, "Le local")
    settle(point, people.alice, "reporte")
    settle(point, people.alice, "a_traiter")
    assert titles(later) == []
    settle(point, people.alice, "reporte")
    with acting_as_system():
        taken_up = later.points.get()
    settle(taken_up, people.alice, "traite", "Rue des Lilas.")
    with pytest.raises(Refused, match="déjà repris à la réunion du 14/11/2026"):
        settle(point, people.alice, "a_traiter")


def test_only_what_was_put_by_mistake_is_removed(people, group):
    today, later = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    point, kept = (add_point(today, people.alice, title) for title in ("Erreur", "Le local"))
    _remove(point, people.alice)
    settle(kept, people.alice, "reporte")
    with acting_as_system():
        carried = later.points.get()
    for one, reason in ((kept, "déjà été vu en réunion"), (carried, "vient de la réunion du 16/09/2026")):
        with pytest.raises(Refused, match=reason):
            _remove(one, people.alice)
    assert titles(today) == ["Le local"]


# ── Situations ──────────────────────────────────────────────────────────────────────────────────


def test_two_situations_at_most_and_one_put_off_leaves_its_place(people, group, member):
    meeting, later = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    first, _ = add_situation(meeting, people.alice, member), add_situation(meeting, people.alice, member)
    with pytest.raises(Refused, match="Deux situations au plus"):
        add_situation(meeting, people.alice, member)
    settle(first, people.alice, "reporte")
    add_situation(meeting, people.alice, member, theme="famille")
    with pytest.raises(Refused, match="Deux situations au plus"):
        settle(first, people.alice, "a_traiter")
    assert titles(later) == ["trauma"]


def test_a_third_situation_goes_to_the_meeting_after(people, group, member):
    one, two = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    three = plan(group, people.alice, in_days=120)
    put_off = [add_situation(one, people.alice, member, theme=theme) for theme in ("trauma", "famille")]
    add_situation(two, people.alice, member, theme="mineurs")
    for point in put_off:
        settle(point, people.alice, "reporte")
    assert (titles(two), titles(three)) == (["mineurs", "trauma"], ["famille"])


def test_nothing_is_written_of_a_situation(people, group, member):
    point = add_situation(plan(group, people.alice, in_days=1), people.alice, member)
    with pytest.raises(Refused, match="seul son thème"):
        settle(point, people.alice, "traite", "Elle ira mieux")
    for text in ({"title": "Mme X"}, {"decision": "Elle ira mieux"}):
        with acting_as_system(), pytest.raises(IntegrityError), transaction.atomic():
            AgendaPoint.objects.filter(pk=point.pk).update(**text)


def test_a_situation_is_brought_by_a_member_to_a_clinical_group(people, group, member):
    other = make_group(people.alice, title="Un autre")
    stranger = join(other, people.alice, "Yann Roc")
    meeting = plan(group, people.alice)
    for one in (None, stranger):
        with pytest.raises(Refused) as refusal:
            add_situation(meeting, people.alice, one)
        assert refusal.value.field == "brought_by"
    with pytest.raises(Refused, match="ne reçoit pas de situation"):
        add_situation(plan(other, people.alice), people.alice, stranger)
    with acting_as_system(), pytest.raises(IntegrityError, match="member of the group"), transaction.atomic():
        AgendaPoint.objects.create(meeting=meeting, position=1, title="Un", brought_by=stranger)


def test_before_closing_no_new_situation_and_those_under_way_go_on(people, group, member):
    soon, after = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    point = add_situation(soon, people.alice, member)
    with acting_as_system():
        group.last_situations_on = NOW.date() + timedelta(days=10)
        group.save()
    add_situation(soon, people.alice, member)
    with pytest.raises(Refused, match="ne reçoit plus de nouvelle situation depuis le 25/09/2026"):
        add_situation(after, people.alice, member)
    with pytest.raises(Refused, match="ne reçoit plus"):
        add_situation(soon, people.alice, member, at=NOW + timedelta(days=20))
    with acting_as_system(), pytest.raises(IntegrityError, match="no new situation"), transaction.atomic():
        AgendaPoint.objects.create(
            meeting=after, position=1, situation=True, theme="trauma", brought_by=member
        )
    settle(point, people.alice, "reporte")
    assert titles(after) == ["trauma"], "one that is under way is carried over"


class Carried(TestCase):
    """Whatever is added, put off, treated, planned, called off, in whatever order: nothing is lost, nothing doubled."""

    def setUp(self):
        set_actor(User.objects.get(email="systeme@portail.invalid").pk)
        self.alice = make_user("Alice", "coordination")

    @settings(max_examples=30)
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.just("add"), st.integers(0, 5)),
                st.tuples(st.just("situation"), st.integers(0, 5)),
                st.tuples(st.just("later"), st.integers(0, 8)),
                st.tuples(st.just("open"), st.integers(0, 8)),
                st.tuples(st.just("done"), st.integers(0, 8)),
                st.tuples(st.just("plan"), st.integers(0, 5)),
                st.tuples(st.just("cancel"), st.integers(0, 5)),
                st.tuples(st.just("postpone"), st.integers(0, 5)),
            ),
            max_size=14,
        )
    )
    def test_each_subject_lives_in_one_place(self, steps):
        set_actor(User.objects.get(email="systeme@portail.invalid").pk)
        group = make_group(self.alice, clinical=True)
        member = join(group, self.alice, "Une")
        meetings, roots, day = [plan(group, self.alice, in_days=5)], 0, 10
        for step, n in steps:
            day += 5
            with acting_as_system():
                points = list(AgendaPoint.objects.order_by("pk"))
            meeting = meetings[n % len(meetings)]
            try:
                if step == "add":
                    add_point(meeting, self.alice, f"Point {roots}")
                    roots += 1
                elif step == "situation":
                    add_situation(meeting, self.alice, member)
                    roots += 1
                elif step == "plan":
                    meetings.append(plan(group, self.alice, in_days=day))
                elif step == "cancel":
                    cancel(meeting, self.alice)
                elif step == "postpone":
                    meetings.append(postpone(meeting, self.alice, NOW.date() + timedelta(days=day)))
                elif points:
                    state = {"later": "reporte", "open": "a_traiter", "done": "traite"}[step]
                    settle(points[n % len(points)], self.alice, state)
            except Refused:
                pass
            self._holds(group, meetings, roots)

    def _holds(self, group, meetings, roots):
        with acting_as_system():
            points = list(AgendaPoint.objects.select_related("meeting"))
            by_root = {}
            for point in points:
                root = point
                while root.carried_from_id:
                    assert root.carried_from.state == "reporte"
                    assert root.carried_from.meeting.starts_at < root.meeting.starts_at
                    root = root.carried_from
                by_root.setdefault(root.pk, []).append(point)
            assert len(by_root) == roots, "nothing is lost"
            for chain in by_root.values():
                taken_up = {point.carried_from_id for point in chain}
                assert len([point for point in chain if point.pk not in taken_up]) == 1, "nothing is doubled"
            for meeting in meetings:
                held = [
                    p for p in points if p.meeting_id == meeting.pk and p.situation and p.state != "reporte"
                ]
                assert len(held) <= 2
            coming = any(fresh(one).state == "prevue" for one in meetings)
            plain = [p for p in waiting(group.pk) if not p.situation]
            if coming and plain:
                last = max(one.starts_at for one in meetings if fresh(one).state == "prevue")
                assert all(point.meeting.starts_at >= last for point in plain), (
                    "it waits for no meeting that is there"
                )


def test_carrying_twice_makes_nothing_more(people, group):
    today, later = plan(group, people.alice, in_days=1), plan(group, people.alice, in_days=60)
    settle(add_point(today, people.alice, "Le local"), people.alice, "reporte")
    with acting_as(people.alice):
        assert carry_over(later.cycle, at=NOW) == []
    assert titles(later) == ["Le local"]


def _move(point, by, *, up):
    with acting_as(by):
        point = fresh(point)
        actions.move_point(point, version=point.meeting.version, up=up, by=by, at=NOW)


def _remove(point, by):
    with acting_as(by):
        point = fresh(point)
        actions.remove_point(point, version=point.meeting.version, by=by, at=NOW)
