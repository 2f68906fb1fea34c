"""Hosting through HTTP: who opens what, who may press which button, what a page costs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import OutgoingMail
from practice_groups.choices import TurnState
from practice_groups.intervision.tasks import PATIENCE, remind
from practice_groups.models import HostingTurn, Meeting, SituationTurn
from tests.people import make_user
from tests.practice_groups.intervision.field import hosted, hosts, seated
from tests.statements import cost


@pytest.fixture
def now():
    return timezone.now()


def season(anne, *names, meetings=3, **facts):
    """Anne's hosted cycle whose meetings all come next month or later; her people."""
    now = timezone.now()
    cycle = hosted(0, facilitators=[anne], at=now, **facts)
    with acting_as_system():
        for n in range(meetings):
            day = (now + timedelta(days=40 + 28 * n)).replace(hour=9, minute=0)
            Meeting.objects.create(cycle=cycle, number=n + 1, starts_at=day, ends_at=day + timedelta(hours=3))
    return cycle, seated(cycle, *names)


def url(name, *args):
    return reverse(f"practice_groups:{name}", args=args)


def keep(browser, cycle):
    """Read the proposal, press its button."""
    page = browser.get(url("propose_rotation", cycle.pk))
    return browser.post(url("propose_rotation", cycle.pk), {"mark": page.context["mark"]})


def living(name):
    with acting_as_system():
        return HostingTurn.objects.living().get(registration__user__display_name=name)


def test_from_the_proposal_to_the_host_s_answer(people, browser_of):
    cycle, (adele, _basile) = season(people.anne, "Adèle", "Basile", meetings=2)
    anne, her = browser_of(people.anne), browser_of(adele.user)
    assert "Garder cette rotation" in anne.get(url("propose_rotation", cycle.pk)).text
    assert keep(anne, cycle).url == url("rotation", cycle.pk)
    assert "Proposé" in anne.get(url("rotation", cycle.pk)).text
    turn = living("Adèle")
    assert url("answer_hosting", turn.pk) in her.get(url("my_turns")).text
    assert her.get(url("answer_hosting", turn.pk)).status_code == 200
    assert living("Adèle").state == TurnState.PROPOSED, "the mailed link shows and answers nothing"
    assert her.post(url("answer_hosting", turn.pk), {"accepted": "oui"}).url == url("my_turns")
    assert living("Adèle").state == TurnState.CONFIRMED
    assert "Maison de Adèle" in anne.get(url("rotation", cycle.pk)).text
    assert "Rien à changer" in anne.get(url("propose_rotation", cycle.pk)).text


def test_an_answer_that_is_none_is_asked_again(people, browser_of):
    cycle, (adele,) = season(people.anne, "Adèle", meetings=1)
    keep(browser_of(people.anne), cycle)
    answer = browser_of(adele.user).post(url("answer_hosting", living("Adèle").pk), {"accepted": "peut-être"})
    assert answer.status_code == 200 and "Choisissez une réponse" in answer.text


def test_a_stale_proposal_is_shown_anew(people, browser_of):
    cycle, _ = season(people.anne, "Adèle")
    anne = browser_of(people.anne)
    mark = anne.get(url("propose_rotation", cycle.pk)).context["mark"]
    seated(cycle, "Basile")
    answer = anne.post(url("propose_rotation", cycle.pk), {"mark": mark})
    assert answer.status_code == 200 and "La rotation a changé depuis" in answer.text
    assert answer.context["mark"] != mark and set(hosts(cycle)) == {"–"}


def test_more_people_than_meetings_says_who_and_what_to_do(people, browser_of):
    cycle, _ = season(people.anne, "Adèle", "Basile", "Camille", meetings=2)
    page = browser_of(people.anne).get(url("propose_rotation", cycle.pk)).text
    assert "Plus de participants que de rencontres" in page
    assert "Camille" in page and "Ajoutez 1 rencontre au calendrier" in page


def test_strangers_find_nothing(people, browser_of):
    cycle, (adele, basile) = season(people.anne, "Adèle", "Basile", meetings=2)
    keep(browser_of(people.anne), cycle)
    turn, meeting = living("Adèle"), living("Adèle").meeting_id
    other = make_user("Agathe", "animation")
    for who in (other, basile.user, people.victor):
        browser = browser_of(who)
        for page in ("rotation", "propose_rotation", "propose_situations"):
            assert browser.get(url(page, cycle.pk)).status_code == 404
        for page, pk in (
            ("assign_host", meeting),
            ("set_visit", meeting),
            ("answer_hosting", turn.pk),
            ("host_wishes", adele.pk),
        ):
            assert browser.get(url(page, pk)).status_code == 404
            assert browser.post(url(page, pk)).status_code == 404
        assert browser.post(url("mark_hosted", turn.pk)).status_code == 404
    assert "Adèle" not in browser_of(basile.user).get(url("my_turns")).text


