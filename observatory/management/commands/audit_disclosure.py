"""`audit_disclosure YEAR`: try to break the year's public figures; name the cells and exit 1 if one gives way."""

from django.core.management.base import BaseCommand, CommandError

from centre.context import acting_as_system
from observatory import attack
from observatory.figures import figures
from observatory.models import AnnualReport
from observatory.states import Mode


class Command(BaseCommand):
    help = "Essaie de percer les chiffres protégés d’une année\u00a0: ceux du jour, et ceux qui sont publiés."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)

    def handle(self, *, year: int, **options):
        with acting_as_system():
            documents = [figures(year, Mode.PUBLIC)]
            published = AnnualReport.objects.published().filter(year=year)
            documents += published.values_list("figures_public", flat=True)
        cells = sorted({cell for document in documents for cell in attack.exposed(document)})
        if cells:
            raise CommandError(
                "\n".join(f"{cell}\u00a0: effectif masqué que le document trahit" for cell in cells)
            )
