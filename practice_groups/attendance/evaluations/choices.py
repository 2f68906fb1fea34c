"""What is asked at the end of a cycle. No database here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Again(TextChoices):
    YES = "oui", _("Oui")
    MAYBE = "peut_etre", _("Peut-être")
    NO = "non", _("Non")


SCALE = [
    (5, _("5, tout à fait")),
    (4, _("4, plutôt")),
    (3, _("3, moyennement")),
    (2, _("2, peu")),
    (1, _("1, pas du tout")),
]
