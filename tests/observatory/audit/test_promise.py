"""A1 and A5. Invented years, twice published: the attacker who holds both editions finds nothing."""

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from observatory.audit.editions import audit
from observatory.disclosure import protect as first_rule
from observatory.disclosure.year import TooClose, protect_year
from tests.observatory.audit.years import next_edition, withheld_mass
from tests.observatory.populations import VOCABULARY, Year, invented_year

SIZES = st.sampled_from([60] * 12 + [75] * 6 + [100] * 4 + [150, 400, 1200, 3000])
MASS = Counter()


def protected(year: Year, *earlier: dict) -> dict:
    return protect_year(
        year.exact, year.margins, year.behind, VOCABULARY, earlier=earlier, advise=False
    ).document


@settings(
    max_examples=50, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.integers(0, 10**6), SIZES, st.sampled_from([0, 0, 3, 25]), st.integers(0, 6))
def test_two_editions_of_an_invented_year_give_nobody_away(seed, size, late, corrected):
    year = invented_year(seed, size)
    first = protected(year)
    second = next_edition(year, seed, late=late, corrected=corrected)
    try:
        documents = [first, protected(second, first)]
    except TooClose:
        documents = [first]
    verdict = audit(documents)
    assert verdict.holds, verdict
    _weigh(year.exact, first)


def _weigh(exact: dict, public: dict) -> None:
    before = first_rule({name: part for name, part in exact.items() if name != "croisements"}, {}, VOCABULARY)
    for rule, document in (("now", public), ("before", before)):
        withheld, whole = withheld_mass(exact, document)
        MASS[rule] += withheld
    MASS["whole"] += whole


def test_less_is_withheld_than_by_the_first_rule():
    assert MASS["whole"] and MASS["now"] < MASS["before"]
