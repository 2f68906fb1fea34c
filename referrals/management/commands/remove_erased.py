"""`remove_erased --dry-run`: whose rows the night would delete, by code."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from centre.context import acting_as_system
from referrals.people.erasure import actions


class Command(BaseCommand):
    help = "Supprime les lignes des personnes effacées dont toutes les années sont publiées."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="dit ce qui serait supprimé, sans rien faire"
        )

    def handle(self, *args, dry_run, **options):
        with acting_as_system():
            if dry_run:
                codes = [person.code for person in actions.removable()]
            else:
                codes = actions.remove_erased(at=timezone.now())
        for code in codes:
            self.stdout.write(code)
        done = "à supprimer" if dry_run else "supprimées"
        self.stdout.write(f"{len(codes)} personnes {done}.")
