"""A project funded by two funders, and bilans already published."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from centre.context import acting_as, acting_as_system
from networks.models import Axis, Project
from observatory.models import AnnualReport
from observatory.projects import actions
from observatory.projects.funders.actions import add_member, save_funder
from observatory.states import IndicatorUnit as Unit

AT = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Paris"))


class World:
    """`project`, two funders `ars` and `city` with a funding each, of 2024 and 2025."""

    def __init__(self, alice):
        self.alice = alice
        with acting_as(alice):
            self.project = Project.objects.create(name="Aller vers")
            self.other = Project.objects.create(name="Autre projet")
            self.axis = Axis.objects.create(name="CLS, axe 1")
            self.ars, self.city = (save_funder(name=name, by=alice) for name in ("ARS", "Ville"))
            self.of_ars, self.of_city = self.funding(self.ars), self.funding(self.city)

    def funding(self, funder, **facts):
        facts = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 12, 31)} | facts
        return actions.save_funding(project=self.project.pk, funder=funder, by=self.alice, **facts)

    def indicator(self, funding=None, **facts):
        facts = {"label": "Personnes rencontrées", "unit": Unit.PEOPLE} | facts
        with acting_as(self.alice):
            return actions.save_indicator(funding or self.of_ars, by=self.alice, **facts)

    def note(self, indicator, year, value, basis="Feuilles d’émargement"):
        with acting_as(self.alice):
            return actions.note_achieved(
                indicator, year=year, value=Decimal(value), basis=basis, by=self.alice, at=AT
            )

    def send(self, funding=None):
        with acting_as(self.alice):
            return actions.send_sheet(funding or self.of_ars, by=self.alice, at=AT)

    def member(self, user, funder=None, since=date(2024, 1, 1)):
        with acting_as(self.alice):
            return add_member(funder or self.ars, user=user, since=since, by=self.alice)

    def publish(self, year, *, activities=(), **figures):
        """A published bilan that says these figures and lists these activities (dicts)."""
        rows = [_printed(year, row) for row in activities]
        with acting_as_system():
            return AnnualReport.objects.create(
                year=year,
                edition=1,
                state="publie",
                figures_public=figures,
                listing={"sections": [{"rubric": "1", "activities": rows}]},
                audit={"holds": True},
                requested_by=self.alice,
                requested_at=AT,
                published_by=self.alice,
                published_at=AT,
            )


def _printed(year, row):
    empty = dict.fromkeys(("professionals", "users", "participants", "project_id", "axis_name"))
    return {"starts_on": f"{year}-05-10", "state": "tenue"} | empty | row


@pytest.fixture
def world(people):
    return World(people.alice)
