"""The signed link by which a structure says that its sheet is exact."""

from datetime import timedelta

from django.core import signing

from centre.links import INVALID_LINK
from centre.models import User
from centre.refusals import Refused
from networks.models import Membership, Structure

LIFE = timedelta(days=60)
_SALT = "networks.directory.verify"


def make(structure: Structure, recipient: User | None) -> str:
    """A signed link bound to the last verification of the sheet: the next verification invalidates it."""
    bound = {"s": structure.pk, "v": _last(structure), "u": recipient.pk if recipient else None}
    return signing.dumps(bound, salt=_SALT, compress=True)


def read(token: str) -> tuple[Structure, User | None]:
    """The structure, and the account the link was mailed to, if any. Call in the portal's name.

    The refusal is the same for a link that was tampered with, used, or too old.
    """
    try:
        bound = signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.BadSignature:
        raise Refused(INVALID_LINK) from None
    structure = Structure.objects.open().filter(pk=bound["s"]).first()
    if structure is None or _last(structure) != bound["v"]:
        raise Refused(INVALID_LINK)
    return structure, _recipient(structure, bound["u"])


def _recipient(structure: Structure, pk: int | None) -> User | None:
    """The account, if it is still a member of the structure; otherwise the link is refused."""
    if pk is None:
        return None
    place = Membership.objects.filter(user=pk, structure=structure, until=None, validated_on__isnull=False)
    user = User.objects.with_roles().filter(pk=pk, is_active=True).first()
    if user is None or user.has_ended or not place.exists():
        raise Refused(INVALID_LINK)
    return user


def _last(structure: Structure) -> str:
    return structure.verified_on.isoformat() if structure.verified_on else ""
