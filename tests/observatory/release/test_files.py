"""The files beside a bilan's PDF: the same figures in each, nothing more, and the same bytes when made twice."""

import io
import json
import re
from zipfile import ZipFile

import jsonschema
import pytest
import time_machine
from openpyxl import load_workbook

from observatory.audit.files import read_csv
from observatory.order import in_order
from observatory.release import files, workbook
from observatory.release.csv_files import as_text
from observatory.release.tables import tables
from observatory.report import Printed
from tests.observatory.release.conftest import upside_down


@pytest.fixture(scope="session")
def made(with_people):
    return files.make(with_people)


@pytest.fixture(scope="session")
def csv_files(made) -> dict[str, str]:
    with ZipFile(io.BytesIO(made["csv"])) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


@pytest.fixture(scope="session")
def book(made):
    return load_workbook(io.BytesIO(made["xlsx"]))


def test_the_public_form_has_four_the_exact_one_a_workbook(made, year_2020):
    assert sorted(made) == ["csv", "html", "json", "xlsx"]
    assert sorted(files.make(year_2020["exact"])) == ["xlsx"]


def test_made_twice_from_a_document_in_another_order_they_are_the_same_bytes(made, with_people):
    again = Printed(in_order(upside_down(with_people.figures)), with_people.listing)
    with time_machine.travel("2031-05-01 12:00"):
        assert files.make(again) == made


def test_the_csv_gives_back_the_whole_document(csv_files, with_people):
    text = csv_files["chiffres.csv"]
    assert text.splitlines()[0] == "section;tableau;ligne;colonne;valeur"
    read = read_csv(text)
    for name in [name for name in read["actions"] if name.endswith(("par_type", "par_hote"))]:
        rubric, _, part = name.rpartition(".")
        read["actions"][rubric][part] = read["actions"].pop(name)
    assert _without_nothing(read) == _without_nothing(with_people.figures)


def _without_nothing(document):
    """Empty tables have no line."""
    if not isinstance(document, dict):
        return document
    kept = {key: _without_nothing(value) for key, value in document.items()}
    return {key: value for key, value in kept.items() if value != {}}


def test_signs_and_decimals_are_those_of_a_french_reader(csv_files):
    lines = csv_files["chiffres.csv"].splitlines()
    assert "permanences;;heures;;404" in lines
    assert any(line.endswith(";c") for line in lines) and any(line.endswith(";–") for line in lines)
    assert not any(line.endswith((";None", ";masque")) for line in lines)
    assert as_text(1.07) == "1,07"


def test_each_table_has_its_csv_with_french_labels(csv_files):
    assert "7.3.3;Exil Santé et Soins;14;12;1;1;" in csv_files["activites.csv"]
    assert csv_files["personnes-par-tranche-age.csv"].startswith("Réponse;Personnes")
    assert "Département" in csv_files["croisement-departement-sexe.csv"].splitlines()[0]
    assert "Formation Clinique de l’exil" in csv_files["liste-des-activites.csv"]


