"""`invite_first EMAIL NAME`: the first administrator of a new portal; she invites the others."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from centre import actions
from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import OutgoingMail, User
from centre.refusals import Refused


class Command(BaseCommand):
    help = "Invite la première personne de l’administration d’un portail neuf et affiche son lien."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, email, name, **options):
        if User.objects.holding("administration").exists():
            raise CommandError("Ce portail a déjà une administration : c’est à elle d’inviter.")
        with acting_as_system():
            portal = User.objects.get(email=SYSTEM_EMAIL)
            try:
                actions.invite(
                    email=email, display_name=name, role="administration", by=portal, at=timezone.now()
                )
            except Refused as refusal:
                raise CommandError(refusal.reason) from refusal
            self.stdout.write(OutgoingMail.objects.filter(to=email.lower()).latest("queued_at").body)
