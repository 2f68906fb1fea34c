"""Minutes: written by whoever prepares the cycle, read by those who take part, told by a mail that says nothing."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.attendance.minutes import actions
from practice_groups.models import GroupMember, Minutes
from practice_groups.states import MeetingState
from tests.practice_groups.attendance.makers import AT, TODAY, fresh, held, meeting, season, seat
from tests.practice_groups.field import leave

TEXT = "Nous avons parlé du cadre. Prochaine rencontre chez l’équipe mobile."


def write(monday, by, text=TEXT, *, version=0, send=False, at=AT) -> Minutes:
    with acting_as(by):
        return actions.write_minutes(monday, version=version, text=text, send=send, by=by, at=at)


@pytest.fixture
def cycle(people):
    return season(people.victor, people.omar, facilitators=[people.anne])


@pytest.fixture
def monday(cycle):
    return held(cycle)


def told() -> set[str]:
    with acting_as_system():
        return set(
            OutgoingMail.objects.filter(subject__startswith="Un compte rendu").values_list("to", flat=True)
        )


def page_of(browser, monday):
    return browser.get(reverse("practice_groups:minutes", args=[monday.pk]))


def test_a_draft_is_read_by_those_who_prepare_alone(people, monday, browser_of):
    write(monday, people.anne)
    assert told() == set()
    assert page_of(browser_of(people.victor), monday).status_code == 404
    assert "Brouillon" in page_of(browser_of(people.anne), monday).content.decode()
    with acting_as(people.victor):
        assert not Minutes.objects.exists()  # the database says the same


def test_sent_they_are_read_by_those_who_take_part(people, cycle, monday, browser_of):
    leave(seat(cycle, people.omar))
    write(monday, people.anne, send=True)
    assert told() == {people.victor.email}
    page = page_of(browser_of(people.victor), monday).content.decode()
    assert "parlé du cadre" in page and "modifié" not in page
    assert page_of(browser_of(people.omar), monday).status_code == 404  # he left
    with acting_as_system():
        mail = OutgoingMail.objects.get(to=people.victor.email, subject__startswith="Un compte rendu")
    assert "cadre" not in mail.body and "Intervision" not in mail.body


def test_members_of_a_working_group_read_them_too(people, cycle, monday, browser_of):
    with acting_as_system():
        GroupMember.objects.create(group=cycle.group, user=people.tara, since=TODAY)
        GroupMember.objects.create(
            group=cycle.group, user=people.theo, since=TODAY - timedelta(9), until=TODAY - timedelta(1)
        )
    write(monday, people.anne, send=True)
    assert told() == {user.email for user in (people.victor, people.omar, people.tara)}
    assert page_of(browser_of(people.tara), monday).status_code == 200
    assert page_of(browser_of(people.theo), monday).status_code == 404


def test_changed_after_it_was_sent_it_says_so_and_tells_nobody_twice(people, monday, browser_of):
    write(monday, people.anne, send=True, at=AT - timedelta(days=2))
    write(monday, people.alice, TEXT + " Corrigé.", version=1)
    page = page_of(browser_of(people.victor), monday).content.decode()
    assert "modifié le" in page and "Corrigé" in page
    with acting_as_system():
        assert (
            OutgoingMail.objects.filter(to=people.victor.email, subject__startswith="Un compte").count() == 1
        )


def test_two_authors_the_second_is_told_and_keeps_her_text(people, monday, browser_of):
    write(monday, people.anne)
    with pytest.raises(Refused, match="modifié par Anne"):
        write(monday, people.alice, "Autre version", version=0)
    url = reverse("practice_groups:write_minutes", args=[monday.pk])
    page = browser_of(people.alice).post(url, {"version": 0, "text": "Autre version"})
    assert (
        "modifié par Anne" in page.content.decode()
        and page.context["form"]["text"].value() == "Autre version"
    )
    with acting_as_system():
        assert Minutes.objects.get().text == TEXT


@pytest.mark.parametrize(
    "facts", [{"days": 3}, {"state": MeetingState.CANCELLED}, {"state": MeetingState.POSTPONED}]
)
def test_no_minutes_of_what_did_not_take_place(people, cycle, facts):
    with pytest.raises(Refused, match="compte rendu"):
        write(meeting(cycle, days=facts.pop("days", -9), **facts), people.anne)


def test_the_database_never_holds_the_text_in_clear(people, monday):
    written = write(monday, people.anne, send=True)
    write(monday, people.anne, "Deuxième texte", version=1)
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute("SELECT text FROM practice_groups_minutes")
        assert b"texte" not in bytes(cursor.fetchone()[0])
    history = apps.get_model("practice_groups", "MinutesWriteEvent")
    assert "text" not in {field.name for field in history._meta.local_fields}
    with acting_as_system():
        assert history.objects.filter(id=written.pk).count() == 2
    assert fresh(written).version == 2
