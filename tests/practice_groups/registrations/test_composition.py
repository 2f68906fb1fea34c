"""Shares of social and mental health: kept by the queue, said to whoever is passed over, held by the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from centre.context import acting_as_system
from centre.refusals import Refused
from practice_groups import actions
from tests.people import browser_of, make_user
from tests.practice_groups.field import NOW, accept, join, leave, make_cycle, states


@pytest.fixture
def crowd(portal):
    return [make_user(f"Personne {n}", "benevole") for n in range(8)]


def social(cycle, user, **typed):
    return join(cycle, user, sector="social", **typed)


def mental(cycle, user, **typed):
    return join(cycle, user, sector="sante_mentale", **typed)


def test_a_sector_never_passes_its_share_and_the_others_still_enter(crowd):
    cycle = make_cycle(4, most_social=2, most_mental=3)
    placed = [social(cycle, who) for who in crowd[:3]] + [mental(cycle, who) for who in crowd[3:5]]
    assert [one.state for one in placed] == ["confirmee"] * 2 + ["liste_attente"] + ["confirmee"] * 2
    cycle.refresh_from_db()
    assert (cycle.taken, cycle.taken_social, cycle.taken_mental) == (4, 2, 2)


def test_whoever_is_passed_over_reads_why_with_her_place(crowd):
    cycle = make_cycle(3, most_social=1)
    social(cycle, crowd[0])
    waiting = social(cycle, crowd[1])
    assert (
        waiting.passed_over
        == "Votre secteur a déjà sa place ; la place va au premier inscrit d’un autre secteur."
    )
    assert mental(cycle, crowd[2]).state == "confirmee"
    waiting.refresh_from_db()
    assert waiting.place == "1re sur 1 en liste d’attente"
    cycle.refresh_from_db()
    assert cycle.free_seats == 1  # idle: nobody who waits may take it


def test_when_her_sector_frees_she_comes_first(crowd):
    cycle = make_cycle(2, most_social=1)
    seated, first, second = (social(cycle, who) for who in crowd[:3])
    other = mental(cycle, crowd[3])
    leave(other)
    assert states(cycle) == ["confirmee", "liste_attente", "liste_attente", "desistee"]
    leave(seated)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.passed_over) == ("place_proposee", "")
    assert second.passed_over.startswith("Votre secteur a déjà sa place")


def test_a_freed_seat_of_another_sector_goes_past_her_with_a_reason(crowd):
    cycle = make_cycle(3, most_social=2)
    social(cycle, crowd[0])
    social(cycle, crowd[1])
    gone = mental(cycle, crowd[2])
    passed, taker = social(cycle, crowd[3]), mental(cycle, crowd[4])
    assert passed.passed_over == ""  # full for everybody: nobody was passed over
    leave(gone)
    passed.refresh_from_db()
    taker.refresh_from_db()
    assert taker.state == "place_proposee"
    assert passed.passed_over.startswith("Votre secteur a déjà ses 2 places")


def test_seats_added_keep_the_shares(crowd):
    cycle = make_cycle(1, most_social=1, most_mental=2)
    for who in crowd[:3]:
        social(cycle, who)
    for who in crowd[3:5]:
        mental(cycle, who)
    with acting_as_system():
        actions.change_seats(cycle, seats=4, by=crowd[0], at=NOW)
    assert states(cycle) == [
        "confirmee",
        "liste_attente",
        "liste_attente",
        "place_proposee",
        "place_proposee",
    ]


def test_a_closed_account_is_passed_over_with_its_own_reason(crowd):
    cycle = make_cycle(1)
    seated, gone, _ = (social(cycle, who) for who in crowd[:3])
    crowd[1].is_active = False
    crowd[1].save()
    leave(seated)
    gone.refresh_from_db()
    assert gone.passed_over.startswith("Votre compte était fermé")


def test_the_page_shows_the_place_and_the_reason(crowd):
    from django.utils import timezone

    cycle = make_cycle(3, at=timezone.now(), most_social=1)
    for who in crowd[:2]:
        social(cycle, who, at=timezone.now())
    page = browser_of(crowd[1]).get(f"/groupes/{cycle.pk}/").content.decode()
    assert "1re sur 1 en liste d’attente" in page
    assert "Votre secteur a déjà sa place" in page
    assert "2 places libres sur 3 (hors secteur social)" in page


def test_the_database_refuses_one_more_of_a_sector(crowd):
    cycle = make_cycle(3, most_social=1)
    social(cycle, crowd[0])
    accept_by_hand = social(cycle, crowd[1])
    with (
        pytest.raises(IntegrityError, match="composition_is_kept"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE practice_groups_registration SET state = 'place_proposee', offered_at = now(),"
            " offered_until = now() + interval '1 day' WHERE id = %s",
            [accept_by_hand.pk],
        )


def test_a_sector_is_said(crowd):
    with pytest.raises(Refused, match="Choisissez votre secteur") as refusal:
        join(make_cycle(), crowd[0], sector="")
    assert refusal.value.field == "sector"


def test_an_accepted_offer_keeps_the_share(crowd):
    cycle = make_cycle(2, most_social=1)
    seated, waiting = social(cycle, crowd[0]), social(cycle, crowd[1])
    leave(seated)
    assert accept(waiting).state == "confirmee"
    cycle.refresh_from_db()
    assert cycle.taken_social == 1
