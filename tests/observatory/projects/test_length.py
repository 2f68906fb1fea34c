from datetime import date

import pytest

from observatory.projects.length import doubt, months


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2018, 4, 1), date(2022, 7, 31), (52, 52)),
        (date(2025, 1, 1), date(2027, 12, 31), (36, 36)),
        (date(2025, 1, 15), date(2025, 7, 14), (6, 6)),
        (date(2025, 1, 1), date(2025, 6, 20), (5, 6)),
        (date(2025, 1, 20), date(2025, 6, 10), (4, 5)),
        (date(2025, 1, 31), date(2025, 1, 31), (0, 1)),
    ],
)
def test_months_between_two_days_both_included(first, last, expected):
    assert months(first, last) == expected


def test_thirty_nine_months_from_april_2018_to_july_2022_are_pointed_out():
    said = doubt(date(2018, 4, 1), date(2022, 7, 31), 39)
    assert said == (
        "La convention annonce 39\u00a0mois\u202f; d’avril 2018 à juillet 2022, il y en a 52. "
        "L’un des deux est à vérifier."
    )
    assert doubt(date(2018, 4, 1), date(2022, 7, 31), 52) == ""
    assert doubt(date(2018, 4, 1), date(2022, 7, 31), None) == ""


def test_a_month_begun_counts_or_not_as_the_agreement_says():
    assert (
        doubt(date(2025, 1, 1), date(2025, 6, 20), 5) == doubt(date(2025, 1, 1), date(2025, 6, 20), 6) == ""
    )
    assert "de\u00a0janvier 2025 à juin 2025, il y en a 5 à 6" in doubt(
        date(2025, 1, 1), date(2025, 6, 20), 7
    )
