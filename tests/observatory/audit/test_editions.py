"""A5. Who holds two editions, or two funders who hold one."""

import pytest

from observatory.audit.attacker import Attacker
from observatory.audit.editions import audit, exposed_between
from observatory.audit.verdict import Kind
from tests.observatory.audit.years import changed, exact_year, hidden, leaves

ACTIVE, NEW = ("personnes", "file_active"), ("personnes", "nouvelles")


@pytest.fixture
def first():
    exact = exact_year(7, 200)
    document = hidden(exact, leaves(exact))
    return changed(document, {ACTIVE: 200, NEW: 120, ("personnes", "par_sexe"): {"F": 120, "M": 80}})


def told(earlier, later) -> dict[str, tuple[int, int]]:
    return {one.path: (one.least, one.greatest) for one in exposed_between(earlier, later)}


def test_nothing_changed_tells_nothing(first):
    assert exposed_between(first, first) == []


@pytest.mark.parametrize("late", [1, -1, 10, -10])
def test_a_few_people_more_or_less_are_told(first, late):
    later = changed(first, {ACTIVE: 200 + late, ("personnes", "par_sexe", "F"): 120 + late})
    found = told(first, later)
    assert found["personnes.file_active"] == found["personnes.par_sexe.F"] == (abs(late), abs(late))
    verdict = audit([first, later])
    assert not verdict.holds and any("versions 1 et 2" in one.sentence for one in verdict.exposed)


def test_many_people_more_tell_nothing_unless_few_are_of_one_kind(first):
    later = changed(first, {ACTIVE: 215, ("personnes", "par_sexe", "F"): 135, NEW: 135})
    assert told(first, later) == {}
    later = changed(later, {("personnes", "par_sexe", "F"): 130, ("personnes", "par_sexe", "M"): 85})
    assert {"personnes.par_sexe.F", "personnes.par_sexe.M"} <= set(told(first, later))


def test_the_rest_that_nobody_prints_is_compared_too(first):
    """15 people more, 12 of them new: three who are not."""
    later = changed(first, {ACTIVE: 215, NEW: 132, ("personnes", "par_sexe", "F"): 135})
    assert told(first, later)["personnes.nouvelle.non"] == (3, 3)


def test_a_number_withheld_since_is_told_by_its_bounds(first):
    """F is hidden in the second edition, and still the rest of what is printed."""
    later = changed(first, {("personnes", "par_sexe"): {"F": "masque", "M": 77}})
    found = told(first, later)
    assert found["personnes.par_sexe.F"] == found["personnes.par_sexe.M"] == (3, 3)


def test_a_number_truly_withheld_since_tells_nothing(first):
    later = changed(first, {("personnes", "par_sexe"): {"F": "masque", "M": "masque"}})
    assert told(first, later) == {}


def test_two_funders_who_hold_the_same_document_are_one(first):
    verdict = audit([first, first])
    assert verdict.holds and verdict.earlier == (verdict.sha256,)


def test_three_editions_are_compared_two_by_two(first):
    """The third is far from the second, and near the first."""
    second = changed(first, {ACTIVE: 240, ("personnes", "par_sexe", "F"): 160, NEW: 160})
    third = changed(first, {ACTIVE: 203, ("personnes", "par_sexe", "F"): 123, NEW: 123})
    verdict = audit([first, second, third])
    assert {one.path for one in verdict.exposed} >= {"personnes.file_active"}
    assert all("versions 1 et 3" in one.sentence for one in verdict.exposed)


# ── Two editions that seem to be of the same people ─────────────────────────────────────────────────

SEX = ("personnes", "par_sexe")
EACH_SAFE = {"F": 120, "M": "masque", "X": "masque"}, {"F": "masque", "M": 77, "X": "masque"}


def as_one(*documents) -> dict[str, tuple[int, int]]:
    found = audit(documents).exposed
    return {one.path: (one.least, one.greatest) for one in found if one.kind == Kind.AS_ONE}


def test_what_one_edition_withholds_and_the_other_prints_is_put_together(first):
    """200 people, 120 women here, 77 men there: three are neither."""
    before, after = (changed(first, {SEX: some}) for some in EACH_SAFE)
    assert audit([before]).holds and audit([after]).holds
    assert as_one(before, after)["personnes.par_sexe.X"] == (3, 3)


@pytest.mark.parametrize("otherwise", [{ACTIVE: 240}, {NEW: 145}])
def test_people_who_are_visibly_others_are_not_put_together(first, otherwise):
    before, after = (changed(first, {SEX: some}) for some in EACH_SAFE)
    assert as_one(before, changed(after, otherwise)) == {}


def test_numbers_that_are_of_no_population_together_are_not_of_the_same_people(first):
    before, after = (changed(first, {SEX: some}) for some in EACH_SAFE)
    assert as_one(before, changed(after, {(*SEX, "M"): 90})) == {}


def test_every_edition_before_is_put_together(first):
    """Neither of the first two tells anything with the third; both do."""
    tables = (
        {"F": 100, "M": "masque", "X": "masque", "non_renseigne": "masque"},
        {"F": "masque", "M": 60, "X": "masque", "non_renseigne": "masque"},
        {"F": "masque", "M": "masque", "X": 36, "non_renseigne": "masque"},
    )
    one, two, three = (changed(first, {SEX: some}) for some in tables)
    assert as_one(one, three) == as_one(two, three) == {}
    assert as_one(one, two, three)["personnes.par_sexe.non_renseigne"] == (4, 4)


def test_two_years_have_no_equation():
    """Nothing says who came back: documents of two years are not audited together."""
    exact = exact_year(7, 60)
    document = hidden(exact, leaves(exact))
    assert audit([document | {"annee": 2020}, document]).unfinished


def test_the_bounds_of_a_difference_are_those_of_its_ends(first):
    attacker = Attacker(first, seconds=60)
    assert attacker.bounds(("personnes", "nouvelle", "non")) == (80, 80)


def crossed(first, others: dict, places: dict, lines: dict) -> dict:
    """`first` with its people by place, and crossed by sexe: lines of their own, and « Autres »."""
    return changed(
        first,
        {
            ("personnes", "par_departement"): places,
            ("croisements",): {"departement_sexe": {**lines, "Autres": others}},
        },
    )


def test_others_are_compared_with_the_same_people_whatever_they_are_called(first):
    """The second edition puts 48 among « Autres »: with its own line of before, three women more."""
    places = {"30": 90, "34": 60, "48": 30, "11": 20}
    own = {"30": {"F": 50, "M": 40}}
    earlier = crossed(
        first,
        {"F": 12, "M": 8},
        places,
        own | {"34": {"F": 40, "M": 20}, "48": {"F": 18, "M": 12}},
    )
    later = crossed(first, {"F": 33, "M": 17}, places, own | {"34": {"F": 37, "M": 23}})
    assert told(earlier, later)["croisements.departement_sexe.Autres.F"] == (3, 3)
    assert told(earlier, earlier) == {}


def test_two_groups_of_others_that_are_not_the_same_people_are_not_compared(first):
    places = {"30": 90, "34": 60, "48": 30, "11": 20}
    own = {"30": {"F": 50, "M": 40}}
    earlier = crossed(
        first, {"F": "masque", "M": "masque"}, places, own | {"34": {"F": "masque", "M": "masque"}}
    )
    later = crossed(first, {"F": 70, "M": 40}, places, own)
    assert told(earlier, later) == {}
