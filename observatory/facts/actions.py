"""The facts of a year, copied from what the apps report without names."""

from datetime import datetime

from django.db import IntegrityError, transaction

from centre.context import acting_as_system
from centre.models import ClosedYear, User
from centre.refusals import Refused
from observatory import tally
from observatory.facts.cube import Cube
from observatory.facts.reading import kept_cells
from observatory.models import CountedYear, Fact
from referrals.activity import Cell, year_cells

CLOSED = "L’année {year} est close\u00a0: ses chiffres ne se comptent plus."


@transaction.atomic
def count_year(year: int, *, by: User, at: datetime) -> list[Cell]:
    """Count a year and replace its facts; returns the cells. `by` must be allowed to see every row."""
    if ClosedYear.objects.filter(year=year).exists():
        raise Refused(CLOSED.format(year=year), field="year")
    with acting_as_system():  # facts are counted, never typed: `by` reads, the portal writes
        # One at a time about a year.
        CountedYear.objects.update_or_create(year=year, defaults={"counted_at": at})
    cells = year_cells(year)
    try:
        with acting_as_system():
            Fact.objects.filter(year=year).delete()
            Fact.objects.bulk_create(
                [
                    Fact(
                        year=year, **cell._asdict() | {"dims": list(cell.dims), "answers": list(cell.answers)}
                    )
                    for cell in cells
                ],
                batch_size=1000,
            )
    except IntegrityError as error:
        if "this year is closed" not in str(error):
            raise
        raise Refused(CLOSED.format(year=year), field="year") from error  # closed in the meantime
    return cells


@transaction.atomic
def keep_only_what_was_told(year: int, exact: dict) -> None:
    """Before a year is closed: delete facts that differ from the figures being published."""
    cube = Cube(kept_cells(year))
    persons = tally.people(cube)
    told = {
        "personnes": persons,
        "orientations": tally.referrals(cube),
        "seances": tally.sessions(cube, persons["file_active"]),
        "interpretariat": tally.interpreting(cube),
        "croisements": tally.crossings(cube, persons),
    }
    if any(exact.get(section) != figures for section, figures in told.items()):
        Fact.objects.filter(year=year).delete()
        CountedYear.objects.filter(year=year).delete()
