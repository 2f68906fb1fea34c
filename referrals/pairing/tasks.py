"""The plan for the whole queue, computed apart from the pages."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from centre.context import acting_as_system
from centre.tasks import enqueue


@shared_task(own_lives=True)
def compute_plan(plan_id: str):
    from referrals.pairing.computing import compute

    compute(plan_id)


@shared_task
def resume_plans():
    """Find plans that nobody computes: the broker was away when they were asked for, or their worker died."""
    from referrals.models import Plan
    from referrals.pairing.computing import claimable

    now = timezone.now()
    with acting_as_system():
        late = Plan.objects.filter(claimable(now), requested_at__lt=now - timedelta(minutes=1))
        ids = list(late.values_list("pk", flat=True))
    for plan_id in ids:
        enqueue(compute_plan, str(plan_id))
