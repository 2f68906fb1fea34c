"""The distinct people of several years: counted by the portal, withheld where a difference would tell of a few."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from centre.context import acting_as
from observatory.projects import known, pages, period, reading
from referrals.models import TherapySession
from tests.observatory.facts.field import History, Session, live
from tests.observatory.projects.conftest import AT
from tests.people import browser_of
from tests.statements import cost

K = 11
BOTH, FIRST_ONLY, SECOND_ONLY = (2024, 2025), (2024,), (2025,)


def lived(**groups):
    """So many people met in these years: `both`, `first`, `second`."""
    years = {"both": BOTH, "first": FIRST_ONLY, "second": SECOND_ONLY}
    live(
        [
            History(sessions=tuple(Session(date(year, 5, day)) for year in years[name] for day in (2, 9)))
            for name, count in groups.items()
            for _ in range(count)
        ]
    )


@pytest.fixture
def indicator(world):
    """The file active of a funding of 2024 and 2025, of which 70 people are promised."""
    return world.indicator(label="Suivies", source=known.WHOLE, target=70)


def read(world, funding=None, **how):
    with acting_as(world.alice):
        (one,) = reading.of(funding or world.of_ars, at=AT, **how)["indicators"]
    return one


def published(world, first, second):
    world.publish(2024, personnes={"file_active": first})
    world.publish(2025, personnes={"file_active": second})


def test_somebody_followed_two_years_counts_once(world, indicator):
    lived(both=12, first=20, second=30)
    published(world, 32, 42)
    one = read(world)
    assert (one["total"], one["ratio"], one["distinct"], one["by_hand"]) == (62, 89, True, False)
    assert "exact" not in one
    assert pages.told(_content(world))["indicators"][0]["note"] == pages.DISTINCT
    assert [row[-1] for row in pages.rows(_content(world))][-1] == pages.COUNTED_BY_PORTAL


def _content(world):
    with acting_as(world.alice):
        return reading.of(world.of_ars, at=AT)


@pytest.mark.parametrize(
    "groups",
    [
        {"both": 3, "first": 20, "second": 30},  # the years less the period
        {"both": 20, "first": 3, "second": 30},  # the period less its second year
        {"both": 20, "first": 20, "second": 1},
    ],
)
def test_a_period_that_would_tell_of_a_few_is_withheld_and_the_coordination_still_knows(
    world, indicator, groups
):
    lived(**groups)
    published(world, groups["both"] + groups["first"], groups["both"] + groups["second"])
    one = read(world)
    assert one["total"] == "masque" and one["ratio"] is None
    assert read(world, live=True)["exact"] == sum(groups.values())


@pytest.mark.parametrize("new, told", [(24, "masque"), (31, "masque"), (30, 70), (19, 70), ("masque", 70)])
def test_those_who_waited_over_the_new_year_are_not_told_by_the_period(world, indicator, new, told):
    """Fifty came in 2025, 24 of them new, and the period says that twenty had come in 2024: six were sent before."""
    lived(both=20, first=20, second=30)
    world.publish(2024, personnes={"file_active": 40, "nouvelles": 40})
    world.publish(2025, personnes={"file_active": 50, "nouvelles": new})
    assert read(world)["total"] == told


def test_nor_by_a_period_noted_by_hand(world, indicator):
    world.publish(2024, personnes={"file_active": 40, "nouvelles": 40})
    world.publish(2025, personnes={"file_active": 50, "nouvelles": 24})
    world.note(indicator, None, 70)
    assert read(world)["total"] == "masque"
    (why,) = read(world, live=True)["withheld"]
    assert "«\u00a0nouvelles\u00a0» depuis (64)" in pages._withheld({"withheld": [why]}, K)[0]


def test_each_year_of_a_longer_period_is_looked_at():
    """Two shorter sheets would tell those of each year apart."""
    met = {(2023,): 40, (2024,): 30, (2025,): 30, (2023, 2024, 2025): 20}
    files = {2023: 60, 2024: 50, 2025: 50}
    for new, told in (({2024: 30, 2025: 30}, 120), ({2024: 25, 2025: 35}, "masque"), ({}, 120)):
        assert period.Period(met, whole=True).told(files, new, threshold=K) == told


def test_a_year_that_changed_since_it_was_published_withholds_the_period(world, indicator):
    lived(both=12, first=20, second=30)
    published(world, 33, 42)  # one of them was removed since
    assert read(world)["total"] == "masque"


def test_a_period_waits_for_its_last_bilan_and_for_its_last_year(world, indicator):
    lived(both=12, first=20, second=30)
    world.publish(2024, personnes={"file_active": 32})
    assert read(world)["total"] is None and read(world, live=True)["exact"] == 62
    with acting_as(world.alice):
        longer = world.funding(world.city, starts_on=date(2024, 2, 1), ends_on=date(2027, 12, 31))
    world.indicator(longer, label="Suivies", source=known.WHOLE)
    world.publish(2025, personnes={"file_active": 42})
    world.publish(2026, personnes={"file_active": 0})
    assert read(world, longer)["total"] is None and read(world)["total"] == 62


def test_a_withheld_year_withholds_the_period(world, indicator):
    lived(both=12, first=20, second=30)
    published(world, "masque", 42)
    assert read(world)["total"] == "masque"


def test_what_is_noted_by_hand_is_told_rather(world, indicator):
    lived(both=12, first=20, second=30)
    published(world, 32, 42)
    world.note(indicator, None, 60, "Fiches de contact")
    one = read(world)
    assert one["by_hand"] and not one["distinct"] and one["basis"] == "Fiches de contact"


def test_two_funders_of_the_same_years_cannot_compare_what_changed_between_their_sheets(world, indicator):
    """Séances of 2025 given to somebody already met in 2024: each year keeps its count, the period loses one person."""
    lived(both=20, first=20, second=30)
    published(world, 40, 50)
    world.send()
    world.indicator(world.of_city, label="Suivies", source=known.WHOLE)
    assert read(world, world.of_city)["total"] == 70
    already = TherapySession.objects.filter(person__code="H-20").first()
    TherapySession.objects.filter(person__code="H-40").update(person=already.person, care=already.care)
    with acting_as(world.alice):
        assert period.of([2024, 2025], whole=True).people == 69
    assert read(world, world.of_city)["total"] == "masque"


ways = st.sets(st.integers(2020, 2023), min_size=1).map(lambda years: tuple(sorted(years)))


@given(st.dictionaries(ways, st.integers(1, 40), min_size=1), st.sets(ways))
def test_no_group_that_years_and_period_set_apart_is_small(met, some):
    """Any group made of ways of having been met: by difference of years and periods nothing finer can be told."""
    years = dict.fromkeys(range(2020, 2024))
    published = {year: sum(n for of, n in met.items() if year in of) for year in years}
    told = period.Period(met, whole=True).told(published, threshold=K)
    if told != "masque":
        assert told == sum(met.values())
        group = sum(n for of, n in met.items() if of in some)
        assert group == 0 or group >= K


def test_the_exact_count_is_on_the_coordination_s_page_alone(world, indicator, people):
    lived(both=3, first=20, second=30)
    published(world, 23, 33)
    world.member(people.felix)
    world.send()
    page = reverse("observatory:funding", args=[world.of_ars.pk])
    assert "comptées aujourd’hui\u00a0: 53." in browser_of(people.alice).get(page).content.decode()
    for who, name in ((people.alice, "funding_sheet"), (people.felix, "my_funding")):
        said = browser_of(who).get(reverse(f"observatory:{name}", args=[world.of_ars.pk])).content.decode()
        assert "Suivies" in said and "comptées aujourd’hui" not in said


def test_the_page_asks_as_much_for_three_indicators_and_sheets_as_for_one(world, indicator, people):
    lived(both=12, first=20, second=30)
    published(world, 32, 42)
    world.send()
    alice, page = browser_of(people.alice), reverse("observatory:funding", args=[world.of_ars.pk])
    before = cost(alice, page)
    for number in range(2):
        world.indicator(label=f"Suivies {number}", source=known.WHOLE)
        world.send()
    assert cost(alice, page) == before == 10
