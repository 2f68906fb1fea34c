"""`seed_bench`: invented rows by the hundred thousand, for benchmarks. Each app's `bench_seed.py` has its part.

Never in a portal that serves: it refuses as soon as one account is neither the demonstration's nor its own.
"""

from importlib import import_module

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from centre.bench_seed import Size, has_bench, strangers, tidy, written_by_owner

APPS = ("centre", "networks", "referrals")


class Command(BaseCommand):
    help = "Remplit un portail sans données réelles de milliers de lignes inventées, pour les mesures."

    def add_arguments(self, parser):
        parser.add_argument("--persons", type=int, default=1000)
        parser.add_argument("--referrals", type=int, help="par défaut, une par personne")
        parser.add_argument("--sessions", type=int, default=0)
        parser.add_argument(
            "--year", type=int, help="tout s’est passé cette année-là : pour mesurer ses chiffres"
        )

    def handle(self, *, persons, referrals, sessions, year, **options):
        referrals = persons if referrals is None else referrals
        if persons < 1 or referrals < 0 or sessions < 0 or (sessions and not referrals):
            raise CommandError(
                "Il faut au moins une personne, et des orientations pour qu’il y ait des séances."
            )
        if strangers().exists():
            raise CommandError("Ce portail a de vrais comptes : les données de mesure ne s’y mélangent pas.")
        if has_bench():
            raise CommandError("Ce portail contient déjà des données de mesure.")
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        if year is not None and not 2000 <= year < midnight.year:
            raise CommandError("L’année doit être finie.")
        _seed(Size(persons=persons, referrals=referrals, sessions=sessions, at=midnight, year=year))


def _seed(size: Size) -> None:
    parts = [import_module(f"{app}.bench_seed") for app in APPS]
    tables = tuple(table for part in parts for table in part.TABLES)
    with written_by_owner(tables) as cursor:
        for part in parts:
            part.seed(cursor, size)
    tidy(tables)
