"""What the search's speed rests on, without a clock: statements that do not grow, indexes that are followed."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from centre.bench_seed import address
from centre.context import acting_as, acting_as_system
from centre.context_processors import centre_settings
from centre.models import User
from networks.directory import search
from networks.directory.forms import SearchForm
from networks.models import Structure
from tests.people import browser_of
from tests.referrals.test_board_plans import at_scale, plan_nodes
from tests.statements import statements

SIZES = (1, 50, 5000)
# Session, account, actor, savepoint, the rule « à vérifier après », counts, rows, the
# structures one keeps; with words, what they match.
QUERIES = {
    "": 8,
    "?departement=30": 8,
    "?q=psychatrie+nimes": 9,
    "?q=accueil&need=soins_psychiques&departement=30&language=kurde&receives=adultes": 9,
    "?tab=therapeutes": 8,
    "?page=2": 8,
}


def grow(number):
    there = Structure.objects.count()
    Structure.objects.bulk_create(
        Structure(
            name=f"CMP psychiatrie d’accueil {n}",
            commune_name="Nîmes",
            departement="30",
            services=["soins_psychiques"],
            publics=["adultes"],
            languages=["kmr"],
            public=True,
        )
        for n in range(there, number)
    )


def test_a_search_asks_as_much_at_five_thousand_as_at_one(people):
    member, visitor = browser_of(people.victor), browser_of()
    asked = {}
    for size in SIZES:
        grow(size)
        for query, most in QUERIES.items():
            cache.delete("centre.settings")
            centre_settings()  # kept a minute: read now, never in the middle of a count
            inside = len(statements(member, reverse("networks:directory") + query))
            outside = len(statements(visitor, reverse("networks:public_directory") + query))
            asked.setdefault(query, set()).add((inside, outside))
            assert inside <= most, (query, inside)
    assert all(len(counts) == 1 for counts in asked.values()), asked


def scans(relation: str) -> tuple[int, int]:
    """How many times this transaction read the whole table, and the index of trigrams."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_get_xact_numscans(%s::regclass), pg_stat_get_xact_numscans('structure_search'::regclass)",
            [relation],
        )
        return cursor.fetchone()


@at_scale
@pytest.mark.parametrize(
    "text",
    ["psychatrie nimes", "garrigue", "cmp", "misison locale", "accueil psychologue interprete", "zzzzzz"],
)
def test_no_search_reads_the_whole_table(text):
    """Row-level security would make it: counted by the database itself, as the application, at five thousand."""
    if not _seeded():
        call_command("seed_bench", persons=1, sessions=0)
    with acting_as(User.objects.get(email=address("orienteur"))):
        words = search.words_of(text)
        before = scans("networks_structure")
        search._matching(words)
        after = scans("networks_structure")
    assert after[0] == before[0]
    assert after[1] > before[1]


def _seeded() -> bool:
    with acting_as_system():
        return Structure.objects.count() == 5000


@at_scale
def test_a_filtered_page_follows_an_index():
    call_command("seed_bench", persons=1, sessions=0)
    with acting_as(User.objects.get(email=address("orienteur"))):
        for query in ({"departement": "48"}, {"q": "garrigue nimes"}):
            wanted = SearchForm(query).wanted
            found = search.in_departement(search.structures(Structure.objects.open(), wanted), wanted)
            nodes = plan_nodes(*found[:21].query.sql_with_params())
            assert not [node for node in nodes if node["Node Type"] == "Seq Scan"], query
            assert found.count() > 10
