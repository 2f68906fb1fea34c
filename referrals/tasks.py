"""Where Celery finds the tasks of every room of the referrals."""

from referrals.board.tasks import remind_referrals
from referrals.care.tasks import remind_proposals
from referrals.hotline.tasks import remind_keepers
from referrals.intake.tasks import forget_drafts
from referrals.pairing.tasks import compute_plan, resume_plans
from referrals.people.tasks import close_expired_consents, remind_overrides, remove_erased
from referrals.reorientations.tasks import remind_partners
from referrals.reviews.meetings.tasks import render_minutes, resume_minutes

__all__ = [
    "close_expired_consents",
    "compute_plan",
    "forget_drafts",
    "remind_keepers",
    "remind_overrides",
    "remind_partners",
    "remind_proposals",
    "remind_referrals",
    "remove_erased",
    "render_minutes",
    "resume_minutes",
    "resume_plans",
]
