"""What a sheet says: published figures, values noted by hand, the share of the activities."""

from datetime import date

import pytest

from centre.context import acting_as
from centre.refusals import Refused
from observatory.projects import actions, pages, reading
from observatory.states import IndicatorUnit as Unit
from tests.observatory.projects.conftest import AT


def told(world, funding=None, **kwargs):
    with acting_as(world.alice):
        return reading.of(funding or world.of_ars, at=AT, **kwargs)


def only(world, **kwargs):
    (one,) = told(world, **kwargs)["indicators"]
    return one


def values(one):
    return [year["value"] for year in one["years"]]


def test_a_linked_indicator_follows_the_published_bilans(world):
    world.publish(2024, seances={"realisees": 300})
    world.indicator(
        label="Séances", unit=Unit.SESSIONS, source="seances.realisees", target=800, yearly_target=400
    )
    one = only(world)
    assert values(one) == [300, None]
    assert [year["ratio"] for year in one["years"]] == [75, None]
    assert (one["total"], one["counted"], one["ratio"]) == (300, 1, 38)
    assert told(world)["years"] == [{"year": 2024, "edition": 1}, {"year": 2025, "edition": None}]


def test_a_withheld_figure_has_neither_ratio_nor_total(world):
    world.publish(2024, seances={"realisees": "masque"})
    world.publish(2025, seances={"realisees": 300})
    world.indicator(
        label="Séances", unit=Unit.SESSIONS, source="seances.realisees", target=800, yearly_target=400
    )
    one = only(world)
    assert values(one) == ["masque", 300] and one["total"] == "masque"
    assert [year["ratio"] for year in one["years"]] == [None, 75] and one["ratio"] is None


def test_people_of_two_years_are_never_added_up(world):
    world.publish(2024, personnes={"file_active": 100})
    world.publish(2025, personnes={"file_active": 120})
    world.indicator(source="personnes.file_active", target=200)
    one = only(world)
    assert values(one) == [100, 120] and one["total"] is None and one["ratio"] is None
    assert pages.told(told(world))["indicators"][0]["note"] == pages.TWICE


def test_people_of_a_single_year_are_its_total(world):
    with acting_as(world.alice):
        short = world.funding(world.city, starts_on=date(2025, 3, 1), ends_on=date(2025, 12, 31))
    one = world.indicator(short, target=80)
    world.note(one, 2025, 64)
    (read,) = told(world, short)["indicators"]
    assert (read["total"], read["ratio"]) == (64, 80)


def test_interreg_met_337_people_in_a_period_whose_length_is_to_check(world):
    with acting_as(world.alice):
        interreg = world.funding(
            world.city, starts_on=date(2018, 4, 1), ends_on=date(2022, 7, 31), stated_months=39
        )
    world.note(world.indicator(interreg, target=300), None, 337, "Fiches de contact, personnes différentes")
    read = told(world, interreg)
    assert "il y en a 52" in read["facts"]["doubt"]
    assert (read["indicators"][0]["total"], read["indicators"][0]["ratio"]) == (337, 112)
    assert next(row for row in pages.rows(read) if row[4] == "337")[3] == "01/04/2018 - 31/07/2022"


def test_a_figure_noted_by_hand_says_where_it_comes_from(world):
    one = world.indicator(label="Permanences", unit=Unit.MEETINGS)
    world.note(one, 2024, 22, "Planning")
    world.note(one, 2025, 41, "Planning")
    read = only(world)
    assert values(read) == [22, 41] and read["total"] == 63
    assert pages.told(told(world))["indicators"][0]["bases"] == ["2024 à 2025\u00a0: Planning"]


def test_the_share_counts_the_activities_of_published_bilans(world):
    mine = {"project_id": world.project.pk, "axis_name": "CLS, axe 1"}
    world.publish(
        2024,
        activities=[
            mine | {"professionals": 8, "users": 4},
            mine | {"axis_name": None},
            mine | {"state": "annulee"},
            {"project_id": world.other.pk, "participants": 36},
            {"participants": 12, "starts_on": "2024-02-01"},
        ],
    )
    with acting_as(world.alice):
        late = world.funding(world.city, starts_on=date(2024, 3, 1), ends_on=date(2024, 12, 31))
    share = told(world)["share"]
    assert share["project"] == {"held": 2, "heads": 12, "uncounted": 1}
    assert share["all"] == {"held": 4, "heads": 60, "uncounted": 1}
    assert (share["held"], share["heads"], share["years"]) == (50, 20, [2024])
    assert [(axis["axis"], axis["held"]) for axis in share["axes"]] == [("CLS, axe 1", 1), (None, 1)]
    assert told(world, late)["share"]["all"]["held"] == 3  # February is before it begins


