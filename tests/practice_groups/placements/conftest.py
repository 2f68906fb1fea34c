import pytest

from tests.practice_groups.placements import world


@pytest.fixture
def field(people):
    """A placement at the CMP of a worker of the CADA, in the session of 2022; `hosts` receive there."""
    return Field(people)


class Field:
    def __init__(self, people):
        self.alice = people.alice
        self.session = world.session_of_2022(people.alice)
        self.own, self.host = world.structure("CADA des Tilleuls"), world.structure("CMP du Canal")
        self.victor = people.victor
        self.placement = world.draft(self.session, self.own, self.host, user=people.victor)
