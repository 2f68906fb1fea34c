"""Facts of a year: how many people and acts, by answers. Cells only: no row is a person."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from centre.journal import journalled
from centre.privacy import Privacy
from observatory.states import Population

# What a closed year tells stays, whatever becomes of the people it was counted from.
CLOSED_STAYS = pgtrigger.Trigger(
    name="facts_of_a_closed_year_stay",
    level=pgtrigger.Row,
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF EXISTS (
            SELECT 1 FROM centre_closedyear WHERE year IN (
                CASE TG_OP WHEN 'INSERT' THEN NEW.year ELSE OLD.year END,
                CASE TG_OP WHEN 'DELETE' THEN OLD.year ELSE NEW.year END
            )
        ) THEN
            RAISE EXCEPTION 'facts: this year is closed' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """,
)


class Fact(models.Model):
    """One cell: in that year and population, how many gave these `answers` to the questions `dims`.

    `people`: distinct; `acts`: séances, orientations…; `minutes`: of those timed. None: not measured for this
    population.
    """

    id = models.BigAutoField(primary_key=True)
    year = models.PositiveSmallIntegerField("année")
    population = models.CharField("population", max_length=20, choices=Population.choices)
    dims = ArrayField(models.CharField(max_length=30), verbose_name="questions")
    answers = ArrayField(models.CharField(max_length=120), verbose_name="réponses")
    people = models.PositiveIntegerField("personnes", null=True)
    acts = models.PositiveIntegerField("actes", null=True)
    minutes = models.PositiveBigIntegerField("minutes", null=True)
    extra = models.JSONField("autres mesures", default=dict)

    privacy = Privacy(kept="id year population dims answers people acts minutes extra")

    class Meta:
        verbose_name = "fait"
        triggers = [CLOSED_STAYS]
        constraints = [
            models.UniqueConstraint(fields=["year", "population", "dims", "answers"], name="one_fact_a_cell")
        ]

    def __str__(self):
        return f"{self.year} {self.population} {'×'.join(self.dims)}"


@journalled()
class CountedYear(models.Model):
    """When the facts of a year were counted."""

    year = models.PositiveSmallIntegerField("année", primary_key=True)
    counted_at = models.DateTimeField("comptée le")

    privacy = Privacy(kept="year counted_at")

    class Meta:
        verbose_name = "année comptée"

    def __str__(self):
        return str(self.year)
