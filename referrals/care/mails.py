"""Which mail goes after which action on a care. None says what it is about, nor names anybody."""

from centre import mail
from centre.models import User
from referrals.models import Care


def coordinators():
    return User.objects.holding("coordination").order_by("pk")


def reminded(care: Care) -> None:
    """To the therapist, whose answer is waited for."""
    if care.therapist.user_id:
        mail.post(care.therapist.user, "care_reminder", pk=care.pk)


def unanswered(care: Care) -> None:
    for coordinator in coordinators():
        mail.post(coordinator, "care_unanswered", pk=care.referral_id)


def relay_asked(care: Care) -> None:
    for coordinator in coordinators():
        mail.post(coordinator, "relay_asked", pk=care.referral_id)


def place_free() -> None:
    """Somebody who waits could take a place that is free now: the page says whom and where, the mail does not."""
    for coordinator in coordinators():
        mail.post(coordinator, "place_free")
