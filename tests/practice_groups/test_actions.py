"""Registering, waiting, being offered a seat: each verb, each refusal."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from centre.context import acting_as
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups import actions
from practice_groups.models import Registration
from tests.people import make_user
from tests.practice_groups.field import NOW, accept, decline, join, leave, make_cycle, states

LATER = NOW + timedelta(hours=49)


def test_nobody_leaves_a_cycle_that_is_over(people):
    """Its figures are counted."""
    registration = join(make_cycle(), people.victor)
    with pytest.raises(Refused, match="Ce cycle est terminé"):
        leave(registration, at=NOW + timedelta(days=300))


def test_a_free_seat_is_confirmed_and_its_fee_is_due(people):
    registration = join(make_cycle(fee=120), people.victor)
    assert (registration.state, registration.fee_state, registration.confirmed_at) == (
        "confirmee",
        "due",
        NOW,
    )


def test_a_full_cycle_queues_and_shows_the_place(people):
    cycle = make_cycle(1)
    join(cycle, people.victor)
    join(cycle, people.omar)
    assert join(cycle, people.ines).place == "2e sur 2 en liste d’attente"
    assert states(cycle) == ["confirmee", "liste_attente", "liste_attente"]


def test_the_same_submission_gives_the_same_registration(people):
    cycle, key = make_cycle(1), uuid4()
    first = join(cycle, people.victor, idempotency_key=key)
    assert join(cycle, people.victor, idempotency_key=key) == first
    assert states(cycle) == ["confirmee"]


def test_a_submission_sent_again_after_leaving_does_not_come_back(people):
    cycle, key = make_cycle(1), uuid4()
    leave(join(cycle, people.victor, idempotency_key=key))
    assert join(cycle, people.victor, idempotency_key=key).state == "desistee"


def test_a_submission_sent_to_another_cycle_is_refused(people):
    key = uuid4()
    join(make_cycle(), people.victor, idempotency_key=key)
    with pytest.raises(Refused, match="Ce formulaire a déjà été envoyé"):
        join(make_cycle(title="Un autre groupe"), people.victor, idempotency_key=key)
    assert Registration.objects.count() == 1


def test_a_key_is_not_another_persons_secret(people):
    cycle, key = make_cycle(2), uuid4()
    join(cycle, people.victor, idempotency_key=key)
    assert join(cycle, people.omar, idempotency_key=key).user == people.omar


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        (NOW - timedelta(days=11), "Les inscriptions ouvrent le 05/09/2026 à 12 h 00"),
        (NOW + timedelta(days=31), "Les inscriptions sont closes depuis le 15/10/2026 à 12 h 00"),
        (NOW + timedelta(days=300), "Ce cycle est terminé"),
    ],
)
def test_registration_keeps_its_window(people, moment, reason):
    with pytest.raises(Refused, match=reason):
        join(make_cycle(), people.victor, at=moment)


def test_the_charter_comes_first(people):
    with pytest.raises(Refused, match="Acceptez la charte") as refusal:
        join(make_cycle(), people.victor, charter=False)
    assert refusal.value.field == "charter"


def test_registering_twice_is_refused_and_says_the_place(people):
    cycle = make_cycle(1)
    join(cycle, people.omar)
    join(cycle, people.victor)
    with pytest.raises(Refused, match="1re sur 1 en liste d’attente"):
        join(cycle, people.victor)


def test_a_facilitator_does_not_register_for_her_own_group(people):
    with pytest.raises(Refused, match="Vous animez ce groupe"):
        join(make_cycle(facilitators=[people.anne]), people.anne)


def test_a_withdrawal_offers_the_seat_to_the_next_in_line(people):
    cycle = make_cycle(1)
    seated = join(cycle, people.victor)
    first, second = join(cycle, people.omar), join(cycle, people.ines)
    leave(seated)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.offered_until) == ("place_proposee", NOW + timedelta(hours=48))
    assert second.place == "1re sur 1 en liste d’attente"


def test_the_offer_is_written_in_the_portals_name(people):
    """Whoever leaves can neither see nor change the next one's row: the journal names the portal."""
    cycle = make_cycle(1)
    seated, waiting = join(cycle, people.victor), join(cycle, people.omar)
    with acting_as(people.victor):
        assert not Registration.objects.filter(pk=waiting.pk).exists()
    leave(seated)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT u.email FROM practice_groups_registrationwriteevent AS e JOIN centre_user AS u"
            " ON u.id = e.actor_id WHERE e.state = 'place_proposee' AND e.id = %s",
            [waiting.pk],
        )
        assert cursor.fetchall() == [("systeme@portail.invalid",)]


def test_after_an_offer_the_author_is_again_who_left(people):
    from centre.context import current_actor_id

    cycle = make_cycle(1)
    seated = join(cycle, people.victor)
    join(cycle, people.omar)
    with acting_as(people.victor):
        actions.withdraw(seated, by=people.victor, at=NOW)
        assert current_actor_id() == people.victor.pk


