"""The PDF holds every figure of its year, and no number about people that the published files do not tell."""

import io
import re
from zipfile import ZipFile

import pypdf

from observatory import report, wording
from observatory.drawings.tables import mark
from observatory.layout import typeset
from observatory.release import files
from observatory.release.tables import MEASURES
from tests.observatory.release.conftest import squeezed
from tests.observatory.test_year_2020 import EXPECTED, found_in

NUMBER = re.compile(r"(?<![\d,.])\d+(?![\d,])")


def lines(figures: dict, titles: dict):
    """What must stand in the text, figure by figure."""
    for rubric, counts in figures["actions"].items():
        marks = " ".join(mark(counts[name]) for name in MEASURES)
        if rubric == "total":
            yield f"Total {marks}"
        elif counts["lignes"]:
            yield f"{rubric} {titles[rubric]} {marks}"
    for section in wording.SECTIONS:
        if figures[section.key][section.main]:
            yield from in_section(section, figures[section.key])


def in_section(section: wording.Section, values: dict):
    for one in section.figures:
        value = values[one.key]
        yield f"{one.label} {wording.day(value) if one.key in wording.DAYS else mark(value)}"
    for table in section.breakdowns:
        for key, value in values[table.key].items():
            yield f"{table.label_of(key)} {mark(value)}"


def test_every_figure_of_the_year_is_printed(pages, year_2020):
    """What a real bilan printed: each figure beside its name, or in its line of the annex."""
    figures, text = year_2020["exact"].figures, " ".join(pages["exact"])
    found = found_in(figures)
    known = found.keys() & EXPECTED.keys()
    assert len(known) > 70 and {name: found[name] for name in known} == {
        name: EXPECTED[name] for name in known
    }
    assert set(MEASURES) == set(figures["actions"]["total"]) - {"par_type", "par_hote"}
    titles = {one["rubric"]: typeset(one["title"]) for one in year_2020["exact"].listing["sections"]}
    wanted = [squeezed(line) for line in lines(figures, titles)]
    assert len(wanted) > 50 and [line for line in wanted if line not in text] == []


def test_kinds_and_hosts_of_each_rubric_are_in_the_annex(pages, year_2020):
    figures, text = year_2020["exact"].figures["actions"]["4.4.2"], " ".join(pages["exact"])
    for kind, counts in figures["par_type"].items():
        assert f"{wording.activity_type(kind)} {' '.join(mark(counts[name]) for name in MEASURES)}" in text
    assert "Autres actions spécifiques COVID-19 Service petite enfance du Piémont Cévenol" in text


def test_numbers_of_the_pdf_are_those_of_the_files(with_people):
    """A7: apart from pages, and shares of two published numbers, whatever the PDF prints is in the published CSV."""
    reader = pypdf.PdfReader(io.BytesIO(report.render(with_people)))
    text = re.sub(r"\d+ / \d+", "", squeezed(" ".join(page.extract_text() for page in reader.pages)))
    with ZipFile(io.BytesIO(files.make(with_people)["csv"])) as archive:
        csv = "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    whole = {int(number) for number in NUMBER.findall(csv)}
    text = re.sub(r"(?<!\d)(\d{1,3}) (\d{3})(?!\d)", lambda two: _together(two, whole), text)
    shares = set(re.findall(r"(\d+,\d) %", text))
    bases = [base for base in whole if base >= 11]
    possible = {
        f"{100 * part / base:.1f}".replace(".", ",") for base in bases for part in whole if part <= base
    }
    assert len(shares) > 5 and shares <= possible
    rest = re.sub(r"\d+,\d %", "", text)
    assert {int(number) for number in NUMBER.findall(rest)} - whole <= set(range(1, len(reader.pages) + 1))
    assert set(re.findall(r"\d+,\d+", rest)) <= set(re.findall(r"\d+,\d+", csv))


def _together(two: re.Match, known: set[int]) -> str:
    """« 1 380 », if it is one number."""
    one = "".join(two.groups())
    return one if int(one) in known else two[0]
