"""The file to take away: filters, spreadsheets that run formulas, addresses that are journalled."""

import csv
import io
import re

from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.models import Reading
from networks.directory import export
from networks.models import Structure
from tests.networks.directory.makers import structure


def taken(browser, **query):
    answer = browser.get(reverse("networks:directory_export"), query)
    assert answer.content.startswith(b"\xef\xbb\xbf") and "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_it_is_what_the_filters_show(people, browser_of):
    structure("Au Gard", services=["francais"], languages=["prs"])
    structure("Ailleurs", departement="34")
    structure("Fermée", closed_on="2026-01-01")
    browser = browser_of(people.alice)
    assert [row["Nom"] for row in taken(browser)] == ["Ailleurs", "Au Gard"]
    (row,) = taken(browser, departement="30", language="dari")
    assert (row["Répond à"], row["Langues parlées"], row["Vérifiée le"]) == (
        "Cours de français",
        "dari",
        "02/03/2026",
    )


def test_a_protected_address_leaves_on_demand_and_is_journalled(people, browser_of):
    hidden = structure("Refuge", sensitive=True, address="7 impasse secrète")
    structure("Ouverte", address="8 place claire")
    browser = browser_of(people.alice)
    assert {row["Adresse"] for row in taken(browser)} == {"", "8 place claire"}
    assert not Reading.objects.exists()
    assert {row["Adresse"] for row in taken(browser, protected="on")} == {
        "7 impasse secrète",
        "8 place claire",
    }
    reading = Reading.objects.get()
    assert (reading.actor_id, reading.object_id) == (people.alice.pk, str(hidden.pk))


@given(st.sampled_from("=+-@\t\r|%"), st.text(alphabet="=cmd|'/C calc!A0\";\n,+", max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_cell_runs_in_a_spreadsheet(people, first, rest):
    sheet = Structure(name="X", description=first + rest, address=first + rest)
    text = export.table([sheet], protected=False, by=people.alice, at=None).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text), delimiter=";"))[1]
    risky = [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert all(re.fullmatch(r"-[0-9.,]+", cell) for cell in risky)  # a negative number is a number
