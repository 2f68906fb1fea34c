from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CentreConfig(AppConfig):
    name = "centre"
    verbose_name = "Centre"

    def ready(self):
        from allauth.mfa.signals import authenticator_added

        from centre.accounts import count_as_passed

        # The two signals of the house: privileges follow the schema (docs/decisions/0002), and allauth says
        # nothing else when a second factor has just been set up.
        post_migrate.connect(_harden, sender=self, dispatch_uid="centre.harden")
        authenticator_added.connect(count_as_passed, dispatch_uid="centre.count_as_passed")


def _harden(sender, using, **kwargs):
    from centre.database import harden

    if using == "owner":
        harden(using)
