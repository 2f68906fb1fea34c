"""What the observatory is told of the networks: whole rows of one year, no name."""

from datetime import date

from networks import activity
from networks.models import Activity, Solicitation, SolicitationAnswer


def meeting(reference, starts_on, ends_on=None, **more):
    fields = {"type": "reunion", "title": "Réunion", "state": "tenue", "rubric": "1"} | more
    return Activity.objects.create(
        reference=reference, starts_on=starts_on, ends_on=ends_on or starts_on, **fields
    )


def test_a_row_belongs_to_the_year_in_which_it_starts(portal):
    meeting("A", date(2019, 12, 31), date(2020, 1, 2))
    meeting("B", date(2020, 12, 31), date(2021, 1, 2))
    assert [row["starts_on"] for row in activity.activity_rows(2020)] == [date(2020, 12, 31)]
    assert [row["starts_on"] for row in activity.activity_rows(2019)] == [date(2019, 12, 31)]


def test_rows_come_by_date_then_reference_and_say_where_a_postponed_one_went(portal):
    later = meeting("C", date(2021, 1, 19), rubric="")
    meeting("B", date(2020, 12, 10), state="reportee", postponed_to=later)
    meeting("A", date(2020, 12, 10), professionals=0)
    rows = list(activity.activity_rows(2020))
    assert [row["state"] for row in rows] == ["tenue", "reportee"]
    assert [row["postponed_date"] for row in rows] == [None, date(2021, 1, 19)]
    assert [row["professionals"] for row in rows] == [0, None]
    assert activity.rubrics() == ["", "1"]


def test_a_solicitation_counts_where_it_was_asked_else_where_it_was_wanted(portal):
    asked = Solicitation.objects.create(
        reference="S1",
        asked_from="2020-04-01",
        asked_to="2020-04-30",
        wanted_from="2021-01-01",
        wanted_to="2021-01-31",
    )
    Solicitation.objects.create(reference="S2", wanted_from="2020-10-13", wanted_to="2020-10-13")
    Solicitation.objects.create(reference="S3")
    for position in (1, 2):
        SolicitationAnswer.objects.create(solicitation=asked, position=position, label="EMPP")
    assert [row["answer_count"] for row in activity.solicitation_rows(2020)] == [2, 0]
    assert list(activity.solicitation_rows(2021)) == []


def test_any_in_says_whether_there_is_a_year(portal):
    Solicitation.objects.create(reference="S2", wanted_from="2020-10-13", wanted_to="2020-10-13")
    meeting("A", date(2018, 5, 5))
    assert [activity.any_in(year) for year in (2018, 2019, 2020)] == [True, False, True]


def test_rows_take_one_statement(portal, django_assert_num_queries):
    for number in range(3):
        meeting(f"R{number}", date(2020, 1, 1))
    with django_assert_num_queries(1):
        assert len(list(activity.activity_rows(2020))) == 3
