"""People the tests talk about. Everybody is invented."""

from functools import cached_property

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils.text import slugify

from centre.context import acting_as_system
from centre.models import RoleGrant, User


def make_user(name: str, *roles: str) -> User:
    """An account with these roles, since yesterday's portal."""
    with acting_as_system():
        user = User(email=f"{slugify(name)}@centre.example", display_name=name)
        user.set_unusable_password()
        user.save()
        for role in roles:
            RoleGrant.objects.create(user=user, role=role, since="2020-01-01")
    return User.objects.with_roles().get(pk=user.pk)


class PortalClient(Client):
    """After each request the test is the portal again: the request's actor does not linger."""

    def request(self, **request):
        from centre.context import set_actor
        from centre.models import User

        response = super().request(**request)
        set_actor(User.objects.get(email="systeme@portail.invalid").pk)
        return response


def browser_of(user: User | None = None) -> PortalClient:
    """An HTTP client logged in as this person, who set up a second factor and passed it."""
    client = PortalClient()
    if user is not None:
        Authenticator.objects.get_or_create(user=user, type="webauthn", defaults={"data": {}})
        client.force_login(user, backend="centre.accounts.Backend")
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
        session.save()
    return client


class People:
    """Made when first named."""

    @cached_property
    def alice(self) -> User:
        """Coordinator."""
        return make_user("Alice", "coordination")

    @cached_property
    def chloe(self) -> User:
        """A second coordinator."""
        return make_user("Chloé", "coordination")

    @cached_property
    def tara(self) -> User:
        """Therapist (her profile is made by the tests that need it)."""
        return make_user("Tara", "therapeute")

    @cached_property
    def theo(self) -> User:
        return make_user("Théo", "therapeute")

    @cached_property
    def ines(self) -> User:
        """Interpreter."""
        return make_user("Inès", "interprete")

    @cached_property
    def omar(self) -> User:
        """Referrer at a CADA."""
        return make_user("Omar", "orienteur")

    @cached_property
    def olga(self) -> User:
        """Referrer at a PASS."""
        return make_user("Olga", "orienteur")

    @cached_property
    def victor(self) -> User:
        """Volunteer."""
        return make_user("Victor", "benevole")

    @cached_property
    def anne(self) -> User:
        """Facilitator of groups."""
        return make_user("Anne", "animation")

    @cached_property
    def felix(self) -> User:
        """Funder."""
        return make_user("Félix", "financeur")

    @cached_property
    def ada(self) -> User:
        """Administrator of the portal."""
        return make_user("Ada", "administration")
