"""`rotate_vault_keys`: re-encrypt with the first key all that another key encrypted.

By the owner of the tables: what is frozen (a statement issued, a convention signed) is frozen for the application, and
what a policy hides would be lost with the old key. Guards and walls are lifted for one small transaction at a time and
stand again when it ends, however it ends; hence the command may be stopped and started again. The old key may leave
`PORTAL_VAULT_KEYS` once a run has changed nothing.
"""

import base64
import binascii
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections, transaction

from centre.vault import VaultError, encrypted_fields, is_current, keyring

OWNER = "owner"
BATCH = 50  # a document weighs up to five megabytes
REFUSALS = {
    "42501": "Cette commande demande le compte propriétaire de la base (DATABASE_OWNER_URL).",
    "55P03": "La base est occupée, par une sauvegarde peut-être. Ce qui est fait est fait : recommencez.",
}


class Command(BaseCommand):
    help = "Rechiffre avec la clé courante tout ce qu’une autre clé a chiffré."

    def handle(self, **options):
        changed = 0
        for model in apps.get_models():
            if encrypted_fields(model) or model is Authenticator:
                try:
                    count = rotate(model)
                except (DatabaseError, VaultError) as error:
                    raise CommandError(f"{model._meta.label} : {_sentence(error)}") from error
                self.stdout.write(f"{model._meta.label} : {count} ligne(s) rechiffrée(s)")
                changed += count
        if not changed:
            self.stdout.write("Tout est chiffré par la première clé : les autres peuvent être retirées.")


def _sentence(error: Exception) -> str:
    return REFUSALS.get(getattr(error.__cause__, "sqlstate", None), str(error))


def rotate(model) -> int:
    """Re-encrypt the rows of `model` that need it, batch after batch; returns how many."""
    changed, last = 0, None
    names = ["data"] if model is Authenticator else [field.name for field in encrypted_fields(model)]
    while True:
        with _unguarded(model._meta.db_table):
            rows = model._base_manager.using(OWNER).only(*names).order_by("pk")
            batch = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
            changed += sum(_reencrypt(row) for row in batch)
        if not batch:
            return changed
        last = batch[-1].pk


@contextmanager
def _unguarded(table: str) -> Iterator[None]:
    """One transaction in which neither trigger nor policy of this table stands before its owner."""
    name = connections[OWNER].ops.quote_name(table)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SET LOCAL lock_timeout = '5s'"
        )  # whoever waits for us would wait for what we wait for
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [name])
        forced = cursor.fetchone()[0]
        cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
        yield
        again = ", FORCE ROW LEVEL SECURITY" if forced else ""
        cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER{again}")


def _reencrypt(row) -> bool:
    if isinstance(row, Authenticator):
        stale = ["data"] if (data := _renewed(row.data)) != row.data else []
        row.data = data
    else:
        stale = [
            field.attname
            for field in encrypted_fields(row)
            if row.__dict__[field.attname] and not is_current(row.__dict__[field.attname])
        ]
        for name in stale:
            setattr(row, name, getattr(row, name))  # opened with the old key, sealed with the first by save()
    if stale:
        row.save(using=OWNER, update_fields=stale)
    return bool(stale)


def _renewed(data):
    """The same second factor, its secrets under the first key; what is no secret of ours stays as it is."""
    if isinstance(data, dict):
        return {name: _renewed(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_renewed(value) for value in data]
    if isinstance(data, str) and _is_stale(data):
        return get_adapter().encrypt(get_adapter().decrypt(data))
    return data


def _is_stale(text: str) -> bool:
    try:
        stored = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return stored[:8] in keyring() and not is_current(stored)
