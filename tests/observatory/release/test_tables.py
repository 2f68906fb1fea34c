"""Tables of the files: answers counted together, what is withheld whole, titles out of their section."""

import gc

import pytest

from centre import document
from observatory import wording
from observatory.release.tables import Table, tables
from tests.observatory.drawings.documents import LISTING, rich


def crossed(cells: dict) -> Table:
    year = rich() | {"croisements": {"departement_tranche_age": cells}}
    return next(
        table for table in tables(year, LISTING) if table.name == "croisement-departement-tranche-age"
    )


def test_answers_counted_together_are_called_so_and_come_before_the_unknown():
    cells = {"18-24": 12, "Autres": 30, "non_renseigne": "masque"}
    table = crossed({"non_renseigne": cells, "Autres": cells, "34": cells})
    assert table.columns == ("Département", "18 à 24 ans", "Autres", "Non renseigné")
    assert [row[0] for row in table.rows] == ["Hérault (34)", "Autres", "Non renseigné"]
    assert table.words == 1 and not table.is_withheld


def test_a_table_withheld_whole_is_known_as_such_one_of_words_is_not():
    assert crossed({"34": {"18-24": "masque", "Autres": "masque"}}).is_withheld
    assert not crossed({"34": {"18-24": "masque", "Autres": 0}}).is_withheld
    assert not Table("x", "X", ("Titre",), (("un mot",),)).is_withheld


def test_a_breakdown_says_of_what_out_of_its_section():
    titles = {table.name: table.title for table in tables(rich(), LISTING)}
    assert titles["appels-par-semaine"] == "Cellule d’écoute\u00a0: les appels par semaine"
    assert titles["seances-par-modalite"] == "Séances tenues selon la modalité"
    section = next(one for one in wording.SECTIONS if one.key == "orientations")
    assert wording.whole_title(section.title, section.breakdowns[0]) == "Orientations selon la décision"


def test_the_collector_works_again_after_a_document_made_or_not():
    with document._nothing_collected():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), document._nothing_collected():
        1 / 0  # noqa: B018
    assert gc.isenabled()
