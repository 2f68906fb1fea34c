"""From wishes to confirmed pairs: computed, changed, kept."""

import pytest
from django.db import IntegrityError, transaction

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from centre.refusals import Refused
from networks.choices import Sector
from practice_groups.models import Matching, Pair, Placement, Wish
from practice_groups.placements import actions, computing, pairs
from practice_groups.placements.matching import Unsolved
from tests.practice_groups.placements import wishing
from tests.practice_groups.placements.wishing import LATER, host, matched, open_session, structure, wish


def test_the_session_of_2022_four_pairs_in_five_structures(people):
    session = wishing.session_of_2022(people.alice)
    matching = matched(session, people.alice)
    assert (matching.state, matching.progress, matching.unplaced) == ("pret", 100, {})
    assert session.state == "binomes"
    found = session.pairs.all()
    assert len(found) == 4 and all(pair.crossed for pair in found)
    assert session.placements.values("host").distinct().count() == 5
    assert all(stay.own_id == stay.wish.structure_id for stay in session.placements.select_related("wish"))
    first = session.pairs.get(first__trainee="Maud Ferrandis")
    assert first.second.trainee == "Loïc Barthélemy"
    assert first.reasons[str(first.first_id)][:3] == [
        "son premier vœu",
        "stage croisé",
        "secteurs différents",
    ]
    confirmed = pairs.confirm(session, version=session.version, by=people.alice, at=LATER)
    assert confirmed.state == "en_cours" and confirmed.confirmed_by == people.alice
    assert Pair.objects.filter(confirmed_at=LATER).count() == 4


def test_whoever_has_no_place_waits_for_the_next_session(people):
    session, cada, cmp = open_session(people.alice), structure("CADA du Lez"), structure("CMP des Lices")
    wish(session, cada, people.alice, "Maud Ferrandis", wanted=[cmp])
    left = wish(session, cada, people.alice, "Sana Mirabel", wanted=[cmp])
    wish(session, cmp, people.alice, "Loïc Barthélemy")
    matching = matched(session, people.alice)
    placed = set(session.placements.values_list("wish__trainee", flat=True))
    assert len(placed) == 2 and len(matching.unplaced) == 1
    left = Wish.objects.exclude(trainee__in=placed).get()
    assert "vont à d’autres vœux" in matching.unplaced[str(left.pk)]
    pairs.confirm(session, version=session.version, by=people.alice, at=LATER)
    assert list(Wish.objects.listed()) == [left]
    with acting_as_system():
        subjects = list(OutgoingMail.objects.filter(to=left.email).values_list("subject", flat=True))
    assert subjects == ["Votre vœu de stage croisé reste sur la liste"]


def test_redone_after_a_withdrawal_nobody_keeps_a_place_that_is_gone(people):
    session = wishing.session_of_2022(people.alice)
    matched(session, people.alice)
    gone = session.wishes.get(trainee="Loïc Barthélemy")
    actions.withdraw_wish(gone, by=people.alice, at=LATER)
    session.refresh_from_db()
    assert not session.placements.filter(wish=gone).exists()
    assert session.pairs.get(first__trainee="Maud Ferrandis").second is None
    with pytest.raises(Refused) as refusal:  # two people there, and one place left
        pairs.confirm(session, version=session.version, by=people.alice, at=LATER)
    assert "retirées depuis" in refusal.value.reason
    matched(session, people.alice)
    assert pairs.confirm(session, version=session.version, by=people.alice, at=LATER).state == "en_cours"


def test_a_host_who_withdraws_undoes_a_proposal_that_she_may_not_see(people):
    session = wishing.session_of_2022(people.alice)
    hugo = host("Hugo", structure("CADA du Lez"))
    matched(session, people.alice)
    with acting_as(hugo):
        mine = Wish.objects.get(trainee="Maud Ferrandis")
        assert not Pair.objects.exists()
        actions.withdraw_wish(mine, by=hugo, at=LATER)
    assert not session.placements.filter(wish=mine).exists()


