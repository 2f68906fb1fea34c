"""The menu says where the reader is, on every page of a place."""

import re

import pytest

from centre.navigation import current_in_menu
from tests.people import browser_of

PK = "5f0c8a52-8f5c-4a3f-9d3b-0f6a8f4d2a11"


@pytest.mark.parametrize(
    ("who", "path", "label"),
    [
        ("alice", "/observatoire/bilans/", "Bilans"),
        ("alice", f"/observatoire/projets/{PK}/fiche/", "Bilans"),
        ("alice", "/observatoire/projets/financeurs/ajouter/", "Bilans"),
        ("alice", f"/observatoire/constats/{PK}/modifier/", "Bilans"),
        ("alice", "/observatoire/tableau-de-bord/interne/", "Observatoire"),
        ("alice", "/observatoire/", "Observatoire"),
        ("tara", "/observatoire/annees/2020/", "Observatoire"),
        ("tara", "/observatoire/donnees/", "Observatoire"),
        ("tara", "/observatoire/constats-publies/", "Observatoire"),
        ("felix", "/observatoire/", None),
        ("alice", "/reseau/vie/sondages/", "Vie du réseau"),
        ("alice", "/orientations/personnes/", "Orientations"),
        ("felix", f"/observatoire/mes-financements/{PK}/", "Bilans"),
        ("tara", "/reseau/missions/", None),
        ("tara", "/", None),
    ],
)
def test_a_page_belongs_to_one_place_of_its_reader_s_menu(people, who, path, label):
    place = current_in_menu(getattr(people, who), path)
    assert (place and str(place.label)) == label


def test_the_menu_marks_the_place_of_a_sub_page(people):
    page = browser_of(people.alice).get("/observatoire/projets/").content.decode()
    marked = re.findall(r'href="([^"]*)" aria-current="page"', page)
    assert set(marked) == {"/observatoire/bilans/", "/observatoire/projets/"}  # the menu's, then the tab's
