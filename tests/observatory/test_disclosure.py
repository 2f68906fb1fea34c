"""What the public document says is what was counted; what nobody judged, or few people made, is withheld."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.disclosure import protect
from tests.observatory.audit.years import MASK, leaves
from tests.observatory.populations import VOCABULARY, documents

MEASURES = ("pays", "adresseurs", "jours")


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 120))
def test_what_is_published_is_exact_and_never_small(seed, size):
    exact, public = documents(seed, size)
    truth = leaves(exact)
    for path, value in leaves(public).items():
        if value != MASK:
            assert value == truth[path]
            assert type(value) is not int or path[-1] in MEASURES or not 0 < value < 11 or _is_mean(path), (
                path
            )


def _is_mean(path) -> bool:
    return path[-1] in (
        *("age_moyen", "rappels_moyenne", "par_jour", "moyenne_par_personne", "heures"),
        "delai_median_premiere_seance_jours",
    )


def test_what_nobody_judged_is_withheld():
    exact, _ = documents(1, 80)
    exact["vulnerabilites"] = {"torture": 40}
    exact["personnes"]["par_religion"] = {"x": 40, "y": 40}
    public = protect(exact, {}, VOCABULARY)
    assert public["vulnerabilites"] == MASK
    assert set(public["personnes"]["par_religion"].values()) == {MASK}
    assert public["seances"]["realisees"] == public["orientations"]["recues"] == MASK


@pytest.mark.parametrize("threshold", [11, 20])
def test_the_threshold_is_the_centre_s(threshold):
    exact, _ = documents(3, 15)
    exact["seuil"] = threshold
    public = protect(exact, {"seances.realisees": 15}, VOCABULARY)
    assert (public["personnes"]["file_active"] == MASK) == (threshold > 15)
