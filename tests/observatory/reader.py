"""A reader who holds a bilan's PDF and its CSV archive, and nothing else.

    python -m tests.observatory.reader bilan.pdf bilan-csv.zip

Checks that the PDF prints no number of the year's figures that the CSV does not hold, nor a share that would tell a
withheld one; then looks for what the published numbers tell of the people. Exit 1, and why, if anything is told.
"""

import csv
import io
import re
import sys
from pathlib import Path
from zipfile import ZipFile

import pypdf

from observatory.audit.editions import audit
from observatory.audit.verdict import Verdict

CHAPTERS = ("Les chiffres de l’année", "Personnes selon")
# Numbers that are names: ages, places, dates, captions, pages, licences.
NAMES = re.compile(
    r"\((?:\d+|\d[AB])\)|\d+ à \d+\s+ans|\d+ ans|(?:1er|\d+) (?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)"
    r"[a-zé]*\.?(?: \d{4})?|(?:Tableau|Graphique|Carte) \d+|\d+ / \d+|CC BY [\d.]+|\b(?:19|20)\d\d\b"
    r"|\(\d+ (?:semaines|mois)\)"
)
SHARED = re.compile(r"^(?P<label>.*\S) (?P<number>\d+|c) (?P<share>\d+(?:,\d+)? %|c)$")
NUMBER = re.compile(r"(?<![\w,.])\d+(?:,\d+)?")
THOUSANDS = re.compile(r"(?<!\d)(\d{1,3}) (?=\d{3}(?!\d))")


def read_csv(archive: bytes) -> dict:
    """The figures document that « chiffres.csv » spells, line by line."""
    with ZipFile(io.BytesIO(archive)) as files:
        lines = csv.reader(io.StringIO(files.read("chiffres.csv").decode("utf-8-sig")), delimiter=";")
    document: dict = {}
    next(lines)
    for section, *names, value in lines:
        here = document
        path = [name for name in (section.removeprefix("document"), *names) if name]
        for name in path[:-1]:
            here = here.setdefault(name, {})
        here[path[-1]] = _value(value)
    return document


def _value(text: str):
    if text in ("c", "–"):
        return {"c": "masque", "–": None}[text]
    if re.fullmatch(r"\d+", text):
        return int(text)
    return float(text.replace(",", ".")) if re.fullmatch(r"\d+,\d+", text) else text


def text_of(pdf: bytes) -> list[str]:
    """Lines of the pages that print the year's figures."""
    lines = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        text = re.sub("[\u00a0\u202f]", " ", page.extract_text())
        if any(chapter in text for chapter in CHAPTERS) and "Sommaire" not in text:
            lines += _about_people(text)
    return lines


def _about_people(text: str) -> list[str]:
    """Of a page of the annex, the crossed tables alone; a page of figures whole."""
    if CHAPTERS[0] not in text:
        text = text[text.index(CHAPTERS[1]) :]
    return [line.strip() for line in text.splitlines() if line.strip()]


def strangers(pdf: bytes, document: dict) -> list[str]:
    """Lines of the PDF with a number that the CSV does not hold, or a share beside a withheld number."""
    held = set(_numbers(document))
    return [line for line in text_of(pdf) if not any(_is_held(one, held) for one in _readings(line))]


def _readings(line: str) -> set[str]:
    """« 1 336 » is one number or two: a line is read both ways."""
    line = NAMES.sub("~", line)
    return {line, THOUSANDS.sub(r"\1", line)}


def _is_held(line: str, held: set[float]) -> bool:
    if shared := SHARED.match(line):
        line = f"{shared['label']} {shared['number']}"
        if not _share_is_told(shared, held):
            return False
    return {float(one.replace(",", ".")) for one in NUMBER.findall(line)} <= held


def _share_is_told(shared, held: set[float]) -> bool:
    """A share is of two published numbers; there is none of a withheld one."""
    if "c" in (shared["number"], shared["share"]):
        return shared["number"] == shared["share"]
    share = float(shared["share"].removesuffix(" %").replace(",", "."))
    return any(whole and abs(100 * int(shared["number"]) / whole - share) <= 0.0501 for whole in held)


def _numbers(document):
    for value in document.values():
        if isinstance(value, dict):
            yield from _numbers(value)
        elif isinstance(value, (int, float)):
            yield float(value)


def attack(pdf: bytes, archive: bytes) -> tuple[list[str], Verdict]:
    document = read_csv(archive)
    return strangers(pdf, document), audit([document])


def main(pdf: str, archive: str) -> int:
    found, verdict = attack(Path(pdf).read_bytes(), Path(archive).read_bytes())
    for line in found:
        print(f"Absent du CSV : {line}")
    for one in verdict.exposed:
        print(one.sentence)
    if verdict.unfinished:
        print(f"Sans conclusion : {verdict.unfinished}")
    print(f"{verdict.targets} effectifs cherchés, {verdict.solved} résolutions, {verdict.seconds} s.")
    return 0 if verdict.holds and not found else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
