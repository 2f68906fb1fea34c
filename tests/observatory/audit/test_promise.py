"""A1 and A5. Invented years, twice published: whoever holds both editions finds nobody."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from observatory.audit.editions import audit
from observatory.disclosure import TooClose
from observatory.disclosure.year import protect_year
from tests.observatory.audit.years import by_whole_tables, next_edition, withheld_mass
from tests.observatory.populations import VOCABULARY, Year, invented_year

SIZES = st.sampled_from([60] * 14 + [75] * 6 + [100] * 3 + [150, 400, 3000])
MASS = Counter()


def protected(year: Year, *earlier: dict) -> dict:
    return protect_year(
        year.exact, year.margins, year.behind, VOCABULARY, earlier=earlier, advise=False
    ).document


@settings(
    max_examples=50,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking would protect hundreds of years more
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 10**6), SIZES, st.sampled_from([0, 0, 3, 25]), st.integers(0, 6))
def test_two_editions_of_an_invented_year_give_nobody_away(seed, size, late, corrected):
    year = invented_year(seed, size)
    documents = [protected(year)]
    second = next_edition(year, seed, late=late, corrected=corrected)
    try:
        documents.append(protected(second, documents[0]))
    except TooClose:
        assert 0 < late < 11
    verdict = audit(documents)
    assert verdict.holds, verdict
    for rule, public in (("now", documents[0]), ("before", by_whole_tables(year.exact))):
        withheld, whole = withheld_mass(year.exact, public)
        MASS[rule] += withheld
    MASS["whole"] += whole


def test_less_is_withheld_than_by_the_first_rule():
    assert MASS["whole"] and MASS["now"] < MASS["before"]
