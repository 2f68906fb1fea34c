from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CentreConfig(AppConfig):
    name = "centre"
    verbose_name = "Centre"

    def ready(self):
        # The one signal of the house: privileges follow the schema (docs/decisions/0003).
        post_migrate.connect(_grant, sender=self, dispatch_uid="centre.grant_privileges")


def _grant(sender, using, **kwargs):
    from centre.database import grant_privileges

    if using == "owner":
        grant_privileges(using)
