"""CSV files for a French spreadsheet: `;`, UTF-8 with its mark, and no cell that is run as a formula."""

import io
from collections.abc import Iterable, Sequence

from defusedcsv import csv
from django.http import HttpResponse


def sheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file of these rows; each cell is text on one line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    # No blank before a sign that starts a formula either.
    writer.writerows([" ".join(str(cell).split()) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def attached(content: bytes, filename: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    return answer
