"""What the speed of a year rests on, without a clock: of thirty years, the one asked is read by its index."""

import json

from django.core.management import call_command
from django.db import connection

from centre.bench_seed import address, tidy, written_by_owner
from centre.context import acting_as
from centre.models import User
from networks.activity import year_span
from referrals import cells
from tests.referrals.test_board_plans import at_scale

BIG = {
    "referrals_therapysession",
    "referrals_referral",
    "referrals_consent",
    "referrals_person",
    "networks_mission",
}
SPREAD = {"referrals_therapysession": "day", "referrals_referral": "received_on", "networks_mission": "day"}


def whole_readings(statement: str, year: int) -> set[str]:
    """Tables that the plan of a statement reads from end to end."""
    first, last = year_span(year)

    def walk(node):
        yield node
        for child in node.get("Plans", []):
            yield from walk(child)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", {"year": year, "first": first, "last": last})
        found = cursor.fetchone()[0]
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return {node["Relation Name"] for node in walk(plan) if node["Node Type"] == "Seq Scan"} & BIG


@at_scale
def test_one_year_among_thirty_is_read_alone():
    call_command("seed_bench", persons=30_000, sessions=30_000, year=2005)
    with written_by_owner(tuple(SPREAD)) as cursor:
        for table, column in SPREAD.items():
            years = "(mod(hashtext(id::text) & 1023, 30) - 15) * interval '1 year'"
            cursor.execute(f"UPDATE {table} SET {column} = {column} + {years}")
    tidy(tuple(SPREAD))
    alice = User.objects.get(email=address("coordination"))
    with acting_as(alice):
        for statement in (cells._PEOPLE, cells._REFERRALS, cells._BETWEEN):
            assert whole_readings(statement, 2005) == set()
        assert cells.people_cells(2005)
