"""The poll from door to door: the coordinator's pages, the link of somebody without an account, the panel."""

import re

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from centre.models import OutgoingMail
from networks.agenda.polls import actions
from networks.models import Contact, DatePoll, PollAnswer, PollInvitee
from tests.networks.agenda.field import answer, contact, link, mails, poll

NOW = timezone.now()
INVALID = "Ce lien n’est plus valable. Demandez-en un nouveau."
TOMORROWS = {
    f"{name}_{number}": value
    for number in (1, 2, 5)
    for name, value in (("day", f"2031-03-{10 + number}"), ("hour", "14:00"), ("minutes", "90"))
}


def said(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def fields(of: DatePoll, *choices) -> dict:
    return {f"date_{one.pk}": choice for one, choice in zip(of.dates.all(), choices, strict=True)}


def test_from_the_form_to_the_date_kept(people, browser_of):
    alice, victor = browser_of(people.alice), browser_of(people.victor)
    form = alice.get(reverse("networks:open_poll"))
    assert form.status_code == 200
    typed = TOMORROWS | {
        "title": "Groupe de travail",
        "members": [people.victor.pk],
        "typed": "Denis Figarol <Denis@Ailleurs.example>\n",
    }
    sent = alice.post(reverse("networks:open_poll"), typed, follow=True)
    assert "chaque personne reçoit son lien" in said(sent)
    made = DatePoll.objects.get()
    assert [f"{timezone.localtime(one.starts_at):%d %H:%M}" for one in made.dates.all()] == [
        "11 14:00",
        "12 14:00",
        "15 14:00",
    ]
    assert set(mails()) == {people.victor.email, "denis@ailleurs.example"}

    stranger, path = browser_of(), link(mails()["denis@ailleurs.example"])
    page = stranger.get(path)
    assert page.status_code == 200 and "no-cache" in page["Cache-Control"]
    assert "Groupe de travail" in said(page) and "Victor" not in said(page)
    done = stranger.post(path, fields(made, "oui", "si_besoin", "non"), follow=True)
    assert "Votre réponse est enregistrée" in said(done)

    assert "À répondre" in said(victor.get(reverse("networks:polls_panel")))
    mine = reverse("networks:my_poll", args=[made.pk])
    victor.post(mine, fields(made, "oui", "non", "non"))
    assert "Réponse donnée" in said(victor.get(reverse("networks:polls_panel")))
    assert "Denis" not in said(victor.get(mine))

    page = alice.get(reverse("networks:poll", args=[made.pk]))
    assert "2 sur 2" in said(page) and "Denis Figarol" in said(page)
    close = reverse("networks:close_poll", args=[made.pk])
    assert "Date retenue" in said(alice.post(close, {"date": made.dates.first().pk}, follow=True))
    assert said(stranger.get(path)).count(INVALID) == 1
    assert "Date retenue" in said(victor.get(reverse("networks:polls_panel")))
    assert "Ce sondage est clos" in said(victor.get(mine))
    refused = victor.post(mine, fields(made, "non", "non", "non"))
    assert "Ce sondage est clos" in said(refused)
    assert PollAnswer.objects.filter(invitee__user=people.victor, choice="oui").count() == 1


def test_a_scanner_that_opens_every_link_changes_nothing(people, browser_of):
    made = poll(people.alice, members=[people.victor], contacts=[contact()], at=NOW)
    before = list(PollInvitee.objects.order_by("pk").values()), DatePoll.objects.values().get()
    for mail in mails().values():
        for method in ("get", "head", "options"):
            getattr(browser_of(), method)(link(mail))
    assert (list(PollInvitee.objects.order_by("pk").values()), DatePoll.objects.values().get()) == before
    assert not PollAnswer.objects.exists() and made.invitees.count() == 2


def test_an_answer_takes_the_csrf_token_of_the_page(people):
    made = poll(people.alice, contacts=[contact()], at=NOW)
    path, stranger = link(next(iter(mails().values()))), Client(enforce_csrf_checks=True)
    typed = fields(made, "oui", "oui", "oui")
    assert stranger.post(path, typed).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', stranger.get(path).content.decode())[1]
    assert stranger.post(path, typed | {"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("token", ["x", "é" * 20, "a" * 43, Signer(salt="networks.announcements").sign("m1")])
def test_unknown_and_foreign_links_say_the_same(people, browser_of, token):
    for method in ("get", "post"):
        answered = getattr(browser_of(), method)(reverse("networks:answer_poll", args=[token]))
        assert answered.status_code == 409 and INVALID in said(answered)


def test_the_link_of_a_closed_account_is_closed(people, browser_of):
    poll(people.alice, members=[people.victor], at=NOW)
    people.victor.is_active = False
    people.victor.save()
    assert INVALID in said(browser_of().get(link(mails()[people.victor.email])))


def test_an_unanswered_date_is_asked_for_again(people, browser_of):
    made = poll(people.alice, contacts=[contact()], at=NOW)
    path, typed = link(next(iter(mails().values()))), fields(made, "oui", "oui", "oui")
    last = typed.popitem()[0]
    page = said(browser_of().post(path, typed))
    assert "Choisissez une réponse" in page and page.count(" checked") == 2
    assert not PollAnswer.objects.exists()
    assert "Choisissez une réponse" in said(browser_of().post(path, typed | {last: "peut-être"}))


def test_somebody_else_s_poll_is_not_there(people, browser_of):
    made = poll(people.alice, members=[people.tara], at=NOW)
    assert browser_of(people.victor).get(reverse("networks:my_poll", args=[made.pk])).status_code == 404
    assert browser_of(people.victor).get(reverse("networks:poll", args=[made.pk])).status_code == 404
    assert "Aucune date" in said(browser_of(people.victor).get(reverse("networks:polls_panel")))


def test_mails_name_nobody_but_the_recipient_nor_the_subject(people):
    made = poll(people.alice, title="Violences", members=[people.victor], contacts=[contact()], at=NOW)
    actions.remind(made, by=people.alice, at=NOW)
    actions.close_poll(made, date=made.dates.first(), by=people.alice, at=NOW)
    names = {people.victor.email: "Victor", Contact.objects.get().email: "Colette Escoubet"}
    everybody = {"Victor", "Colette Escoubet", "Alice", "Violences"}
    written = OutgoingMail.objects.all()
    assert len(written) == 6
    for mail in written:
        for name in everybody - {names[mail.to]}:
            assert name not in mail.body + mail.subject


@pytest.mark.parametrize(
    "line",
    ["Denis", "denis@ailleurs.example", "<denis@ailleurs.example>", "Denis <denis>", "Denis <a@b.example> x"],
)
def test_a_line_that_is_not_a_person_is_asked_again(people, browser_of, line):
    typed = TOMORROWS | {"title": "Groupe", "typed": line}
    page = said(browser_of(people.alice).post(reverse("networks:open_poll"), typed))
    assert "à corriger" in page and not DatePoll.objects.exists()


def test_a_day_without_its_hour_is_asked_again(people, browser_of):
    typed = TOMORROWS | {"title": "Groupe", "members": [people.victor.pk], "day_7": "2031-03-20"}
    page = said(browser_of(people.alice).post(reverse("networks:open_poll"), typed))
    assert "Indiquez le jour et l’heure." in page and not DatePoll.objects.exists()
    skipped = TOMORROWS | {
        "title": "G",
        "members": [people.victor.pk],
        "day_7": "2031-03-30",
        "hour_7": "02:30",
    }
    assert "Cette heure n’existe pas" in said(
        browser_of(people.alice).post(reverse("networks:open_poll"), skipped)
    )


@pytest.mark.parametrize("name", ["polls", "polls_panel"])
def test_lists_ask_the_database_the_same_number_of_times(people, browser_of, name):
    alice = browser_of(people.alice)

    def count():
        with CaptureQueriesContext(connection) as queries:
            alice.get(reverse(f"networks:{name}"))
        return len(queries)

    poll(people.alice, members=[people.alice, people.tara], at=NOW)
    count()
    one = count()
    for number in range(4):
        poll(
            people.alice, title=f"Sondage {number}", members=[people.alice, people.omar, people.tara], at=NOW
        )
    assert count() == one


def test_the_table_of_answers_asks_the_same_number_of_times(people, browser_of):
    alice = browser_of(people.alice)
    small = poll(people.alice, members=[people.tara], at=NOW)
    large = poll(
        people.alice, members=[people.tara, people.omar, people.victor], contacts=[contact()], at=NOW
    )
    answer(small, people.tara, "oui", "oui", "oui", at=NOW)
    for user in (people.tara, people.omar, people.victor):
        answer(large, user, "oui", "oui", "oui", at=NOW)
    counts = []
    for made in (small, small, large):
        with CaptureQueriesContext(connection) as queries:
            alice.get(reverse("networks:poll", args=[made.pk]))
        counts.append(len(queries))
    assert counts[1] == counts[2]
