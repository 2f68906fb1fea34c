"""Years whose bilan is published: an import neither adds to them nor changes what they counted."""

from django.db import connection

from centre.imports.problems import Problems
from centre.imports.reading import Table
from centre.imports.sheets import Row, Sheet, Tally
from centre.models import ClosedYear


def hold() -> set[int]:
    """The closed years; none is closed or opened until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE centre_closedyear IN SHARE MODE")
    return set(ClosedYear.objects.values_list("year", flat=True))


def counted_then(sheet: Sheet, rows: list[Row], closed: set[int]) -> dict[str, int]:
    """Key → closed year, for the rows that the portal already counts in one."""
    if not closed or not sheet.key:
        return {}
    keys = [row[sheet.key] for row in rows]
    return {
        key: day.year
        for attribute in sheet.dated.values()
        for key, day in attribute.field.model.objects.filter(
            **{f"{sheet.key}__in": keys, f"{attribute.field.name}__year__in": closed}
        ).values_list(sheet.key, attribute.field.name)
    }


def refuse(
    sheet: Sheet, table: Table, tally: Tally, before: dict[str, int], closed: set[int], problems: Problems
) -> None:
    """What this load created or changed in a closed year is a problem; a row that says the same again is none."""
    if not closed or not sheet.dated:
        return
    for row in (*tally.new, *tally.changed):
        years = sheet.years(row) & closed
        if sheet.key and row[sheet.key] in before:
            years.add(before[row[sheet.key]])
        for year in sorted(years):
            reason = (
                f"l'année {year} est close, son bilan est publié : demandez-en d'abord une nouvelle édition"
            )
            problems.add(table.place, reason, line=row.line, column=next(iter(sheet.dated)))
