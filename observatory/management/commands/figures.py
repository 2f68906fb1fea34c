"""`figures YEAR [--mode exact|public]`: a year’s figures document, JSON, on stdout; exact unless asked otherwise."""

import json

from django.core.management.base import BaseCommand, CommandError

from centre.context import acting_as_system
from observatory.disclosure import NothingPublished, TooClose
from observatory.figures import figures
from observatory.states import Mode


class Command(BaseCommand):
    help = "Écrit les chiffres d’une année en JSON sur la sortie standard."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--mode", choices=Mode.values, default=Mode.EXACT)

    def handle(self, *, year: int, mode: str, **options):
        if not 1 <= year <= 9998:
            raise CommandError(f"« {year} » n’est pas une année.")
        try:
            with acting_as_system():
                document = figures(year, mode)
        except (NothingPublished, TooClose) as reason:
            raise CommandError(
                f"Protection non démontrée : rien de {year} n’est publiable ({reason})."
            ) from reason
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
