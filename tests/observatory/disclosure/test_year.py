"""A year made public: what is told, what is not, and why."""

from copy import deepcopy
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from observatory.disclosure import MASK, TooClose, protect
from observatory.disclosure.case import TOO_EMPTY
from observatory.disclosure.refusals import Contradiction, NotProved
from observatory.disclosure.register import ABSENT, OTHERS
from observatory.disclosure.year import protect_year
from tests.observatory import populations
from tests.observatory.populations import VOCABULARY, Year, invented_year, year_of

SECTIONS = ("personnes", "orientations", "seances", "interpretariat", "appels")
NOT_COUNTS = [
    "pays",
    "heures",
    "delai_median_premiere_seance_jours",
    "moyenne_par_personne",
    "age_moyen",
    "adresseurs",
    "rappels_total",
    "rappels_moyenne",
    "jours",
    "par_jour",
]


def published(year: Year, **options):
    return protect_year(year.exact, year.margins, year.behind, VOCABULARY, advise=False, **options)


def crowd(size: int, **answers) -> list[dict]:
    """People of whom some answers are chosen: a value, or a list to go through in turn."""
    everybody = populations.people(Random(size), size)
    for number, one in enumerate(everybody):
        for name, value in answers.items():
            one[name] = value[number % len(value)] if isinstance(value, list) else value
    return everybody


def a_year(everybody: list[dict]) -> Year:
    return year_of(everybody, [], Random(1))


def leaves(path: str, value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(f"{path}.{key}", inner)
    else:
        yield path, value


def reasons(protected) -> dict[str, str]:
    return {figure["path"]: figure["reason"] for figure in protected.report["figures"]}


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(0, 10**6), st.sampled_from([0, 7, 30, 80, 140, 300]))
def test_what_is_published_is_exact_and_never_small(seed, size):
    """And the same year twice gives the same bytes and the same proof."""
    year = invented_year(seed, size)
    protected = published(year)
    truth = dict(leaves("", {name: year.exact[name] for name in SECTIONS}))
    for path, value in leaves("", {name: protected.document[name] for name in SECTIONS}):
        assert value == MASK or value == truth[path]
        if value != MASK and value is not None and path.rpartition(".")[2] not in NOT_COUNTS:
            assert not 0 < value < 11, path
    for _, value in leaves("", protected.document["croisements"]):
        assert value == MASK or not 0 < value < 11
    again = published(deepcopy(year))
    assert again.document == protected.document
    assert again.report["certificates"] == protected.report["certificates"]
    assert again.report["sha256"] == protected.report["sha256"]


def test_a_group_all_in_one_situation_is_not_told():
    """80 people, all refugees: that this one is a refugee would follow from her being there."""
    protected = published(a_year(crowd(80, situation="refugie", new=False)))
    figures = protected.document["personnes"]
    assert figures["file_active"] == 80
    assert set(figures["par_situation"].values()) == {MASK}
    assert reasons(protected)["personnes.par_situation.refugie"] == "groupe homogène"


def test_a_territory_all_in_one_situation_is_not_told():
    """Everybody from the Gard is a refugee, the Hérault is mixed: the line of the Gard is withheld."""
    everybody = crowd(200, departement=["34", "30"], situation=["deboute", "refugie", "refugie", "refugie"])
    table = published(a_year(everybody)).document["croisements"]["departement_situation"]
    assert set((table.get("30") or table[OTHERS]).values()) == {MASK}


def test_nothing_known_of_a_group_says_nothing_of_it():
    protected = published(a_year(crowd(80, situation="non_renseigne", new=False)))
    assert protected.document["personnes"]["par_situation"] == {"non_renseigne": 80}


def test_a_language_that_nearly_everybody_speaks_tells_who_does_not():
    """98 of 100 speak Somali: 2 do not."""
    everybody = crowd(100, languages={"som"})
    everybody[0]["languages"] = everybody[1]["languages"] = {"ara"}
    shown = published(a_year(everybody)).document["personnes"]["par_langue"]
    assert shown["som"] == shown["ara"] == MASK


def test_thirty_seances_of_one_person_are_one_person():
    everybody = crowd(60)
    for one in everybody:
        one["sessions"] = [session | {"modality": "presentiel"} for session in one["sessions"]]
    everybody[0]["sessions"] = [dict(everybody[0]["sessions"][0], modality="visio")] * 30
    year = a_year(everybody)
    protected = published(year)
    assert year.exact["seances"]["par_modalite"]["visio"] == 30
    assert protected.document["seances"]["par_modalite"]["visio"] == MASK
    assert reasons(protected)["seances.par_modalite.visio"] == "trop peu de personnes derrière ces actes"


