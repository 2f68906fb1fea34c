"""A real year, imported as a centre would, gives the figures its bilan printed."""

import json
from collections import Counter
from datetime import date

import pytest

from centre.numbers import ratio, total
from networks.activity import activity_rows, solicitation_rows
from observatory.figures import figures
from observatory.tally import heads
from referrals.activity import calls_between
from tests.sheets import YEAR, import_year

EXPECTED = json.loads((YEAR.parent / "expected-2020.json").read_text(encoding="utf-8"))
PEAK = (date(2020, 4, 20), date(2020, 4, 24))


@pytest.fixture
def year(portal):
    assert import_year(YEAR).code == 0
    return figures(2020, "exact")


def found_in(document: dict) -> dict:
    """Every expected figure that the document has a place for."""
    calls, shifts, asked = document["appels"], document["permanences"], document["sollicitations"]
    found = {
        "appels.total": calls["total"],
        "appels.femmes": calls["par_sexe"]["F"],
        "appels.hommes": calls["par_sexe"]["M"],
        "appels.sexe_non_renseigne": calls["par_sexe"]["non_renseigne"],
        "appels.age_moyen": calls["age_moyen"],
        "appels.age_connus": calls["age_connus"],
        "appels.spontanes": calls["spontanes"],
        "appels.adresses": calls["adresses"],
        "appels.adresseurs_distincts": calls["adresseurs"],
        "appels.uplu": calls["par_orientation"]["urgences_psychiatriques"],
        "appels.psychologue": calls["par_orientation"]["psychologue"],
        "appels.sans_orientation": calls["par_orientation"]["aucune"],
        "appels.rappels_total": calls["rappels_total"],
        "appels.rappels_moyenne": calls["rappels_moyenne"],
        "appels.par_jour": calls["par_jour"],
        "appels.semaine_2020_04_20": calls["par_semaine"]["2020-04-20"],
        "appels.semaine_2020_05_25": calls["par_semaine"]["2020-05-25"],
        "permanences.psychologues": shifts["intervenants"],
        "permanences.liberaux": shifts["par_statut"]["liberal"],
        "permanences.institutionnels": shifts["par_statut"]["institutionnel"],
        "actions.2020.tenues_non_comptees": document["actions"]["total"]["non_comptees"],
        **{f"permanences.{key}": shifts[key] for key in ("heures", "jours", "jours_feries", "premier_jour")},
        "permanences.dernier_jour": shifts["dernier_jour"],
        **{f"sollicitations.{key}": asked[key] for key in ("total", "avec_date_intervention", "reponses")},
        **{f"sollicitations.demandees_{key.replace('-', '_')}": n for key, n in asked["par_mois"].items()},
    }
    for rubric, counts in document["actions"].items():
        name = "2020" if rubric == "total" else rubric
        found |= {f"actions.{name}.{key}": value for key, value in counts.items() if key[:4] != "par_"}
    return found


def derived_from(document: dict) -> dict:
    """Shares and sums that follow from the document, without a place of their own."""
    calls = document["appels"]
    women, men = calls["par_sexe"]["F"], calls["par_sexe"]["M"]
    outcomes, everyone = calls["par_orientation"], calls["total"]
    crisis = document["actions"]["4.4.2"]["par_type"]
    line = document["actions"]["4.4.1"]
    return {
        "appels.part_femmes_pct": ratio(100 * women, women + men, 1),
        "appels.part_hommes_pct": ratio(100 * men, women + men, 1),
        "appels.uplu_pct": ratio(100 * outcomes["urgences_psychiatriques"], everyone, 0),
        "appels.psychologue_pct": ratio(100 * outcomes["psychologue"], everyone, 0),
        "actions.4.4.1.modalite_vide": line["lignes"]
        - line["presentiel"]
        - line["telephone"]
        - line["visio"],
        "actions.4.4.2.gestes_barrieres_professionnels": crisis["reunion"]["professionnels"],
        "actions.4.4.2.coordination_professionnels": crisis["coordination"]["professionnels"],
        "actions.4.4.2.sensibilisation_professionnels": crisis["sensibilisation"]["professionnels"],
        "actions.4.4.2.sensibilisation_usagers": crisis["sensibilisation"]["usagers"],
    }


def read_on_rows() -> dict:
    """What only single rows say: the busiest day, one solicitation, another year."""
    by_day = Counter(row["day"] for row in calls_between(date(2020, 1, 1), date(2020, 12, 31)))
    peak = [by_day[day] for day in by_day if PEAK[0] <= day <= PEAK[1]]
    rows = list(activity_rows(2020))
    crisis = [row for row in rows if row["rubric"] == "4.4.2" and row["state"] == "tenue"]
    markets = [row for row in crisis if row["type"] == "sensibilisation" and row["users"] is None]
    answers = {
        f"sollicitations.reponses_SO-{number:02}": row["answer_count"]
        for number, row in enumerate(solicitation_rows(2020), start=1)
    }
    by_year = {year: list(activity_rows(year)) for year in (2016, 2019, 2020, 2021)}
    earlier = by_year[2019]
    return answers | {
        "appels.semaine_2020_04_20_min_jour": min(peak),
        "appels.semaine_2020_04_20_max_jour": max(peak),
        "appels.max_jour_hors_pic": max(n for day, n in by_day.items() if not PEAK[0] <= day <= PEAK[1]),
        "actions.4.4.2.sensibilisation_usagers_non_comptes": len(
            [row for row in markets if "marché" in row["title"]]
        ),
        "actions.2.2019.lignes": sum(row["rubric"] == "2" for row in earlier),
        "actions.2.2019.participants": total(heads(row) for row in earlier if row["rubric"] == "2"),
        "actions.3.7.2019.lignes": sum(row["rubric"] == "3.7" for row in earlier),
        "actions.2019.lignes": len(earlier),
        "actions.lignes": sum(map(len, by_year.values())),
    }


def test_every_expected_figure_comes_out(year):
    computed = found_in(year) | derived_from(year) | read_on_rows()
    told = {name: computed.get(name, "absent") for name in EXPECTED if name != "_source"}
    assert told == {name: value for name, value in EXPECTED.items() if name != "_source"}


def test_every_planned_section_is_there_in_order(year):
    sections = list(year["actions"])
    assert sections[:4] == ["0", "1", "2", "3"] and sections[-1] == "total" and len(sections) == 50


def test_the_public_figures_take_twenty_four_statements_at_most(year, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        figures(2020, "public")


def test_another_year_has_its_own_rows(portal):
    assert import_year(YEAR).code == 0
    later = figures(2021, "exact")["actions"]["total"]
    assert (later["lignes"], later["reportees"], later["tetes"]) == (1, 1, None)
