"""Counts of people side by side: indicators of a funding, of two, the published bilan. No few by difference."""

from datetime import date
from decimal import Decimal
from itertools import combinations, product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from centre.context import acting_as
from centre.refusals import Refused
from observatory.models import AnnualReport
from observatory.projects import actions, indicators, known, pages, reading, sums
from observatory.projects.models import Achieved, Indicator
from observatory.projects.protection import MASK, Noted
from observatory.states import Counted
from observatory.states import IndicatorUnit as Unit
from tests.observatory.facts.field import History, Session, live
from tests.observatory.projects.conftest import AT
from tests.people import browser_of

K = 11


def told(world, funding=None, **how):
    """What leaves of a funding: each indicator's values, the period's last."""
    with acting_as(world.alice):
        lines = reading.of(funding or world.of_ars, at=AT, **how)["indicators"]
    return {one["label"]: [*(year["value"] for year in one["years"]), one["total"]] for one in lines}


def noted(world, label, value, year=2024, funding=None, **facts):
    one = world.indicator(funding, label=label, **facts)
    world.note(one, year, value)
    return one


# ── Stories ─────────────────────────────────────────────────────────────────────────────────────


def test_two_indicators_of_a_sheet_do_not_give_a_few_by_difference(world):
    noted(world, "Rencontrées", 45)
    noted(world, "Dont accompagnées", 38)
    assert told(world) == {"Rencontrées": [45, None, None], "Dont accompagnées": [MASK, None, None]}


@pytest.mark.parametrize("value", [45, 34, 56])
def test_the_same_count_and_one_eleven_away_are_told(world, value):
    noted(world, "Rencontrées", 45)
    noted(world, "Accompagnées", value)
    assert told(world)["Accompagnées"][0] == value


def test_years_are_compared_with_the_same_years_and_with_periods_that_hold_them(world):
    noted(world, "Rencontrées", 45)
    noted(world, "Suivies", 41, year=2025)
    noted(world, "Sur deux ans", 50, year=None)
    assert told(world) == {
        "Rencontrées": [45, None, None],
        "Suivies": [None, 41, None],
        "Sur deux ans": [None, None, MASK],
    }


def test_a_count_beside_the_file_active_of_the_bilan_is_withheld(world):
    world.publish(2024, personnes={"file_active": 90})
    noted(world, "Rencontrées", 85)
    assert told(world)["Rencontrées"][0] == MASK


def test_a_line_that_follows_the_bilan_stays_and_the_one_noted_by_hand_gives_way(world):
    world.publish(2024, groupes={"participants": 60})
    noted(world, "Venues", 55)
    world.indicator(label="Participants", source="groupes.participants")
    assert told(world) == {"Venues": [MASK, None, None], "Participants": [60, None, None]}


def test_every_figure_about_people_is_compared_unless_it_is_said_of_them_all(world):
    world.publish(
        2024,
        personnes={"file_active": 300, "par_sexe": {"F": 90, "M": "masque"}, "pays": 84},
        croisements={"departement_sexe": {"31": {"F": 60}}},
    )
    noted(world, "Femmes", 85)
    noted(world, "Femmes de Haute-Garonne", 55)
    noted(world, "Toutes", 85, counted=Counted.ALL)
    assert [values[0] for values in told(world).values()] == [MASK, MASK, 85]
    noted(world, "Presque toutes", 295, counted=Counted.ALL)
    assert told(world)["Presque toutes"][0] == MASK


def test_an_edition_that_was_replaced_still_tells(world):
    world.publish(2024, personnes={"file_active": 90})
    with acting_as(world.alice):
        AnnualReport.objects.update(state="remplace", replaced_at=AT)
    noted(world, "Rencontrées", 85)
    assert told(world)["Rencontrées"][0] == MASK


def test_funders_talk(world):
    noted(world, "Rencontrées", 45, funding=world.of_city)
    noted(world, "Accompagnées", 38)
    assert told(world)["Accompagnées"][0] == 38  # the city's sheet has not left
    world.send(world.of_city)
    assert told(world)["Accompagnées"][0] == MASK
    assert told(world, world.of_city)["Rencontrées"][0] == 45


