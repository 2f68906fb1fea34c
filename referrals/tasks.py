"""Where Celery finds the tasks of every room of the referrals."""

from referrals.pairing.tasks import compute_plan, resume_plans

__all__ = ["compute_plan", "resume_plans"]
