"""Whatever is asked of the dashboard, it answers with cells of what is published, or with nothing."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.models import Reading
from observatory.drawings.blocks import shown
from observatory.drawings.catalogue import catalogue
from observatory.drawings.tables import mark
from observatory.public.choosing import Choice, grouped, sources
from tests.observatory.drawings import documents
from tests.observatory.public.conftest import publish
from tests.statements import cost

URL, TABLE = "observatory:dashboard", "observatory:dashboard_table"


class Cells(HTMLParser):
    """What the cells of the page's tables say, and its key figures."""

    def __init__(self, html: str):
        super().__init__()
        self.depth, self.found = 0, []
        self.feed(html.partition("<main")[2].partition("</main>")[0])

    def handle_starttag(self, tag, attrs):
        if tag == "td":
            self.depth += 1
            self.found.append("")

    def handle_endtag(self, tag):
        self.depth -= tag == "td"

    def handle_data(self, data):
        if self.depth:
            self.found[-1] += data.strip()


def numbers(document) -> set[str]:
    """Every number that a document prints, as it is printed."""
    if isinstance(document, dict):
        return set().union(*map(numbers, document.values())) if document else set()
    return {mark(document)} if isinstance(document, (int, float)) else set()


def cells(html: str) -> list[str]:
    return [cell for cell in Cells(html).found if re.search(r"\d", cell) and "%" not in cell]


@pytest.fixture
def two_years(people, db):
    return [publish(year, people.alice) for year in (2020, 2021)]


@pytest.fixture
def victor(people, browser_of):
    return browser_of(people.victor)


def asked(browser, name=URL, **query) -> str:
    answer = browser.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_member_reads_a_published_table_beside_another_year_s(victor, two_years):
    said = asked(victor, annee="2021", comparer="2020", tableau="personnes.par_departement")
    assert "<h2>2021</h2>" in said and "<h2>2020</h2>" in said
    assert cells(said).count("412") == 2 and "Ce tableau (CSV)" in said
    assert "masqué par le secret statistique" in said
    over = asked(victor, tableau="personnes.file_active")
    assert "578" in cells(over) and "d’une année à l’autre" in over


def test_the_file_says_what_the_page_says(victor, two_years):
    said = asked(victor, TABLE, annee="2021", tableau="personnes.par_departement")
    assert "2021;Hérault (34);412" in said and "2021;Haute-Garonne (31);c" in said


def test_every_choice_of_the_list_opens_and_says_published_cells_alone(victor, two_years):
    allowed = set().union(*(numbers(one.figures_public) for one in two_years))
    told = 0
    for source in catalogue(two_years[0].figures_public):
        for name in (URL, TABLE):
            said = asked(victor, name, annee="2020", comparer="2021", tableau=source.path)
            assert not re.search(r"7\s?0\s?0\d\d\b|70[01]\d\d", said), source
        found = cells(asked(victor, annee="2020", tableau=source.path))
        assert set(found) <= allowed, source
        told += bool(found)
    assert told > 40


ODD = st.one_of(
    st.sampled_from(["2020", "2021", "2019", "personnes.par_sexe", "croisements.departement_situation", "croisements",
                     "croisements.departement_sexe.31", "personnes", "personnes.par_departement.31", "exact", "mode",
                     "seances.realisees", "actions.total.tetes", "NOT", "2020,2021", "2020-01-01", "*", "..", "", "0"]),
    st.text(max_size=20),
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "annee",
        "comparer",
        "tableau",
        "mode",
        "departement",
        "sexe",
        "sexe__in",
        "debut",
        "fin",
        "interne",
        "format",
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(NAMES, st.lists(ODD, min_size=1, max_size=3), max_size=5))
def test_no_question_makes_it_say_more_than_what_is_published(victor, two_years, query):
    allowed = set().union(*(numbers(one.figures_public) for one in two_years))
    said = asked(victor, **query)
    assert set(cells(said)) <= allowed and "Ce tableau (CSV)" in said
    assert not re.search(r"\b70[\s\u202f]?[01]\d\d\b", said)
    file = asked(victor, TABLE, **query)
    assert not re.search(r"\b70[01]\d\d\b", file)
    counts = {
        cell for line in file.splitlines()[1:] for cell in line.split(";")[2:] if re.search(r"\d", cell)
    }
    assert counts <= allowed


def test_the_exact_year_under_way_is_the_coordination_s_marked_and_written_down(
    people, browser_of, two_years, victor
):
    alice = browser_of(people.alice)
    assert "Année en cours (interne)" in asked(alice) and "interne" not in asked(victor)
    before = Reading.objects.count()
    said = asked(alice, "observatory:internal_dashboard")
    assert "Interne – ne pas diffuser" in said.replace("\u00a0", " ") and "CSV" not in said
    reading = Reading.objects.latest("pk")
    assert Reading.objects.count() == before + 1 and reading.actor_id == people.alice.pk
    asked(alice, "observatory:internal_dashboard", tableau="personnes.par_sexe")
    assert Reading.objects.filter(why__endswith="(personnes.par_sexe)").count() == 1  # which table, no figure
    for somebody in (people.victor, people.felix, people.tara, people.ada):
        assert browser_of(somebody).get(reverse("observatory:internal_dashboard")).status_code == 404


def test_the_exact_year_under_way_is_shown_without_a_drawing():
    for source in sources(documents.rich()):
        item = Choice(2021, None, source).plain
        block = shown(item, documents.rich(), documents.LISTING, {})
        assert item.kind in source.kinds and block["spec"] is None


def test_the_dashboard_costs_the_same_however_many_years(victor, people, two_years):
    url = reverse(URL) + "?annee=2021&comparer=2020&tableau=personnes.par_sexe"
    one = cost(victor, url)
    for year in (2016, 2017, 2018):
        publish(year, people.alice)
    assert cost(victor, url) == one <= 8
    assert cost(victor, reverse(URL) + "?tableau=personnes.file_active") <= 8


def test_nothing_published_is_an_empty_page(victor):
    assert "Rien n’est encore publié" in asked(victor)
    assert asked(victor, TABLE).splitlines() == ["\ufeffAnnée"]


def test_the_list_says_which_tables_are_withheld_whole(two_years):
    figures = two_years[0].figures_public
    hidden = {
        **figures["personnes"],
        "par_sexe": {"F": "masque", "M": "masque"},
        "par_situation": {"refugie": 40},
    }
    older = {key: value for key, value in figures.items() if key != "croisements"} | {"personnes": hidden}
    labels = {path: label for _, some in grouped(sources(figures), older) for path, label in some}
    assert labels["personnes.par_sexe"].endswith(" (masqué)")
    assert not labels["personnes.par_situation"].endswith("(masqué)")
    assert "croisements.sexe_tranche_age" in labels


def test_one_page_alone_has_no_tabs(victor, people, browser_of, two_years):
    tabs = "Pages de cette partie"
    assert tabs not in victor.get(reverse(URL)).content.decode()
    assert tabs in browser_of(people.alice).get(reverse(URL)).content.decode()


def test_the_home_page_of_a_funder_leads_to_what_she_funds(people, browser_of):
    url = reverse("observatory:my_fundings")
    assert url in browser_of(people.felix).get(reverse("observatory:panel")).content.decode()
    assert url not in browser_of(people.alice).get(reverse("observatory:panel")).content.decode()
