"""Small numbers of people that somebody writes in a text: shown before they are published."""

import pytest

from observatory.small_numbers import small_numbers


@pytest.mark.parametrize(
    ("text", "told"),
    (
        ("<p>3&nbsp;femmes du Gard.</p>", ["3 femmes"]),
        ("<p>Deux jeunes mineurs, <em>trois</em> réfugiées.</p>", ["Deux jeunes mineurs", "trois réfugiées"]),
        ("Une seule personne parle tigrinya.", ["Une seule personne"]),
        ("10 personnes, 11 personnes, 0 personne", ["10 personnes"]),
        ("Le 3 mai, 2 demandeurs d’asile", ["2 demandeurs"]),
        ("Une personne suivie garde son dossier.", []),
        ("1 203 personnes, 1\u202f003 femmes, 12,5 hommes, 110 enfants", []),
        ("Quatre ateliers, 5 départements, 7 psychologues.", []),
        ("", []),
    ),
)
def test_what_is_told_of_a_few_people(text, told):
    assert small_numbers(text, 11) == told


def test_the_threshold_is_the_centre_s():
    assert small_numbers("6 femmes, quatre hommes", 5) == ["quatre hommes"]
