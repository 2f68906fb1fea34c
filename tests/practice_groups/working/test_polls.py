"""The next date of a group asked of its members: nobody becomes a contact, and the meeting is counted once."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from networks.agenda.polls import access as poll_access
from networks.agenda.polls import actions as polls
from networks.models import Activity, Contact, PollInvitee
from practice_groups.models import Meeting
from practice_groups.working import actions
from tests.practice_groups.working.field import NOW, join, make_group

WANDA = "wanda@ailleurs.example"


@pytest.fixture
def group(people):
    """Victor has an account, Wanda an address alone, Yves nothing."""
    group = make_group(people.alice)
    join(group, people.alice, "", email=people.victor.email)
    join(group, people.alice, "Wanda Merle", email=WANDA)
    join(group, people.alice, "Yves Carrel")
    return group


@pytest.fixture
def asked(people, group):
    return _ask(group, people.alice)


def test_members_without_account_are_asked_and_no_contact_is_made(people, asked):
    with acting_as_system():
        assert {str(one) for one in asked.poll.invitees.all()} == {"Victor", "Wanda Merle"}
        assert not Contact.objects.exists()
        OutgoingMail.objects.get(to=WANDA, subject="Une date vous est demandée")


def test_who_refused_the_announcements_of_the_centre_is_still_a_member_of_her_group(people, group):
    with acting_as_system():
        Contact.objects.create(name="Wanda Merle", email=WANDA, refused_on=NOW.date())
    _ask(group, people.alice)
    with acting_as_system():
        assert OutgoingMail.objects.filter(to=WANDA, subject="Une date vous est demandée").count() == 1
        assert Contact.objects.get().refused_on == NOW.date()


def test_she_answers_by_her_link_is_reminded_and_told_then_her_address_is_forgotten(
    people, browser_of, asked
):
    with acting_as(people.alice):
        assert polls.remind(asked.poll, by=people.alice, at=NOW + timedelta(days=1)) == 2
    address = _link("Rappel")
    choices = {f"date_{one.pk}": "oui" for one in asked.poll.dates.all()}
    page = browser_of().get(address)
    assert page.status_code == 200 and "Exil, santé" not in page.content.decode()
    assert browser_of().post(address, choices).status_code == 302
    assert (
        "Wanda Merle"
        in browser_of(people.alice).get(f"/reseau/vie/sondages/{asked.poll_id}/").content.decode()
    )
    _close(asked, people.alice)
    with acting_as_system():
        OutgoingMail.objects.get(to=WANDA, subject="La date est retenue")
        wanda = asked.poll.invitees.get(user=None)
        assert (wanda.name, wanda.email, wanda.answered_at is not None) == ("Wanda Merle", "", True)


def test_an_address_that_has_an_account_by_now_is_that_account(people, group):
    from tests.people import make_user

    account = make_user("Wanda", "benevole")
    with acting_as_system():
        group.members.filter(email=WANDA).update(email=account.email.upper())
    asked = _ask(group, people.alice)
    with acting_as_system():
        assert set(asked.poll.invitees.values_list("user", flat=True)) == {people.victor.pk, account.pk}


def test_whoever_leaves_the_group_is_no_longer_asked(people, group, asked):
    token = _link("Une date vous est demandée").split("/")[-2]
    with acting_as(people.alice):
        poll_access.invitee_of(token)
        group.refresh_from_db()
        for member in group.members.exclude(user=None, email=""):
            group.refresh_from_db()
            left = {"until": NOW.date(), "by": people.alice, "at": NOW}
            actions.end_member(member, version=group.version, **left)
    with acting_as_system():
        assert not asked.poll.invitees.exists()


def test_the_database_wants_one_way_to_reach_somebody(people, asked):
    with acting_as_system():
        for facts in ({}, {"user": people.omar, "name": "Omar", "email": "o@x.example"}, {"email": WANDA}):
            with pytest.raises(IntegrityError, match="invitee_is_somebody"), transaction.atomic():
                PollInvitee.objects.create(poll=asked.poll, token_hash=b"1", **facts)
        with pytest.raises(IntegrityError, match="an_address_is_asked_once"), transaction.atomic():
            PollInvitee.objects.create(poll=asked.poll, token_hash=b"1", name="W", email=WANDA.upper())


def test_its_date_becomes_a_meeting_and_no_activity(people, browser_of, asked):
    _close(asked, people.alice)
    with acting_as(people.alice):
        meeting = actions.keep_polled_date(asked, by=people.alice, at=NOW)
    with acting_as_system():
        asked.poll.refresh_from_db()
        assert asked.poll.activity is None and not Activity.objects.exists()
        assert Meeting.objects.get().pk == meeting.pk


def test_the_page_of_such_a_poll_promises_no_activity(people, browser_of):
    now = timezone.now()
    group = make_group(people.alice, at=now)
    join(group, people.alice, "Wanda Merle", email=WANDA, at=now)
    asked = _ask(group, people.alice, at=now)
    alice, page = browser_of(people.alice), f"/reseau/vie/sondages/{asked.poll_id}/"
    assert "activité est prévue" not in alice.get(page).content.decode()
    chosen = {"date": str(asked.poll.dates.first().pk)}
    shown = alice.post(f"{page}clore/", chosen, follow=True).content.decode()
    assert "La date est retenue" in shown and "activité est prévue" not in shown
    with acting_as_system():
        assert not Activity.objects.exists()


def _ask(group, by, *, at=NOW):
    dates = [(at + timedelta(days=days), at + timedelta(days=days, hours=2)) for days in (20, 21)]
    with acting_as(by):
        return actions.poll_members(
            group, title="Prochaine date", place="", dates=dates, answer_by=None, by=by, at=at
        )


def _close(asked, by, *, at=NOW):
    with acting_as(by):
        polls.close_poll(asked.poll, date=asked.poll.dates.first(), by=by, at=at)


def _link(subject: str) -> str:
    mail = OutgoingMail.objects.get(to=WANDA, subject__startswith=subject)
    return re.search(r"/reseau/sondages/\S+/", mail.body)[0]
