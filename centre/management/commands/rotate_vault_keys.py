"""`rotate_vault_keys`: re-encrypt with the first key all that another key encrypted.

Small transactions, so it may be stopped and started again. The old key may leave `PORTAL_VAULT_KEYS` once a run
has changed nothing.
"""

from django.apps import apps
from django.core.management.base import BaseCommand

from centre.context import acting_as_system
from centre.vault import encrypted_fields, is_current

BATCH = 200


class Command(BaseCommand):
    help = "Rechiffre avec la clé courante tout ce qu’une autre clé a chiffré."

    def handle(self, **options):
        for model in apps.get_models():
            if encrypted_fields(model):
                self.stdout.write(f"{model._meta.label} : {rotate(model)} ligne(s) rechiffrée(s)")


def rotate(model) -> int:
    """Re-encrypt the rows of `model` that need it, batch after batch; returns how many."""
    changed, last = 0, None
    while True:
        with acting_as_system():
            rows = model.objects.select_for_update().order_by("pk")
            batch = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
            changed += sum(_reencrypt(row) for row in batch)
        if not batch:
            return changed
        last = batch[-1].pk


def _reencrypt(row) -> bool:
    stale = [
        field.attname
        for field in encrypted_fields(row)
        if row.__dict__[field.attname] and not is_current(row.__dict__[field.attname])
    ]
    for name in stale:
        setattr(row, name, getattr(row, name))  # opened with the old key, sealed with the first one by save()
    if stale:
        row.save(update_fields=stale)
    return bool(stale)
