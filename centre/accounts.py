"""Who gets in, and how: by invitation, e-mail login, a second factor for roles that see named files."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter

from centre import vault
from centre.models import User


class Backend(AuthenticationBackend):
    """allauth's backend, which loads the roles with the user: one statement per request."""

    def get_user(self, user_id):
        return User.objects.with_roles().filter(pk=user_id, is_active=True).first()

    # Rights are roles (centre.roles); Django's permission tables are not used.
    def has_perm(self, user_obj, perm, obj=None):
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts TOTP secrets and recovery codes with the vault."""

    _place = "mfa.authenticator"

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.encrypt(text, self._place)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.decrypt(base64.b64decode(encrypted_text), self._place)


def count_as_passed(sender, request, user, authenticator, **kwargs) -> None:
    """Setting up a second factor counts as having used it: no need to log in again."""
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False  # the only way in is an invitation (centre.actions.accept)
