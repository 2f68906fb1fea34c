"""`seed_demo`: believable, invented data, the same each time for a given day.

Each app's `demo.py` has `seed(at=…)`, called from the ground floor up. A portal that holds data is left alone.
"""

from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.demo import has_demo, make_accounts
from centre.models import User

APPS = ("networks", "referrals", "practice_groups", "observatory")


class Command(BaseCommand):
    help = "Remplit un portail vide de données de démonstration, toutes inventées."

    def handle(self, **options):
        if has_demo():
            return
        if User.objects.exclude(email="systeme@portail.invalid").exists():
            raise CommandError("Ce portail contient déjà des comptes : la démonstration ne s’y mélange pas.")
        at = timezone.now()
        with transaction.atomic():  # whole or not at all: a launcher may be stopped at any moment
            with acting_as_system():
                make_accounts(with_password=settings.DEMO)
                for app in APPS:
                    import_module(f"{app}.demo").seed(at=at)
            import_module("networks.pay.demo").finish(at=at)  # pays the missions of every app
            import_module("observatory.demo").finish(at=at)
