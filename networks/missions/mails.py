"""Which mail after which action. Each says that there is news and where; none says what it is about, nor of whom.

A link shows, only a button decides: nothing here accepts a mission.
"""

from centre.context import SYSTEM_EMAIL
from centre.mail import post
from centre.models import User
from networks.models import Mission, MissionOffer


def asked(mission: Mission, *, by: User) -> None:
    """To each coordinator but whoever asks."""
    _coordination(mission, but=by)


def offered(offer: MissionOffer, token: str) -> None:
    post(offer.interpreter.user, "mission_offered", token=token)


def accepted(offer: MissionOffer, *, by: User) -> None:
    _coordinator(offer, by=by)
    _requester(offer.mission, by=by)


def declined(offer: MissionOffer, *, by: User) -> None:
    _coordinator(offer, by=by)


def nobody_left(mission: Mission, *, by: User) -> None:
    """All declined, or the holder withdrew: somebody must offer it again."""
    _coordination(mission, but=by)


def closed(offer: MissionOffer) -> None:
    """An offer that she need not answer any more."""
    if offer.interpreter.user:
        post(offer.interpreter.user, "mission_closed")


def moved(mission: Mission, *, by: User) -> None:
    """Confirmed, cancelled, refused, validated: whoever holds it and whoever asked hear of it."""
    if mission.interpreter and mission.interpreter.user_id not in (None, by.pk):
        post(mission.interpreter.user, "mission_agenda")
    _requester(mission, by=by)


def let_go(mission: Mission, *, by: User) -> None:
    """The interpreter withdrew: the coordination and whoever asked."""
    _coordination(mission, but=by)
    _requester(mission, by=by)


def held(mission: Mission, *, by: User) -> None:
    _requester(mission, by=by)


def _requester(mission: Mission, *, by: User) -> None:
    if mission.requested_by_id not in (None, by.pk):
        post(mission.requested_by, "mission_asked")


def _coordinator(offer: MissionOffer, *, by: User) -> None:
    """Whoever offered it; everybody where the portal did, for a session."""
    if offer.offered_by.email == SYSTEM_EMAIL:
        _coordination(offer.mission, but=by)
    elif offer.offered_by_id != by.pk:
        post(offer.offered_by, "mission_desk", pk=offer.mission_id)


def _coordination(mission: Mission, *, but: User) -> None:
    for coordinator in User.objects.holding("coordination").exclude(pk=but.pk).order_by("pk"):
        post(coordinator, "mission_desk", pk=mission.pk)