def test_two_indicators_together_do_not_give_a_few_beside_a_third(world):
    noted(world, "Femmes", 40)
    noted(world, "Hommes", 55)
    noted(world, "Rencontrées", 100)
    assert told(world)["Rencontrées"][0] == MASK
    world.publish(2025, personnes={"file_active": 100})
    noted(world, "Femmes en 2025", 40, year=2025)
    noted(world, "Hommes en 2025", 55, year=2025)
    assert told(world)["Hommes en 2025"][1] == MASK


def test_three_indicators_or_more_do_not_give_a_few_beside_their_total(world):
    """Five people of no listed situation."""
    for label, value in (("Asile", 40), ("Déboutées", 20), ("Réfugiées", 90), ("Vues", 155)):
        noted(world, label, value)
    assert [values[0] for values in told(world).values()] == [40, 20, 90, MASK]
    world.publish(2025, personnes={"file_active": 155})
    for label, value in (("Asile, 2025", 40), ("Déboutées, 2025", 20), ("Réfugiées, 2025", 90)):
        noted(world, label, value, year=2025)
    assert told(world)["Réfugiées, 2025"][1] == MASK
    with acting_as(world.alice):
        lines = reading.of(world.of_ars, at=AT, live=True)["indicators"]
    assert [why for one in lines for why in pages._withheld(one, K)] == [
        "2024\u00a0: 155, trop proche de la somme de plusieurs autres lignes.",
        "2025\u00a0: 90, ajouté à d’autres lignes, trop proche de «\u00a0File active\u00a0» du bilan 2025 (155).",
    ]


def test_a_whole_that_is_the_sum_of_its_parts_is_told(world):
    noted(world, "Femmes", 40)
    noted(world, "Hommes", 55)
    noted(world, "Rencontrées", 95)
    assert [values[0] for values in told(world).values()] == [40, 55, 95]


def test_declared_apart_an_indicator_is_compared_with_nothing(world):
    noted(world, "Rencontrées", 45)
    trained = noted(world, "Professionnels formés", 38)
    with acting_as(world.alice):
        actions.save_indicator(
            world.of_ars,
            trained,
            label=trained.label,
            unit=Unit.PEOPLE,
            counted=Counted.APART,
            by=world.alice,
        )
    assert told(world)["Professionnels formés"][0] == 38
    world.send()
    noted(world, "Stagiaires", 30, funding=world.of_city)  # near the professionals alone: nobody's neighbour
    assert told(world, world.of_city)["Stagiaires"][0] == 30
    world.note(trained, 2024, 7)
    assert told(world)["Professionnels formés"][0] == MASK


def test_what_left_stays_and_the_next_to_come_gives_way(world):
    first = noted(world, "Accompagnées", 38)
    world.send()
    noted(world, "Rencontrées", 45, funding=world.of_city)
    assert told(world) == {"Accompagnées": [38, None, None]}
    assert told(world, world.of_city)["Rencontrées"][0] == MASK
    world.note(first, 2024, 60)
    assert told(world, world.of_city)["Rencontrées"][0] == MASK  # the sheet that says 38 is in their hands


def test_a_year_that_the_portal_counts_waits_for_its_bilan(world):
    """Noted 85 in January, the bilan of March says 90."""
    live([History(sessions=(Session(date(2024, 3, 1)),))])
    noted(world, "Rencontrées", 85)
    noted(world, "Professionnels", 60, counted=Counted.APART)
    assert told(world) == {"Rencontrées": [MASK, None, None], "Professionnels": [60, None, None]}
    world.publish(2024, personnes={"file_active": 200})
    assert told(world)["Rencontrées"][0] == 85


def test_the_337_people_of_interreg_are_told_beside_the_bilans_of_their_years(world):
    for year, active in ((2018, 120), (2019, 260), (2020, 300), (2021, 310), (2022, 280)):
        world.publish(year, personnes={"file_active": active})
    with acting_as(world.alice):
        interreg = world.funding(world.city, starts_on=date(2018, 4, 1), ends_on=date(2022, 7, 31))
    noted(world, "Rencontrées", 337, year=None, funding=interreg)
    assert told(world, interreg)["Rencontrées"][-1] == 337


