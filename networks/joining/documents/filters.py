"""Filters of the documents."""

from datetime import timedelta

import django_filters
from django.utils import timezone

from centre.filters import Filters
from networks.choices import DocumentKind, Network
from networks.joining.models import Document
from networks.models import NetworkSettings

CONDITIONS = [("echue", "Échues"), ("bientot", "Échues bientôt"), ("toutes", "Toutes")]


class DocumentFilter(Filters):
    """Without a condition, those to renew: expired, or soon."""

    condition = django_filters.ChoiceFilter(
        label="Validité", choices=CONDITIONS, empty_label="À renouveler", method="filter_condition"
    )
    kind = django_filters.ChoiceFilter(label="Pièce", choices=DocumentKind.choices, empty_label="Toutes")
    network = django_filters.ChoiceFilter(
        label="Réseau",
        choices=[(n, n.label) for n in (Network.THERAPISTS, Network.INTERPRETERS)],
        empty_label="Tous",
        method="filter_network",
    )

    class Meta:
        model = Document
        fields = ["condition", "kind", "network"]

    def filter_queryset(self, documents):
        documents = super().filter_queryset(documents)
        if self.form.cleaned_data.get("condition"):
            return documents
        return documents.filter(expires_on__lte=self.today + timedelta(days=self.notice))

    def filter_condition(self, documents, name, value):
        if value == "echue":
            return documents.expired(self.today)
        return documents.expiring(self.today, self.notice) if value == "bientot" else documents

    def filter_network(self, documents, name, value):
        owner = "therapist" if value == Network.THERAPISTS else "interpreter"
        return documents.filter(**{f"{owner}__isnull": False})

    @property
    def today(self):
        return timezone.localdate()

    @property
    def notice(self) -> int:
        return NetworkSettings.current().document_notice_days
