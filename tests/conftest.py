"""A real PostgreSQL, migrated by the owner, used as the application: tests meet the same walls as users."""

import contextlib
import importlib
import os

import psycopg
import pytest
from django.core.cache import cache
from django.db import OperationalError, connections
from django.test import TransactionTestCase
from hypothesis import settings

# The same examples each time, so that a red suite is red for everybody. HYPOTHESIS_PROFILE=explore looks further.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the tests' thread


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The stories told in a browser first: a minute each, begun last they would leave a processor without work."""
    items.sort(key=lambda item: item.path.parent.name != "browser")


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Create the test database through the owner; point the application's connection at it.

    `--reuse-db` keeps it for the next run, which applies new migrations alone; `--create-db` begins again.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    owner, app = connections["owner"], connections["default"]
    kept = request.config.getvalue("reuse_db") and not request.config.getvalue("create_db")
    with django_db_blocker.unblock():
        owner.settings_dict["TEST"]["NAME"] = f"test_portal_{worker}"
        before = owner.settings_dict["NAME"]
        owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=kept)
        app.close()
        app.settings_dict["NAME"] = owner.settings_dict["NAME"]
    TransactionTestCase._fixture_teardown = lambda self: _empty(owner)
    yield
    if kept:
        return
    with django_db_blocker.unblock():
        app.close()
        # A browser's last request may still hold a connection; the cluster of `make test` is thrown away anyway.
        with contextlib.suppress(OperationalError):
            owner.creation.destroy_test_db(before, verbosity=0)


def owner_connection(owner=None) -> psycopg.Connection:
    """A connection as the owner of the tables, apart from Django's."""
    settings = (owner or connections["owner"]).settings_dict
    return psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname=settings["NAME"],
        autocommit=True,
    )


def _empty(owner) -> None:
    """After a test that commits: the application may not truncate, the owner does, then writes the first rows."""
    connections["default"].close()
    first_rows = [
        importlib.import_module(f"{migration}_first_rows").FIRST_ROWS
        for migration in ("centre.migrations.0003", "networks.migrations.0005", "referrals.migrations.0006")
    ]
    with owner_connection(owner) as connection:
        tables = connection.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename NOT IN ('django_migrations', 'django_content_type')"
        ).fetchone()[0]
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        for statements in first_rows:
            connection.execute(statements)


@pytest.fixture(autouse=True)
def nothing_cached():
    """The centre's settings are kept a minute: without this the minute of another test ends inside this one."""
    cache.clear()


@pytest.fixture
def portal(db):
    """A database with the portal's own account acting, until somebody else does."""
    from centre.context import set_actor
    from centre.models import User

    set_actor(User.objects.get(email="systeme@portail.invalid").pk)


@pytest.fixture
def people(portal):
    """Named people of the field, one per role: `people.alice` is a coordinator."""
    from tests.people import People

    return People()


@pytest.fixture
def browser_of():
    """`browser_of(user)`: an HTTP client logged in as this person, second factor passed."""
    from tests.people import browser_of

    return browser_of