def test_an_offer_is_accepted_once(people):
    cycle = make_cycle(1, fee=120)
    seated, waiting = join(cycle, people.victor), join(cycle, people.omar)
    leave(seated)
    assert accept(waiting).state == "confirmee"
    assert accept(waiting, at=LATER).fee_state == "due"


def test_a_declined_offer_goes_on(people):
    cycle = make_cycle(1)
    seated, second, third = (join(cycle, who) for who in (people.victor, people.omar, people.ines))
    leave(seated)
    decline(second)
    third.refresh_from_db()
    assert third.state == "place_proposee"


def test_a_late_answer_is_refused_before_and_after_the_hourly_task(people):
    cycle = make_cycle(1)
    seated, waiting, third = (join(cycle, who) for who in (people.victor, people.omar, people.ines))
    leave(seated)
    with pytest.raises(Refused, match="cette place revient à la personne suivante"):
        accept(waiting, at=LATER)
    assert actions.expire_offers(cycle, by=people.alice, at=LATER) == 1
    assert states(cycle) == ["desistee", "expiree", "place_proposee"]
    with pytest.raises(Refused, match="cette place revient à la personne suivante"):
        accept(waiting, at=LATER)
    assert accept(third, at=LATER).state == "confirmee"


def test_expiring_twice_changes_nothing_more(people):
    cycle = make_cycle(1)
    seated, _ = join(cycle, people.victor), join(cycle, people.omar)
    leave(seated)
    assert actions.expire_offers(cycle, by=people.alice, at=LATER) == 1
    assert actions.expire_offers(cycle, by=people.alice, at=LATER) == 0


def test_nothing_is_offered_to_who_only_waits(people):
    cycle = make_cycle(1)
    join(cycle, people.victor)
    with pytest.raises(Refused, match="Aucune place ne vous est proposée"):
        accept(join(cycle, people.omar))


def test_a_closed_account_keeps_its_place_and_is_passed_over(people):
    cycle = make_cycle(1)
    seated, gone, next_one = (join(cycle, who) for who in (people.victor, people.omar, people.ines))
    people.omar.is_active = False
    people.omar.save()
    leave(seated)
    assert states(cycle) == ["desistee", "liste_attente", "place_proposee"]
    people.omar.is_active = True
    people.omar.save()
    decline(next_one)
    gone.refresh_from_db()
    assert gone.state == "place_proposee"


def test_a_newcomer_does_not_overtake_whoever_can_answer_again(people):
    cycle = make_cycle(1)
    seated, gone = join(cycle, people.victor), join(cycle, people.omar)
    people.omar.is_active = False
    people.omar.save()
    leave(seated)
    people.omar.is_active = True
    people.omar.save()
    assert join(cycle, people.ines).state == "liste_attente"
    gone.refresh_from_db()
    assert gone.state == "place_proposee"


def test_added_seats_are_offered_in_order(people):
    cycle = make_cycle(1)
    for who in (people.victor, people.omar, people.ines, people.tara):
        join(cycle, who)
    actions.change_seats(cycle, seats=3, by=people.alice, at=NOW)
    assert states(cycle) == ["confirmee", "place_proposee", "place_proposee", "liste_attente"]


def test_seats_never_go_under_those_taken(people):
    cycle = make_cycle(2)
    join(cycle, people.victor)
    join(cycle, people.omar)
    with pytest.raises(Refused, match="2 places sont déjà prises") as refusal:
        actions.change_seats(cycle, seats=1, by=people.alice, at=NOW)
    assert refusal.value.field == "seats"


def test_an_ended_registration_may_begin_again_at_the_end_of_the_queue(people):
    cycle = make_cycle(1)
    join(cycle, people.victor)
    waiting, other = join(cycle, people.omar), join(cycle, people.ines)
    leave(waiting)
    again = join(cycle, people.omar)
    other.refresh_from_db()
    assert (other.place, again.place) == ("1re sur 2 en liste d’attente", "2e sur 2 en liste d’attente")


def test_mails_name_neither_the_group_nor_its_subject(people):
    cycle = make_cycle(1)
    nadia = make_user("Nadia", "benevole")
    waiting = [join(cycle, who) for who in (people.victor, people.omar, nadia)]
    leave(waiting[0])
    decline(waiting[1])
    actions.expire_offers(cycle, by=people.alice, at=LATER)
    mails = OutgoingMail.objects.all()
    assert {mail.subject for mail in mails} == {
        "Votre inscription à un groupe",
        "Une place vous est proposée dans un groupe",
    }
    assert len(mails) == 8  # 3 registered, 2 left, 2 offers, 1 expiry
    for mail in mails:
        said = re.sub(r"[\w:-]{40,}", "", mail.body).lower()  # a signature spells anything
        assert not any(word in said for word in ("intervision", "santé", "psy", "exil"))
        assert "/groupes/" in mail.body
