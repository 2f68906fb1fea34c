"""Which mail goes after which action. Mails never say what it is about."""

from centre import mail
from centre.models import User
from referrals.choices import Urgency
from referrals.models import Care, Referral, ReviewMeeting
from referrals.states import Reminder


def received(referral: Referral) -> None:
    """To a referrer who may follow it, a receipt; to each coordinator, a nudge."""
    if referral.referrer and referral.referrer.may("refer"):
        mail.post(referral.referrer, "referral_received", reference=referral.reference, pk=referral.pk)
    template = "referral_urgent" if referral.urgency == Urgency.URGENT else "referral_waiting"
    for coordinator in User.objects.holding("coordination").order_by("pk"):
        mail.post(coordinator, template, reference=referral.reference, pk=referral.pk)


def moved(referral: Referral, *, by: User) -> None:
    """A referrer who may follow it hears of each turn; the owner, of what the referrer answers."""
    if referral.referrer_id not in (None, by.pk) and referral.referrer.may("refer"):
        mail.post(referral.referrer, "referral_moved", reference=referral.reference, pk=referral.pk)
    if referral.owner_id and referral.owner_id != by.pk:
        mail.post(referral.owner, "referral_waiting", reference=referral.reference, pk=referral.pk)


def proposed(care: Care) -> None:
    if care.therapist.user_id:
        mail.post(care.therapist.user, "care_proposed", pk=care.pk)


def closed(care: Care) -> None:
    """The therapist is brought back to her page, which says what became of it."""
    if care.therapist.user_id:
        mail.post(care.therapist.user, "care_closed", pk=care.pk)


def answered(care: Care) -> None:
    mail.post(care.proposed_by, "care_answered", pk=care.referral_id)
    if care.referral.referrer_id and care.referral.referrer.may("refer"):
        mail.post(
            care.referral.referrer, "referral_moved", reference=care.referral.reference, pk=care.referral_id
        )


def overdue(referral: Referral, *, days: int) -> None:
    """Waiting too long: to its owner; to every coordinator when nobody follows it, or once it is escalated."""
    escalated = referral.reminded == Reminder.ESCALATED
    alone = referral.owner is not None and not escalated and not referral.owner.has_ended
    readers = [referral.owner] if alone else User.objects.holding("coordination").order_by("pk")
    for reader in readers:
        template = "referral_escalated" if escalated else "referral_overdue"
        mail.post(reader, template, reference=referral.reference, pk=referral.pk, days=days)


def minutes_sent(reader: User, meeting: ReviewMeeting) -> None:
    mail.post(reader, "minutes_ready", pk=meeting.pk)