def test_nothing_is_run_as_a_formula(year_2020):
    public = year_2020["public"]
    sections = [dict(one) for one in public.listing["sections"]]
    first = next(one for one in sections if one["activities"])
    nasty = {**first["activities"][0], "title": "=HYPERLINK(1)", "host": "@SUM(A1)"}
    first["activities"] = [nasty]
    made = files.make(Printed(public.figures, {**public.listing, "sections": sections}))
    with ZipFile(io.BytesIO(made["csv"])) as archive:
        text = archive.read("liste-des-activites.csv").decode("utf-8-sig")
    assert ";=" not in text and ";@" not in text and "HYPERLINK" in text
    book = load_workbook(io.BytesIO(made["xlsx"]))
    cells = [cell for row in book["liste-des-activites"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}


def test_the_workbook_hides_nothing_and_starts_by_its_notice(book, with_people):
    assert book.sheetnames[0] == "Lisez-moi"
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    for sheet in book:
        assert not any(one.hidden for one in sheet.row_dimensions.values())
        assert not any(one.hidden for one in sheet.column_dimensions.values())
        assert all(cell.comment is None for row in sheet.iter_rows() for cell in row)
    assert not book.defined_names
    notice = " ".join(str(row[0].value) for row in book["Lisez-moi"].iter_rows())
    assert (
        "compris entre 1 et 10" in notice and "Licence Ouverte 2.0" in notice and "k\u00a0−\u00a0m" in notice
    )


def test_numbers_of_the_workbook_are_numbers(book):
    rows = list(book["activites"].values)
    found = next(row for row in rows if row[0] == "7.3.3")
    assert found[:6] == ("7.3.3", "Exil Santé et Soins", 14, 12, 1, 1)
    assert "–" in found  # never counted


def test_a_sheet_has_a_whole_name_its_columns_in_sight_and_says_what_a_c_is(book, with_people):
    known = {table.name for table in tables(with_people.figures, with_people.listing)}
    assert known == {name for name in known if len(workbook.named(name)) <= workbook.LONGEST}
    assert book.sheetnames[1:] == [
        workbook.named(t.name) for t in tables(with_people.figures, with_people.listing)
    ]
    assert len(set(map(str.lower, book.sheetnames))) == len(book.sheetnames)
    for sheet in book.worksheets[1:]:
        rows = list(sheet.iter_rows())
        head = int(sheet.freeze_panes.removeprefix("A")) - 2
        assert all(cell.value and cell.font.bold for cell in rows[head]), sheet.title
        assert (
            sheet.print_title_rows == f"${head + 1}:${head + 1}"
            and sheet.page_setup.orientation == "landscape"
        )
        withheld = [cell for row in rows[head + 1 :] for cell in row if cell.value == "c"]
        assert any("secret statistique" in str(row[0].value) for row in rows[:head]) == bool(withheld), (
            sheet.title
        )
        assert all(cell.alignment.horizontal == "right" for cell in withheld)


def test_a_day_is_written_as_a_french_reader_does(book):
    said = {row[0]: row[1] for row in book["permanences"].values}
    assert said["Premier jour"] == "2\u00a0avril\u00a02020"


def test_the_exact_workbook_says_it_is_internal(year_2020):
    made = files.make(year_2020["exact"])
    book = load_workbook(io.BytesIO(made["xlsx"]))
    for sheet in book:
        first = " ".join(str(value) for row in list(sheet.values)[:3] for value in row)
        assert "interne – ne pas diffuser" in first.lower(), sheet.title


def test_the_json_is_the_document_with_its_licence(made, with_people):
    document = json.loads(made["json"])
    assert document["chiffres"] == with_people.figures
    assert document["licence"]["nom"] == "Licence Ouverte 2.0 (Etalab)"
    assert (document["annee"], document["edition"]) == (2020, 1)


def test_the_json_bears_the_schema_that_its_figures_keep(made, year_2020):
    real = json.loads(files.make(year_2020["public"])["json"])
    for document in (json.loads(made["json"]), real):
        schema = document["schema_des_chiffres"]
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(document["chiffres"])
        assert schema["properties"]["personnes"]["properties"]["file_active"]["title"] == "File active"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**document["chiffres"], "seuil": "onze"}, schema)


def test_the_threshold_comes_from_the_figures(with_people):
    figures = {**with_people.figures, "seuil": 6}
    page = files.make(Printed(figures, with_people.listing))["html"].decode()
    assert "compris entre 1 et 5" in page and "au moins 6" in page


def test_the_web_page_stands_alone(made):
    page = made["html"].decode()
    assert "<script" not in page and ' src="' not in page and "@import" not in page
    assert re.findall(r"url\((.{23})", page) == ["data:font/woff2;base64,"]  # the font is inside too
    assert '<html lang="fr">' in page and "<title>Bilan d’activité 2020" in page and "<main" in page
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r' id="([^"]+)"', page)) and len(anchors) > 20
    assert re.findall(r' id="([^"]+)"', page) == list(dict.fromkeys(re.findall(r' id="([^"]+)"', page)))


def test_no_file_tells_what_is_withheld(made, with_people, csv_files):
    """No whole number about people stands in a file that the public document does not print."""
    allowed = set(re.findall(r"\d+", json.dumps(with_people.figures, ensure_ascii=False)))
    tables = "".join(
        text for name, text in csv_files.items() if name.startswith(("personnes-", "croisement-"))
    )
    labels = {"25", "34", "35", "44", "45", "59", "60", "18", "24", "0", "17"} | set(
        re.findall(r"\((\w+)\)", tables)
    )
    assert set(re.findall(r"(?<=;)\d+(?=[;\r])", tables)) <= allowed | labels


def test_nothing_says_where_it_was_made(made):
    import os
    import platform

    for format, content in made.items():
        parts = [content]
        if content.startswith(b"PK"):
            with ZipFile(io.BytesIO(content)) as archive:
                parts = [archive.read(name) for name in archive.namelist()]
                assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for part in parts:
            part = re.sub(rb"base64,[^)]+", b"", part)  # a font is no word
            for word in (platform.node(), os.getcwd(), "/tmp/"):
                assert word.encode() not in part, format
