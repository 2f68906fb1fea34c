"""What the person's part of a file shows."""

from referrals.models import Referral


def for_file(referral: Referral) -> dict:
    """Context of `_file_people.html`, beside `referral` and `identity`."""
    return {}
