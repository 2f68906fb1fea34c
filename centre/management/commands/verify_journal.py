"""`verify_journal`: is the journal what it was? Exit 1 and the first broken place of each table if not."""

import sys

from django.core.management.base import BaseCommand

from centre import chain
from centre.context import acting_as_system


class Command(BaseCommand):
    help = "Vérifie la chaîne du journal et affiche son dernier maillon."

    def handle(self, **options):
        with acting_as_system():
            found = list(chain.faults())
            seq, digest = chain.head()
        for fault in found:
            place = f"maillon {fault.seq}" if fault.seq else "hors chaîne"
            self.stderr.write(f"{fault.source}, {place} : {fault.reason}")
        if found:
            sys.exit(1)
        self.stdout.write(f"{seq} maillons, tête {digest}")
