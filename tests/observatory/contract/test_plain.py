"""Invented folders, imported as a centre would: each figure is what somebody reads off the sheets by hand."""

import pytest

from observatory.figures import figures
from tests.observatory.contract import plain
from tests.observatory.contract.invented import Invented
from tests.sheets import import_year

YEAR = 2023


@pytest.mark.parametrize(("seed", "people"), [(1, 12), (2, 60)])
def test_every_figure_is_what_the_sheets_say(portal, tmp_path, seed, people):
    folder = Invented(seed, YEAR, people).write(tmp_path / "centre")
    imported = import_year(folder)
    assert imported.code == 0, imported.errors
    assert list(differing(plain.figures(folder, YEAR), figures(YEAR, "exact"))) == []


def differing(read, counted, path=()):
    """(path, read, counted) of each figure that differs. A label nobody gave is 0 or absent; means are rounded."""
    if isinstance(read, dict):
        for key in read:
            yield from differing(read[key], counted.get(key, 0), (*path, key))
        if len(path) > 1:  # a breakdown: whatever else it tells is told of nobody
            yield from (
                (".".join((*path, key)), 0, counted[key])
                for key in counted
                if key not in read and counted[key]
            )
    elif isinstance(read, float) and isinstance(counted, int | float):
        if abs(read - counted) > 0.051:
            yield ".".join(path), read, counted
    elif read != counted:
        yield ".".join(path), read, counted
