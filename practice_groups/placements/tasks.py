"""The pairs of a session, computed apart from the pages."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from centre.tasks import enqueue


@shared_task(own_lives=True)
def compute_matching(matching_id: str):
    from practice_groups.placements.computing import compute

    compute(matching_id)


@shared_task
def resume_matchings():
    """Find what nobody computes: the broker was away when it was asked for, or its worker died."""
    from practice_groups.models import Matching
    from practice_groups.placements.computing import claimable

    now = timezone.now()
    with acting_as_system():
        late = Matching.objects.filter(claimable(now), requested_at__lt=now - timedelta(minutes=1))
        ids = list(late.values_list("pk", flat=True))
    for matching_id in ids:
        enqueue(compute_matching, str(matching_id))
