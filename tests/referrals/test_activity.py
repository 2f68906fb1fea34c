"""What the observatory is told of people: counts made by the database, each person once, no name, no code."""

import pytest

from observatory.figures import figures
from referrals import activity
from tests.sheets import import_year

SHEETS = {
    "personnes": """code,annee_naissance,sexe,pays,langues,departement,situation
P1,2003,F,AFG,prs;pus,30,demandeur_asile
P2,2004,M,SOM,som,34,refugie
P3,,,,,,
P4,1960,F,AFG,prs,30,demandeur_asile
P5,1990,X,GIN,fra,11,autre
""",
    "therapeutes": """code,profession,statut,departements,langues,capacite
T1,psychologue,benevole,30;34,fra,5
T2,psychologue,liberal,30,fra,5
""",
    "interpretes": """code,langues,departements,qualification,taux_horaire
I1,prs;som,30,,30
""",
    "orientations": """reference,personne,date_reception,dispositif,orienteur_type,orienteur,motifs,urgence,decision,date_decision,motif_decision,therapeute
O0,P4,2020-11-01,C.A.P.E.,CADA,,,,acceptee,2020-11-10,,T1
O1,P1,2021-01-10,C.A.P.E.,CADA,,,,acceptee,2021-01-15,,T1
O2,P1,2021-06-01,C.A.P.E.,PASS,,,,reorientee,2021-06-02,autre dispositif,
O3,P2,2021-02-01,C.A.P.E.,PASS,,,,acceptee,2021-02-05,,T2
O4,P5,2021-12-20,C.A.P.E.,,,,,,,,
""",  # noqa: E501
    "seances": """date,heure,personne,therapeute,duree_min,statut,modalite,interprete,langue
2020-12-31,10:00,P4,T1,60,realisee,presentiel,,
2021-01-20,10:00,P1,T1,60,realisee,presentiel,I1,prs
2021-01-27,10:00,P1,T2,45,realisee,visio,I1,prs
2021-02-11,10:00,P2,T2,,realisee,,I1,som
2021-03-01,10:00,P3,T1,30,realisee,presentiel,,
2021-03-02,10:00,P3,T1,,absence,,,
2021-03-03,10:00,P4,T1,,absence_excusee,,,
2021-03-04,10:00,P4,T1,,annulee,,,
2021-03-05,10:00,P4,T1,60,realisee,presentiel,,
2022-01-04,10:00,P5,T1,60,realisee,presentiel,,
""",
}


@pytest.fixture
def year(portal, tmp_path):
    for name, text in SHEETS.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    answer = import_year(tmp_path)
    assert answer.code == 0, answer.errors
    return 2021


def test_everybody_once_whatever_the_therapists_and_the_sessions(year):
    assert figures(year, "exact")["personnes"] == {
        "file_active": 4,
        "nouvelles": 2,
        "mineures": 1,
        "pays": 2,
        "avec_interprete": 2,
        "par_sexe": {"F": 2, "M": 1, "X": 0, "non_renseigne": 1},
        "par_tranche_age": {
            "0-17": 1,
            "18-24": 1,
            "25-34": 0,
            "35-44": 0,
            "45-59": 0,
            "60+": 1,
            "non_renseigne": 1,
        },
        "par_langue": {"prs": 2, "pus": 1, "som": 1, "non_renseigne": 1},
        "par_departement": {"30": 2, "34": 1, "non_renseigne": 1},
        "par_situation": {"demandeur_asile": 2, "refugie": 1, "non_renseigne": 1},
        "nouvelles_par_situation": {"demandeur_asile": 1, "refugie": 1},
    }


def test_orientations_and_their_delay(year):
    """10, 10 days; the second one of P1 and that of P5 (seen a year later: 15 days) count too."""
    assert figures(year, "exact")["orientations"] == {
        "recues": 4,
        "par_decision": {"acceptee": 2, "reorientee": 1, "non_renseigne": 1},
        "par_orienteur_type": {"CADA": 1, "PASS": 2, "non_renseigne": 1},
        "delai_median_premiere_seance_jours": 10,
    }


def test_sessions_and_interpreting(year):
    document = figures(year, "exact")
    assert document["seances"] == {
        "realisees": 5,
        "absences": 1,
        "absences_excusees": 1,
        "annulees": 1,
        "avec_interprete": 3,
        "heures": 3.25,
        "moyenne_par_personne": 1.3,
        "par_modalite": {"presentiel": 3, "visio": 1, "non_renseigne": 1},
    }
    assert document["interpretariat"] == {"missions": 3, "heures": 1.75, "par_langue": {"prs": 2, "som": 1}}


def test_the_public_form_tells_no_number_of_four_people(year):
    document = figures(year, "public")
    told = {
        value
        for section in ("personnes", "orientations", "seances", "interpretariat")
        for figure in document[section].values()
        for value in (figure.values() if isinstance(figure, dict) else [figure])
    }
    assert told <= {0, "masque"}


def test_cells_name_nobody(year):
    cells = activity.year_cells(year)
    said = {answer for cell in cells for answer in cell.answers} | {
        dim for cell in cells for dim in cell.dims
    }
    assert not said & {"P1", "P2", "P3", "P4", "O1", "T1", "I1"}
    numbers = [number for cell in cells for number in (*cell[3:6], *cell.extra.values())]
    assert {type(number).__name__ for number in numbers} <= {"int", "float", "NoneType"}


def test_people_take_three_statements_at_any_size(year, django_assert_num_queries):
    with django_assert_num_queries(3):
        activity.year_cells(year)


def test_any_in_says_whether_there_is_a_year(year):
    assert [activity.any_in(year) for year in (2019, 2020, 2021, 2022, 2023)] == [
        False,
        True,
        True,
        True,
        False,
    ]
