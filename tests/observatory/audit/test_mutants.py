"""A4. A protection broken on purpose is caught, every time."""

from copy import deepcopy

import pytest

from observatory.audit.editions import audit
from observatory.disclosure.year import protect_year
from tests.observatory.audit.years import MASK, changed, leaves, under_threshold
from tests.observatory.populations import VOCABULARY, Year, invented_year

YEARS = ((1, 60), (4, 120), (6, 400))
WHOLE_TABLES = {
    *("par_sexe", "par_tranche_age", "par_departement", "par_situation"),
    *("par_decision", "par_orienteur_type", "par_modalite", "par_orientation", "par_semaine"),
}


@pytest.fixture(scope="module", params=YEARS, ids=lambda one: f"{one[1]} people")
def protected(request):
    year = invented_year(*request.param)
    return year, protect_year(year.exact, year.margins, year.behind, VOCABULARY, advise=False)


def told(document: dict) -> set[str]:
    verdict = audit([document])
    assert not verdict.unfinished
    return {one.path for one in verdict.exposed}


def withheld(year: Year, document: dict):
    """(path, true number) of what is withheld and printed under the same name in the exact document."""
    truth = leaves(year.exact)
    for path, value in leaves(document).items():
        if value == MASK and isinstance(truth.get(path), int):
            yield path, truth[path]


def test_the_protection_itself_holds(protected):
    assert told(protected[1].document) == set()


def test_a_cell_withheld_for_others_is_needed(protected):
    """Whichever is printed, somebody is told.

    Of tables whose every answer is printed: where the rest is not (who is not new), the protection asks more of it than
    the promise does.
    """
    year, done = protected
    reasons = {tuple(one["path"].split(".")): one["reason"] for one in done.report["figures"]}
    needed = [
        (path, number)
        for path, number in withheld(year, done.document)
        if reasons.get(path) == "protège un autre effectif" and number and path[1] in WHOLE_TABLES
    ]
    for path, number in needed:
        assert told(changed(done.document, {path: number})), path


def test_a_small_cell_printed_is_named(protected):
    year, done = protected
    small = [(path, number) for path, number in withheld(year, done.document) if 1 <= number < 11]
    assert small
    for path, number in small[::5]:
        assert ".".join(path) in told(changed(done.document, {path: number}))


def test_hiding_small_cells_alone_is_caught(protected):
    year, _ = protected
    assert told(under_threshold(year.exact))


def test_a_threshold_one_lower_is_caught():
    """Protected for ten, read by who was promised eleven."""
    documents = (_calls(seed, 10) for seed in range(60))
    mutant = next(one for one in documents if 10 in leaves(one).values())
    assert told(mutant) == set()
    assert told(mutant | {"seuil": 11})


def _calls(seed: int, k: int) -> dict:
    year = invented_year(seed, 40)
    exact = {"annee": year.exact["annee"], "seuil": k, "appels": year.exact["appels"]}
    return protect_year(exact, {}, year.behind, VOCABULARY, advise=False).document


@pytest.mark.parametrize(("seed", "size"), YEARS)
def test_a_table_that_the_protection_did_not_know_is_caught(seed, size):
    """Protected without its crossed tables, which are then published with a plain threshold."""
    year = invented_year(seed, size)
    apart = {name: part for name, part in year.exact.items() if name != "croisements"}
    done = protect_year(apart, year.margins, year.behind, VOCABULARY, advise=False)
    mutant = deepcopy(done.document)
    mutant["croisements"] = under_threshold(year.exact)["croisements"]
    assert told(mutant)
