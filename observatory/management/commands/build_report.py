"""`build_report YEAR --output FILE.pdf [--mode exact|public]`: a year's bilan, public unless asked otherwise."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from centre.context import acting_as_system
from centre.document import CannotRender
from observatory import report
from observatory.disclosure import NothingPublished, TooClose
from observatory.figures import has_anything
from observatory.states import Mode


class Command(BaseCommand):
    help = "Écrit le bilan d’une année en PDF, sous sa forme protégée sauf demande contraire."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--mode", choices=Mode.values, default=Mode.PUBLIC)

    def handle(self, *, year: int, output: Path, mode: str, **options):
        with acting_as_system():
            if not has_anything(year):
                raise CommandError(f"Rien n’est enregistré pour {year}.")
            try:
                printed = report.printed_of_year(year, mode)
            except (NothingPublished, TooClose) as reason:
                raise CommandError(
                    f"Protection non démontrée : rien de {year} n’est publiable ({reason})."
                ) from reason
        try:
            output.write_bytes(report.render(printed))
        except CannotRender as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} : {error.strerror}.") from error
