from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CentreConfig(AppConfig):
    name = "centre"
    verbose_name = "Centre"

    def ready(self):
        # The one signal of the house: privileges follow the schema (docs/decisions/0002).
        post_migrate.connect(_harden, sender=self, dispatch_uid="centre.harden")


def _harden(sender, using, **kwargs):
    from centre.database import harden

    if using == "owner":
        harden(using)
