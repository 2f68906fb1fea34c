"""The Python environment: `.venv`, with exactly the packages that a lock pins, hashes included."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from . import libraries
from .locks import locked
from .project import PROJECT, PYTHON, VENV, Failure, say

LOCKS = PROJECT / "requirements"
UV = VENV / "bin" / "uv"
STAMP = VENV / "satisfied-locks"


def ensure(lock_name: str) -> None:
    """Make `.venv` hold at least what `requirements/<lock_name>.txt` pins."""
    lock = LOCKS / f"{lock_name}.txt"
    if _holds(lock):
        return
    with locked(PROJECT, "Une autre commande prépare l'environnement Python : attente…"):
        if not _holds(lock):
            _create()
            _install(lock)


def _holds(lock: Path) -> bool:
    return PYTHON.exists() and STAMP.exists() and digest(lock) in STAMP.read_text().split()


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def pins(lock: Path) -> set[str]:
    """What a lock pins, as `name==version`."""
    return set(re.findall(r"^[A-Za-z0-9._\[\],-]+==[^\s;\\]+", lock.read_text(), re.MULTILINE))


def satisfied_by(lock: Path) -> list[Path]:
    """The locks that installing this one satisfies: going from tests to the demo installs nothing."""
    held = pins(lock)
    return [other for other in LOCKS.glob("*.txt") if pins(other) <= held]


def _create() -> None:
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    libraries.ensure_venv_module()
    say("Création de l'environnement Python (.venv)…")
    _run([sys.executable, "-m", "venv", "--clear", VENV], "L'environnement Python n'a pas pu être créé.")


def _install(lock: Path) -> None:
    say("Installation des dépendances (une à deux minutes la première fois)…")
    STAMP.unlink(missing_ok=True)
    try:
        _install_with_uv(lock)
    except Failure as refusal:
        # uv ignores pip's own configuration (mirror, certificates): where uv is lost, pip may know the way.
        say(f"uv n'a pas abouti, reprise avec pip (plus lent). {refusal}")
        _run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], "pip a échoué.")
    STAMP.write_text("".join(f"{digest(held)}\n" for held in satisfied_by(lock)))


def _install_with_uv(lock: Path) -> None:
    if not UV.exists():
        uv_lock = LOCKS / "uv.txt"
        _run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", uv_lock], "pip a échoué.")
    options = ["--quiet", "--compile-bytecode", "--require-hashes", "--python", PYTHON]
    _run([UV, "pip", "install", *options, "-r", lock], "uv a échoué.")


def _run(argv: list[str | Path], failure: str) -> None:
    env = {"UV_SYSTEM_CERTS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"} | os.environ
    if not os.access(Path.home(), os.W_OK):
        env["UV_NO_CACHE"] = "1"  # uv gives up where it cannot make its cache
    result = subprocess.run(argv, env=env, cwd=PROJECT, text=True, capture_output=True)
    if result.returncode != 0:
        raise Failure(f"{failure}\n{result.stdout}{result.stderr}".rstrip())
