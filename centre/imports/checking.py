"""Finds every error of every sheet before anything is written: headers, cells, rules across a row, references."""

from collections import defaultdict
from dataclasses import dataclass, field

from centre.imports.columns import Bad
from centre.imports.problems import Problems, shown
from centre.imports.reading import Table
from centre.imports.sheets import Row, Run, Sheet

MORE_COLUMN = "Renommez-la comme le classeur vide, ou supprimez-la."
NO_COLUMN = "Ajoutez-la, même vide\u00a0: le classeur vide a toutes les colonnes."
TWO_COLUMNS = "Gardez-en une seule."
BESIDE = "Effacez-la, ou donnez un titre à sa colonne."
TWICE = "Donnez à chaque ligne la sienne, ou supprimez celle qui est de trop."
NOWHERE = "Ajoutez-lui une ligne dans la feuille «\u00a0{sheet}\u00a0», ou corrigez la cellule."


@dataclass
class Checked:
    """The valid part of a sheet: its rows, its keys with their lines, and the codes it refers to, by column.

    `whole` is False when the sheet could not be read: references to it cannot be judged.
    """

    place: str
    rows: list[Row] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)
    references: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    whole: bool = True


def check(
    tables: dict[str, Table | None], sheets: list[Sheet], run: Run, problems: Problems
) -> dict[str, list[Row]]:
    """The valid rows of each sheet that is there, by name; errors are added to `problems`."""
    found = {
        sheet.name: _check_sheet(sheet, tables[sheet.name], run, problems)
        for sheet in sheets
        if sheet.name in tables
    }
    by_name = {sheet.name: sheet for sheet in sheets}
    for name, checked in found.items():
        _check_references(by_name[name], checked, found, by_name, problems)
        for row, column, reason in by_name[name].held_against(checked.rows):
            problems.add(checked.place, reason, line=row.line, column=column)
    return {name: checked.rows for name, checked in found.items()}


def _check_sheet(sheet: Sheet, table: Table | None, run: Run, problems: Problems) -> Checked:
    if table is None or not _check_header(sheet, table, problems):
        return Checked(sheet.name, whole=False)
    checked = Checked(table.place)
    order = [(column, table.header.index(column)) for column in sheet.columns]
    for line, texts in table.rows:
        cells = _read_cells(sheet, checked, line, [(name, texts[at]) for name, at in order], problems)
        if any(texts[at] for at, title in enumerate(table.header) if not title) or any(
            texts[len(table.header) :]
        ):
            problems.add(table.place, "cellule en dehors des colonnes", line=line, advice=BESIDE)
        if cells is not None:
            _check_row(sheet, checked, Row(line, cells), run, problems)
    return checked


def _check_header(sheet: Sheet, table: Table, problems: Problems) -> bool:
    before = problems.count
    titles = [title for title in table.header if title]
    for title in dict.fromkeys(titles):
        if title not in sheet.columns:
            expected = ", ".join(sheet.columns)
            problems.add(
                table.place,
                f"colonne inconnue (colonnes attendues : {expected})",
                line=1,
                column=shown(title),
                advice=MORE_COLUMN,
            )
        elif titles.count(title) > 1:
            problems.add(table.place, "colonne en double", line=1, column=title, advice=TWO_COLUMNS)
    for column in sheet.columns:
        if column not in titles:
            problems.add(table.place, "colonne manquante", line=1, column=column, advice=NO_COLUMN)
    return problems.count == before


def _read_cells(sheet: Sheet, checked: Checked, line: int, texts, problems: Problems) -> dict | None:
    """The values of a row, or None if one of them cannot be read."""
    cells: dict | None = {}
    for name, text in texts:
        column = sheet.columns[name]
        try:
            value = column.read(text)
        except Bad as bad:
            problems.add(checked.place, str(bad), line=line, column=name, advice=column.advice)
            cells = None
            continue
        if name == sheet.key:
            _check_key(checked, line, name, value, problems)
        if column.refers and value:
            checked.references[name].append((line, value))
        if cells is not None:
            cells[name] = value
    return cells


def _check_key(checked: Checked, line: int, name: str, value: str, problems: Problems) -> None:
    first = checked.keys.setdefault(value, line)
    if first != line:
        reason = f"« {shown(value)} » est déjà à la ligne {first}"
        problems.add(checked.place, reason, line=line, column=name, advice=TWICE)


def _check_row(sheet: Sheet, checked: Checked, row: Row, run: Run, problems: Problems) -> None:
    before = problems.count
    for column, reason in sheet.rules(row, run):
        problems.add(checked.place, reason, line=row.line, column=column)
    if problems.count == before:
        checked.rows.append(row)


def _check_references(sheet: Sheet, checked: Checked, found, by_name, problems: Problems) -> None:
    """Each code must be in the sheet it refers to, or already in the portal."""
    for column, references in checked.references.items():
        target = sheet.columns[column].refers
        there = found.get(target)
        if there is not None and not there.whole:
            continue
        wanted = {value for _, value in references} - (there.keys.keys() if there else set())
        missing = wanted - by_name[target].known(wanted) if wanted else wanted
        for line, value in references:
            if value in missing:
                reason = f"« {shown(value)} » n'est ni dans la feuille « {target} » ni dans le portail"
                advice = NOWHERE.format(sheet=target)
                problems.add(checked.place, reason, line=line, column=column, advice=advice)
