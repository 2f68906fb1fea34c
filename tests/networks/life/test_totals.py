"""X, – and 0 are three things, in one statement, against a naive oracle; a real year's printed figures."""

import json
from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.life.totals import totals
from networks.models import Activity
from tests.sheets import YEAR, import_year

EXPECTED = json.loads((YEAR.parent / "expected-2020.json").read_text(encoding="utf-8"))
COUNT = st.one_of(st.none(), st.integers(0, 40))
ROW = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["tenue", "annulee", "reportee", "prevue"]),
        "professionals": COUNT,
        "users": COUNT,
        "participants": COUNT,
    }
)


def naive(rows: list[dict]) -> dict:
    """Said again, one row at a time."""
    told = {"rows": 0, "held": 0, "cancelled": 0, "postponed": 0, "planned": 0, "uncounted": 0}
    told |= {"professionals_sum": None, "users_sum": None, "participants_sum": None, "heads": None}
    words = {"tenue": "held", "annulee": "cancelled", "reportee": "postponed", "prevue": "planned"}

    def add(name, count):
        if count is not None:
            told[name] = (told[name] or 0) + count

    for row in rows:
        told["rows"] += 1
        told[words[row["state"]]] += 1
        if row["state"] != "tenue":
            continue
        for name in ("professionals", "users", "participants"):
            add(f"{name}_sum", row[name])
        if row["participants"] is not None:
            add("heads", row["participants"])
        elif row["professionals"] is not None or row["users"] is not None:
            add("heads", (row["professionals"] or 0) + (row["users"] or 0))
        else:
            told["uncounted"] += 1
    return told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=8))
def test_totals_are_those_of_a_bilan(portal, rows):
    Activity.objects.all().delete()
    for number, row in enumerate(rows):
        if row["state"] != "tenue":
            row |= {"professionals": None, "users": None, "participants": None}
        day = date(2020, 1, 1)
        Activity.objects.create(
            reference=f"R-{number}", starts_on=day, ends_on=day, type="reunion", title="R", **row
        )
    found = totals(Activity.objects.all())
    assert {name: found[name] for name in naive(rows)} == naive(rows)


def test_totals_take_one_statement(portal, django_assert_num_queries):
    import_year(YEAR)
    with django_assert_num_queries(1):
        totals(Activity.objects.all())


PRINTED = {
    "lignes": "rows",
    "tenues": "held",
    "annulees": "cancelled",
    "reportees": "postponed",
    "tetes": "heads",
    "professionnels": "professionals_sum",
    "tenues_non_comptees": "uncounted",
    "telephone": "phone",
    "visio": "video",
    "presentiel": "on_site",
}


def test_the_page_of_a_real_year_adds_up_to_what_its_bilan_printed(people, browser_of):
    assert import_year(YEAR).code == 0
    browser, checked = browser_of(people.alice), 0
    for name, value in EXPECTED.items():
        _, _, rest = name.partition("actions.")
        rubric, _, figure = rest.rpartition(".")
        if figure not in PRINTED or not rubric or rubric.endswith("2019"):
            continue
        query = {"year": 2020} | ({} if rubric == "2020" else {"rubric": rubric})
        answer = browser.get(reverse("networks:activities"), query)
        choices = {label for label, _ in answer.context["filter"].form.fields["rubric"].choices}
        if rubric != "2020" and rubric not in choices:
            assert value in (0, None)  # planned in the bilan, nothing in the year
            continue
        assert answer.context["totals"][PRINTED[figure]] == value, name
        checked += 1
    assert checked >= 30


def test_x_dash_and_zero_are_written_apart(people, browser_of):
    import_year(YEAR)
    Activity.objects.filter(reference="PV-2020-06-23").update(participants=0)
    page = browser_of(people.alice).get(reverse("networks:activities"), {"year": 2020, "rubric": "7.3.2"})
    html = page.content.decode()
    assert '<span class="visually-hidden">annulé</span>' in html
    assert '<span class="visually-hidden">non compté</span>' in html
    zero = browser_of(people.alice).get(reverse("networks:activities"), {"year": 2020, "rubric": "3.5"})
    assert zero.context["totals"]["participants_sum"] == 0
    assert zero.context["totals"]["users_sum"] is None


@pytest.mark.parametrize("rows", [1, 3, 128])
def test_the_list_takes_as_many_statements_whatever_it_shows(
    people, browser_of, django_assert_num_queries, rows
):
    import_year(YEAR)
    kept = Activity.objects.filter(starts_on__year=2020).values("pk")[:rows]
    Activity.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).update(starts_on="2015-01-01")
    browser = browser_of(people.alice)
    browser.get(reverse("networks:activities"), {"year": 2020})
    with django_assert_num_queries(STATEMENTS):
        answer = browser.get(reverse("networks:activities"), {"year": 2020})
    assert answer.context["totals"]["rows"] == min(rows, 117)


STATEMENTS = 14
