from tests.referrals.sessions.field import care

__all__ = ["care"]
