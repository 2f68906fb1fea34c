"""Who is of a group, who came, and who is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from centre.context import acting_as, acting_as_system
from centre.models import ClosedYear, OutgoingMail
from centre.refusals import Refused
from practice_groups.models import Cycle, GroupMember, Meeting, MemberPresence
from practice_groups.working import actions, pages
from tests.practice_groups.working.field import NOW, cancel, fresh, join, make_group, plan, postpone


def test_a_group_has_a_season_that_nobody_registers_in(people):
    group = make_group(people.alice, facilitators=[people.anne])
    season = group.cycles.get()
    assert (season.season, season.published, list(season.facilitators.all())) == (
        "2026",
        False,
        [people.anne],
    )
    assert not season.is_open(NOW)


def test_next_year_opens_by_itself_with_the_same_facilitators_even_by_a_facilitator(people):
    group = make_group(people.alice, facilitators=[people.anne])
    meeting = plan(group, people.anne, in_days=120)
    assert meeting.cycle.season == "2027"
    assert list(meeting.cycle.facilitators.all()) == [people.anne]
    assert plan(group, people.anne, in_days=140).cycle == meeting.cycle


def test_an_address_that_has_an_account_is_that_account(people):
    group = make_group(people.alice)
    member = join(group, people.alice, "Peu importe", email=people.victor.email.upper())
    assert (member.user, member.name, member.email, str(member)) == (people.victor, "", "", "Victor")
    outside = join(group, people.alice, "Wanda Merle", email="wanda@ailleurs.example")
    assert (outside.user, str(outside)) == (None, "Wanda Merle")


@pytest.mark.parametrize("email", ["wanda@ailleurs.example", "WANDA@ailleurs.example"])
def test_nobody_is_twice_in_a_group(people, email):
    group = make_group(people.alice)
    join(group, people.alice, "Wanda Merle", email="wanda@ailleurs.example")
    with pytest.raises(Refused, match="déjà membre") as refusal:
        join(group, people.alice, "Wanda M.", email=email)
    assert refusal.value.field == "email"
    assert fresh(group).version == 2, "what is refused changes nothing"


def test_who_left_may_come_back_and_her_presences_stay(people):
    group = make_group(people.alice)
    member = join(group, people.alice, "Wanda Merle", email="w@ailleurs.example")
    meeting = plan(group, people.alice, in_days=-5)
    _note(meeting, people.alice, {member.pk: "present"})
    _leave(member, people.alice)
    again = join(group, people.alice, "Wanda Merle", email="w@ailleurs.example")
    assert again.pk != member.pk
    with acting_as_system():
        assert MemberPresence.objects.get(member=member).state == "present"
    _note(meeting, people.alice, {member.pk: "excuse", again.pk: ""})  # she is still on that day's sheet


def test_the_second_coordinator_is_told(people):
    group = make_group(people.alice)
    version = group.version
    join(group, people.alice, "Wanda Merle")
    with acting_as(people.chloe), pytest.raises(Refused, match="modifiée entre-temps par Alice"):
        actions.add_member(group, version=version, name="Yann", since=NOW.date(), by=people.chloe, at=NOW)


@pytest.mark.parametrize("days", [1, -400])
def test_a_departure_is_between_arrival_and_today(people, days):
    member = join(make_group(people.alice), people.alice, "Wanda Merle")
    with pytest.raises(Refused, match="entre son arrivée et aujourd’hui"):
        _leave(member, people.alice, days=days)


def test_members_are_told_of_each_date_with_or_without_account(people):
    group = make_group(people.alice)
    join(group, people.alice, "", email=people.victor.email)
    join(group, people.alice, "Wanda Merle", email="wanda@ailleurs.example")
    join(group, people.alice, "Sans adresse")
    OutgoingMail.objects.all().delete()
    meeting = plan(group, people.alice)
    assert _written() == [people.victor.email, "wanda@ailleurs.example"]
    later = postpone(meeting, people.alice, NOW.date() + timedelta(days=60))
    cancel(later, people.alice)
    mails = OutgoingMail.objects.filter(to="wanda@ailleurs.example")
    assert sorted(mail.subject for mail in mails) == [
        "Une date de réunion",
        "Une date de réunion",
        "Une réunion est annulée",
    ]
    assert sum("samedi 14\u00a0novembre 2026" in mail.body for mail in mails) == 2
    assert not any("Exil" in mail.body or "http" in mail.body for mail in mails)


def test_who_came_and_the_others(people):
    group = make_group(people.alice)
    one, two = (join(group, people.alice, name, function="Médecin") for name in ("Une", "Deux"))
    meeting = plan(group, people.alice, in_days=-5)
    held = _note(meeting, people.alice, {one.pk: "present", two.pk: "excuse"}, heads=3, modality="visio")
    assert (held.state, held.unnamed_heads, held.modality) == ("tenue", 3, "visio")
    (row,) = pages.calendar(group, NOW)
    assert (row.present, row.excused) == (4, 1)
    counts = pages.counts([one, two], list(held.presences.all()))
    assert counts["functions"] == [pages.Count("Médecin", 1, 1)]
    _note(held, people.alice, {one.pk: "", two.pk: "present"}, heads=None)
    (row,) = pages.calendar(group, NOW)
    assert (row.present, row.excused) == (1, 0)


def test_cancelled_is_x_and_not_counted_is_a_dash_and_a_postponed_one_is_one(people):
    group = make_group(people.alice)
    cancel(plan(group, people.alice, in_days=10), people.alice)
    _note(plan(group, people.alice, in_days=-5), people.alice, {})
    first = plan(group, people.alice, in_days=20)
    second = postpone(first, people.alice, NOW.date() + timedelta(days=30))
    third = postpone(second, people.alice, NOW.date() + timedelta(days=40))
    last = postpone(third, people.alice, NOW.date() + timedelta(days=50))
    rows = pages.calendar(group, NOW)
    assert [(row.meeting.state, row.present, row.excused) for row in rows] == [
        ("prevue", None, None),
        ("annulee", "X", "X"),
        ("tenue", None, None),
    ]
    assert rows[0].meeting == last and rows[0].earlier == [first, second, third]


def test_before_it_begins_excuses_alone_are_noted(people):
    group = make_group(people.alice)
    member = join(group, people.alice, "Une")
    meeting = plan(group, people.alice, in_days=5)
    for presences, heads in (({member.pk: "present"}, None), ({member.pk: "excuse"}, 2)):
        with pytest.raises(Refused, match="seules les excuses"):
            _note(meeting, people.alice, presences, heads=heads)
    assert _note(meeting, people.alice, {member.pk: "excuse"}).state == "prevue"


def test_a_published_year_and_a_cancelled_meeting_stay_as_they_are(people):
    group = make_group(people.alice)
    held = plan(group, people.alice, in_days=-5)
    cancelled = cancel(plan(group, people.alice), people.alice)
    with pytest.raises(Refused, match="annulée"):
        _note(cancelled, people.alice, {})
    with acting_as_system():
        ClosedYear.objects.create(year=2026, closed_at=NOW, closed_by=people.alice)
    with pytest.raises(Refused, match="Le bilan 2026 est publié"):
        _note(held, people.alice, {})


def test_nobody_of_another_group_is_noted_and_the_database_says_so(people):
    group, other = make_group(people.alice), make_group(people.alice, title="Un autre")
    stranger = join(other, people.alice, "Une")
    meeting = plan(group, people.alice, in_days=-5)
    with pytest.raises(Refused, match="La liste des membres a changé"):
        _note(meeting, people.alice, {stranger.pk: "present"})
    with acting_as(people.alice), pytest.raises(IntegrityError, match="another group"), transaction.atomic():
        MemberPresence.objects.create(meeting=meeting, member=stranger, state="present")


def test_the_database_shows_members_to_the_coordination_their_facilitator_and_themselves(people):
    group = make_group(people.alice, facilitators=[people.anne])
    join(group, people.alice, "", email=people.victor.email)
    join(group, people.alice, "Wanda Merle")
    seen = {}
    for name in ("alice", "anne", "victor", "omar", "ada", "felix"):
        with acting_as(getattr(people, name)):
            seen[name] = GroupMember.objects.count()
    assert seen == {"alice": 2, "anne": 2, "victor": 1, "omar": 0, "ada": 0, "felix": 0}
    with acting_as(people.anne), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        GroupMember.objects.create(group=group, name="Une amie", since=NOW.date())


def _note(meeting, by, presences, *, heads=None, modality="") -> Meeting:
    with acting_as(by):
        return actions.note_presences(
            meeting,
            version=fresh(meeting).version,
            presences=presences,
            unnamed_heads=heads,
            modality=modality,
            by=by,
            at=NOW,
        )


def _leave(member, by, *, days=0):
    with acting_as(by):
        version = fresh(member.group).version
        return actions.end_member(
            member, version=version, until=NOW.date() + timedelta(days=days), by=by, at=NOW
        )


def _written() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("to", flat=True))


def test_one_season_a_year_when_two_open_it(people):
    group = make_group(people.alice)
    with acting_as(people.alice):
        same = [actions.season_of(group, NOW.date()) for _ in range(2)]
    assert same[0] == same[1] and Cycle.objects.count() == 1
