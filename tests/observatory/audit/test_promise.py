"""A1 and A5. Invented years, twice published: whoever holds both editions finds nobody."""

from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from observatory.audit.editions import audit
from observatory.audit.verdict import Kind
from observatory.disclosure import TooClose
from observatory.disclosure.year import protect_year
from tests.observatory.audit.years import by_whole_tables, next_edition, withheld_mass
from tests.observatory.populations import VOCABULARY, Year, invented_year

SIZES = st.sampled_from([60] * 14 + [75] * 6 + [100] * 3 + [150, 400, 3000])
COUNTED = Counter()


def protected(year: Year, *earlier: dict) -> dict:
    return protect_year(
        year.exact, year.margins, year.behind, VOCABULARY, earlier=earlier, advise=False
    ).document


def without_crossings(year: Year) -> Year:
    return replace(year, exact=year.exact | {"croisements": {}})


@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking would protect hundreds of years more
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 10**6), SIZES, st.sampled_from([0, 0, 3, 25]), st.integers(0, 6), st.booleans())
def test_an_invented_year_gives_nobody_away_in_either_edition(seed, size, late, corrected, crossed):
    year = invented_year(seed, size)
    second = next_edition(year, seed, late=late, corrected=corrected)
    if not crossed:
        year, second = without_crossings(year), without_crossings(second)
    documents = [protected(year)]
    try:
        documents.append(protected(second, documents[0]))
    except TooClose:
        assert 0 < late < 11
    verdict = audit(documents)
    assert not verdict.unfinished
    assert not [one for one in verdict.exposed if one.kind != Kind.BETWEEN], verdict
    COUNTED["editions"] += len(documents)
    COUNTED["second"] += 1
    COUNTED["accepted"] += verdict.holds and len(documents) == 2
    for rule, public in (("now", documents[0]), ("before", by_whole_tables(year.exact))):
        withheld, whole = withheld_mass(year.exact, public)
        COUNTED[rule] += withheld
    COUNTED["whole"] += whole


def test_less_is_withheld_than_by_the_first_rule():
    assert COUNTED["whole"] and COUNTED["now"] < COUNTED["before"]


def test_a_correction_may_be_published():
    """What the attacker refuses of a pair stays inside (`verdicts.check`); that must not be every correction."""
    assert COUNTED["editions"] >= 50 and COUNTED["accepted"] > COUNTED["second"] / 4
