"""The facts of a year, copied from what the apps tell without names."""

from datetime import datetime

from django.db import IntegrityError, transaction

from centre.models import ClosedYear, User
from centre.refusals import Refused
from observatory.models import CountedYear, Fact
from referrals.activity import Cell, year_cells

CLOSED = "L’année {year} est close\u00a0: ses chiffres ne se comptent plus."


@transaction.atomic
def count_year(year: int, *, by: User, at: datetime) -> list[Cell]:
    """Count a year and keep its cells in place of those kept before; returns them. `by` must see every row."""
    if ClosedYear.objects.filter(year=year).exists():
        raise Refused(CLOSED.format(year=year), field="year")
    CountedYear.objects.update_or_create(year=year, defaults={"counted_at": at})  # one at a time about a year
    cells = year_cells(year)
    try:
        with transaction.atomic():
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
