"""An empty workbook with every sheet and its columns, ready to fill in."""

import io

from centre.imports.sheets import all_sheets

WIDTH = 22


def workbook() -> bytes:
    """The XLSX file. openpyxl loads numpy, so it is imported here, when somebody downloads."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for sheet in all_sheets():
        page = book.create_sheet(sheet.name)
        page.append(list(sheet.columns))
        page.freeze_panes = "A2"
        for position, column in enumerate(sheet.columns.values(), start=1):
            page.cell(1, position).font = Font(bold=column.required)
            letter = get_column_letter(position)
            page.column_dimensions[letter].width = WIDTH
            page.column_dimensions[letter].number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
