"""Brings the database and the static files up to the code, and skips what is already there."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from . import database, environment, services
from .locks import locked
from .portal import BUSY, Portal
from .processes import Environment, run_logged
from .project import PROJECT, PYTHON


def migrate(portal: Portal, env: Environment) -> None:
    """Apply the migrations, unless these very ones were applied to this very database."""
    stamp = _migrations_stamp(portal)
    wanted = _fingerprint(_migrations(), _database_identity(portal))
    with locked(portal.var / "migrations.lock", BUSY):
        if _read(stamp) == wanted:
            return
        argv = [PYTHON, "manage.py", "migrate", "--database", "owner", "--no-input", "--verbosity", "0"]
        _run(portal, env, argv, "Les migrations ont échoué.")
        stamp.write_text(wanted)


def forget(portal: Portal) -> None:
    """Somebody changes the schema by hand: look again next time."""
    _migrations_stamp(portal).unlink(missing_ok=True)


def _migrations_stamp(portal: Portal) -> Path:
    return portal.var / "migrations.stamp"


def collect_static(portal: Portal, env: Environment) -> None:
    stamp = portal.var / "static.stamp"
    wanted = _fingerprint(_static_files())
    if _read(stamp) == wanted and any(portal.static.iterdir()):
        return
    argv = [PYTHON, "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
    _run(portal, env, argv, "Les fichiers statiques n'ont pas pu être rassemblés.")
    stamp.write_text(wanted)


def seed(portal: Portal, env: Environment) -> None:
    failure = "Les données de démonstration n'ont pas pu être créées."
    _run(portal, env, [PYTHON, "manage.py", "seed_demo"], failure)


def _run(portal: Portal, env: Environment, argv: list[str | Path], failure: str) -> None:
    run_logged(argv, env=env, log=portal.logs / "preparation.log", failure=failure)


def _database_identity(portal: Portal) -> str:
    """Another cluster, or another server, has other migrations applied."""
    known = services.given()
    if "DATABASE_URL" in known:
        return known["DATABASE_OWNER_URL"]
    # Written once, when the cluster is made.
    version_file = database.cluster_of(portal.elsewhere() or portal.var) / "PG_VERSION"
    return str(version_file.stat().st_mtime_ns)


def _migrations() -> Iterable[Path]:
    """Ours by their text, and those of the libraries by the lock that pins them."""
    return [*PROJECT.glob("[a-z]*/**/migrations/*.py"), environment.LOCKS / "demo.txt"]


def _static_files() -> Iterable[Path]:
    folders = [PROJECT / "static", *PROJECT.glob("[a-z]*/static")]
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [*files, environment.LOCKS / "demo.txt"]


def _fingerprint(files: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(files):
        digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""