# ── Declaring ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("facts", [{"source": "personnes.file_active"}, {"unit": Unit.HOURS}])
def test_who_is_counted_is_said_of_people_noted_by_hand_alone(world, facts):
    with pytest.raises(Refused) as refusal:
        world.indicator(counted=Counted.APART, **facts)
    assert refusal.value.field == "counted"
    one = world.indicator(**facts)
    with acting_as(world.alice), pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=one.pk).update(counted=Counted.APART)


def test_the_coordination_is_told_why_and_declares(world, people):
    world.publish(2024, personnes={"file_active": 90})
    one = noted(world, "Professionnels", 85)
    alice = browser_of(people.alice)
    page = reverse("observatory:funding", args=[world.of_ars.pk])
    said = alice.get(page).content.decode()
    assert "2024\u00a0: 85, trop proche de «\u00a0File active\u00a0» du bilan 2024 (90)." in said
    preview = alice.get(reverse("observatory:funding_sheet", args=[world.of_ars.pk])).content.decode()
    assert "Retenu" not in preview and "par différence avec un autre effectif" in preview
    form = alice.get(reverse("observatory:edit_indicator", args=[one.pk])).content.decode()
    assert "Qui est compté" in form
    facts = {"label": one.label, "unit": one.unit, "counted": "a_part"}
    alice.post(reverse("observatory:edit_indicator", args=[one.pk]), facts)
    said = alice.get(page).content.decode()
    assert "Retenu" not in said and ">85" in said


def test_why_does_not_leave_with_the_sheet(world):
    noted(world, "Rencontrées", 45)
    noted(world, "Dont accompagnées", 38)
    assert all("withheld" not in one for one in world.send().content["indicators"])


# ── Everything ever sent ────────────────────────────────────────────────────────────────────────

YEARS = (2024, 2025)
values = st.integers(0, 120)
KEYS = st.sampled_from([2024, 2025, None])


@st.composite
def steps(draw):
    """Two fundings of a few indicators; values noted, and noted again, between sheets of one or the other."""
    counted = st.sampled_from([Counted.ALL, Counted.UNSAID, Counted.APART])
    ours = [
        Indicator(
            label=f"{number}",
            unit=Unit.PEOPLE,
            counted=draw(counted),
            funding_id=draw(st.sampled_from("aab")),
        )
        for number in range(draw(st.integers(2, 5)))
    ]
    moves = st.tuples(st.sampled_from(ours), KEYS, values, st.booleans())
    return ours, draw(st.lists(moves, min_size=3, max_size=14))


@settings(max_examples=200)
@given(steps(), st.dictionaries(st.sampled_from(YEARS), values.filter(lambda n: not 0 < n < K)))
def test_no_two_counts_ever_told_of_the_same_years_differ_by_a_few(story, active):
    ours, moves = story
    reports = [_bilan(year, people) for year, people in active.items()]
    now, sheets = {}, []
    for one, key, value, sends in moves:
        now[one.pk, key] = value
        if sends:
            sheets.append((one.funding_id, _sheet(one.funding_id, ours, now, reports, sheets)))
    apart = {str(one.pk) for one in ours if one.counted == Counted.APART}
    lines = [line for line in known.lines(sheets) if line.of not in apart]
    counts = {count for line in lines for count in line.counts} | set(known.published(reports))
    for one, other in combinations(counts, 2):
        assert not (one.years & other.years and 0 < abs(one.people - other.people) < K), (one, other)
    for funding in "ab":
        mine = {count for line in lines if line.funding == funding for count in line.counts}
        for some in combinations(mine | set(known.published(reports)), 3):
            if len({count.years for count in some}) == 1 and len({count.of for count in some}) == 3:
                first, second, most = sorted(count.people for count in some)
                assert not 0 < abs(most - first - second) < K, some