def test_a_bilan_frozen_without_projects_tells_no_share(world):
    report = world.publish(2024, activities=[])
    report.listing["sections"][0]["activities"] = [{"starts_on": "2024-05-10", "state": "tenue"}]
    from observatory.projects import share

    assert share.printed_rows(report.listing, date(2024, 1, 1), date(2024, 12, 31)) is None
    assert told(world, live=False)["share"]["all"]["held"] == 0


@pytest.mark.parametrize(
    ("facts", "field", "reason"),
    [
        ({"source": "personnes.file_active", "unit": Unit.OTHER}, "unit", "personnes"),
        ({"source": "personnes.age_moyen"}, "source", "peut suivre"),
    ],
)
def test_a_linked_indicator_has_the_unit_of_its_figure(world, facts, field, reason):
    with pytest.raises(Refused) as refusal:
        world.indicator(**facts)
    assert refusal.value.field == field and reason in refusal.value.reason


def test_refusals_of_what_cannot_be_noted(world):
    one = world.indicator()
    for year, value, field in (
        (2023, 12, "year"),
        (2026, 12, "year"),
        (2024, "12.5", "value"),
    ):
        with pytest.raises(Refused) as refusal:
            world.note(one, year, value)
        assert refusal.value.field == field
    with pytest.raises(Refused, match="d’où vient"):
        world.note(one, 2024, 12, " ")
    world.note(one, 2024, 50)
    with pytest.raises(Refused, match="compte davantage"):
        world.note(one, None, 49)
    world.note(one, None, 61)
    with pytest.raises(Refused, match="compte moins"):
        world.note(one, 2025, 62)


def test_noting_again_replaces(world):
    one = world.indicator()
    world.note(one, None, 50)
    world.note(one, None, 60)
    assert [achieved.value for achieved in one.achieved.all()] == [60]


def test_a_linked_indicator_is_noted_for_the_period_alone(world):
    one = world.indicator(source="personnes.file_active")
    with pytest.raises(Refused, match="ne se notent pas"):
        world.note(one, 2024, 50)
    world.note(one, None, 90)


def test_a_funding_changed_meanwhile_is_told(world):
    facts = {
        "project": world.project.pk,
        "funder": world.ars,
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2025, 12, 31),
    }
    with acting_as(world.alice):
        actions.save_funding(world.of_ars, **facts, version=1, by=world.alice)
        with pytest.raises(Refused, match="entre-temps"):
            actions.save_funding(world.of_ars, **facts, version=1, by=world.alice)


def test_dates_that_would_lose_a_noted_year_are_refused(world):
    world.note(world.indicator(), 2024, 50)
    with acting_as(world.alice), pytest.raises(Refused, match="2024"):
        actions.save_funding(
            world.of_ars,
            project=world.project.pk,
            funder=world.ars,
            starts_on=date(2025, 1, 1),
            ends_on=date(2025, 12, 31),
            version=1,
            by=world.alice,
        )


def test_the_same_funding_twice_is_refused_in_words(world):
    with acting_as(world.alice), pytest.raises(Refused, match="finance déjà"):
        world.funding(world.ars)


def test_an_indicator_that_was_sent_stays(world):
    one = world.indicator()
    world.note(one, 2024, 50)
    world.send()
    with acting_as(world.alice):
        with pytest.raises(Refused, match="il reste"):
            actions.remove_indicator(one, by=world.alice)
        with pytest.raises(Refused, match="il reste"):
            actions.save_indicator(world.of_ars, one, label="X", unit=Unit.OTHER, by=world.alice)
        actions.save_indicator(world.of_ars, one, label="Mieux dit", unit=Unit.PEOPLE, by=world.alice)


def test_two_identical_sheets_in_a_row_are_one(world):
    world.note(world.indicator(), 2024, 50)
    world.send()
    with pytest.raises(Refused, match="déjà exactement"):
        world.send()


def test_a_sheet_without_indicator_is_not_sent(world):
    with pytest.raises(Refused, match="aucun indicateur"):
        world.send()
