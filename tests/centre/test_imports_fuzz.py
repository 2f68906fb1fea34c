"""Whatever is given, the answer is lines: never a traceback."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from centre.imports.sheets import all_sheets
from tests.sheets import ACTION, columns, import_year, records, table, workbook

pytestmark = pytest.mark.usefixtures("portal")
QUICKLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

NAMES = st.sampled_from([sheet.name for sheet in all_sheets()])
CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "2020-02-30",
            "2020-02-03",
            "2020-02",
            "12:00",
            "tenue",
            "realisee",
            "F",
            "A-1",
            ";;",
            "=1",
        ]
    ),
)
TYPED = st.one_of(
    CELL.filter(lambda text: text.isprintable()),
    st.integers(),
    st.floats(allow_nan=False),
    st.booleans(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
    st.none(),
)


def judged(path) -> None:
    """Either everything came in, or nothing did and there are reasons."""
    before = records()
    out, errors, code = import_year(path)
    assert (code, bool(errors), bool(out)) in [(0, False, True), (1, True, False)]
    assert code == 0 or records() == before
    assert not any("Traceback" in line or "\r" in line for line in errors)


@given(name=NAMES, content=st.binary(max_size=300))
@QUICKLY
def test_any_bytes(tmp_path, name, content):
    for old in tmp_path.iterdir():
        old.unlink()
    (tmp_path / f"{name}.csv").write_bytes(content)
    judged(tmp_path)


@given(data=st.data(), name=NAMES)
@QUICKLY
def test_any_cells_under_the_right_header(tmp_path, data, name):
    for old in tmp_path.iterdir():
        old.unlink()
    header = columns(name)
    rows = data.draw(st.lists(st.lists(CELL, min_size=len(header), max_size=len(header)), max_size=4))
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [header, *rows]]
    (tmp_path / f"{name}.csv").write_bytes("\n".join(quoted).encode("utf-8", "surrogatepass"))
    judged(tmp_path)


@given(data=st.data(), name=NAMES)
@QUICKLY
def test_any_typed_cells_of_a_workbook(tmp_path, data, name):
    header = columns(name)
    rows = data.draw(st.lists(st.lists(TYPED, max_size=len(header) + 1), max_size=4))
    try:
        path = workbook(tmp_path / "a.xlsx", **{name: [header, *rows]})
    except (ValueError, OverflowError):
        return  # a workbook cannot hold this
    judged(path)


def a_workbook(tmp_path) -> bytes:
    return workbook(tmp_path / "whole.xlsx", actions=table("actions", ACTION)).read_bytes()


@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
@QUICKLY
def test_a_workbook_with_one_wrong_byte(tmp_path, at, byte):
    content = bytearray(a_workbook(tmp_path))
    content[at % len(content)] = byte
    (tmp_path / "a.xlsx").write_bytes(content)
    judged(tmp_path / "a.xlsx")


@given(data=st.data())
@QUICKLY
def test_a_workbook_with_a_part_cut_or_changed(tmp_path, data):
    with zipfile.ZipFile(io.BytesIO(a_workbook(tmp_path))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(parts[name]))] * 2)))
    parts[name] = parts[name][:start] + data.draw(st.binary(max_size=4)) + parts[name][end:]
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    judged(tmp_path / "a.xlsx")
