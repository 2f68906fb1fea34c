"""Files of KEY=value lines that only their owner can read, and the secrets kept in them."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

Values = dict[str, str]


def read(path: Path) -> Values:
    """The file's values; nothing if there is no file."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write(path: Path, values: Values) -> None:
    """Replace the file in one step, so that a reader never meets half of it."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{key}={value}\n" for key, value in values.items())
    draft.replace(path)


def keep(path: Path, makers: dict[str, Callable[[], str]]) -> Values:
    """The file's secrets; those it lacks are drawn now, once and for all."""
    known = read(path)
    missing = {name: make() for name, make in makers.items() if name not in known}
    if missing:
        write(path, known | missing)
    return known | missing


def password() -> str:
    return secrets.token_urlsafe(48)


def key_of_32_bytes() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


APPLICATION_SECRETS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": password,
    "PORTAL_VAULT_KEYS": lambda: f"k1:{key_of_32_bytes()}",
    "PORTAL_INDEX_KEY": key_of_32_bytes,
}
DATABASE_PASSWORDS: dict[str, Callable[[], str]] = {"OWNER_PASSWORD": password, "APP_PASSWORD": password}
