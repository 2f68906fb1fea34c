"""The two lists: who is found, by which filter, in how many statements."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import Absence
from tests.networks.profiles.makers import DAY, interpreter, therapist
from tests.people import browser_of


@pytest.fixture
def alice(people):
    return browser_of(people.alice)


def names(browser, page, **query) -> set[str]:
    """Codes are the names here: what the table lists."""
    answer = browser.get(reverse(f"networks:{page}"), query)
    assert answer.status_code == 200
    return {str(sheet.profile) for sheet in answer.context["sheets"]}


def test_a_language_is_found_under_any_of_its_names(alice):
    interpreter(code="I-1", display_name="Kurmandji", languages=["kmr"])
    interpreter(code="I-2", display_name="Sorani", languages=["ckb"])
    interpreter(code="I-3", display_name="Dari", languages=["prs"])
    interpreter(code="I-4", display_name="Farsi", languages=["pes"])
    assert names(alice, "interpreters", language="kurde") == {"Kurmandji", "Sorani"}
    assert names(alice, "interpreters", language="DARI") == {"Dari"}
    assert names(alice, "interpreters", language="persan") == {"Farsi"}
    assert names(alice, "interpreters", language="afghan") == {"Dari"}


def test_a_language_that_is_none_says_so_and_finds_nobody(alice):
    interpreter()
    answer = alice.get(reverse("networks:interpreters"), {"language": "klingonien"})
    assert not answer.context["sheets"]
    assert "Aucune langue ne se nomme «\u00a0klingonien\u00a0»." in answer.content.decode()


def test_departement_public_approach_status_and_room(alice):
    therapist(code="T-1", display_name="Partout", departements=[])
    therapist(code="T-2", display_name="Gard", departements=["30"], publics=["enfants"], status="liberal")
    therapist(code="T-3", display_name="Aude", departements=["11"], approaches=["emdr"])
    full = therapist(code="T-4", display_name="Complet", departements=["30"], capacity=0)
    assert full.free_places == 0
    assert names(alice, "therapists", departement="30") == {"Partout", "Gard", "Complet"}
    assert names(alice, "therapists", departement="30", room="on") == {"Partout", "Gard"}
    assert names(alice, "therapists", public="enfants") == {"Gard"}
    assert names(alice, "therapists", approach="emdr") == {"Aude"}
    assert names(alice, "therapists", status="liberal") == {"Gard"}


def test_qualification_and_modality(alice):
    interpreter(code="I-1", display_name="Sur place", modalities=["presentiel"], remote=False)
    interpreter(
        code="I-2",
        display_name="Au téléphone",
        modalities=["telephone"],
        qualification="interprète assermenté",
    )
    assert names(alice, "interpreters", modality="telephone") == {"Au téléphone"}
    assert names(alice, "interpreters", qualification="interprète assermenté") == {"Au téléphone"}
    assert names(alice, "interpreters", departement="30") == {"Sur place", "Au téléphone"}
    assert names(alice, "interpreters", departement="34") == set()


def test_those_in_activity_unless_asked_otherwise(alice):
    therapist(code="T-1", display_name="Là")
    away = {"active": False, "standing_since": DAY}
    therapist(code="T-2", display_name="En pause", standing="suspendu", **away)
    therapist(code="T-3", display_name="Partie", standing="parti", **away)
    assert names(alice, "therapists") == {"Là"}
    assert names(alice, "therapists", standing="suspendu") == {"En pause"}
    assert names(alice, "therapists", standing="tous") == {"Là", "En pause", "Partie"}
    assert "Suspendu" in alice.get(reverse("networks:therapists"), {"standing": "tous"}).content.decode()


@pytest.mark.parametrize(
    "query",
    [{"departement": "20"}, {"standing": "x"}, {"page": "zz"}, {"page": "9999"}, {"language": "é" * 999}],
)
def test_filters_bent_by_hand_never_break(alice, query):
    therapist()
    for page in ("therapists", "interpreters"):
        assert alice.get(reverse(f"networks:{page}"), query).status_code == 200


def test_the_next_absence_and_the_levels_are_shown(alice):
    away = interpreter(language_levels={"prs": "maternelle"}, languages=["prs"])
    Absence.objects.create(interpreter=away, starts_on="2020-01-01", ends_on="2020-01-02")
    Absence.objects.create(interpreter=away, starts_on="2150-08-03", ends_on="2150-08-09")
    Absence.objects.create(interpreter=away, starts_on="2150-12-03", ends_on="2150-12-09")
    page = alice.get(reverse("networks:interpreters")).content.decode()
    assert "du 3 août au 9 août 2150" in page and "2020" not in page
    assert re.search(r"dari\s*<span class=\"muted\">\(maternelle\)", page)


@pytest.mark.parametrize(("listed", "make"), [("therapists", therapist), ("interpreters", interpreter)])
def test_as_many_statements_for_one_as_for_thirty(alice, listed, make):
    make(code="X-0")
    alice.get(reverse(f"networks:{listed}"))  # the session's first page writes it
    with CaptureQueriesContext(connection) as few:
        alice.get(reverse(f"networks:{listed}"))
    for number in range(1, 30):
        made = make(code=f"X-{number}", languages=["fra", "prs", "pus"])
        Absence.objects.create(**{made._meta.model_name: made}, starts_on="2150-01-01", ends_on="2150-01-02")
    with CaptureQueriesContext(connection) as many:
        answer = alice.get(reverse(f"networks:{listed}"))
    assert len(answer.context["sheets"]) == 25 and "Suivants" in answer.content.decode()
    assert len(many) == len(few)
