"""Who reads minutes without an account: the member whose private link it is, while it lasts."""

from datetime import datetime

from centre.links import INVALID_LINK, fingerprint
from centre.refusals import Refused
from practice_groups.models import MinutesLink


def shared(token: str, at: datetime) -> MinutesLink:
    """The link with its meeting and minutes; refused in the same words whatever is wrong. The portal must be acting."""
    found = (
        MinutesLink.objects.select_related("meeting__cycle__group", "meeting__minutes__written_by", "member")
        .filter(token_hash=fingerprint(token), expires_at__gt=at, member__until=None)
        .filter(meeting__minutes__sent_at__isnull=False)
        .first()
    )
    if found is None:
        raise Refused(INVALID_LINK)
    return found
