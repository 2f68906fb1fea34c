"""Experiments: the coordination and whoever facilitates groups read them all. Row-level security agrees."""

from django.db.models import Count, QuerySet

from practice_groups.models import Experiment


def experiments() -> QuerySet[Experiment]:
    return Experiment.objects.select_related("structure", "transferred_to")


def counts() -> dict[str, int]:
    """State → how many, those without any left out."""
    return dict(Experiment.objects.order_by().values_list("state").annotate(Count("pk")))
