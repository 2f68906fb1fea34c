"""A workbook is somebody else's file: whatever is in it, a sentence comes out and nothing is kept."""

import struct
import zipfile

import pytest

from tests.sheets import ACTION, import_year, table, workbook

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEETS = (
    "plan, actions, sollicitations, appels, permanences, "
    "personnes, therapeutes, interpretes, orientations, seances"
)


def test_a_zip_that_is_no_workbook(refuses, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    refuses(tmp_path / "a.xlsx", "a.xlsx: classeur abîmé : ouvrez-le et enregistrez-le de nouveau en XLSX")


def test_a_workbook_that_unpacks_to_too_much(refuses, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"\x00" * 70_000_000)
    refuses(
        tmp_path / "a.xlsx",
        "a.xlsx: classeur démesuré une fois décompressé : partagez-le en plusieurs imports",
    )


def test_a_workbook_that_lies_about_its_size(refuses, tmp_path):
    path = workbook(tmp_path / "a.xlsx", actions=table("actions", ACTION))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        sheet = next(entry for entry in archive.infolist() if "sheet1" in entry.filename)
    at = content.index(sheet.filename.encode(), sheet.header_offset + 40)  # in the central directory
    content[at - 46 + 24 : at - 46 + 28] = struct.pack("<I", 10)
    path.write_bytes(content)
    refuses(path, "a.xlsx: classeur abîmé : ouvrez-le et enregistrez-le de nouveau en XLSX")


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("participants", "=1+1", "« =1+1 » est une formule : collez sa valeur"),
        ("participants", 3.5, "« 3.5 » n'est pas un nombre entier"),
        ("participants", True, "« VRAI » n'est pas un nombre entier"),
        ("participants", 1e300, None),
        ("intitule", "#N/A", "« =#N/A » est une formule : collez sa valeur"),
    ],
)
def test_a_bad_cell_of_a_workbook(portal, tmp_path, column, cell, reason):
    path = workbook(tmp_path / "a.xlsx", actions=table("actions", ACTION | {column: cell}))
    answer = import_year(path)
    assert answer.code == 1
    assert reason is None or answer.errors == [f"actions:2:{column}: {reason}"]


def test_a_cell_beside_the_columns(refuses, tmp_path):
    rows = table("actions", ACTION)
    rows[1].append("là")
    refuses(workbook(tmp_path / "a.xlsx", actions=rows), "actions:2: cellule en dehors des colonnes")


def test_an_unknown_sheet_of_a_workbook_unless_it_is_empty(refuses, tmp_path):
    path = workbook(tmp_path / "a.xlsx", actions=[], Feuil1=[], Brouillon=[["à trier"]])
    refuses(
        path,
        "actions: feuille vide : la ligne d'en-tête manque",
        f"Brouillon: feuille inconnue (feuilles connues : {SHEETS})",
    )


def rewrite_sheet(path, content: bytes) -> None:
    """Replace the XML of the only sheet of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, content if name.endswith("sheet1.xml") else part)


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_workbook_of_a_hundred_thousand_rows(refuses, tmp_path, prefix):
    path = workbook(tmp_path / "a.xlsx", plan=[])
    row = '<~row r="%d"><~c t="inlineStr"><~is><~t>a</~t></~is></~c></~row>'
    rows = "".join(row % number for number in range(1, 100_001))
    declared = f'xmlns{prefix and ":x"}="{NAMESPACE}"'
    sheet = f"<~worksheet {declared}><~sheetData>{rows}</~sheetData></~worksheet>".replace("~", prefix)
    rewrite_sheet(path, sheet.encode())
    refuses(path, "plan:50002: plus de 50000 lignes : partagez la feuille en plusieurs imports")


def test_a_workbook_with_a_row_at_the_end_of_the_world(refuses, tmp_path):
    path = workbook(tmp_path / "a.xlsx", plan=[])
    cell = "<c t='inlineStr' r='A1048576'><is><t>a</t></is></c>"
    row = f"<row r='1048576'>{cell}</row>"
    rewrite_sheet(path, f"<worksheet xmlns='{NAMESPACE}'><sheetData>{row}</sheetData></worksheet>".encode())
    refuses(path, "plan:50002: plus de 50000 lignes : partagez la feuille en plusieurs imports")


def test_a_workbook_that_multiplies_its_entities(refuses, tmp_path):
    path = workbook(tmp_path / "a.xlsx", plan=[])
    laughs = "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 20}'>" for n in range(12))
    document = f"<!DOCTYPE worksheet [<!ENTITY l0 'ha'>{laughs}]>"
    rewrite_sheet(
        path, f"{document}<worksheet xmlns='{NAMESPACE}'><sheetData>&l12;</sheetData></worksheet>".encode()
    )
    refuses(path, "a.xlsx: classeur abîmé : ouvrez-le et enregistrez-le de nouveau en XLSX")
