"""Who sees what of a funding: in plain SQL, then by the pages. Félix reads for the ARS, Fleur for the city."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system, set_actor
from observatory.projects import access, rendering
from observatory.projects.funders.actions import end_member
from observatory.projects.models import FundingSheet
from tests.people import browser_of, make_user

ALL, SOME, NONE = "all", "some", "none"
READERS = ("alice", "felix", "fleur", "gone", "later", "tara", "ada", "visitor")
MATRIX = {
    #               alice felix fleur gone  later tara  ada   visitor
    "funder":       (ALL, SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "funding":      (ALL, SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "indicator":    (ALL, SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "fundingsheet": (ALL, SOME, SOME, NONE, NONE, NONE, NONE, NONE),
    "achieved":     (ALL, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "fundermember": (ALL, SOME, SOME, SOME, SOME, NONE, NONE, NONE),
}  # fmt: skip


@pytest.fixture
def told(world, people):
    """Both fundings of the project have an indicator, a small count behind it, and a sheet sent."""
    world.who = {
        "alice": people.alice,
        "felix": people.felix,
        "fleur": make_user("Fleur", "financeur"),
        "gone": make_user("Gone", "financeur"),
        "later": make_user("Later", "financeur"),
        "tara": people.tara,
        "ada": people.ada,
    }
    today = timezone.localdate()
    world.member(people.felix)
    world.member(world.who["fleur"], world.city)
    member = world.member(world.who["gone"])
    with acting_as(people.alice):
        end_member(member, until=today - timedelta(days=1), by=people.alice)
    world.member(world.who["later"], since=today + timedelta(days=1))
    world.sheets = []
    for funding in (world.of_ars, world.of_city):
        world.note(world.indicator(funding), 2024, 7)
        world.sheets.append(world.send(funding))
    return world


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM observatory_{table}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("reader", READERS)
def test_the_matrix_of_rows(told, reader):
    with acting_as_system():
        every = {table: _count(table) for table in MATRIX}
    set_actor(told.who[reader].pk if reader != "visitor" else None)
    for table, row in MATRIX.items():
        seen, expected = _count(table), row[READERS.index(reader)]
        said = ALL if seen == every[table] else SOME if seen else NONE
        assert said == expected, f"{reader}, {table}: {seen} of {every[table]}"


def test_of_two_funders_of_one_project_each_reads_its_own(told):
    for who, funding in (("felix", told.of_ars), ("fleur", told.of_city)):
        with acting_as(told.who[who]):
            assert list(FundingSheet.objects.values_list("funding", flat=True)) == [funding.pk]


@pytest.mark.parametrize("who", ["felix", "fleur", "tara"])
def test_nobody_but_the_coordination_writes(told, who):
    set_actor(told.who[who].pk)
    for table in MATRIX:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE observatory_{table} SET id = id")
            assert cursor.rowcount == 0, table
            cursor.execute(f"DELETE FROM observatory_{table}")
            assert cursor.rowcount == 0, table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO observatory_fundermember (funder_id, user_id, since) VALUES (%s, %s, '2020-01-01')",
            [told.city.pk, told.who[who].pk],
        )


def test_a_sheet_that_left_never_changes(told):
    sheet = told.sheets[0]
    with acting_as_system():
        for change in ({"content": {}}, {"sent_at": timezone.now()}):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                FundingSheet.objects.filter(pk=sheet.pk).update(**change)
        FundingSheet.objects.filter(pk=sheet.pk).update(pdf=b"%PDF")
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            FundingSheet.objects.filter(pk=sheet.pk).update(pdf=b"%PDF another")


def test_a_funder_reads_its_sheet_where_small_counts_are_withheld(told):
    browser = browser_of(told.who["felix"])
    page = browser.get(reverse("observatory:my_funding", args=[told.of_ars.pk])).content.decode()
    assert "effectif protégé" in page and ">7<" not in page and "Feuilles d’émargement" in page
    table = browser.get(reverse("observatory:sheet_table", args=[told.sheets[0].pk]))
    text = table.content.decode("utf-8-sig")
    assert table["Content-Disposition"] == f'attachment; filename="{told.sheets[0].filename}.csv"'
    assert "Personnes rencontrées;;personnes;2024;c;;;Feuilles d’émargement" in text


def test_what_another_funds_does_not_exist(told):
    pages = [
        reverse("observatory:my_funding", args=[told.of_ars.pk]),
        reverse("observatory:sheet_table", args=[told.sheets[0].pk]),
        reverse("observatory:sheet_document", args=[told.sheets[0].pk]),
    ]
    rendering.make_document(told.sheets[0].pk)
    for who in ("fleur", "gone", "later", "tara", "ada"):
        browser = browser_of(told.who[who])
        assert [browser.get(page).status_code for page in pages] == [404] * 3, who
    felix = browser_of(told.who["felix"])
    assert [felix.get(page).status_code for page in pages] == [200] * 3


def test_the_dates_hold_without_the_database_s_walls_too(told):
    with acting_as_system():
        seen = {who: access.funded_by(told.who[who], timezone.localdate()).count() for who in READERS[1:5]}
    assert seen == {"felix": 1, "fleur": 1, "gone": 0, "later": 0}


def test_the_pages_of_the_coordination_are_not_a_funder_s(told):
    felix = browser_of(told.who["felix"])
    for name in ("funding", "funding_sheet", "edit_funding", "add_indicator"):
        assert felix.get(reverse(f"observatory:{name}", args=[told.of_ars.pk])).status_code == 404, name
    assert felix.post(reverse("observatory:send_sheet", args=[told.of_ars.pk])).status_code == 404


def test_a_membership_ends_on_its_last_day(told):
    with acting_as(told.alice):
        member = told.ars.members.get(user=told.who["felix"])
        end_member(member, until=timezone.localdate(), by=told.alice)
    page = reverse("observatory:my_funding", args=[told.of_ars.pk])
    assert browser_of(told.who["felix"]).get(page).status_code == 200
    with acting_as(told.alice):
        end_member(member, until=timezone.localdate() - timedelta(days=1), by=told.alice)
    assert browser_of(told.who["felix"]).get(page).status_code == 404


def test_the_reading_of_a_sheet_is_written_down(told):
    from centre.models import Reading

    browser_of(told.who["felix"]).get(reverse("observatory:sheet_table", args=[told.sheets[0].pk]))
    with acting_as(make_user("Ada bis", "administration")):
        assert Reading.objects.filter(object_id=str(told.sheets[0].pk)).count() == 1


def test_the_history_keeps_neither_content_nor_document(told):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'observatory_fundingsheetwriteevent'"
        )
        assert not {"content", "pdf"} & {name for (name,) in cursor.fetchall()}


def test_since_is_a_day_and_so_is_until(world, people):
    with acting_as(people.alice):
        member = world.member(people.felix, since=date(2025, 1, 1))
        end_member(member, until=date(2025, 6, 30), by=people.alice)
        again = world.member(people.felix, since=date(2026, 1, 1))
        assert (again.pk, again.until) == (member.pk, None)


def test_the_document_is_made_once_and_always_the_same_bytes(told):
    sheet = told.sheets[0]
    with acting_as_system():
        assert sheet.pk in rendering.without_document(timezone.now() + timedelta(minutes=1))
        assert rendering.printed(sheet, "Centre") == rendering.printed(sheet, "Centre")
    rendering.make_document(sheet.pk)
    rendering.make_document(sheet.pk)
    with acting_as_system():
        kept = FundingSheet.objects.get(pk=sheet.pk).pdf
        assert bytes(kept).startswith(b"%PDF")
        assert sheet.pk not in rendering.without_document(timezone.now() + timedelta(minutes=1))
