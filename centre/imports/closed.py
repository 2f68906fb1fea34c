"""Years whose bilan is published: an import neither adds to them nor changes what they counted."""

from django.db import connection

from centre.imports.held import Before
from centre.imports.problems import Problems
from centre.imports.reading import Table
from centre.imports.sheets import Sheet, Tally
from centre.models import ClosedYear

REASON = "l'année {year} est close, son bilan est publié : demandez-en d'abord une nouvelle édition"


def hold() -> set[int]:
    """The closed years, locked: none is closed or opened until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE centre_closedyear IN SHARE MODE")
    return set(ClosedYear.objects.values_list("year", flat=True))


def refuse(
    sheet: Sheet, table: Table, tally: Tally, before: Before, closed: set[int], problems: Problems
) -> None:
    """Report every row that this load created or changed in a closed year; a row that changes nothing is accepted."""
    if not closed or not sheet.dated:
        return
    for row in (*tally.new, *tally.changed):
        years = sheet.years(row) | sheet.years_of(before.get(row.line, {}))
        for year in sorted(years & closed):
            problems.add(table.place, REASON.format(year=year), line=row.line, column=sheet.dated[0])
