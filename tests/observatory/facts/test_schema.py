"""The schema of the figures: both modes of real and invented years fit it, and it describes every figure."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.figures import count
from observatory.order import in_order
from observatory.schema import figures_schema
from tests.observatory.populations import invented_year
from tests.sheets import YEAR, import_year

VALIDATOR = jsonschema.Draft202012Validator(figures_schema())
ABOUT = {"title", "unite"}


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """2020 counted once; nothing stays in the database."""
    from django.db import transaction

    from centre.context import acting_as_system

    with django_db_blocker.unblock(), transaction.atomic():
        with acting_as_system():
            assert import_year(YEAR).code == 0
            counted = count(2020)
            counted.document("public")
        transaction.set_rollback(True)
    return counted


def leaves(schema: dict, path: str = ""):
    """Every figure of a schema, under its path; « * » is any answer."""
    below = schema.get("properties", {}) | (
        {"*": schema["additionalProperties"]} if schema.get("additionalProperties") else {}
    )
    if schema.get("type") != "object":
        yield path, schema
    for name, other in below.items():
        yield from leaves(other, f"{path}.{name}".strip("."))


def described(document, schema: dict, path: str = ""):
    """Each figure of a document with what the schema says of it."""
    if not isinstance(document, dict):
        yield path, schema
        return
    for name, value in document.items():
        known = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
        assert known, f"{path}.{name} is not in the schema"
        yield from described(value, known, f"{path}.{name}".strip("."))


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(figures_schema())
    assert json.loads(json.dumps(figures_schema())) == figures_schema()


@pytest.mark.parametrize("mode", ["exact", "public"])
def test_a_real_year_fits_and_every_figure_is_described(year, mode):
    document = year.document(mode)
    assert list(VALIDATOR.iter_errors(document)) == []
    for path, schema in described(document, figures_schema()):
        assert schema.get("title"), path
        assert schema.get("unite") or path in ("annee", "mode"), path


def test_what_is_a_part_names_a_figure_of_the_document(year):
    for path, schema in leaves(figures_schema()):
        for name in ("base", "non_renseigne"):
            found = year.exact
            if name not in schema or path.startswith("actions"):
                continue
            for key in schema[name].split("."):
                assert key in found or key == "non_renseigne", (path, schema[name])
                found = found.get(key, {})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("actions.total.lignes", "masque"),
        ("personnes.file_active", -1),
        ("personnes.file_active", None),
        ("personnes.par_sexe.F", 1.5),
        ("permanences.premier_jour", "masque"),
        ("seances.inconnu", 1),
    ],
)
def test_what_is_no_figure_is_refused(year, path, value):
    document = json.loads(json.dumps(year.exact))
    *parents, last = path.split(".")
    inside = document
    for parent in parents:
        inside = inside[parent]
    inside[last] = value
    assert list(VALIDATOR.iter_errors(document))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 200))
def test_invented_years_fit_too(seed, size):
    exact = invented_year(seed, size).exact
    schema = figures_schema() | {"required": list(exact)}
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(exact)) == []


def test_a_document_kept_by_the_database_comes_back_in_its_order(year):
    shuffled = json.loads(json.dumps(year.exact, sort_keys=True))
    assert json.dumps(in_order(shuffled)) == json.dumps(in_order(year.exact))
    ordered = in_order(year.exact)
    assert list(ordered) == list(year.exact)
    assert list(ordered["actions"])[-1] == "total"
    for section in ("appels", "personnes"):
        assert [list(value) for value in ordered[section].values() if isinstance(value, dict)] == [
            list(value) for value in year.exact[section].values() if isinstance(value, dict)
        ]
