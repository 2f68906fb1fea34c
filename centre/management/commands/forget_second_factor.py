"""`forget_second_factor EMAIL`: for who lost phone, key and recovery codes; she sets up another at her next visit.

On the host alone: whoever could do it from a page could take a colleague's account.
"""

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from centre.models import User


class Command(BaseCommand):
    help = "Retire les seconds facteurs d’un compte et ferme ses sessions, une fois son identité vérifiée."

    def add_arguments(self, parser):
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, email, **options):
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Aucun compte ouvert à l’adresse {email}.")
        count, _ = Authenticator.objects.filter(user=user).delete()
        for session in Session.objects.all():
            if session.get_decoded().get(SESSION_KEY) == str(user.pk):
                session.delete()
        self.stdout.write(f"{count} second(s) facteur(s) retiré(s). Mot de passe inchangé, sessions fermées.")