def test_a_host_says_where_when_and_shows_her_structure(people, browser_of):
    cycle, (adele,) = season(people.anne, "Adèle", meetings=1)
    her = browser_of(adele.user)
    wishes = url("host_wishes", adele.pk)
    answer = her.post(wishes, {"host_address": "2 rue Haute", "host_commune": "Montpellier, Nîmes"})
    assert "une seule commune" in answer.text and "2 rue Haute" in answer.text
    answer = her.post(wishes, {"host_address": "2 rue Haute", "host_commune": "Montpelier"})
    assert "Vouliez-vous dire" in answer.text
    her.post(wishes, {"host_address": "2 rue Haute", "host_commune": "Nîmes"})
    keep(browser_of(people.anne), cycle)
    turn = living("Adèle")
    her.post(url("answer_hosting", turn.pk), {"accepted": "oui"})
    visit = url("set_visit", turn.meeting_id)
    assert "tenir dans" in her.post(visit, {"starts": "01:00", "ends": "02:00", "version": 2}).text
    with acting_as_system():
        starts = timezone.localtime(Meeting.objects.get(pk=turn.meeting_id).starts_at)
    typed = {
        "starts": f"{starts + timedelta(hours=1):%H:%M}",
        "ends": f"{starts + timedelta(hours=2):%H:%M}",
        "version": 2,
    }
    assert her.post(visit, typed).url == url("my_turns")
    shown = f"{starts + timedelta(hours=1):%-H h %M}".replace(" ", "\u00a0")
    assert shown in her.get(url("my_turns")).text


def test_somebody_is_chosen_by_hand(people, browser_of):
    cycle, (_adele, basile) = season(people.anne, "Adèle", "Basile", meetings=1)
    anne = browser_of(people.anne)
    meeting = cycle.meetings.get()
    assert "sans tour" in anne.get(url("assign_host", meeting.pk)).text
    assert "sélectionn" in anne.post(url("assign_host", meeting.pk), {"registration": "0"}).text.lower()
    anne.post(url("assign_host", meeting.pk), {"registration": basile.pk, "shown": ""})
    assert hosts(cycle) == ["Basile"]


def test_situations_from_the_proposal_to_the_theme(people, browser_of):
    cycle, (adele,) = season(people.anne, "Adèle", meetings=1)
    anne, her = browser_of(people.anne), browser_of(adele.user)
    assert "Adèle" in anne.get(url("propose_situations", cycle.pk)).text
    anne.post(url("propose_situations", cycle.pk))
    with acting_as_system():
        turn = SituationTurn.objects.get()
    her.post(url("answer_situation", turn.pk), {"accepted": "oui"})
    note = url("note_situation", turn.pk)
    assert "n’a pas encore eu lieu" in her.post(note, {"theme": "famille"}).text
    with acting_as_system():
        meeting = Meeting.objects.get()
        meeting.starts_at, meeting.ends_at = (
            one - timedelta(days=60) for one in (meeting.starts_at, meeting.ends_at)
        )
        meeting.save()
    assert her.post(note, {"theme": "un récit"}).status_code == 200
    assert her.post(note, {"theme": "famille"}).url == url("my_turns")
    assert "Famille, parentalité" in her.get(url("my_turns")).text
    assert anne.post(note, {"theme": "equipe"}).url == url("rotation", cycle.pk)


def test_a_silent_host_is_reminded_once(people, browser_of, now):
    cycle, _ = season(people.anne, "Adèle", "Basile", meetings=2)
    keep(browser_of(people.anne), cycle)
    assert remind(at=now + PATIENCE - timedelta(hours=1)) == 0
    assert remind(at=now + PATIENCE + timedelta(hours=1)) == 2
    assert remind(at=now + PATIENCE + timedelta(days=9)) == 0
    with acting_as_system():
        assert OutgoingMail.objects.filter(subject="Un tour attend votre réponse").count() == 2


def test_no_mail_says_who_or_what(people, browser_of):
    cycle, _ = season(people.anne, "Adèle", "Basile", meetings=2)
    keep(browser_of(people.anne), cycle)
    with acting_as_system():
        for mail in OutgoingMail.objects.filter(to="adele@centre.example"):
            for word in ("Basile", "Intervision", "Anne", "Maison de"):
                assert word not in mail.subject + mail.body


@pytest.mark.parametrize("page", ["rotation", "propose_rotation", "propose_situations"])
def test_what_a_page_of_the_facilitator_costs(people, browser_of, page):
    few, _ = season(people.anne, "Adèle", meetings=1)
    many, _ = season(people.anne, "Basile", "Camille", "Denis", "Élise", meetings=6, title="Mardi")
    anne = browser_of(people.anne)
    for cycle in (few, many):
        keep(anne, cycle)
        if page == "rotation":
            anne.post(url("propose_situations", cycle.pk))
    assert cost(anne, url(page, few.pk)) == cost(anne, url(page, many.pk)) <= 8


def test_what_my_turns_cost(people, browser_of):
    costs = []
    for meetings in (1, 5):
        cycle, (who,) = season(
            people.anne, f"Personne {meetings}", meetings=meetings, title=f"Groupe {meetings}"
        )
        keep(browser_of(people.anne), cycle)
        costs.append(cost(browser_of(who.user), url("my_turns")))
    assert costs[0] == costs[1] <= 6
