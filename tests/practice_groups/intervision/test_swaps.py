"""Two people change turns: one asks for a date, the other alone agrees, and neither is told who the other is."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.links import INVALID_LINK
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.choices import SwapState, TurnState
from practice_groups.intervision.situations.actions import propose_situations
from practice_groups.intervision.swaps import actions
from practice_groups.models import HostingSwap, SituationSwap, SituationTurn
from practice_groups.registrations import links
from tests.people import browser_of
from tests.practice_groups.field import NOW, leave
from tests.practice_groups.intervision.field import answer, hosted, hosts, propose, seated, turn_at
from tests.statements import cost


@pytest.fixture
def cycle(people):
    """Three meetings, one host each, proposed."""
    cycle = hosted(3, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile", "Camille")
    propose(cycle, people.anne)
    return cycle


def ask(mine, wanted, *, at=NOW):
    user = mine.registration.user
    with acting_as(user):
        return actions.ask_swap(mine, wanted=wanted.pk, by=user, at=at)


def reply(wanted, swap, agreed=True, *, at=NOW):
    user = wanted.registration.user
    with acting_as(user):
        return actions.answer_swap(wanted, swap=swap.pk, agreed=agreed, by=user, at=at)


def state_of(swap) -> str:
    with acting_as_system():
        return type(swap).objects.get(pk=swap.pk).state


def told(subject) -> list[str]:
    with acting_as_system():
        return list(OutgoingMail.objects.filter(subject=subject).values_list("to", flat=True))


def at_nth(cycle, number) -> SituationTurn:
    with acting_as_system():
        turns = SituationTurn.objects.living().select_related("meeting__cycle__group", "registration__user")
        return turns.get(meeting__cycle=cycle, meeting__number=number)


# ── Hosting ─────────────────────────────────────────────────────────────────────────────────────


def test_agreed_each_hosts_in_the_other_s_place_and_is_confirmed(cycle):
    mine, wanted = turn_at(cycle, 1), turn_at(cycle, 3)
    before = hosts(cycle)
    answer(mine)
    swap = ask(turn_at(cycle, 1), wanted)
    assert told("Quelqu’un vous propose d’échanger vos tours") == [wanted.registration.user.email]
    assert hosts(cycle) == before, "nothing changes before she answers"
    reply(wanted, swap)
    assert hosts(cycle) == [before[2], before[1], before[0]]
    for number, owner in ((1, wanted), (3, mine)):
        turn = turn_at(cycle, number)
        assert turn.state == TurnState.CONFIRMED
        assert turn.meeting.place == owner.registration.host_address and turn.meeting.visit_from
    assert state_of(swap) == SwapState.AGREED
    assert told("Votre échange est accepté") == [mine.registration.user.email]


def test_declined_nothing_moves_and_another_may_be_asked(cycle):
    mine, wanted = turn_at(cycle, 1), turn_at(cycle, 3)
    before = hosts(cycle)
    reply(wanted, ask(mine, wanted), agreed=False)
    assert hosts(cycle) == before and turn_at(cycle, 1).state == TurnState.PROPOSED
    assert told("Votre échange n’est pas possible") == [mine.registration.user.email]
    ask(mine, turn_at(cycle, 2))


def test_one_question_at_a_time_and_it_may_be_taken_back(cycle):
    mine, wanted = turn_at(cycle, 1), turn_at(cycle, 3)
    swap, user = ask(mine, wanted), mine.registration.user
    with pytest.raises(Refused, match="déjà demandé un échange"):
        ask(mine, turn_at(cycle, 2))
    with acting_as(user):
        actions.withdraw_swap(mine, withdrawn=swap.pk, by=user, at=NOW)
    with pytest.raises(Refused, match="Les tours ont changé"):
        reply(wanted, swap)
    assert state_of(ask(mine, turn_at(cycle, 2))) == SwapState.ASKED


def test_a_question_whose_turn_went_elsewhere_holds_nothing_up(cycle):
    mine, wanted = turn_at(cycle, 1), turn_at(cycle, 3)
    swap = ask(mine, wanted)
    answer(wanted, accepted=False)
    with pytest.raises(Refused, match="il ne s’échange plus"):
        reply(wanted, swap)
    ask(mine, turn_at(cycle, 2))
    assert state_of(swap) == SwapState.WITHDRAWN


def test_who_asked_then_gave_back_or_left_exchanges_nothing(cycle):
    mine, wanted = turn_at(cycle, 1), turn_at(cycle, 3)
    swap = ask(mine, wanted)
    leave(mine.registration)
    with pytest.raises(Refused, match="Les tours ont changé"):
        reply(wanted, swap)
    assert state_of(swap) == SwapState.ASKED, "refused, nothing is written"
    assert turn_at(cycle, 3).registration == wanted.registration


def test_what_cannot_be_asked_for(cycle, people):
    mine = turn_at(cycle, 1)
    other = hosted(1, facilitators=[people.anne], title="Un autre groupe")
    seated(other, "Denis")
    propose(other, people.anne)
    for wanted in (mine, turn_at(other, 1)):
        with pytest.raises(Refused, match="Les tours ont changé"):
            ask(mine, wanted)
    with pytest.raises(Refused, match="il ne s’échange plus"):
        ask(mine, turn_at(cycle, 3), at=mine.meeting.starts_at + timedelta(hours=1))


def test_who_hosts_twice_changes_with_who_hosts_once(people):
    """The database lets nobody host twice before the others once: the order of the two writes keeps to it."""
    cycle = hosted(3, facilitators=[people.anne])
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne)
    names = hosts(cycle)
    twice = next(name for name in names if names.count(name) == 2)
    mine, wanted = (
        turn_at(cycle, names.index(twice) + 1),
        turn_at(cycle, next(n + 1 for n in range(3) if names[n] != twice)),
    )
    reply(wanted, ask(mine, wanted))
    assert sorted(hosts(cycle)) == sorted(names) and hosts(cycle) != names


def test_agreed_twice_is_agreed_once(cycle):
    mine, wanted = turn_at(cycle, 1), turn_at(cycle, 3)
    swap = ask(mine, wanted)
    reply(wanted, swap)
    after = hosts(cycle)
    assert reply(wanted, swap).state == SwapState.AGREED and hosts(cycle) == after


# ── Situations ──────────────────────────────────────────────────────────────────────────────────


def test_situations_are_exchanged_too(cycle, people):
    with acting_as(people.anne):
        propose_situations(cycle, by=people.anne, at=NOW)
    mine, wanted = at_nth(cycle, 1), at_nth(cycle, 2)
    swap = ask(mine, wanted)
    assert isinstance(swap, SituationSwap)
    reply(wanted, swap)
    first, second = at_nth(cycle, 1), at_nth(cycle, 2)
    assert (first.registration, second.registration) == (wanted.registration, mine.registration)
    assert first.state == second.state == TurnState.CONFIRMED


# ── What the database holds ─────────────────────────────────────────────────────────────────────


def test_nobody_but_the_other_agrees(cycle):
    mine, wanted, third = (turn_at(cycle, number) for number in (1, 3, 2))
    swap = ask(mine, wanted)
    for turn, state in ((mine, "acceptee"), (wanted, "retiree"), (third, "acceptee"), (third, "retiree")):
        with acting_as(turn.registration.user):
            try:
                with transaction.atomic():
                    changed = HostingSwap.objects.filter(pk=swap.pk).update(state=state, answered_at=NOW)
            except DatabaseError:
                changed = 0
        assert not changed, (turn, state)
    with acting_as(third.registration.user):
        assert not HostingSwap.objects.exists()
    with acting_as(mine.registration.user), pytest.raises(DatabaseError), transaction.atomic():
        HostingSwap.objects.create(mine=mine, wanted=third, asked_at=NOW)


def test_two_turns_that_hold_of_two_people_of_one_cycle(cycle, people):
    mine, wanted = turn_at(cycle, 1), turn_at(cycle, 3)
    other = hosted(1, facilitators=[people.anne], title="Un autre groupe")
    seated(other, "Denis")
    propose(other, people.anne)
    answer(wanted, accepted=False)
    for theirs in (turn_at(other, 1), wanted, mine):
        with acting_as_system(), pytest.raises(IntegrityError), transaction.atomic():
            HostingSwap.objects.create(mine=mine, wanted=theirs, asked_at=NOW)


# ── The pages ───────────────────────────────────────────────────────────────────────────────────


def text(page) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode())))


@pytest.fixture
def soon(people):
    """A cycle whose meetings are to come, whenever this runs; nobody of it has a password."""
    cycle = hosted(2, facilitators=[people.anne])
    with acting_as_system():
        for number, meeting in enumerate(cycle.meetings.order_by("starts_at"), start=1):
            meeting.starts_at = timezone.now() + timedelta(days=30 * number)
            meeting.ends_at = meeting.starts_at + timedelta(hours=3)
            meeting.save()
        type(cycle).objects.filter(pk=cycle.pk).update(ends_on=timezone.localdate() + timedelta(days=90))
    seated(cycle, "Adèle", "Basile")
    propose(cycle, people.anne, at=timezone.now())
    return cycle


def page_of(turn, kind="accueil") -> str:
    return reverse("practice_groups:my_turn", args=[links.token_of(turn.registration), kind, turn.pk])


def test_by_her_link_she_answers_asks_and_agrees(soon):
    mine, wanted = turn_at(soon, 1), turn_at(soon, 2)
    link = reverse("practice_groups:my_registration", args=[links.token_of(mine.registration)])
    body = OutgoingMail.objects.get(to=mine.registration.user.email, subject__startswith="Un tour vous").body
    assert link in body, "the mail leads to the page that opens without login"
    visitor = browser_of()
    assert page_of(mine) in visitor.get(link).content.decode()
    shown = text(visitor.get(page_of(mine)))
    assert "Je confirme ce tour" in shown and "Demander l’échange" in shown
    assert turn_at(soon, 1).state == TurnState.PROPOSED, "the link shows"
    assert "Votre tour est confirmé" in text(visitor.post(page_of(mine), {"accepted": "oui"}, follow=True))
    assert turn_at(soon, 1).meeting.place == mine.registration.host_address
    said = text(visitor.post(page_of(mine), {"wanted": wanted.pk}, follow=True))
    assert "Votre demande d’échange est envoyée" in said
    assert "Vous avez demandé un échange" in text(visitor.get(page_of(mine)))
    inbox = reverse("practice_groups:my_registration", args=[links.token_of(wanted.registration)])
    assert "On vous propose un échange" in text(visitor.get(inbox)), (
        "where the mail leads, the question is seen"
    )
    hers = text(visitor.get(page_of(wanted)))
    assert "On vous propose un échange" in hers
    assert mine.registration.user.display_name not in hers
    with acting_as_system():
        swap = HostingSwap.objects.get()
    said = text(visitor.post(page_of(wanted), {"swap": swap.pk, "agreed": "oui"}, follow=True))
    assert "L’échange est fait" in said
    assert turn_at(soon, 1).registration == wanted.registration


def test_her_wishes_too(soon):
    turn = turn_at(soon, 1)
    page = reverse("practice_groups:my_wishes", args=[links.token_of(turn.registration)])
    visitor = browser_of()
    assert visitor.get(page).status_code == 200
    typed = {"host_address": "3 rue Neuve", "host_commune": ""}
    assert "souhaits d’accueil sont enregistrés" in text(visitor.post(page, typed, follow=True))
    turn.registration.refresh_from_db()
    assert turn.registration.host_address == "3 rue Neuve"


def test_her_link_opens_her_own_turns_alone(soon):
    mine, wanted = turn_at(soon, 1), turn_at(soon, 2)
    token, visitor = links.token_of(mine.registration), browser_of()
    for args in ([token, "accueil", wanted.pk], [token, "situation", mine.pk], [token, "autre", mine.pk]):
        page = reverse("practice_groups:my_turn", args=args)
        for opened in (visitor.get(page), visitor.post(page, {"accepted": "oui"})):
            assert opened.status_code == 404
    forged = reverse("practice_groups:my_turn", args=["1:x", "accueil", mine.pk])
    assert INVALID_LINK in text(visitor.get(forged))
    with acting_as_system():
        mine.registration.user.set_password("une longue phrase inventée")
        mine.registration.user.save()
    assert INVALID_LINK in text(visitor.post(page_of(mine), {"accepted": "oui"}))
    assert turn_at(soon, 1).state == TurnState.PROPOSED


@pytest.mark.parametrize(
    "typed",
    [
        {"wanted": "x"},
        {"wanted": ""},
        {"swap": "9" * 30, "agreed": "oui"},
        {"swap": "1"},
        {"withdrawn": "-1"},
        {},
    ],
)
def test_bad_input_is_said(soon, typed):
    turn = turn_at(soon, 1)
    page = browser_of().post(page_of(turn), typed)
    assert page.status_code == 200, "the page again, with what is wrong"
    assert turn_at(soon, 1).state == TurnState.PROPOSED


def test_the_page_of_a_turn_costs_the_same_however_many_they_are(people):
    few, many = (hosted(size, facilitators=[people.anne], title=f"Groupe de {size}") for size in (2, 6))
    counts = []
    for cycle, names in (
        (few, ["Adèle", "Basile"]),
        (many, ["Denis", "Élise", "Gaël", "Hélène", "Ivan", "Karim"]),
    ):
        seated(cycle, *names)
        propose(cycle, people.anne)
        turn = turn_at(cycle, 1)
        counts.append(
            cost(
                browser_of(turn.registration.user), reverse("practice_groups:answer_hosting", args=[turn.pk])
            )
        )
    assert counts[0] == counts[1] <= 9


def test_behind_a_login_the_same(soon):
    answer(turn_at(soon, 2), at=timezone.now())
    mine, wanted = turn_at(soon, 1), turn_at(soon, 2)
    browser = browser_of(mine.registration.user)
    page = reverse("practice_groups:answer_hosting", args=[mine.pk])
    assert "Demander l’échange" in text(browser.get(page))
    assert "demande d’échange est envoyée" in text(browser.post(page, {"wanted": wanted.pk}, follow=True))
    panel = browser_of(wanted.registration.user).get(reverse("practice_groups:panel"))
    assert "1 tour attend votre réponse" in text(panel)
    asked = browser_of(wanted.registration.user).get(reverse("practice_groups:my_turns"))
    assert "On vous propose un échange" in text(asked)
    assert "On vous propose un échange" not in text(browser.get(reverse("practice_groups:my_turns")))
    with acting_as_system():
        swap = HostingSwap.objects.get()
    assert "est retirée" in text(browser.post(page, {"withdrawn": swap.pk}, follow=True))
    assert state_of(swap) == SwapState.WITHDRAWN
