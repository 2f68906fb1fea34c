"""Who gets in, and how: by invitation, e-mail login, a second factor for roles that see named files."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend

from centre.models import User


class Backend(AuthenticationBackend):
    """allauth's, loading the roles with the user: one statement a request."""

    def get_user(self, user_id):
        return User.objects.with_roles().filter(pk=user_id, is_active=True).first()

    # Rights are roles (centre.roles); Django's permission tables are not used.
    def has_perm(self, user_obj, perm, obj=None):
        return False


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False  # the only way in is an invitation (centre.actions.accept)
