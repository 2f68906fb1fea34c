"""What the speed of a year rests on, without a clock: the séances and the orientations of one year among thirty
are found by their index. Rows are written by the tables' owner, planned for under the same policies, and taken back."""

import json

import pytest

from centre.bench_seed import key, with_blanks, written_by_owner
from networks.activity import year_span
from referrals import cells
from referrals.models import Consent, Person, Referral, TherapySession
from tests.conftest import owner_connection

YEARS, FIRST = 30, 1996
PEOPLE, SESSIONS = 6_000, 48_000
TABLES = ("referrals_person", "referrals_consent", "referrals_referral", "referrals_therapysession")
SYSTEM = "(SELECT app_user_id())"


def day(n: str, count: int) -> str:
    """SQL: the day of row n of so many, in the order in which a centre writes them."""
    return f"make_date({FIRST}, 1, 1) + (({n})::bigint * {YEARS * 365} / {count})::int"


# Eight séances each, within a year of her orientation or so.
HERS = f"least({PEOPLE}, greatest(1, n / 8 - mod(n * 7, 200)))"
ROWS = {
    "referrals_person": (
        PEOPLE,
        with_blanks(
            Person,
            id=key("person"),
            code="'P-' || n",
            languages="ARRAY['prs']",
            created_by_id=SYSTEM,
            created_at="now()",
        ),
    ),
    "referrals_consent": (
        PEOPLE // 100,
        with_blanks(
            Consent,
            person_id=key("person", "(n * 100)"),
            scope="'statistiques'",
            form="'oral'",
            given_on="current_date",
            withdrawn_on="current_date",
            recorded_by_id=SYSTEM,
        ),
    ),
    "referrals_referral": (
        PEOPLE,
        with_blanks(
            Referral,
            id=key("referral"),
            reference="'O-' || n",
            person_id=key("person"),
            dispositif_id="0",
            referrer_kind="'CADA'",
            vignette="''::bytea",
            received_on=day("n", PEOPLE),
            state="'acceptee'",
            state_since="now()",
            decision="'acceptee'",
            decided_on="current_date",
            decision_reason="''::bytea",
            imported="true",
        ),
    ),
    "referrals_therapysession": (
        SESSIONS,
        with_blanks(
            TherapySession,
            id=key("session"),
            care_id=key("care", HERS),
            person_id=key("person", HERS),
            therapist_id="0",
            day=day("n", SESSIONS),
            duration="45",
            state="'realisee'",
            modality="'presentiel'",
            remark="''::bytea",
            logged_by_id=SYSTEM,
            logged_at="now()",
            imported="true",
        ),
    ),
}


class Enough(Exception):
    """Nothing of what was written is to stay."""


@pytest.fixture
def thirty_years(db):
    """The owner's cursor, where thirty years are written for the time of a test."""
    with pytest.raises(Enough), written_by_owner(TABLES) as cursor:
        for table, (count, row) in ROWS.items():
            cursor.execute(f"INSERT INTO {table} {row} FROM generate_series(1, {count}) AS n")
            cursor.execute(f"ANALYZE {table}")
        yield cursor
        raise Enough
    with owner_connection() as owner:
        owner.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")


def readings(cursor, statement: str, year: int) -> list[dict]:
    """The nodes of its plan that read one of these tables."""
    first, last = year_span(year)

    def walk(node):
        yield node
        for child in node.get("Plans", []):
            yield from walk(child)

    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", {"year": year, "first": first, "last": last})
    (found,) = cursor.fetchone()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return [node for node in walk(plan) if node.get("Relation Name") in TABLES]


@pytest.mark.django_db(databases=["default", "owner"])
def test_one_year_among_thirty_is_found_by_its_index(thirty_years):
    """Orientations look for the first séance that follows, in any later year: those are not of the year."""
    for year in (FIRST + 4, FIRST + 14, FIRST + 28):
        for statement, table, column in (
            (cells._PEOPLE, "referrals_therapysession", "day"),
            (cells._BETWEEN, "referrals_therapysession", "day"),
            (cells._REFERRALS, "referrals_referral", "received_on"),
        ):
            nodes = readings(thirty_years, statement, year)
            whole = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
            assert not whole - ({"referrals_therapysession"} if statement == cells._REFERRALS else set())
            found = [node for node in nodes if f"{column} <=" in node.get("Index Cond", "")]
            assert {node["Relation Name"] for node in found} == {table}
            assert all(f"{column} >=" in node["Index Cond"] for node in found)
            assert all(node["Plan Rows"] < SESSIONS / YEARS for node in found)


@pytest.mark.django_db(databases=["default", "owner"])
def test_without_the_index_it_would_be_read_whole(thirty_years):
    """So that the test above can fail."""
    thirty_years.execute(
        "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'referrals_therapysession'::regclass"
        " AND pg_get_indexdef(indexrelid) LIKE '%(day)'"
    )
    (index,) = thirty_years.fetchone()
    thirty_years.execute(f"DROP INDEX {index}")
    nodes = readings(thirty_years, cells._PEOPLE, FIRST + 14)
    assert "referrals_therapysession" in {
        node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"
    }
