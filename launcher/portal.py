"""One portal's folder of run-time data (`PORTAL_VAR`): its secrets, its logs, who runs its servers."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from . import envfile
from .locks import Patience, locked, try_lock
from .processes import unprivileged
from .project import PROJECT, Failure

MARKER = ".portail"
STILL_USED = "D'autres commandes se servent encore de la base : attente…"
BUSY = "Une autre commande utilise ce portail : attente…"


class Portal:
    """Everything about one folder; making the object touches nothing, `prepare` does."""

    def __init__(self, var: Path):
        self.var = var
        self.logs = var / "logs"
        self.static = var / "static"
        self.running_file = var / "running.env"
        self._owner_lock = var / "owner.lock"  # held as long as the servers live
        self._users_lock = var / "users.lock"  # shared by the commands that use somebody else's servers
        self._elsewhere_record = var / "elsewhere"

    def prepare(self) -> None:
        ours = not self.var.exists() or not any(self.var.iterdir()) or self.var == PROJECT / "var"
        self.var.mkdir(parents=True, exist_ok=True)
        if ours:
            (self.var / MARKER).touch()
        self.logs.mkdir(exist_ok=True)
        self.static.mkdir(exist_ok=True)  # WhiteNoise complains of a missing folder

    def secrets(self) -> envfile.Values:
        with locked(self.var / "secrets.lock", BUSY):
            return envfile.keep(self.var / "secrets.env", envfile.APPLICATION_SECRETS)

    def database_passwords(self) -> envfile.Values:
        return envfile.keep(self.var / "database.env", envfile.DATABASE_PASSWORDS)

    # Who runs the servers. A lock dies with its holder, so a killed launcher leaves nothing to untangle.

    def try_to_own(self) -> int | None:
        """Become the one who starts the servers, if nobody is; clear what a killed owner left."""
        owner = try_lock(self._owner_lock)
        if owner is not None:
            self.running_file.unlink(missing_ok=True)
        return owner

    def is_owned(self) -> bool:
        if not self._owner_lock.exists():
            return False
        owner = try_lock(self._owner_lock)
        if owner is not None:
            os.close(owner)
        return owner is None

    def announce(self, values: envfile.Values) -> None:
        """Let other commands, and `python manage.py`, find the servers."""
        envfile.write(self.running_file, values)

    @contextmanager
    def withdrawn_at_the_end(self, grace: float | None) -> Iterator[None]:
        """Once no longer announced, leave the commands that still use the servers time to end."""
        try:
            yield
        finally:
            self.running_file.unlink(missing_ok=True)
            with locked(self._users_lock, STILL_USED, limit=grace):
                pass

    @contextmanager
    def joined(self) -> Iterator[envfile.Values]:
        """The addresses announced by another command, kept alive during the block; empty if none are."""
        user = try_lock(self._users_lock, shared=True)
        try:
            running = envfile.read(self.running_file) if user is not None else {}
            yield running if running and all(_answers(url) for url in _urls(running)) else {}
        finally:
            if user is not None:
                os.close(user)

    # Where the servers keep their files.

    def servers_home(self) -> Path:
        """`var` itself; for root in a closed folder, a place that the unprivileged servers can reach."""
        if (home := self.elsewhere()) is not None:
            return home
        if _reachable(self.var):
            return self.var
        home = _make_reachable_folder()
        self._elsewhere_record.write_text(str(home))
        return home

    def elsewhere(self) -> Path | None:
        """The place already chosen outside `var`, if there is one."""
        record = self._elsewhere_record
        home = Path(record.read_text()) if record.exists() else None
        return home if home is not None and (home / MARKER).exists() else None


def wait_to_own(portal: Portal) -> int:
    patience = Patience(BUSY)
    while (owner := portal.try_to_own()) is None:
        patience.wait()
    return owner


def reachable_copy(folder: Path, siblings: list[str], home: Path) -> Path:
    """The folder, or a copy below `home` if the unprivileged servers cannot reach it where it is."""
    if _reachable(folder):
        return folder
    copies = home / "engines"
    for name in (folder.name, *siblings):
        source = folder.with_name(name)
        if source.exists() and not (copies / name).exists():
            draft = copies / f"{name}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(source, draft, ignore=shutil.ignore_patterns("__pycache__"))
            draft.rename(copies / name)
    return copies / folder.name


def _reachable(folder: Path) -> bool:
    """Ask the kernel rather than read modes: it alone knows about ACLs and containers."""
    account = unprivileged()
    if not account:
        return True
    return subprocess.run(["test", "-r", folder, "-a", "-x", folder], cwd="/", **account).returncode == 0


def _make_reachable_folder() -> Path:
    for parent in ("/var/lib", "/var/tmp", tempfile.gettempdir()):
        if os.access(parent, os.W_OK) and _reachable(Path(parent)):
            home = Path(tempfile.mkdtemp(prefix="portail-", dir=parent))
            home.chmod(0o711)
            (home / MARKER).touch()
            return home
    raise Failure("Aucun dossier ne convient à PostgreSQL : lancez la commande sans être root.")


def _urls(values: envfile.Values) -> list[str]:
    return [values[name] for name in ("DATABASE_URL", "REDIS_URL") if name in values]


def _answers(url: str) -> bool:
    """A running.env may outlive its servers (power cut): only a connection proves that they live."""
    address = urlsplit(url)
    try:
        with socket.create_connection((address.hostname, address.port), timeout=2):
            return True
    except OSError:
        return False
