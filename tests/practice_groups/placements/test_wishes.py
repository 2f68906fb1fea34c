"""Opening a session, wishing, waiting for the next one."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, ProgrammingError, transaction

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from practice_groups.models import PlacementSession, WantedStructure, Wish
from practice_groups.placements import access, actions
from tests.people import make_user
from tests.practice_groups.placements import wishing
from tests.practice_groups.placements.wishing import LATER, NOW, host, open_session, structure, wish

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("ends_on", {"ends_on": date(2022, 9, 1)}),
        ("wishes_until", {"wishes_until": date(2022, 9, 9)}),
        ("preparation_on", {"preparation_on": date(2022, 9, 1)}),
        ("restitution_on", {"restitution_on": date(2022, 9, 8)}),
        ("wishes_until", {"wishes_until": date(2022, 6, 1)}),
    ],
)
def test_a_session_is_in_order(people, field, facts):
    with pytest.raises(Refused) as refusal:
        open_session(people.alice, **facts)
    assert refusal.value.field == field
    assert not PlacementSession.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"ends_on": date(2022, 9, 1)},
        {"wishes_until": date(2022, 9, 9)},
        {"restitution_on": date(2022, 9, 7)},
        {"preparation_on": date(2022, 11, 9)},
    ],
)
def test_the_database_refuses_a_session_out_of_order(people, facts):
    with pytest.raises(IntegrityError):
        PlacementSession.objects.create(**{"title": "x", "made_by": people.alice} | wishing.DATES | facts)


def test_the_hosts_of_structures_are_told_and_nobody_else(people):
    hugo = host("Hugo", structure("CADA du Lez"))
    make_user("Hana", "accueil")  # of no structure
    host("Gilles", structure("CMP des Lices"))
    with acting_as_system():
        from networks.models import Membership

        Membership.objects.filter(user__display_name="Gilles").update(until="2021-01-01")
    open_session(people.alice, announce=True)
    with acting_as_system():
        assert [mail.to for mail in OutgoingMail.objects.all()] == [hugo.email]


def test_a_host_wishes_in_her_structure_s_name_in_ranked_order(people):
    cada, cmp, pass_ = structure("CADA du Lez"), structure("CMP des Lices"), structure("PASS de l’Aubrac")
    hugo, session = host("Hugo", cada), open_session(people.alice)
    made = wish(session, cada, hugo, wanted=[pass_, cmp], email="Maud@Exemple.example")
    with acting_as(hugo):
        ranked = list(made.wants.values_list("rank", "structure__name"))
        assert ranked == [(1, "PASS de l’Aubrac"), (2, "CMP des Lices")]
        assert (made.session, made.email, made.entered_by) == (session, "maud@exemple.example", hugo)


def test_a_host_never_wishes_for_another_structure(people):
    hugo, session = host("Hugo", structure("CADA du Lez")), open_session(people.alice)
    with pytest.raises(Refused) as refusal:
        wish(session, structure("CMP des Lices"), hugo)
    assert refusal.value.field == "structure"
    with acting_as(hugo), pytest.raises(ProgrammingError), transaction.atomic():
        Wish.objects.create(
            session=session,
            structure=structure("CMP des Lices"),
            trainee="x",
            email="x@x.example",
            asked_at=NOW,
        )


def test_the_coordination_wishes_for_anybody_by_telephone(people):
    made = wish(open_session(people.alice), structure("CMP des Lices"), people.alice, channel="telephone")
    assert made.channel == "telephone"
    with pytest.raises(Refused):
        wish(made.session, structure("CMP des Lices"), people.victor, "Zoé Lauragais")


def test_nobody_asks_for_her_own_structure(people):
    cada, session = structure("CADA du Lez"), open_session(people.alice)
    with pytest.raises(Refused) as refusal:
        wish(session, cada, people.alice, wanted=[structure("CMP des Lices"), cada])
    assert refusal.value.field == "wanted_2"
    made = wish(session, cada, people.alice, wanted=[structure("CMP des Lices")])
    with pytest.raises(IntegrityError), transaction.atomic():
        WantedStructure.objects.create(wish=made, structure=cada, rank=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wish.objects.filter(pk=made.pk).update(structure=structure("CMP des Lices"))


def test_a_structure_is_asked_for_once_and_three_at_most(people):
    session, cmp = open_session(people.alice), structure("CMP des Lices")
    with pytest.raises(Refused):
        wish(session, structure("CADA du Lez"), people.alice, wanted=[cmp, cmp])
    made = wish(session, structure("CADA du Lez"), people.alice, wanted=[cmp])
    for rank in (1, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            WantedStructure.objects.create(wish=made, structure=structure("PASS de l’Aubrac"), rank=rank)


@pytest.mark.parametrize("facts", [{"days": 0}, {"days": 6}, {"offers": 21}])
def test_the_database_refuses_impossible_numbers(people, facts):
    with pytest.raises(IntegrityError):
        wish(open_session(people.alice), structure("CADA du Lez"), people.alice, **facts)


def test_after_the_deadline_a_wish_joins_the_next_session_when_it_says_so(people):
    session, cada = open_session(people.alice), structure("CADA du Lez")
    with pytest.raises(Refused) as refusal:
        wish(session, cada, people.alice, at=LATER)
    assert refusal.value.field == "keep_for_next"
    assert "31 août 2022" in refusal.value.reason and "liste de la prochaine session" in refusal.value.reason
    kept = wish(session, cada, people.alice, at=LATER, keep_for_next=True)
    assert kept.session is None
    next_one = open_session(
        people.alice,
        at=LATER,
        starts_on=date(2023, 3, 1),
        ends_on=date(2023, 5, 1),
        preparation_on=None,
        restitution_on=None,
        wishes_until=date(2023, 2, 1),
    )
    assert actions.adopt_wishes(next_one, by=people.alice, at=LATER) == 1
    assert actions.adopt_wishes(next_one, by=people.alice, at=LATER) == 0
    kept.refresh_from_db()
    assert kept.session == next_one


def test_the_last_day_is_still_in_time(people):
    last = NOW.replace(month=8, day=31, hour=21)
    assert wish(open_session(people.alice), structure("CADA du Lez"), people.alice, at=last).session


def test_one_wish_a_person_whatever_the_case_of_her_address(people):
    session, cada = open_session(people.alice), structure("CADA du Lez")
    wish(session, cada, people.alice, email="maud@exemple.example")
    with pytest.raises(Refused) as refusal:
        wish(session, cada, people.alice, email="MAUD@exemple.example")
    assert refusal.value.field == "email"
    wish(None, cada, people.alice, email="maud@exemple.example")
    with pytest.raises(Refused):
        wish(None, cada, people.alice, email="maud@exemple.example")
    assert actions.adopt_wishes(session, by=people.alice, at=NOW) == 0  # hers stays on the list


def test_a_form_sent_twice_is_one_wish(people):
    session, key = open_session(people.alice), uuid4()
    both = [wish(session, structure("CADA du Lez"), people.alice, idempotency_key=key) for _ in range(2)]
    assert both[0] == both[1] and Wish.objects.count() == 1


def test_a_wish_withdrawn_leaves_room_for_another(people):
    cada = structure("CADA du Lez")
    hugo, session = host("Hugo", cada), open_session(people.alice)
    made = wish(session, cada, hugo)
    with acting_as(hugo):
        first = actions.withdraw_wish(made, by=hugo, at=LATER)
        again = actions.withdraw_wish(made, by=hugo, at=LATER.replace(hour=12))
    assert first.withdrawn_at == again.withdrawn_at == LATER
    assert wish(session, cada, hugo).pk != made.pk


def test_the_wishes_of_one_structure_do_not_exist_for_another(people):
    cada, cmp = structure("CADA du Lez"), structure("CMP des Lices")
    hugo, hana, session = host("Hugo", cada), host("Hana", cmp), open_session(people.alice)
    made = wish(session, cada, hugo, wanted=[cmp])
    with acting_as(hana):
        assert not Wish.objects.exists() and not WantedStructure.objects.exists()
        assert not access.wishes_of(hana, TODAY).exists()
        with pytest.raises(ObjectDoesNotExist):
            actions.withdraw_wish(made, by=hana, at=NOW)
    for user in (people.victor, people.omar, people.ines):
        with acting_as(user):
            assert not Wish.objects.exists()
    with acting_as(people.alice):
        assert list(access.wishes_of(people.alice, TODAY)) == [made]


def test_the_trainee_with_an_account_sees_her_wish_and_may_not_touch_it(people):
    session = open_session(people.alice)
    made = wish(session, structure("CADA du Lez"), people.alice, email=people.victor.email.upper())
    assert made.user == people.victor
    with acting_as(people.victor):
        assert Wish.objects.get() == made
        assert Wish.objects.update(trainee="Autre") == 0


def test_a_cancelled_session_keeps_its_wishes_for_the_next(people):
    session = wishing.session_of_2022(people.alice)
    wishing.matched(session, people.alice)
    cancelled = actions.cancel_session(session, version=session.version, by=people.alice, at=LATER)
    assert cancelled.state == "annulee" and Wish.objects.listed().count() == 8
    assert not cancelled.placements.exists() and not cancelled.pairs.exists()


def test_two_coordinators_edit_the_second_is_told(people):
    session = open_session(people.alice)
    actions.edit_session(session, version=1, title="Hiver", **wishing.DATES, by=people.alice, at=NOW)
    with pytest.raises(Refused) as refusal:
        actions.edit_session(session, version=1, title="Été", **wishing.DATES, by=people.chloe, at=NOW)
    assert "modifiée par quelqu’un d’autre" in refusal.value.reason
