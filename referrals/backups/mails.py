"""Which mail goes after which action. None says what it is about, nor names anybody."""

from centre import mail
from centre.models import User
from referrals.choices import Urgency
from referrals.models import Backup


def asked(backup: Backup) -> None:
    """Urgent: to the whole coordination. Else to whoever follows the file."""
    if backup.urgency == Urgency.URGENT:
        for coordinator in User.objects.holding("coordination").order_by("pk"):
            mail.post(coordinator, "backup_urgent", pk=backup.pk)
        return
    referral = backup.care.referral
    owner = referral.owner if referral and referral.owner else backup.care.proposed_by
    mail.post(owner, "backup_asked", pk=backup.pk)


def moved(backup: Backup) -> None:
    """Taken or answered: the therapist hears of it."""
    if backup.therapist.user_id:
        mail.post(backup.therapist.user, "backup_news", pk=backup.care_id)
