"""Libraries that pip cannot bring: Pango for the PDFs, Chromium for the browser tests."""

import ctypes
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from .project import Failure, say

APT_OPTIONS = ["-qq", "-y", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::http::Timeout=20"]


def _loads(soname: str) -> Callable[[], bool]:
    """Loading a library is the surest check, and needs no subprocess."""

    def check() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return check


def _has_dejavu() -> bool:
    return any(Path("/usr/share/fonts", folder).exists() for folder in ("truetype/dejavu", "dejavu"))


def _has_chromium() -> bool:
    return shutil.which("chromium") is not None


FOR_DOCUMENTS: dict[str, Callable[[], bool]] = {
    "libpango-1.0-0": _loads("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": _loads("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": _loads("libharfbuzz-subset.so.0"),
    "fonts-dejavu-core": _has_dejavu,
}
FOR_BROWSER_TESTS: dict[str, Callable[[], bool]] = {
    "chromium": _has_chromium,
    "libatomic1": _loads("libatomic.so.1"),
}


def ensure_for_documents() -> None:
    _ensure(FOR_DOCUMENTS, "Sans elles le portail démarre, mais ne produit pas de PDF.")


def ensure_for_tests() -> None:
    _ensure(FOR_DOCUMENTS | FOR_BROWSER_TESTS, "Sans elles les tests de PDF et de navigateur échouent.")


def ensure_venv_module() -> None:
    """Debian ships `venv` apart from Python."""
    if importlib.util.find_spec("ensurepip") or _apt_install(["python3-venv"]):
        return
    command = "apt-get install python3-venv"
    raise Failure(f"Il manque le module « venv » de Python. Installez-le puis recommencez : {command}")


def _ensure(wanted: dict[str, Callable[[], bool]], consequence: str) -> None:
    if sys.platform != "linux":
        return _advise_on_mac()
    missing = [package for package, is_there in wanted.items() if not is_there()]
    if missing and not _apt_install(missing):
        command = shlex.join(["sudo", "apt-get", "install", "-y", "--no-install-recommends", *missing])
        say(f"Bibliothèques système absentes. {consequence} Pour les installer :\n    {command}")


def _advise_on_mac() -> None:
    if not any(Path(prefix, "lib/libpango-1.0.dylib").exists() for prefix in ("/opt/homebrew", "/usr/local")):
        say("Pango est absent : le portail démarre sans PDF. Pour l'installer :\n    brew install pango")


def _apt_install(packages: Iterable[str]) -> bool:
    """Install without asking anything; False where that cannot be done."""
    rights = _rights_to_install()
    if rights is None or not shutil.which("apt-get"):
        return False
    say(f"Installation des bibliothèques système : {', '.join(packages)}…")
    install = ["install", "--no-install-recommends", *packages]
    return _apt(rights, install) or (_apt(rights, ["update"]) and _apt(rights, install))


def _rights_to_install() -> list[str] | None:
    """The words to put before apt-get, or None if we may not install."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _apt(rights: list[str], arguments: list[str]) -> bool:
    argv = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *APT_OPTIONS, *arguments]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
