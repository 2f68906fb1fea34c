"""When somebody is free: her usual week, and the days she is away."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from centre.journal import journalled
from centre.privacy import Privacy
from networks.models import Interpreter, Therapist

WEEKDAYS = [
    (1, "Lundi"),
    (2, "Mardi"),
    (3, "Mercredi"),
    (4, "Jeudi"),
    (5, "Vendredi"),
    (6, "Samedi"),
    (7, "Dimanche"),
]
ONE_OWNER = Q(therapist=None, interpreter__isnull=False) | Q(therapist__isnull=False, interpreter=None)


class HoursOfADay(Func):
    """SQL: the half-open range of two times, on a day that does not matter."""

    template = "tsrange(DATE '2000-01-01' + %(expressions)s)"
    arg_joiner = ", DATE '2000-01-01' + "
    output_field = DateTimeRangeField()


def _in_one_place(owner: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"{owner}_slots_do_not_overlap",
        expressions=[
            (F(owner), RangeOperators.EQUAL),
            (F("weekday"), RangeOperators.EQUAL),
            (HoursOfADay(F("starts"), F("ends")), RangeOperators.OVERLAPS),
        ],
        condition=Q(**{f"{owner}__isnull": False}),
    )


class Owned(models.Model):
    """A row of one therapist or of one interpreter."""

    therapist = models.ForeignKey(Therapist, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    interpreter = models.ForeignKey(
        Interpreter, models.CASCADE, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True

    @property
    def owner(self) -> Therapist | Interpreter:
        return self.therapist or self.interpreter


class WeeklySlot(Owned):
    """Hours of the usual week, local time. Nobody who declares none is thought to be away."""

    weekday = models.PositiveSmallIntegerField("jour", choices=WEEKDAYS)
    starts = models.TimeField("de")
    ends = models.TimeField("à")

    privacy = Privacy(kept="id therapist interpreter weekday starts ends")

    class Meta:
        verbose_name = "créneau habituel"
        ordering = ["weekday", "starts"]
        constraints = [
            models.CheckConstraint(condition=ONE_OWNER, name="slot_has_one_owner"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="slot_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(weekday__range=(1, 7)), name="slot_on_a_day_of_the_week"),
            _in_one_place("therapist"),
            _in_one_place("interpreter"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


@journalled()
class Absence(Owned):
    """Whole days away, both ends included."""

    starts_on = models.DateField("du")
    ends_on = models.DateField("au")

    privacy = Privacy(kept="id therapist interpreter starts_on ends_on")

    class Meta:
        verbose_name = "absence"
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=ONE_OWNER, name="absence_has_one_owner"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts"
            ),
        ]

    def __str__(self):
        return f"{self.starts_on} – {self.ends_on}"
