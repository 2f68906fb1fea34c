"""Two sheets that leave at the same moment are compared all the same: real connections."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from centre.context import acting_as
from observatory.projects import actions
from observatory.projects.protection import MASK
from tests.observatory.projects.conftest import AT, World
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_funders_served_at_once_do_not_get_a_few_by_difference():
    alice = People().alice
    world = World(alice)
    fundings = (world.of_ars, world.of_city)
    for funding, value in zip(fundings, (45, 38), strict=True):
        world.note(world.indicator(funding), 2024, value)
    start = threading.Barrier(2)

    def send(funding):
        start.wait()
        try:
            with acting_as(alice):
                return actions.send_sheet(funding, by=alice, at=AT).content["indicators"][0]["years"][0][
                    "value"
                ]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        values = list(pool.map(send, fundings))
    assert values in ([45, MASK], [MASK, 38])
