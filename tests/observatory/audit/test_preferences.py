"""Whatever the coordination prefers, and prefers otherwise in the next edition: whoever holds both finds nobody."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from observatory.audit.editions import audit
from observatory.disclosure import TooClose
from observatory.disclosure.grouping import CROSSED
from observatory.disclosure.preferences import joined, without
from observatory.disclosure.year import Protected, protect_year
from tests.observatory import populations
from tests.observatory.audit.years import leaves, next_edition
from tests.observatory.populations import VOCABULARY, Year, invented_year

DIMENSIONS = ("sexe", "tranche_age", "departement", "situation")
# People entered late, and withdrawn.
COMINGS = [(0, 0), (3, 3), (12, 12), (25, 2), (40, 0)]
COUNTED = Counter()


def preferred(random: Random, year: Year) -> list[str]:
    """Any choice that could ever be accepted, and several that could not together."""
    figures = year.exact["personnes"]
    answers = [(dim, answer) for dim in DIMENSIONS for answer in figures[f"par_{dim}"]]
    cells = [".".join(path) for path in leaves(year.exact)]
    return [
        *map(without, random.sample(list(CROSSED), random.choice([0, 0, 1, 1, 2, 3]))),
        *(joined(*one) for one in random.sample(answers, random.choice([0, 1, 1, 2, 4]))),
        *random.sample(cells, random.choice([0, 1, 3])),
    ]


def protected(year: Year, words: list[str], *earlier: dict) -> Protected:
    return protect_year(
        year.exact,
        year.margins,
        year.behind,
        VOCABULARY,
        preferred=words,
        earlier=earlier,
        advise=False,
    )


def test_whatever_is_preferred_in_either_edition_nobody_is_found():
    _both_editions()
    assert COUNTED["joined"] and COUNTED["left out"] and COUNTED["republished"] > COUNTED["years"] / 2


@settings(
    max_examples=5,  # and the one below
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(0, 10**6),
    size=st.sampled_from([60, 75, 100, 150]),
    comings=st.sampled_from(COMINGS),
    corrected=st.integers(0, 6),
    same=st.booleans(),
)
@example(seed=4, size=250, comings=(12, 12), corrected=3, same=False)
def _both_editions(seed, size, comings, corrected, same):
    late, withdrawn = comings
    year, random = invented_year(seed, size), Random(seed)
    second = next_edition(year, seed, late=late, withdrawn=withdrawn, corrected=corrected, called=0)
    words = preferred(random, year)
    documents = [protected(year, words).document]
    try:
        again = protected(second, words if same else preferred(random, second), documents[0])
        documents.append(again.document)
    except TooClose:
        assert 0 < abs(late - withdrawn) < 11
    verdict = audit(documents)
    assert verdict.holds, (words, verdict)
    tables = documents[0]["croisements"]
    COUNTED["years"] += 1
    COUNTED["republished"] += len(documents) == 2
    COUNTED["left out"] += any(
        tables[word.removeprefix("sans:")] == NONE for word in words if word[:5] == "sans:"
    )
    COUNTED["joined"] += any(word.startswith("autres:") for word in words)


@pytest.mark.parametrize("seed, size", [(0, 60), (12, 150), (3, 250)])
def test_the_same_people_told_again_are_told_the_same_way(seed, size):
    """What was preferred is forgotten by a new count: withholding other figures would give back those of before."""
    year = invented_year(seed, size)
    before = protected(year, preferred(Random(seed), year)).document
    assert protected(year, []).document != before
    assert protected(year, [], before).document == before


def test_otherwise_one_edition_gives_back_what_the_other_withholds():
    year = invented_year(12, 150)
    before, after = protected(year, preferred(Random(12), year)).document, protected(year, []).document
    assert audit([before]).holds and audit([after]).holds
    (told,) = audit([before, after]).exposed
    assert (told.path, told.least, told.greatest) == ("personnes.par_sexe.non_renseigne", 7, 7)
    assert year.exact["personnes"]["par_sexe"]["non_renseigne"] == 7


def test_a_higher_threshold_gives_nothing_back_either():
    year = invented_year(12, 150)
    before = protected(year, preferred(Random(12), year)).document
    higher = replace(year, exact=year.exact | {"seuil": 15})
    after = protected(higher, [], before).document
    shown = leaves(after)
    assert all(shown[path] == "masque" for path, value in leaves(before).items() if value == "masque")
    assert audit([before, after]).holds


def test_of_many_more_people_the_tables_are_chosen_again():
    year = invented_year(4, 250)
    before = protected(year, [without(name) for name in CROSSED]).document
    more = next_edition(year, 4, late=40, withdrawn=0, corrected=0, called=0)
    tables = protected(more, [], before).document["croisements"]
    assert any(table != NONE for table in tables.values())


NONE = {"Autres": {"Autres": "masque"}}


def test_what_a_table_left_out_would_count_is_not_told_by_its_lines():
    """Of 100 people 24 are of the Gard and 68 minors: 8 at least are neither, so no cell says « neither »."""
    everybody = populations.people(Random(4), 100)
    for one in everybody:
        one |= {
            "sessions": [one["sessions"][0] | {"interpreted": False, "modality": "presentiel"}],
            "missed": [],
        }
        one["referrals"] = one["referrals"][:1] if one["new"] else []
    year = populations.year_of(everybody, [], Random(1))
    document = protected(year, ["sans:departement_tranche_age", "personnes.par_departement.30"]).document
    assert document["personnes"]["par_departement"]["30"] == 24
    assert document["personnes"]["par_tranche_age"]["0-17"] == 68
    assert document["croisements"]["departement_tranche_age"] == NONE
    verdict = audit([document])
    assert verdict.holds, verdict


def test_an_answer_joined_by_hand_is_not_made_cheaper_to_withhold():
    """Its own table prints it as before; those that the protection joins are withheld there."""
    everybody = populations.people(Random(1), 400)
    for number, one in enumerate(everybody):
        one |= {"departement": ["34", "30", "11"][number % 3], "sexe": "FM"[number % 2]}
    year = populations.year_of(everybody, [], Random(1))
    plain, by_hand = (protected(year, words).document for words in ([], ["autres:departement.30"]))
    assert plain["personnes"]["par_departement"] == by_hand["personnes"]["par_departement"]
    assert set(plain["croisements"]["departement_sexe"]) == {"34", "30", "11"}
    assert set(by_hand["croisements"]["departement_sexe"]) == {"34", "Autres", "11"}


def test_words_about_what_the_year_has_not_change_nothing():
    year = invented_year(4, 150)
    strange = [
        "sans:age_sexe",
        "autres:departement.2B",
        "autres:langue.som",
        "autres:",
        "x",
        "personnes.par_x.y",
    ]
    assert protected(year, strange).document == protected(year, []).document