def test_a_line_is_changed_and_the_pairs_follow(people):
    session = wishing.session_of_2022(people.alice)
    matched(session, people.alice)
    zoe, paul = (session.wishes.get(trainee=name) for name in ("Zoé Lauragais", "Paul Vialatte"))
    pairs.place(paul, host=None, version=session.version, by=people.alice, at=LATER)
    session.refresh_from_db()
    assert session.matchings.first().unplaced == {str(paul.pk): pairs.LEFT_OUT}
    assert session.pairs.get(first=zoe).second is None and session.pairs.count() == 4
    pairs.place(zoe, host=structure("CADA du Lez"), version=session.version, by=people.alice, at=LATER) if (
        session.placements.filter(host__name="CADA du Lez").count() < 2
    ) else None
    session.refresh_from_db()
    soi = structure("Maison du Soi")
    pairs.place(paul, host=soi, version=session.version, by=people.alice, at=LATER)
    assert session.pairs.filter(crossed=True).count() == 4


def test_a_refused_change_says_why_and_changes_nothing(people):
    session = wishing.session_of_2022(people.alice)
    matched(session, people.alice)
    maud = session.wishes.get(trainee="Maud Ferrandis")
    before = list(session.placements.order_by("wish").values_list("wish", "host"))
    author = {"version": session.version, "by": people.alice, "at": LATER}
    for asked, said in (
        ("CADA du Lez", "propre structure"),
        ("HUDA du Vidourle", "déjà prise"),
        ("Structure sans vœu", "n’offre aucune place"),
    ):
        with pytest.raises(Refused) as refusal:
            pairs.place(maud, host=structure(asked), **author)
        assert said in refusal.value.reason and refusal.value.field == "host"
    with pytest.raises(Refused) as refusal:
        pairs.place(maud, host=None, **author | {"version": session.version - 1})
    assert "modifiée par quelqu’un d’autre" in refusal.value.reason
    assert list(session.placements.order_by("wish").values_list("wish", "host")) == before


def test_the_second_coordinator_is_told_who_confirmed(people):
    session = wishing.session_of_2022(people.alice)
    wishing.confirmed(session, people.alice)
    with pytest.raises(Refused) as refusal:
        pairs.confirm(session, version=session.version, by=people.chloe, at=LATER)
    assert refusal.value.reason == "Ces binômes ont déjà été retenus par Alice, le 02/09/2022 à 11 h 00."


def test_nothing_changes_once_confirmed(people):
    session = wishing.session_of_2022(people.alice)
    wishing.confirmed(session, people.alice)
    session.refresh_from_db()
    maud = session.wishes.get(trainee="Maud Ferrandis")
    for verb in (
        lambda: pairs.request_matching(session, by=people.alice, at=LATER),
        lambda: pairs.place(maud, host=None, version=session.version, by=people.alice, at=LATER),
        lambda: actions.withdraw_wish(maud, by=people.alice, at=LATER),
        lambda: actions.adopt_wishes(session, by=people.alice, at=LATER),
        lambda: actions.cancel_session(session, version=session.version, by=people.alice, at=LATER),
    ):
        with pytest.raises(Refused):
            verb()


def test_a_host_learns_who_comes_when_the_pairs_are_confirmed_and_not_before(people):
    session = wishing.session_of_2022(people.alice)
    hana = host("Hana", structure("CMP des Lices"))
    matched(session, people.alice)
    with acting_as(hana):
        assert not Wish.objects.filter(trainee="Maud Ferrandis").exists()
    pairs.confirm(session, version=session.version, by=people.alice, at=LATER)
    with acting_as(hana):
        names = set(Wish.objects.values_list("trainee", flat=True))
        assert names == {"Loïc Barthélemy", "Paul Vialatte", "Maud Ferrandis", "Zoé Lauragais"}
        assert Wish.objects.filter(trainee="Maud Ferrandis").update(trainee="x") == 0


