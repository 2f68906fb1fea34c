"""What the cares' part of a file shows."""

from referrals.models import Referral


def for_file(referral: Referral) -> dict:
    """Context of `_file_cares.html`, beside `referral`."""
    return {}
