"""Which mail goes after which action of the intake. None says what it is about, nor whom."""

from centre import mail
from centre.models import OutgoingMail, User

KEPT, RECEIVED = "Votre formulaire vous attend", "Votre demande nous est parvenue"
LINKS = (KEPT, RECEIVED)


def draft_kept(author: User) -> OutgoingMail:
    """To somebody with an account: the way back to her form, once logged in."""
    return mail.post(author, "draft_kept", subject=KEPT)


def help_kept(address: str, *, token: str) -> OutgoingMail:
    """To somebody without: the link that shows what she had typed."""
    return mail.post(address, "help_kept", subject=KEPT, token=token)


def help_received(address: str, *, token: str) -> OutgoingMail:
    return mail.post(address, "help_received", subject=RECEIVED, token=token)
