"""`audit_disclosure YEAR`: try to break the year's public figures; name the numbers and exit 1 if one gives way.

Read together: all that was ever published or sent of it, and today's public figures. With `--files`, one folder or zip
of published CSV files an edition and nothing else: the database is not opened.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from centre.context import acting_as_system
from observatory.audit.verdict import Unfinished

NOT_PUBLIC = "{year}\u00a0: aucun chiffre ne peut être rendu public ({reason})."
UNFINISHED = "Protection non démontrée\u00a0: {reason}."


class Command(BaseCommand):
    help = "Essaie de percer les chiffres protégés d’une année\u00a0: ceux du jour, et ceux qui sont publiés."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument(
            "--files",
            type=Path,
            nargs="+",
            metavar="DIR|ZIP",
            help="n’ouvrir que ces fichiers publiés, un par édition",
        )
        parser.add_argument("--seconds", type=float, default=600)

    def handle(self, *, year: int, files: list[Path] | None, seconds: float, **options):
        from observatory.audit.editions import audit

        documents = _files(year, files) if files else _database(year)
        verdict = audit(documents, seconds=seconds)
        if verdict.unfinished:
            raise CommandError(UNFINISHED.format(reason=verdict.unfinished))
        if not verdict.holds:
            raise CommandError("\n".join(f"{one.path}\u00a0: {one.sentence}" for one in verdict.exposed))


def _files(year: int, paths: list[Path]) -> list[dict]:
    from observatory.audit.files import read_files

    try:
        documents = [read_files(path) for path in paths]
    except Unfinished as reason:
        raise CommandError(UNFINISHED.format(reason=reason)) from reason
    if {document.get("annee") for document in documents} != {year}:
        raise CommandError(f"Ces fichiers ne sont pas ceux de {year}.")
    return documents


def _database(year: int) -> list[dict]:
    from observatory import told
    from observatory.disclosure import NothingPublished, TooClose
    from observatory.figures import figures
    from observatory.states import Mode

    with acting_as_system():
        documents = told.documents(year)
        try:
            today = figures(year, Mode.PUBLIC)
        except (NothingPublished, TooClose) as reason:
            raise CommandError(NOT_PUBLIC.format(year=year, reason=reason)) from reason
    return documents if today in documents else [*documents, today]
