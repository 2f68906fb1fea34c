"""What one room does that another must follow: members of working groups, hosts, addresses, alerts, names in order."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.choices import Audience, TurnState
from practice_groups.cycles import actions as cycles
from practice_groups.cycles.meetings import actions as calendar
from practice_groups.cycles.meetings import feed
from practice_groups.cycles.meetings.forms import MoveMeetingForm
from practice_groups.intervision import actions as hosting
from practice_groups.models import Cycle, Group, HostingTurn, Meeting, SituationTurn
from practice_groups.supervision import access as supervision
from practice_groups.working import access as working
from tests.people import make_user
from tests.practice_groups.cycles.field import agenda_of, group, lines, season
from tests.practice_groups.field import NOW, join, make_cycle
from tests.practice_groups.intervision.field import answer, hosted, hosts, propose, seated, turn_at
from tests.practice_groups.supervision import field as support
from tests.practice_groups.working import field as workers


def written(subject: str | None = None) -> list[str]:
    with acting_as_system():
        found = OutgoingMail.objects.filter(subject=subject) if subject else OutgoingMail.objects.all()
        return sorted(found.values_list("to", flat=True))


def forget_mails() -> None:
    with acting_as_system():
        OutgoingMail.objects.all().delete()


def fresh(record):
    with acting_as_system():
        return type(record).objects.get(pk=record.pk)


# ── Working groups ──────────────────────────────────────────────────────────────────────────────


def test_whoever_plans_the_date_every_member_is_told(people):
    """The portal reads who is written to: the planner's own sight of the list decides nothing."""
    made = workers.make_group(people.alice, facilitators=[people.anne])
    workers.join(made, people.alice, "", email=people.victor.email)
    workers.join(made, people.alice, "Wanda Merle", email="wanda@ailleurs.example")
    meeting = workers.plan(made, people.anne)
    from practice_groups.working import mails

    forget_mails()
    with acting_as(people.victor):  # sees herself alone
        mails.changed(fresh(meeting))
    assert written() == [people.victor.email, "wanda@ailleurs.example"]


def test_a_member_who_also_facilitates_or_participates_has_one_mail_and_one_line(people):
    made = group(kind="groupe_travail", title="Exil et santé")
    cycle = season(people.alice, made, facilitators=[people.anne])
    join(cycle, people.victor)
    for user in (people.anne, people.victor, people.ines):
        workers.join(made, people.alice, "", email=user.email, at=NOW)
    forget_mails()
    first = cycle.meetings.first()
    with acting_as(people.anne):
        calendar.move_meeting(
            first,
            version=first.version,
            day=date(2026, 10, 6),
            starts=time(9),
            ends=time(12),
            place="",
            confirm_holiday=False,
            by=people.anne,
            at=NOW,
        )
    assert written() == sorted(user.email for user in (people.anne, people.victor, people.ines))
    for user in (people.anne, people.victor, people.ines):
        assert len(agenda_of(user)) == 3  # `lines` refuses a uid twice


# ── Hosting follows the calendar ────────────────────────────────────────────────────────────────


def put_off(meeting, by):
    with acting_as(by):
        return calendar.postpone_meeting(
            meeting,
            version=fresh(meeting).version,
            reason="Grève",
            day=None,
            starts=None,
            ends=None,
            by=by,
            at=NOW,
        )


def give_date(meeting, by, day, at=NOW):
    with acting_as(by):
        return calendar.date_postponed(
            meeting, day=day, starts=time(9), ends=time(12), confirm_holiday=True, by=by, at=at
        )


def call_off(meeting, by):
    with acting_as(by):
        return calendar.cancel_meeting(meeting, version=fresh(meeting).version, reason="Neige", by=by, at=NOW)


def test_a_host_follows_her_meeting_put_off_then_dated(people):
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    answer(turn_at(cycle, 1))
    turn = turn_at(cycle, 1)
    waiting = put_off(turn.meeting, people.anne)
    assert fresh(turn).state == TurnState.CONFIRMED
    dated = give_date(waiting, people.anne, date(2027, 1, 12))
    turn = fresh(turn)
    dated = fresh(dated)
    assert (turn.meeting_id, turn.state) == (dated.pk, TurnState.CONFIRMED)
    assert dated.place == turn.registration.host_address
    assert timezone.localtime(dated.visit_from).time() == time(9)


def test_who_left_while_it_waited_for_a_day_hosts_nothing(people):
    cycle = hosted(1, facilitators=[people.anne])
    adele = seated(cycle, "Adèle", "Basile")[0]
    propose(cycle, people.anne)
    answer(turn_at(cycle, 1))
    held_by = turn_at(cycle, 1)
    assert held_by.registration == adele
    waiting = put_off(held_by.meeting, people.anne)
    later = waiting.starts_at + timedelta(days=3)  # the day it was first meant for is past
    with acting_as(adele.user):
        from practice_groups import actions as registrations

        registrations.withdraw(adele, by=adele.user, at=later)
    dated = give_date(waiting, people.anne, date(2027, 1, 12), at=later)
    assert fresh(held_by).state == TurnState.RELEASED
    assert hosts(cycle) == ["Basile"] and "Adèle" not in fresh(dated).place


