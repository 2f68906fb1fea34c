"""What the observatory may read about people, referrals, sessions and the hotline: nameless rows, counted by the
database.

The actor must be allowed to see every row (coordination, or the portal itself): row-level security applies.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Case, F, Func, Min, Value, When, Window
from django.db.models.functions import DenseRank

from networks.activity import year_span
from referrals.cells import (  # noqa: F401
    Cell,
    call_cells,
    people_between,
    people_cells,
    referral_cells,
    year_cells,
)
from referrals.models import Call, Person, Referral, Shift, TherapySession
from referrals.states import SessionState


def calls_between(first: date, last: date, **of) -> Iterator[dict]:
    """One dict per call between two days, both included: day, sex, age, introducer, outcome, call_backs.

    `dispositif=…`: the calls of one line.
    """
    return (
        Call.objects.filter(day__range=(first, last), **of)
        .order_by("day", "reference")
        .values("day", "sex", "age", "introducer", "outcome", "call_backs")
        .iterator(chunk_size=2000)
    )


def shift_rows(year: int) -> Iterator[dict]:
    """One dict per shift kept in the year: day, starts, ends, status, number (tells keepers apart, and nothing else).

    A shift that was cancelled, or that nobody took, was not kept.
    """
    return shifts_between(*year_span(year))


def shifts_between(first: date, last: date, **of) -> Iterator[dict]:
    """The same between two days, both included; `dispositif=…`: the shifts of one line."""
    pseudonym = Case(When(user=None, then=F("keeper")), default=Value(""))
    return (
        Shift.objects.kept()
        .filter(day__range=(first, last), **of)
        .order_by("day", "starts", "pk")
        .annotate(number=Window(DenseRank(), order_by=[F("user"), pseudonym]))
        .values("day", "starts", "ends", "status", "number")
        .iterator(chunk_size=2000)
    )


def vocabulary() -> dict[str, list[str]]:
    """Labels met in any year, by open dimension: departement, langue, orienteur_type. They disclose nothing about one
    year."""
    people = Person.objects.order_by()
    return {
        "departement": sorted(people.values_list("departement", flat=True).distinct()),
        "langue": sorted(
            people.annotate(spoken=Func("languages", function="unnest"))
            .values_list("spoken", flat=True)
            .distinct()
        ),
        "orienteur_type": sorted(
            Referral.objects.order_by().values_list("referrer_kind", flat=True).distinct()
        ),
    }


def any_in(year: int) -> bool:
    """Whether anything of this app happened in that year."""
    span = year_span(year)
    return (
        TherapySession.objects.filter(day__range=span).exclude(state=SessionState.PLANNED).exists()
        or Referral.objects.filter(received_on__range=span).exists()
        or Call.objects.filter(day__range=span).exists()
        or Shift.objects.kept().filter(day__range=span).exists()
    )


def first_year() -> int | None:
    """The first year with a séance held; None before any."""
    day = TherapySession.objects.exclude(state=SessionState.PLANNED).aggregate(first=Min("day"))["first"]
    return day and day.year


def referral_id(reference: str):
    """The id of the referral with this reference; None if there is none that the actor may see."""
    return Referral.objects.filter(reference__iexact=reference.strip()).values_list("pk", flat=True).first()