@given(st.integers(11, 60), st.integers(11, 60), st.integers(-15, 15), st.permutations(range(3)))
def test_two_parts_and_nearly_their_whole_are_never_all_told(one, other, more, order):
    """In whatever order they stand: whole, part, part."""
    values = [(one, other, one + other + more)[rank] for rank in order]
    told = [value for value in _told_of(values) if value != MASK]
    if len(told) == 3:
        *parts, whole = sorted(told)
        assert not 0 < abs(whole - sum(parts)) < K


def _bilan(year, people):
    return AnnualReport(year=year, state="publie", figures_public={"personnes": {"file_active": people}})


def _sheet(funding, ours, now, reports, sheets):
    mine = [one for one in ours if one.funding_id == funding]
    for one in mine:
        noted = [Achieved(year=key, value=Decimal(n)) for (pk, key), n in now.items() if pk == one.pk]
        one._prefetched_objects_cache = {"achieved": noted}
    frame = indicators.Frame(
        funding=funding,
        years=YEARS,
        span=YEARS,
        published={report.year: report for report in reports},
        counts=known.published(reports),
        sent=known.lines(sheets),
        apart=frozenset(str(one.pk) for one in ours if one.counted == Counted.APART),
        since=None,
        together=None,
        threshold=K,
        live=False,
    )
    facts = {"starts_on": "2024-01-01", "ends_on": "2025-12-31"}
    return {"facts": facts, "indicators": indicators.told(mine, frame, {})}


@given(st.data(), st.lists(st.integers(11, 60), min_size=3, max_size=6), st.integers(-15, 15))
def test_several_parts_and_nearly_their_whole_are_never_all_told(data, parts, more):
    values = data.draw(st.permutations([*parts, sum(parts) + more]))
    assert MASK in _told_of(values) or not 0 < abs(more) < K


@given(st.lists(st.lists(st.integers(0, 40), min_size=1, max_size=2), max_size=5), st.integers(0, 150))
def test_sums_of_three_or_more_are_those_of_every_choice(counts, value):
    def every(least):
        groups = (some for n in range(least, len(counts) + 1) for some in combinations(counts, n))
        return {sum(one) for some in groups for one in product(*([n for n in few if n] for few in some))}

    assert sums.total_of(value, counts, K) == any(0 < abs(value - one) < K for one in every(3))
    whole = value + 30
    assert sums.part_of(whole, value, counts, K) == any(0 < abs(whole - value - one) < K for one in every(2))


@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 40))
def test_a_reader_who_knows_that_one_holds_the_other_finds_nobody(active, met, followed):
    """Followed are among those met, who are of the file active: which sizes would have been told so?"""
    active, met = max(active, met, followed, K), max(met, followed)
    said = _told_of((met, followed), [_bilan(2024, active)])
    worlds = [
        (most, some, few)
        for most in (active,)
        for some in range(most + 1)
        for few in range(some + 1)
        if all(shown in (MASK, true) for shown, true in zip(said, (some, few), strict=True))
    ]
    assert (active, met, followed) in worlds
    for hidden in (
        lambda w: w[0] - w[1],
        lambda w: w[1] - w[2],
        lambda w: w[0] - w[2],
        lambda w: w[1],
        lambda w: w[2],
    ):
        assert not {hidden(world) for world in worlds} <= set(range(1, K)), said


def _told_of(values, reports=()):
    """Of indicators of one funding, in this order, for 2024."""
    ours = [Indicator(label=f"{rank}", unit=Unit.PEOPLE, funding_id="a") for rank in range(len(values))]
    now = {(one.pk, 2024): value for one, value in zip(ours, values, strict=True)}
    content = _sheet("a", ours, now, list(reports), [])
    return [one["years"][0]["value"] for one in content["indicators"]]


def test_a_sum_of_years_is_nobody_s_count():
    content = {
        "facts": {"starts_on": "2024-01-01", "ends_on": "2025-12-31"},
        "indicators": [
            {
                "id": "x", "label": "X", "unit": "personnes", "total": 80, "by_hand": False,
                "years": [{"year": 2024, "value": 80}, {"year": 2025, "value": None}],
            }
        ],
    }  # fmt: skip
    (line,) = known.lines([("a", content)])
    assert line.noted == Noted({2024: 80, 2025: None}, None, frozenset(YEARS))
    assert [count.people for count in line.counts] == [80]
