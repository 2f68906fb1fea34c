"""What each `make` target does; `demo` has its own module."""

import os
import shlex
import shutil
from pathlib import Path

from . import environment, libraries, schema, services
from .locks import try_lock
from .portal import MARKER, Portal
from .processes import run_in_terminal
from .project import PROJECT, PYTHON, VENV, Failure, say

CACHES = (".pytest_cache", ".ruff_cache", ".mypy_cache", ".hypothesis", ".import_linter_cache")
SCHEMA_COMMANDS = {"migrate", "makemigrations"}
LINTERS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "import-linter": [VENV / "bin" / "lint-imports", "--no-logo"],
    "djlint": ["-m", "djlint", "templates", "--lint", "--quiet"],
    "migrations": ["-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
    "check --deploy": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
AS_IN_PRODUCTION = {"PORTAL_ORIGIN": "https://portail.example", "PORTAL_HOSTS": "portail.example"}


def arguments() -> list[str]:
    """ARGS="…" of the make command line, cut up as a shell would."""
    try:
        return shlex.split(os.environ.get("ARGS", ""))
    except ValueError as error:
        raise Failure(f"ARGS est mal écrit ({error}) : vérifiez les guillemets.") from error


def test(portal: Portal) -> int:
    environment.ensure("development")
    libraries.ensure_for_tests()
    portal.prepare()
    _remove_abandoned_tests(portal)
    throw_away = Portal(portal.var / f"test-{os.getpid()}")
    try:
        throw_away.prepare()
        with services.own_servers(throw_away, durable=False) as addresses:
            env = services.environment(throw_away) | addresses
            return run_in_terminal([PYTHON, "-m", "pytest", *arguments()], env)
    finally:
        _remove(throw_away)


def bench(portal: Portal) -> int:
    environment.ensure("demo")
    portal.prepare()
    own = Portal(portal.var / "bench")
    own.prepare()
    with services.own_servers(own) as addresses:
        env = services.environment(own, PORTAL_DEMO="1", DJANGO_SETTINGS_MODULE="centre.settings") | addresses
        schema.migrate(own, env)
        return run_in_terminal([PYTHON, "-m", "benchmarks", *arguments()], env)


def manage(portal: Portal) -> int:
    environment.ensure("demo")
    command = arguments()
    portal.prepare()
    with services.any_servers(portal) as addresses:
        env = services.environment(portal) | addresses
        if SCHEMA_COMMANDS.intersection(command[:1]):
            schema.forget(portal)
        else:
            schema.migrate(portal, env)
        return run_in_terminal([PYTHON, "manage.py", *command], env)


def lint(portal: Portal) -> int:
    environment.ensure("development")
    portal.prepare()
    nowhere = {
        "DATABASE_URL": "postgres://portal_app@127.0.0.1:1/portal",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    env = services.environment(portal) | nowhere | AS_IN_PRODUCTION  # no linter needs a database
    failed = [name for name, argv in LINTERS.items() if not _passes(name, argv, env)]
    if failed:
        raise Failure(f"À corriger : {', '.join(failed)}.")
    return 0


def _passes(name: str, argv: list[str | Path], env: dict[str, str]) -> bool:
    say(f"· {name}")
    return run_in_terminal([PYTHON, *argv], env) == 0


def clean(portal: Portal) -> int:
    if portal.var.exists() and any(portal.var.iterdir()):
        if not (portal.var / MARKER).exists():
            raise Failure(f"{portal.var} n'a pas été créé par le portail : rien n'y est effacé.")
        if portal.is_owned():
            raise Failure(f"Le portail de {portal.var} tourne : arrêtez-le d'abord.")
    _remove_abandoned_tests(portal)
    for nested in portal.var.glob("bench"):
        _remove(Portal(nested))
    _remove(portal)
    for folder in (VENV, *(PROJECT / name for name in (*CACHES, "test-results")), *_bytecode()):
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _bytecode() -> list[Path]:
    outside_venv = (path for path in PROJECT.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [cache for folder in outside_venv for cache in folder.rglob("__pycache__")]


def _remove(portal: Portal) -> None:
    if (home := portal.elsewhere()) is not None:
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(portal.var, ignore_errors=True)


def _remove_abandoned_tests(portal: Portal) -> None:
    """A killed run could not tidy up: its lock is free, its folder is still there."""
    for folder in portal.var.glob("test-*"):
        lock = folder / "owner.lock"
        if lock.exists() and (owner := try_lock(lock)) is not None:
            os.close(owner)
            _remove(Portal(folder))
