"""The link at the foot of an announcement: signed, whose it is, for as long as she is known. Nothing is stored."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

from centre.models import User
from networks.models import Contact

ASKING_SUBJECT = "Souhaitez-vous recevoir les annonces du centre\u202f?".replace(" ?", "\u202f?")
_SIGNER = Signer(salt="networks.announcements")


def sign(who: User | Contact) -> str:
    return _SIGNER.sign(f"{'m' if isinstance(who, User) else 'c'}{who.pk}")


def whose(token: str) -> User | Contact | None:
    """The member or the contact of a link; None for any other text. The portal must be acting."""
    try:
        key = _SIGNER.unsign(token)
    except BadSignature:
        return None
    if key.startswith("m"):
        return User.objects.filter(pk=int(key[1:]), is_active=True).first()
    return Contact.objects.filter(pk=UUID(key[1:])).first()
