"""The best first, by what the settings weigh, with the reasons in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import WeeklySlot
from referrals.pairing import bench_seed, costs
from referrals.pairing import candidates as pairing
from referrals.pairing.distances import distance, km
from tests.referrals import makers
from tests.referrals.pairing import field


def test_the_reasons_are_said_in_words(people):
    referral = field.waiting(people.alice, languages=["prs"], commune="30189", situation="mineur_isole")
    field.therapist(
        1, languages=["fra", "prs"], communes=["30258"], capacity=2, publics=["mineurs_non_accompagnes"]
    )
    (found,) = pairing.candidates(referral.person)
    assert " · ".join(found.reasons) == "parle dari · 19\u00a0km · 2\u00a0places · suit des mineurs"
    assert found.cost == 8  # 4 points for 10 km


def test_with_an_interpreter_the_hours_in_common_are_said(people):
    referral = field.waiting(people.alice)
    tara, ines = field.therapist(1), field.interpreter(1, name="Inès")
    for weekday in (1, 2, 4):
        field.slot(tara, weekday, 9, 12)
        field.slot(ines, weekday, 10, 17)
    field.slot(tara, 5, 9, 12)
    field.slot(ines, 5, 11, 12)
    (found,) = pairing.candidates(referral.person)
    assert found.reasons[:2] == ["avec un interprète en dari, sur place", "4\u00a0créneaux communs"]
    WeeklySlot.objects.filter(interpreter=ines, weekday__in=(1, 2, 4, 5)).delete()
    (found,) = pairing.candidates(referral.person)
    assert found.reasons[1] == "heures communes inconnues"
    cost = found.cost
    field.slot(ines, 6, 9, 12)
    (found,) = pairing.candidates(referral.person)
    assert (found.reasons[1], found.cost - cost) == ("aucune heure commune", 8)


def test_half_an_hour_in_common_is_not_enough(people):
    referral = field.waiting(people.alice)
    tara, ines = field.therapist(1), field.interpreter(1)
    field.slot(tara, 1, 9, 12)
    WeeklySlot.objects.create(interpreter=ines, weekday=1, starts="11:30", ends="17:00")
    (found,) = pairing.candidates(referral.person)
    assert found.reasons[1] == "aucune heure commune"


def test_the_settings_change_who_comes_first(people):
    """Far in her language, or near with an interpreter: what weighs more decides."""
    referral = field.waiting(people.alice, commune="30189")
    far = field.therapist(1, languages=["prs"], communes=["34172"], name="Loin")
    near = field.therapist(2, communes=["30189"], name="Près")
    field.interpreter(1)
    assert [one.therapist for one in pairing.candidates(referral.person)] == [near, far]
    field.weigh(interpreter=40)
    assert [one.therapist for one in pairing.candidates(referral.person)] == [far, near]


def test_a_last_place_an_unusual_public_a_second_language_cost_what_is_set(people):
    referral = field.waiting(people.alice, languages=["pus", "fra"], publics=["enfants"], commune="30189")
    field.therapist(1, capacity=1, publics=["adultes"], communes=["30189"])
    (found,) = pairing.candidates(referral.person)
    assert found.cost == 2 + 6 + 3
    assert found.reasons == [
        "parle français, pas sa première langue",
        "même commune",
        "dernière place",
        "public qu’il ne suit pas d’ordinaire",
    ]


def test_whoever_declined_comes_last_and_it_is_said(people):
    referral = field.waiting(people.alice, languages=["fra"], commune="30189")
    near, far = field.therapist(1, communes=["30189"]), field.therapist(2, communes=["34172"])
    made = makers_care(referral, near, people)
    made.state, made.answered_at, made.decline_kind = "declinee", makers.AT, "horaires"
    made.save()
    found = pairing.candidates(referral.person)
    assert [one.therapist for one in found] == [far, near]
    assert found[1].reasons[-1] == "a déjà décliné"


def makers_care(referral, therapist, people):
    from referrals.care import actions as cares

    return cares.propose(referral, therapist=therapist, interpreter=None, by=people.alice, at=makers.AT)


def test_distances_are_those_of_the_map(people):
    assert km("30189", "34172") == pytest.approx(46, abs=2)  # Nîmes – Montpellier
    assert km("31555", "66136") == pytest.approx(155, abs=4)  # Toulouse – Perpignan
    known = field.person(people.alice, commune="30189")
    rough = field.person(people.alice, departement="34")
    lost = field.person(people.alice, departement="75")
    tara = field.therapist(1, communes=["34172", "30189"])
    theo = field.therapist(2, departements=["30", "34"])
    nobody = field.therapist(3)
    assert str(distance(known, tara)) == "même commune"
    assert str(distance(rough, tara)) == "même département"
    assert str(distance(known, theo)) == "même département"
    assert distance(lost, tara) is None and distance(known, nobody) is None
    assert costs.place_words(nobody, known) == ["distance inconnue"]


@pytest.mark.parametrize("seed", range(20, 30))
def test_staged_ranking_has_the_same_best_choice_as_the_whole_one(people, seed):
    """Fifty at the second stage, as in the field; here four, so that staging does leave people out."""
    same = total = 0
    for referral in field.scattered(seed, people.alice, therapists=16, interpreters=6, people=8):
        whole, staged = (
            pairing.candidates(referral.person, staged=None),
            pairing.candidates(referral.person, staged=4),
        )
        if whole:
            total += 1
            same += (whole[0].therapist, whole[0].cost) == (staged[0].therapist, staged[0].cost)
    assert total and same >= 0.99 * total


def test_as_many_statements_whatever_the_size(people):
    referral = field.waiting(people.alice)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert pairing.candidates(referral.person)
        return len(queries)

    field.therapist(1), field.interpreter(1)
    few = asked()
    for number in range(2, 30):
        field.therapist(number), field.interpreter(number)
    assert asked() == few == 4


def test_the_cost_that_ranks_is_that_of_the_first_way_to_work_together():
    """Of every pair of an invented field, without and with hours in common."""
    invented = bench_seed.instance(seed=11, people=30, therapists=25, interpreters=30, places=3)
    compared = 0
    for one in invented.people:
        helpers = invented.helpers(one)
        for therapist in invented.therapists:
            if ways := invented.options(one, therapist):
                asked = (therapist, one.person, helpers, invented.weights, invented.hours)
                assert pairing.cheapest(*asked) == ways[0].cost
                compared += len(ways) > 1
    assert compared > 100
