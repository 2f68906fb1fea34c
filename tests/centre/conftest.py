import pytest

from tests.sheets import import_year, records


@pytest.fixture
def refuses(portal):
    """`refuses(path, *lines)`: exactly these errors, exit 1, nothing kept."""

    def check(path, *lines):
        before = records()
        assert import_year(path) == ([], list(lines), 1)
        assert records() == before

    return check
