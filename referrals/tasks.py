"""Where Celery finds the tasks of every room of the referrals."""

from referrals.hotline.tasks import remind_keepers
from referrals.intake.tasks import forget_drafts
from referrals.pairing.tasks import compute_plan, resume_plans
from referrals.people.tasks import close_expired_consents, remind_overrides, remove_erased

__all__ = [
    "close_expired_consents",
    "compute_plan",
    "forget_drafts",
    "remind_keepers",
    "remind_overrides",
    "remove_erased",
    "resume_plans",
]