def test_nobody_made_up_is_an_unaccompanied_minor_of_forty():
    everybody = crowd(160, situation=["mineur_isole", "refugie", "refugie", "deboute"])
    for one in everybody:
        one["tranche_age"] = "0-17" if one["situation"] == "mineur_isole" else one["tranche_age"]
    certificates = published(a_year(everybody)).certificates
    minors = [
        answers
        for certificate in certificates
        for answers, _ in certificate["personnes"]
        if answers["situation"] == "mineur_isole"
    ]
    assert minors
    assert {answers["tranche_age"] for answers in minors} <= {"0-17", "18-24", "non_renseigne"}


def test_when_few_are_young_no_more_are_made_up_to_be_unaccompanied():
    """Five « mineurs isolés », the only ones under 25: to be eleven or more they take eleven of that age."""
    everybody = crowd(100, situation=["refugie", "deboute"], tranche_age=["25-34", "35-44", "45-59"])
    for one in everybody[:5]:
        one |= {"situation": "mineur_isole", "tranche_age": "0-17"}
    minors = [
        [answers["tranche_age"] for answers, many in made["personnes"] for _ in range(many)
         if answers["situation"] == "mineur_isole"]
        for made in published(a_year(everybody)).certificates
    ]  # fmt: skip
    assert max(map(len, minors)) >= 11
    assert set().union(*minors) <= {"0-17", "18-24", "non_renseigne"}


def test_when_the_data_tell_of_one_all_the_same_it_is_not_called_impossible():
    everybody = crowd(160, situation=["mineur_isole", "refugie"], tranche_age="35-44")
    assert published(a_year(everybody)).report["cells"]


def test_a_withheld_breakdown_shows_labels_that_say_nothing():
    protected = published(a_year(crowd(60, situation=["refugie"] * 25 + ["deboute"] * 5)))
    shown = protected.document["personnes"]["par_situation"]
    assert set(shown) > {"dubline", "titre_sejour", "non_renseigne"}
    assert {shown[label] for label in set(shown) - {"refugie", "deboute"}} == {MASK}
    crowds = [
        sum(many for answers, many in certificate["personnes"] if answers["situation"] == ABSENT)
        for certificate in protected.certificates
    ]
    assert max(crowds) >= 11  # a label that nobody gave could be of many as well


def test_which_rare_language_is_spoken_does_not_show():
    """One person speaks Arabic, or French: the same document, and either could be of nobody, of many."""
    documents = []
    for rare in ("ara", "fra"):
        everybody = crowd(80, languages=[{"som"}, {"prs"}], departement=["34", "30"])
        everybody[0]["languages"] = {"som", rare}
        protected = published(a_year(everybody))
        documents.append(protected.document)
        assert protected.document["personnes"]["par_langue"] == dict.fromkeys(
            ["ara", "fra", "non_renseigne"], MASK
        ) | {"som": 40, "prs": 40}
        speaking = [
            sum(many for answers, many in one["personnes"] if answers[f"langue:{ABSENT}"] == "oui")
            for one in protected.certificates
        ]
        assert max(speaking) >= 11
    assert documents[0] == documents[1]


def test_a_breakdown_told_whole_shows_what_was_met():
    protected = published(a_year(crowd(60, departement=["34", "30"])))
    assert set(protected.document["personnes"]["par_departement"]) == {"34", "30"}


def test_what_follows_a_withheld_figure_is_withheld():
    year = a_year(crowd(7))
    document = published(year).document
    assert document["personnes"]["file_active"] == document["personnes"]["pays"] == MASK
    assert document["seances"]["heures"] == document["seances"]["moyenne_par_personne"] == MASK
    assert document["interpretariat"]["heures"] == document["interpretariat"]["missions"] == MASK
    assert document["orientations"]["delai_median_premiere_seance_jours"] == MASK


def test_minors_and_their_age_band_are_one_figure():
    for seed in range(2):
        year = invented_year(seed, 90)
        figures = published(year).document["personnes"]
        assert figures["mineures"] == figures["par_tranche_age"]["0-17"]


def test_small_labels_join_others_in_the_crossed_tables_alone():
    everybody = crowd(300, departement=["34"] * 16 + ["30"] * 13 + ["11"], sexe=["F", "M"])
    document = published(a_year(everybody)).document
    assert "11" in document["personnes"]["par_departement"]
    assert document["croisements"]["departement_sexe"].keys() >= {"34", OTHERS}
    assert "11" not in document["croisements"]["departement_sexe"]


