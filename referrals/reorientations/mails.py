"""Which mail goes after which action. None says what it is about, nor names anybody."""

from centre import mail
from referrals.models import Reorientation


def asked(reorientation: Reorientation, token: str) -> None:
    if reorientation.structure.email:
        mail.post(reorientation.structure.email, "reorientation_asked", token=token)


def reminded(reorientation: Reorientation, token: str) -> None:
    """To the partner if she has an address; to whoever asked, who may telephone."""
    if reorientation.structure.email:
        mail.post(reorientation.structure.email, "reorientation_reminder", token=token)
    mail.post(reorientation.asked_by, "reorientation_late", pk=reorientation.referral_id)


def answered(reorientation: Reorientation, *, by) -> None:
    """To whoever asked, and to the referrer, who always hears."""
    if reorientation.asked_by_id != by.pk:
        mail.post(reorientation.asked_by, "reorientation_answered", pk=reorientation.referral_id)
    referral = reorientation.referral
    if referral.referrer_id and referral.referrer_id != by.pk:
        mail.post(referral.referrer, "referral_moved", reference=referral.reference, pk=referral.pk)