def test_confirming_tells_everybody_and_names_nobody_else(people):
    session = wishing.session_of_2022(people.alice)
    hugo = host("Hugo", structure("CADA du Lez"))
    host("Gaëlle", structure("Structure sans vœu"))
    wishing.confirmed(session, people.alice)
    with acting_as_system():
        mails = list(OutgoingMail.objects.order_by("to"))
    assert len(mails) == 8 + 1 and hugo.email in {mail.to for mail in mails}
    names = {name for name, *_ in wishing.OF_2022} | {own for _, own, _ in wishing.OF_2022}
    for mail in mails:
        assert sum(name in mail.body + mail.subject for name in names) <= 1


def test_a_session_without_wishes_is_not_matched(people):
    with pytest.raises(Refused):
        pairs.request_matching(open_session(people.alice), by=people.alice, at=LATER)


def test_one_computation_at_a_time_and_none_confirmed_meanwhile(people):
    session = wishing.session_of_2022(people.alice)
    matched(session, people.alice)
    asked = pairs.request_matching(session, by=people.alice, at=LATER)
    assert pairs.request_matching(session, by=people.chloe, at=LATER) == asked
    with pytest.raises(Refused) as refusal:
        pairs.confirm(session, version=session.version, by=people.chloe, at=LATER)
    assert "en cours" in refusal.value.reason
    computing.compute(asked.pk)
    computing.compute(asked.pk)  # a second worker finds nothing to do
    assert Matching.objects.filter(state="pret").count() == 2


def test_the_computation_that_fails_says_so_and_leaves_the_pairs(people, monkeypatch):
    session = wishing.session_of_2022(people.alice)
    matched(session, people.alice)

    def fail(*_rest):
        raise Unsolved("time")

    monkeypatch.setattr(computing, "best", fail)
    again = matched(session, people.alice)
    assert (again.state, again.failure) == ("echec", computing.BROKEN)
    assert session.pairs.count() == 4


def test_a_wish_that_arrives_during_the_computation_is_counted(people, monkeypatch):
    session = open_session(people.alice)
    cada, cmp = structure("CADA du Lez"), structure("CMP des Lices")
    wish(session, cada, people.alice, "Maud Ferrandis")
    solve, seen = computing.best, []

    def slow(problem, tell):
        if not seen:
            wish(session, cmp, people.alice, "Loïc Barthélemy", sector=Sector.MENTAL_HEALTH)
        seen.append(len(problem.trainees))
        return solve(problem, tell)

    monkeypatch.setattr(computing, "best", slow)
    matched(session, people.alice)
    assert seen == [1, 2] and session.placements.count() == 2


def test_the_database_refuses_unsound_pairs_and_placements(people):
    session = wishing.session_of_2022(people.alice)
    other = open_session(people.alice, title="Autre")
    maud, loic, sana = (session.wishes.get(trainee=name) for name, *_ in wishing.OF_2022[:3])
    Pair.objects.create(session=session, first=maud, second=loic)
    for facts in (
        {"session": session, "first": loic, "second": sana},
        {"session": session, "first": sana, "second": maud},
        {"session": other, "first": sana, "second": None, "crossed": False},
        {"session": session, "first": sana, "second": None, "crossed": True},
        {"session": session, "first": sana, "second": sana},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pair.objects.create(**facts)
    stay = {"session": session, "wish": maud, "own": maud.structure, "host": loic.structure}
    for facts in ({"host": maud.structure}, {"own": sana.structure, "wish": loic}, {"session": other}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Placement.objects.create(**stay | facts)
    Placement.objects.create(**stay)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.create(**stay)


def test_after_a_placement_she_may_wait_for_another_once(people):
    session = wishing.session_of_2022(people.alice)
    wishing.confirmed(session, people.alice)
    stay = session.placements.get(wish__trainee="Maud Ferrandis")
    again = actions.wish_again(stay, wanted=[structure("HUDA du Vidourle")], by=people.alice, at=LATER)
    assert again.session is None and again.trainee == "Maud Ferrandis" and again.received_by is None
    assert actions.wish_again(stay, wanted=[], by=people.alice, at=LATER) is None