def test_a_table_nearly_empty_is_not_published_and_coarser_answers_are_proposed():
    protected = published(invented_year(1, 60))
    dropped = {one["path"] for one in protected.report["dropped"]}
    assert dropped
    for path in dropped:
        table = protected.document["croisements"][path.removeprefix("croisements.")]
        assert {cell for line in table.values() for cell in line.values()} == {MASK}
    for name, table in protected.document["croisements"].items():
        cells = [cell for line in table.values() for cell in line.values() if cell != 0]
        if f"croisements.{name}" not in dropped and cells:
            assert sum(cell == MASK for cell in cells) <= TOO_EMPTY * len(cells) + 1
    assert all("croiser plutôt" in one["proposal"] for one in protected.report["dropped"])


def test_a_preferred_figure_is_published_and_another_pays():
    everybody = crowd(100, sexe=["F"] * 9 + ["M"] * 10 + ["X"], departement="34")
    year = a_year(everybody)
    plain, asked = (
        published(year, preferred=words).document["personnes"]["par_sexe"]
        for words in ((), ("personnes.par_sexe.F",))
    )
    assert plain["F"] == MASK and plain["M"] != MASK
    assert asked["F"] == 45 and asked["M"] == MASK


def test_a_figure_that_moved_by_a_few_people_is_withheld():
    year = a_year(crowd(200, sexe=["F", "M"], departement=["34", "30", "11", "34"]))
    first = published(year).document
    later = a_year(crowd(200, sexe=["F"] * 21 + ["M"] * 19, departement=["34", "30", "11", "34"]))
    second = published(later, earlier=[first])
    assert first["personnes"]["par_sexe"]["F"] == 100
    assert second.document["personnes"]["par_sexe"]["F"] == MASK
    assert reasons(second)["personnes.par_sexe.F"] == "change trop peu depuis l’édition précédente"
    assert published(later).document["personnes"]["par_sexe"]["F"] == 105


@pytest.mark.parametrize(
    "held",
    [{}, {"croisements": MASK}, {"croisements": {"departement_sexe": {"34": MASK}}}, {"personnes": MASK}],
)
def test_an_edition_that_told_less_binds_nothing_more(held):
    """An old one, without crossed tables, or withheld whole."""
    year = a_year(crowd(200, sexe=["F", "M"], departement=["34", "30", "11", "34"]))
    now = published(year).document
    assert published(year, earlier=[{"annee": now["annee"], "seuil": now["seuil"], **held}]).document == now


def test_one_latecomer_stops_the_figures_of_a_new_edition():
    year = invented_year(3, 90)
    first = published(year).document
    with pytest.raises(TooClose) as refusal:
        published(invented_year(3, 91), earlier=[first])
    assert refusal.value.difference == 1


def test_out_of_time_nothing_is_published():
    with pytest.raises(NotProved):
        published(invented_year(1, 60), seconds=0)


@pytest.mark.parametrize("status", [1, 3, 4])
def test_a_solver_that_fails_publishes_nothing(monkeypatch, status):
    from observatory.disclosure import solver

    class Failed:
        x, message = None, "failed"

    Failed.status = status
    monkeypatch.setattr(solver, "milp", lambda *_, **__: Failed)
    with pytest.raises(NotProved):
        published(invented_year(1, 60))


def test_counts_that_contradict_each_other_publish_nothing():
    year = invented_year(2, 80)
    year.exact["personnes"]["par_sexe"]["F"] += 1
    with pytest.raises(Contradiction):
        published(year)


def test_what_nobody_judged_is_withheld():
    year = invented_year(1, 80)
    year.exact["vulnerabilites"] = {"torture": 40}
    year.exact["personnes"]["par_religion"] = {"x": 40, "y": 40}
    year.exact["personnes"]["moyenne_d_age"] = 31
    document = protect(year.exact, {}, VOCABULARY)
    assert document["vulnerabilites"] == MASK
    assert set(document["personnes"]["par_religion"].values()) == {MASK}
    assert document["personnes"]["moyenne_d_age"] == MASK
    assert document["seances"]["realisees"] == document["orientations"]["recues"] == MASK
    assert {
        cell
        for table in document["croisements"].values()
        for line in table.values()
        for cell in line.values()
    } == {MASK}


@pytest.mark.parametrize("threshold", [11, 20])
def test_the_threshold_is_the_centre_s(threshold):
    year = invented_year(3, 15)
    year.exact["seuil"] = threshold
    assert (published(year).document["personnes"]["file_active"] == MASK) == (threshold > 15)


def test_the_coordination_reads_why_and_what_would_give_some_back():
    year = invented_year(4, 400)
    report = protect_year(year.exact, year.margins, year.behind, VOCABULARY).report
    assert report["k"] == 11
    assert report["share_threshold"] <= report["share"] < report["share_breakdowns"]
    assert report["primary"] + report["complementary"] <= report["cells"]
    assert {"figures", "grouped", "dropped", "gains", "sha256", "seconds"} < set(report)
    assert report["certificates"]["number"] and len(report["certificates"]["sha256"]) == 64
