"""The pages of working groups through HTTP: who opens what, what a link shows, what a page costs."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from networks.agenda.polls import actions as polls
from networks.models import DatePoll
from practice_groups.models import AgendaPoint, Group, Meeting, MinutesLink
from practice_groups.working.actions import end_member
from tests.practice_groups.working.field import (
    add_point,
    add_situation,
    join,
    make_group,
    plan,
    postpone,
    settle,
    write_minutes,
)
from tests.statements import cost


def _url(name, *args):
    return reverse(f"practice_groups:{name}", args=args)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def group(people, now):
    """Alice's, kept by Anne; Victor is a member with an account, Wanda one without."""
    group = make_group(people.alice, facilitators=[people.anne], clinical=True, at=now)
    join(group, people.alice, "", email=people.victor.email, at=now)
    join(group, people.alice, "Wanda Merle", email="wanda@ailleurs.example", at=now)
    return group


@pytest.fixture
def held(people, group, now):
    return plan(group, people.alice, in_days=-3, at=now)


@pytest.mark.parametrize(
    ("name", "coordination", "facilitator", "member"),
    [
        ("working_groups", 200, 200, 404),
        ("working_group", 200, 200, 404),
        ("working_meeting", 200, 200, 404),
        ("note_presences", 200, 200, 404),
        ("plan_meeting", 200, 200, 404),
        ("settle_point", 200, 200, 404),
        ("create_working_group", 200, 404, 404),
        ("edit_working_group", 200, 404, 404),
        ("add_member", 200, 404, 404),
        ("edit_member", 200, 404, 404),
        ("end_member", 200, 404, 404),
        ("poll_members", 200, 404, 404),
        ("my_working_meeting", 404, 404, 200),
        ("my_working_groups", 200, 200, 200),
    ],
)
def test_who_opens_what(people, browser_of, group, held, now, name, coordination, facilitator, member):
    point = add_point(held, people.alice, at=now)
    with acting_as_system():
        one = group.members.order_by("pk").first()
    args = {
        "working_groups": [],
        "create_working_group": [],
        "my_working_groups": [],
        "working_meeting": [held.pk],
        "note_presences": [held.pk],
        "my_working_meeting": [held.pk],
        "settle_point": [point.pk],
        "edit_member": [one.pk],
        "end_member": [one.pk],
    }.get(name, [group.pk])
    for who, expected in (("alice", coordination), ("anne", facilitator), ("victor", member)):
        assert browser_of(getattr(people, who)).get(_url(name, *args)).status_code == expected, who
    for who in ("omar", "ada", "felix"):
        opened = browser_of(getattr(people, who)).get(_url(name, *args)).status_code
        assert opened == (200 if (who, name) == ("omar", "my_working_groups") else 404), who
    assert browser_of().get(_url(name, *args)).status_code == 302


def test_another_facilitator_sees_nothing_of_it(people, browser_of, group, held):
    from tests.people import make_user

    other = browser_of(make_user("Agathe", "animation"))
    assert "Exil, santé et soins" not in other.get(_url("working_groups")).content.decode()
    assert other.get(_url("working_group", group.pk)).status_code == 404
    assert other.get(_url("working_meeting", held.pk)).status_code == 404


def test_the_story_of_a_meeting_by_its_facilitator(people, browser_of, group, held):
    anne = browser_of(people.anne)
    page = _url("working_meeting", held.pk)
    version = _version(held)
    answer = anne.post(
        _url("add_point", held.pk),
        {"point-version": version, "point-title": "<script>alert(1)</script>"},
        follow=True,
    )
    shown = answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown and "<script>alert(1)" not in shown
    stale = anne.post(_url("add_point", held.pk), {"point-version": version, "point-title": "Le local"})
    assert stale.status_code == 200 and "modifiée entre-temps par Anne" in stale.content.decode()
    assert "Le local" in stale.content.decode(), "what was typed is kept"
    with acting_as_system():
        point = AgendaPoint.objects.get()
    settled = {"version": _version(held), "state": "traite", "decision": "Rue des Lilas."}
    anne.post(_url("settle_point", point.pk), settled)
    members = _members(group)
    noted = {"version": _version(held), "unnamed_heads": "2", "modality": "visio"}
    noted |= {f"member_{pk}": state for pk, state in zip(members, ("present", "excuse"), strict=True)}
    anne.post(_url("note_presences", held.pk), noted)
    shown = anne.get(page).content.decode()
    assert "Rue des Lilas." in shown and "dont 2 autres" in shown and "Wanda Merle" in shown
    member = browser_of(people.victor).get(_url("my_working_meeting", held.pk)).content.decode()
    assert "Rue des Lilas." in member and "Wanda" not in member


def test_a_get_never_writes_and_bad_input_says_so(people, browser_of, group, held):
    alice = browser_of(people.alice)
    for name in ("add_point", "add_situation"):
        assert alice.get(_url(name, held.pk)).status_code == 405
    refused = alice.post(_url("add_situation", held.pk), {"situation-version": _version(held)})
    assert refused.status_code == 200 and "error" in refused.content.decode()
    absurd = {"version": _version(held), "unnamed_heads": "-4"}
    assert "error" in alice.post(_url("note_presences", held.pk), absurd).content.decode()


# ── Minutes ─────────────────────────────────────────────────────────────────────────────────────


