"""Throw-away databases beside the portal's own: migrated once, copied, filled by `seed_bench`, dropped at the end."""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

PROJECT = Path(__file__).resolve().parents[1]
EMPTY = "portal_bench_0"
SESSIONS = 20_000
PATIENCE = 60  # seconds


class Databases:
    """`at(scale)` gives the environment of a portal with that many people and orientations; `filled(name, …)`, of one
    filled by `seed_bench` with these arguments."""

    def __enter__(self):
        self._made: dict[str, dict[str, str]] = {}
        return self

    def __exit__(self, *_failure):
        with _owner() as owner:
            for name in (EMPTY, *map(_name, self._made)):
                _drop(owner, name)

    def at(self, scale: int) -> dict[str, str]:
        return self.filled(str(scale), f"--persons={scale}", f"--sessions={min(SESSIONS, scale * 5)}")

    def filled(self, name: str, *arguments: str) -> dict[str, str]:
        return self._seeded(name, "seed_bench", *arguments)

    def demonstration(self) -> dict[str, str]:
        """A portal as the demonstration shows it, its documents made."""
        return self._seeded("demonstration", "seed_demo")

    def copied(self, name: str, copy: str) -> dict[str, str]:
        """One more database, the same to the last byte as `name`, of which nobody is a client any more."""
        self._made[copy] = environment(_name(copy))
        _create(_name(copy), template=_name(name))
        return self._made[copy]

    def _seeded(self, name: str, *command: str) -> dict[str, str]:
        if name not in self._made:
            if not self._made:
                self._make_empty()
            started = time.monotonic()
            self._made[name] = environment(_name(name))
            _create(_name(name), template=EMPTY)
            manage(self._made[name], *command)
            print(f"{' '.join(command)} : {time.monotonic() - started:.0f} s", flush=True)
        return self._made[name]

    @staticmethod
    def _make_empty() -> None:
        _create(EMPTY)
        manage(environment(EMPTY), "migrate", "--database=owner", "--verbosity=0")
        manage(environment(EMPTY), "collectstatic", "--no-input", "--verbosity=0")


def number_from(env: dict[str, str], first: int) -> None:
    """From here on, numbers given to rows are taken from `first`: nobody mistakes them for anything else."""
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as owner:
        owner.execute("SELECT setval(oid::regclass, %s) FROM pg_class WHERE relkind = 'S'", [first])


def environment(name: str) -> dict[str, str]:
    """The caller's environment, on another database, as in production: no demonstration mode."""
    urls = {key: _elsewhere(os.environ[key], name) for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    return os.environ | urls | {"PORTAL_DEMO": "0", "DJANGO_SETTINGS_MODULE": "centre.settings"}


def python(env: dict[str, str], *arguments: str) -> str:
    """Run Python on the project's code; what it printed."""
    done = subprocess.run([sys.executable, *arguments], env=env, cwd=PROJECT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} :\n{done.stderr[-3000:]}")
    return done.stdout


def manage(env: dict[str, str], *arguments: str) -> str:
    return python(env, "-W", "ignore", "manage.py", *arguments)


def _name(name: str) -> str:
    return f"portal_bench_{name}"


def _elsewhere(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _owner() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)


def _create(name: str, template: str = "template1") -> None:
    with _owner() as owner:
        _drop(owner, name)
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def _drop(owner: psycopg.Connection, name: str) -> None:
    """PostgreSQL's own cleaners are not the owner's to stop: wait until they have left."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    for _ in range(PATIENCE):
        try:
            owner.execute(drop)
            return
        except InsufficientPrivilege:
            time.sleep(1)
    owner.execute(drop)
