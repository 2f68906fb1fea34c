"""Which files go beside the PDF of an edition, and their making: from its frozen figures alone."""

from observatory.release import csv_files, open_data, web_page, workbook
from observatory.release.notice import Notice
from observatory.states import FileFormat, Mode

FORMATS: dict[str, tuple[str, ...]] = {
    Mode.PUBLIC: (FileFormat.HTML, FileFormat.CSV, FileFormat.XLSX, FileFormat.JSON),
    Mode.EXACT: (FileFormat.XLSX,),
}
MAKERS = {FileFormat.CSV: csv_files.make, FileFormat.XLSX: workbook.make, FileFormat.JSON: open_data.make}
TYPES = {
    FileFormat.CSV: "application/zip",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.JSON: "application/json",
    FileFormat.HTML: "text/html; charset=utf-8",
}


def make(printed) -> dict[str, bytes]:
    """{format: content} of what is `report.Printed`."""
    notice = Notice.of(printed.figures, printed.listing, edition=printed.edition, changes=printed.changes)
    return {
        format: web_page.make(printed)
        if format == FileFormat.HTML
        else MAKERS[format](printed.figures, printed.listing, notice)
        for format in FORMATS[printed.figures["mode"]]
    }