def test_minutes_reach_whoever_has_no_account_by_a_link_that_only_shows(people, browser_of, group, held, now):
    add_point(held, people.alice, "Le calendrier", at=now)
    write_minutes(held, people.anne, at=now)
    token = _token()
    stranger, address = browser_of(), _url("shared_minutes", _token())
    with acting_as_system():
        before = (MinutesLink.objects.values().get(), Meeting.objects.values().get(pk=held.pk))
        assert token.encode() not in bytes(before[0]["token_hash"])
    for _ in range(3):
        answer = stranger.get(address)
        assert answer.status_code == 200 and "Le groupe a décidé de se revoir." in answer.content.decode()
        assert "Le calendrier" in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
    assert stranger.post(address).status_code == 405
    with acting_as_system():
        assert (MinutesLink.objects.values().get(), Meeting.objects.values().get(pk=held.pk)) == before
    other = plan(group, people.alice, in_days=-2, at=now)
    assert stranger.get(_url("working_meeting", other.pk)).status_code == 302
    mail = OutgoingMail.objects.get(to="wanda@ailleurs.example", subject="Un compte rendu à lire")
    assert "Exil" not in mail.body and "décidé" not in mail.body


@pytest.mark.parametrize("case", ["unknown", "expired", "left", "replaced", "draft"])
def test_a_link_that_no_longer_holds_says_the_same_in_every_case(people, browser_of, group, held, now, case):
    minutes = write_minutes(held, people.alice, at=now)
    token, shown = _token(), browser_of()
    with acting_as_system():
        wanda = group.members.get(user=None)
        if case == "expired":
            MinutesLink.objects.update(expires_at=now - timedelta(seconds=1))
        if case == "draft":
            minutes.sent_at = None
            minutes.save()
    if case == "left":
        with acting_as(people.alice):
            group.refresh_from_db()
            end_member(wanda, version=group.version, until=timezone.localdate(now), by=people.alice, at=now)
    if case == "replaced":
        browser_of(people.alice).post(_url("resend_minutes", held.pk, wanda.pk))
        assert browser_of().get(_url("shared_minutes", _token(but=token))).status_code == 200
    answer = shown.get(_url("shared_minutes", "inconnu" if case == "unknown" else token))
    assert "Ce lien n’est plus valable" in answer.content.decode()
    assert "décidé" not in answer.content.decode()


# ── The next date by poll ───────────────────────────────────────────────────────────────────────


def test_the_date_that_members_prefer_becomes_a_meeting_once(people, browser_of, group, now):
    alice, day = browser_of(people.alice), timezone.localdate(now) + timedelta(days=20)
    typed = {"title": "Prochaine réunion", "place": "Mairie", "answer_by": ""}
    for number, delta in ((1, 0), (2, 1)):
        typed |= {
            f"day_{number}": f"{day + timedelta(days=delta):%Y-%m-%d}",
            f"hour_{number}": "14:00",
            f"minutes_{number}": "120",
        }
    assert alice.post(_url("poll_members", group.pk), typed).status_code == 302
    with acting_as_system():
        poll = DatePoll.objects.get()
        asked = {str(one) for one in poll.invitees.all()}
        (row,) = group.polls.all()
    assert asked == {"Victor", "Wanda Merle"}
    too_soon = alice.post(_url("keep_polled_date", row.pk))
    assert "Aucune date n’est encore retenue" in too_soon.content.decode()
    with acting_as(people.alice):
        polls.close_poll(poll, date=poll.dates.first(), by=people.alice, at=now)
    for _ in range(2):
        assert alice.post(_url("keep_polled_date", row.pk)).status_code == 302
    with acting_as_system():
        meeting = Meeting.objects.get(cycle__group=group)
    assert (timezone.localdate(meeting.starts_at), meeting.place) == (day, "Mairie")


# ── What a page costs ───────────────────────────────────────────────────────────────────────────


def test_what_waits_for_a_meeting_is_said(people, browser_of, group, held, now):
    settle(add_point(held, people.alice, at=now), people.alice, "reporte", at=now)
    shown = browser_of(people.alice).get(_url("working_group", group.pk)).content.decode()
    assert "1 point reporté, à l’ordre du jour" in shown


def test_the_list_costs_the_same_for_one_and_for_five(people, browser_of, group, now):
    alice = browser_of(people.alice)
    one = cost(alice, _url("working_groups"))
    for number in range(4):
        plan(make_group(people.alice, title=f"Groupe {number}", at=now), people.alice, at=now)
    assert cost(alice, _url("working_groups")) == one <= 6


def test_the_other_pages_too(people, browser_of, group, held, now):
    add_point(held, people.alice, at=now)
    urls = [(people.alice, _url("working_group", group.pk)), (people.alice, _url("working_meeting", held.pk))]
    urls += [(people.victor, _url("my_working_groups")), (people.victor, _url("my_working_meeting", held.pk))]
    before = [cost(browser_of(user), url) for user, url in urls]
    for number in range(4):
        member = join(group, people.alice, f"Membre {number}", at=now)
        add_point(held, people.alice, member=member, at=now)
    add_situation(held, people.alice, member, at=now)
    later = plan(group, people.alice, in_days=40, at=now)
    settle(add_point(held, people.alice, at=now), people.alice, "reporte", at=now)
    assert later.points.count() == 1
    postpone(
        plan(group, people.alice, in_days=50, at=now), people.alice, date.today() + timedelta(days=60), at=now
    )
    after = [cost(browser_of(user), url) for user, url in urls]
    assert after == before
    assert max(before) <= 8, before


def _version(meeting) -> int:
    with acting_as_system():
        return Meeting.objects.get(pk=meeting.pk).version


def _members(group: Group) -> list[int]:
    with acting_as_system():
        return list(group.members.order_by("pk").values_list("pk", flat=True))


def _token(*, but: str = "") -> str:
    """The token of the private link last mailed."""
    found = []
    for mail in OutgoingMail.objects.filter(subject="Un compte rendu à lire"):
        found += re.findall(r"compte-rendu/([\w-]+)/", mail.body)
    return next(token for token in found if token != but)