def test_whose_meeting_is_called_off_hosts_another_at_once(people):
    """Two people, three meetings: the second time of one, unanswered, goes to whoever lost hers."""
    cycle = hosted(3, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    names = hosts(cycle)
    twice = next(name for name in names if names.count(name) == 2)
    once = next(name for name in names if names.count(name) == 1)
    forget_mails()
    call_off(turn_at(cycle, names.index(once) + 1).meeting, people.anne)
    assert sorted(hosts(cycle)) == sorted([once, twice])
    assert len(written("Un tour vous est proposé dans un groupe")) == 1


def test_a_meeting_called_off_leaves_no_gap_beside_a_host_without_turn(people):
    cycle = hosted(2, facilitators=[people.anne])
    adele, basile = seated(cycle, "Adèle", "Basile", avoids_months=[])
    propose(cycle, people.anne)
    second = turn_at(cycle, 2)
    answer(second, accepted=False)  # who had the second gave it back: nobody has hosted less than the other
    call_off(turn_at(cycle, 1).meeting, people.anne)
    assert "–" not in hosts(cycle)
    with acting_as_system():
        assert HostingTurn.objects.living().count() == 1
    assert {adele.pk, basile.pk}


def test_a_situation_whose_meeting_is_called_off_has_another_day(people):
    from practice_groups.intervision.situations import actions as situations

    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    with acting_as(people.anne):
        situations.propose_situations(cycle, by=people.anne, at=NOW)
    with acting_as_system():
        lost = SituationTurn.objects.select_related("meeting").first()
    call_off(lost.meeting, people.anne)
    with acting_as_system():
        again = SituationTurn.objects.living().get(registration=lost.registration_id)
    assert again.meeting_id != lost.meeting_id


# ── Where participants receive each other ───────────────────────────────────────────────────────


ADDRESS = "12 rue des Lilas"


@pytest.fixture
def visited(people):
    """A public hosted cycle of one seat: Victor comes, Inès waits; the first meeting has an address and a visit."""
    cycle = season(people.alice, hosted=True, place=ADDRESS, facilitators=[people.anne], seats=1)
    join(cycle, people.victor, host_address=ADDRESS)
    join(cycle, people.ines, host_address="Chez Inès")
    first = cycle.meetings.first()
    with acting_as(people.anne):
        hosting.set_visit(
            first, starts=time(9), ends=time(10, 15), version=first.version, by=people.anne, at=NOW
        )
    return cycle


@pytest.mark.parametrize("name", ["victor", "anne", "alice"])
def test_who_comes_or_leads_reads_the_visit(visited, people, browser_of, name):
    body = browser_of(getattr(people, name)).get(reverse("practice_groups:cycle", args=[visited.pk]))
    text = " ".join(body.content.decode().replace("\u00a0", " ").split())
    assert "visite" in text.lower() and "10 h 15" in text and ADDRESS in text


def test_the_visit_is_in_the_agenda_of_who_comes_and_no_address_is(visited, people):
    for user in (people.victor, people.anne):
        first = agenda_of(user)[f"{visited.meetings.first().uid}@portail"]
        assert "10\u00a0h\u00a015" in str(first["description"])
        assert "location" not in first and ADDRESS not in str(first["description"])
    blind = lines(feed.file_of_cycle(visited, at=NOW, place=False))
    assert all("description" not in one and "location" not in one for one in blind.values())


def test_who_waits_and_who_passes_by_read_neither_address_nor_visit(visited, people, browser_of):
    paula = make_user("Paula", "participant")
    doors = ("cycle", "register", "catalogue", "my_turns", "withdraw", "answer_offer", "meeting_file")
    doors += ("cycle_file", "my_meetings", "public_cycle", "public_register", "public_catalogue")
    doors += ("roster", "rotation", "manage_cycle", "attendance", "cycle_attendance", "set_visit")
    first = visited.meetings.first()
    for reader in (people.ines, paula, people.omar, None):
        for door in doors:
            about = {"meeting_file": [first.pk], "attendance": [first.pk], "set_visit": [first.pk]}
            none = ("catalogue", "my_turns", "public_catalogue")
            args = about.get(door, [] if door in none else [visited.pk])
            body = browser_of(reader).get(reverse(f"practice_groups:{door}", args=args), follow=True)
            text = body.content.decode()
            assert ADDRESS not in text, (reader, door)
            assert "10\u00a0h\u00a015" not in text, (reader, door)
    assert agenda_of(people.ines) == {}


def test_who_left_reads_no_address_any_more(visited, people, browser_of):
    from practice_groups import actions as registrations

    with acting_as_system():
        seat = visited.registrations.get(user=people.victor)
    with acting_as(people.victor):
        registrations.withdraw(seat, by=people.victor, at=NOW)
    for door in ("cycle", "my_meetings"):
        url = reverse(f"practice_groups:{door}", args=[visited.pk])
        assert ADDRESS not in browser_of(people.victor).get(url).content.decode()
    assert agenda_of(people.victor) == {}


def test_a_cycle_where_somebody_hosts_stays_so(people):
    """Otherwise the addresses of hosts would be those of a public page."""
    cycle = hosted(2, facilitators=[people.anne])
    seated(cycle, "Adèle")
    propose(cycle, people.anne)
    facts = {
        "season": cycle.season,
        "seats": 12,
        "hosted": False,
        "opens_at": cycle.opens_at,
        "closes_at": cycle.closes_at,
    }
    with acting_as(people.alice), pytest.raises(Refused) as refusal:
        cycles.edit_cycle(
            cycle, version=cycle.version, facilitators=[people.anne], by=people.alice, at=NOW, **facts
        )
    assert refusal.value.field == "hosted"


def test_an_address_as_long_as_the_form_takes_is_the_meeting_s(people):
    address = "Maison " + "a" * 193
    cycle = hosted(1, facilitators=[people.anne])
    seated(cycle, "Adèle", host_address=address)
    propose(cycle, people.anne)
    answer(turn_at(cycle, 1))
    meeting = turn_at(cycle, 1).meeting
    assert meeting.place == address
    sent = {"version": meeting.version, "day": "2027-03-02", "starts": "09:00", "ends": "12:00"}
    form = MoveMeetingForm(sent | {"place": address})
    assert form.is_valid(), form.errors
    with acting_as(people.alice):
        calendar.move_meeting(meeting, by=people.alice, at=NOW, **form.cleaned_data)
    assert fresh(meeting).place == address


# ── Alerts, links, names ────────────────────────────────────────────────────────────────────────


def test_a_cycle_that_nobody_facilitates_alerts_the_coordination(people):
    coordination = [people.alice.email, people.chloe.email]
    cycle = hosted(1)
    seated(cycle, "Adèle")
    propose(cycle, people.alice)
    answer(turn_at(cycle, 1), accepted=False)
    assert written("Une rencontre est sans hôte") == coordination


def test_a_facilitator_whose_account_is_closed_is_nobody(people):
    gone = make_user("Basile", "animation")
    cycle = hosted(1, facilitators=[gone])
    seated(cycle, "Adèle")
    propose(cycle, people.alice)
    with acting_as_system():
        type(gone).objects.filter(pk=gone.pk).update(ends_on=date(2020, 1, 1))
    answer(turn_at(cycle, 1), accepted=False)
    assert written("Une rencontre est sans hôte") == [people.alice.email]


def test_open_groups_are_those_that_this_member_may_register_for(people):
    for audience in Audience.values:
        cycle = support.group()
        with acting_as_system():
            Group.objects.filter(pk=cycle.group_id).update(audience=audience, title=audience)
    closed = support.group()
    with acting_as_system():
        Group.objects.filter(pk=closed.group_id).update(closed_on=date(2026, 1, 1))

    def offered(user):
        with acting_as(user):
            return {one.group.title for one in supervision.open_groups(user, support.NOW)}

    assert offered(people.tara) == {"tous", "reseau", "therapeutes"}
    assert offered(people.ines) == {"tous", "reseau", "interpretes"}


def test_names_with_an_accent_stand_beside_those_without(people):
    made = workers.make_group(people.alice)
    for name in ("Zoé", "Élise", "eugénie", "Édith", "Fanny"):
        workers.join(made, people.alice, name)
    with acting_as(people.alice):
        assert [str(one) for one in working.members(made)] == ["Édith", "Élise", "eugénie", "Fanny", "Zoé"]


# ── Two facilitators ────────────────────────────────────────────────────────────────────────────


def at_commit(facts) -> str:
    """What the database says once everything of a transaction is written."""
    try:
        with transaction.atomic(), acting_as_system():
            facts()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        return str(error)
    return ""


def announced(sectors=()):
    cycle = make_cycle(kind="intervision", published=True)
    for n, sector in enumerate(sectors):
        cycle.facilitations.create(user=make_user(f"Guide {n}", "animation"), sector=sector)


def test_an_intervision_announced_from_the_start_has_its_two_facilitators(people):
    assert "two facilitators" in at_commit(announced)
    assert "two facilitators" in at_commit(lambda: announced(["social"]))
    assert at_commit(lambda: announced(["sante_mentale", "social"])) == ""
    assert at_commit(lambda: make_cycle(kind="intervision", published=False, title="Mardi")) == ""
    with acting_as_system():
        assert Cycle.objects.count() == 2
        assert Meeting.objects.count() == 0
