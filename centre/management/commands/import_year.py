"""`import_year PATH`: a year that a centre kept in spreadsheets (docs/import.md says the format).

One line per sheet on stdout. On bad input nothing is kept; stderr has one line per error, named
`actions.csv:17:date: …` for a folder and `actions:17:date: …` for a workbook, and the exit code is 1.
"""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from centre.imports.problems import ImportRefused
from centre.imports.run import import_year

MOST_LINES = 200


class Command(BaseCommand):
    help = "Importe une année : un dossier de fichiers CSV ou un classeur XLSX. Tout est importé, ou rien."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, metavar="CHEMIN", help="dossier de CSV, ou classeur XLSX")

    def handle(self, *, path: Path, **options):
        try:
            tallies = import_year(path, at=timezone.now())
        except ImportRefused as refused:
            for line in refused.problems.lines(MOST_LINES):
                self.stderr.write(line)
            sys.exit(1)
        for name, tally in tallies.items():
            self.stdout.write(f"{name}: {tally}")
