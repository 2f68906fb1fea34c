"""The clock of the waiting lists."""

from celery import shared_task
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from practice_groups import actions
from practice_groups.attendance.tasks import render_attestation, render_sheet, resume_attendance
from practice_groups.fees.tasks import remind_fees, render_receipt, resume_receipts
from practice_groups.intervision.tasks import remind_turns
from practice_groups.models import Cycle, Registration
from practice_groups.placements.stays.tasks import (
    print_document,
    remind_signatures,
    render_convention,
    resume_conventions,
    start_immersions,
)
from practice_groups.placements.tasks import compute_matching, resume_matchings
from practice_groups.registrations.tasks import forget_requests
from practice_groups.supervision.tasks import remind_hours

__all__ = [
    "compute_matching",
    "expire_offers",
    "forget_requests",
    "print_document",
    "remind_fees",
    "remind_hours",
    "remind_signatures",
    "remind_turns",
    "render_attestation",
    "render_convention",
    "render_receipt",
    "render_sheet",
    "resume_attendance",
    "resume_conventions",
    "resume_matchings",
    "resume_receipts",
    "start_immersions",
]


@shared_task
def expire_offers():
    """Each hour: unanswered offers pass on, and no seat stays free while somebody waits.

    One transaction per cycle: what is killed midway resumes at the next hour where it stopped.
    """
    at = timezone.now()
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        overdue = Registration.objects.overdue(at).values("cycle")
        cycles = list(Cycle.objects.filter(pk__in=overdue) | Cycle.objects.with_seats_and_queue())
    for cycle in cycles:
        with acting_as_system():
            actions.expire_offers(cycle, by=portal, at=at)
