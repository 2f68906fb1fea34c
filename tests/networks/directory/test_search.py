"""The search: accents, typing errors, what each filter keeps, and who finds what."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.context import acting_as, set_actor
from networks.choices import Public, Service
from networks.directory import search
from networks.directory.forms import SearchForm
from networks.models import Interpreter, Structure, Therapist
from tests.networks.directory.makers import structure

NAMES = (
    "Centre médico-psychologique des Micocouliers",
    "Association d’entraide de la Garrigue",
    "Permanence d’accès aux soins de santé du Vidourle",
    "Maison des adolescents de la Citadelle",
    "Équipe mobile psychiatrie précarité du Pont-Neuf",
    "Cœur d’accueil des Œillets",
)


def matched(*words) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT structure_id FROM structures_like(%s)", [list(words)])
        return [pk for (pk,) in cursor.fetchall()]


def names(query: str, user=None) -> list[str]:
    form = SearchForm(dict(pair.split("=", 1) for pair in query.split("&")))
    found = search.structures(Structure.objects.open(), form.wanted)
    return [one.name for one in search.in_departement(found, form.wanted)]


@pytest.fixture
def shelf(people):
    return {name: structure(name, description="").pk for name in NAMES}


LONG_WORDS = [(name, word) for name in NAMES for word in search.words_of(name) if len(word) >= 6]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_one_wrong_letter_in_a_long_word_of_the_name_still_finds_it(shelf, data):
    """A letter dropped, doubled, replaced, or exchanged with its neighbour, anywhere in the word."""
    name, word = data.draw(st.sampled_from(LONG_WORDS))
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("aeiourstlnz"))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
                word[:place] + letter + word[place + 1 :],
                word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
            ]
        )
    )
    assert shelf[name] in matched(*search.words_of(wrong)), (word, wrong)


@given(st.text(alphabet="aàâäbcçdeéèêëfghiîïjklmnñoôöœpqrstuùûüvwxyÿzæÉÈÀÇŒ’- ", min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_typed_is_folded_as_the_database_folds_it(db, text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(unaccent(%s))", [text])
        folded = cursor.fetchone()[0]
    assert search.words_of(text) == search.words_of(folded)


def test_psychatrie_nimes(people):
    wanted = structure("Service de psychiatrie adultes", commune_name="Nîmes")
    structure("Psychologues du Canal", commune_name="Nîmes")
    structure("Psychiatrie de liaison", departement="34", commune_name="Béziers", commune="34032")
    structure("Aide aux victimes et aux familles", commune_name="Alès", description="Hommes et femmes")
    assert names("q=psychatrie nimes") == [wanted.name]
    assert names("q=PSYCHIATRIE à Nîmes") == [wanted.name]
    assert names("q=nimes psychatrie") == [wanted.name]


def test_the_closest_comes_first_then_the_alphabet(people):
    structure("Zone d’accueil", description="Une psychiatre passe le mardi")
    structure("Psychiatrie B")
    structure("Psychiatrie A")
    assert names("q=psychiatrie") == ["Psychiatrie A", "Psychiatrie B", "Zone d’accueil"]


def test_the_beginning_of_a_word_is_enough(people):
    structure("Association Passerelles", kind="")
    structure("Compas", kind="")
    assert names("q=pass") == ["Association Passerelles"]
    assert names("q=passer") == ["Association Passerelles"]


def test_a_departement_or_a_need_may_be_typed(people):
    here = structure("Maison bleue", departement="48", commune_name="Mende", services=[Service.HOUSING])
    structure("Maison rouge", departement="34", commune_name="Sète", services=[])
    assert names("q=lozere") == names("q=hebergement lozère") == [here.name]


def test_each_filter_keeps_what_it_says(people):
    facts = {"services": [Service.FRENCH], "publics": [Public.WOMEN], "languages": ["kmr"], "kind": "CADA"}
    here = structure("Ici", departement="34", commune="34172", commune_name="Montpellier", **facts)
    structure("Là", services=[Service.WORK], publics=[Public.ADULTS], languages=["rus"], kind="CMP")
    for query in (
        f"need={Service.FRENCH}",
        "departement=34",
        "commune=montpelier",
        "commune=Montpellier",
        "language=kurde",
        "language=kurmandji",
        f"receives={Public.WOMEN}",
        "kind=cada",
        f"q=ici&need={Service.FRENCH}&departement=34&commune=Montpellier&language=kurde&kind=CADA",
    ):
        assert names(query) == [here.name], query
    assert names("departement=34&language=russe") == []


def test_what_cannot_be_understood_is_said(people, browser_of):
    page = browser_of(people.victor).get(reverse("networks:directory"), {"q": "à", "language": "klingonnais"})
    assert "Écrivez un mot d’au moins trois lettres." in page.text
    assert "n’est pas connue" in page.text


@pytest.mark.parametrize(
    "text", ["%%%", "___", "\\", "'; DROP TABLE x; --", "(((", "a" * 80, "日本語テキスト", "\u0130stanbul"]
)
def test_any_text_may_be_typed(people, browser_of, text):
    structure()
    assert browser_of(people.victor).get(reverse("networks:directory"), {"q": text}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "zzz", "99999999999", "50", "²", ""])
def test_any_page_number_may_be_typed(people, browser_of, page):
    structure()
    assert browser_of(people.victor).get(reverse("networks:directory"), {"page": page}).status_code == 200


# ── Professionals ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def professionals(people):
    facts = {"profession": "psychologue", "languages": ["fra", "kmr"], "phone": "04 65 71 55 55"}
    for listing in ("personne", "membres", "public"):
        name = f"Thérapeute {listing}"
        Therapist.objects.create(code=f"T-{listing}", display_name=name, listing=listing, **facts)
        Interpreter.objects.create(
            code=f"I-{listing}", display_name=f"Interprète {listing}", listing=listing, languages=["ckb"]
        )
    Therapist.objects.create(
        code="T-partie",
        display_name="Thérapeute partie",
        listing="public",
        active=False,
        standing="parti",
        standing_since="2026-01-01",
        **facts,
    )
    return people


def test_a_professional_is_found_by_whom_she_agreed(professionals, browser_of):
    member, visitor = browser_of(professionals.victor), browser_of()
    inside = member.get(reverse("networks:directory"), {"tab": "therapeutes"}).text
    outside = visitor.get(reverse("networks:public_directory"), {"tab": "therapeutes"}).text
    assert "Thérapeute membres" in inside and "Thérapeute public" in inside and "04 65 71 55 55" in inside
    assert "Thérapeute public" in outside and "Thérapeute membres" not in outside
    for page in (inside, outside):
        assert "Thérapeute personne" not in page and "Thérapeute partie" not in page
    assert "04 65 71 55 55" not in outside


def test_the_public_part_shows_a_member_no_more_than_a_visitor(professionals, browser_of):
    """What she may read elsewhere is not what she would show around."""
    structure("Réservée aux membres")
    member = browser_of(professionals.victor)
    page = member.get(reverse("networks:public_directory"), {"tab": "therapeutes"}).text
    assert "Thérapeute public" in page and "Thérapeute membres" not in page and "04 65 71 55 55" not in page
    assert "Réservée" not in member.get(reverse("networks:public_directory")).text
    closed = Structure.objects.get(name="Réservée aux membres")
    assert member.get(reverse("networks:public_structure", args=[closed.pk])).status_code == 404


def test_interpreters_are_for_members(professionals, browser_of):
    inside = browser_of(professionals.victor).get(reverse("networks:directory"), {"tab": "interpretes"})
    outside = browser_of().get(reverse("networks:public_directory"), {"tab": "interpretes"})
    assert "Interprète membres" in inside.text and "Interprète personne" not in inside.text
    assert "Interprète public" not in outside.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("language=kurde", True),
        ("language=russe", False),
        ("q=psycologue", True),
        ("q=psychiatre", False),
        (f"need={Service.MENTAL_CARE}", True),
        (f"need={Service.HOUSING}", False),
        ("kind=psychologue", True),
    ],
)
def test_the_same_filters_for_professionals(professionals, query, found):
    wanted = SearchForm(dict(pair.split("=") for pair in query.split("&"))).wanted
    assert (
        search.therapists(Therapist.objects.filter(listing="public", active=True), wanted).exists() is found
    )


# ── What a visitor finds ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three_kinds(people):
    structure("Ouverte à tous", public=True)
    structure("Réservée aux membres")
    structure("Refuge caché", sensitive=True, address="7 impasse secrète")
    return people


def test_a_visitor_finds_what_is_public_and_nothing_else(three_kinds, browser_of):
    visitor = browser_of()
    for query in ({}, {"q": "refuge"}, {"q": "nimes"}, {"departement": "30"}, {"need": "soins_psychiques"}):
        page = visitor.get(reverse("networks:public_directory"), query).text
        assert "Réservée" not in page and "Refuge" not in page and "secrète" not in page
    for one in Structure.objects.all():
        answer = visitor.get(reverse("networks:public_structure", args=[one.pk]))
        assert answer.status_code == (200 if one.public else 404)


def test_a_careless_statement_of_a_visitor_finds_no_more(three_kinds):
    """The database itself: no filter written by a view, nobody logged in."""
    set_actor(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM networks_structure")
        assert cursor.fetchall() == [("Ouverte à tous",)]
        cursor.execute(
            "SELECT count(*) FROM networks_structure WHERE sensitive OR NOT public OR search LIKE '%refuge%'"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM structures_like(ARRAY['nimes'])")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM structures_like(ARRAY['refuge'])")
        assert cursor.fetchone() == (0,)


def test_a_member_reads_a_protected_sheet_without_its_address(three_kinds, browser_of):
    hidden = Structure.objects.get(sensitive=True)
    url = reverse("networks:structure", args=[hidden.pk])
    member = browser_of(three_kinds.victor).get(url).text
    assert "Refuge caché" in member and "04 65 71 00 01" in member and "adresse protégée" in member
    assert "secrète" not in member
    assert "secrète" in browser_of(three_kinds.alice).get(url).text


def test_the_map_counts_what_answers_whatever_the_departement(people, browser_of):
    structure("A")
    structure("B", departement="34")
    structure("C", departement="34", services=[])
    for name in "DEFGH":
        structure(name, departement="")
    page = browser_of(people.victor).get(
        reverse("networks:directory"), {"need": "soins_psychiques", "departement": "30"}
    )
    counts = {one["code"]: one["count"] for one in page.context["results"].map}
    assert (counts["30"], counts["34"], counts["48"]) == (1, 1, 0)
    assert {one["shade"] for one in page.context["results"].map} == {0, 4}  # whatever is known of nowhere
    assert page.context["results"].count == 1
    assert "?need=soins_psychiques&amp;departement=34" in page.text  # the link keeps the other filters
    assert "CC BY 4.0" in page.text


def test_pages_and_tabs_keep_the_filters(people, browser_of):
    Structure.objects.bulk_create(Structure(name=f"CADA {n:03}", departement="30") for n in range(45))
    page = browser_of(people.victor).get(reverse("networks:directory"), {"departement": "30", "page": "2"})
    results = page.context["results"]
    assert [row.name for row in results.rows] == [f"CADA {n:03}" for n in range(20, 40)]
    assert results.next_url == "?departement=30&page=3" and results.previous_url == "?departement=30"
    assert results.tabs[1]["url"] == "?departement=30&tab=therapeutes"


def test_nothing_found_says_what_to_widen(people, browser_of):
    page = browser_of(people.victor).get(
        reverse("networks:directory"), {"departement": "48", "language": "dari"}
    )
    assert "Élargissez à toute l’Occitanie" in page.text and "Retirez la langue" in page.text


def test_a_closed_structure_leaves_the_annuaire(people, browser_of):
    structure("Fermée", closed_on="2026-01-01")
    assert "Fermée" not in browser_of(people.victor).get(reverse("networks:directory")).text


def test_a_member_search_as_herself(three_kinds):
    with acting_as(three_kinds.victor):
        assert len(matched("nimes")) == 3
