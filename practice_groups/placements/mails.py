"""Which mail after which action. None names anybody but its reader, nor says where anybody goes."""

from datetime import date

from django.db.models import Q

from centre.mail import post
from centre.models import User
from practice_groups.models import PlacementSession, Wish
from practice_groups.placements import access


def wishes_open(session: PlacementSession, today: date) -> None:
    """To whoever may make a wish in the name of her structure."""
    for user in access.hosts_of(None, today):
        post(user, "placement_wishes_open", name=user.display_name, until=session.wishes_until)


def confirmed(session: PlacementSession, placed: list[Wish], left: list[Wish], today: date) -> None:
    """To everybody who is received, to the structures concerned, and to those who wait for the next session."""
    accounts = _accounts([*placed, *left])
    for wish in placed:
        post(accounts.get(wish.email, wish.email), "placement_confirmed", name=wish.trainee)
    for wish in left:
        post(accounts.get(wish.email, wish.email), "placement_listed", name=wish.trainee)
    concerned = {wish.structure_id for wish in placed} | {wish.received_by_id for wish in placed}
    for user in access.hosts_of(concerned, today):
        post(user, "placement_hosted", name=user.display_name)


def _accounts(wishes: list[Wish]) -> dict[str, User]:
    """Address → account, so that a mail is in its reader's language."""
    asked = Q(pk__in=[wish.user_id for wish in wishes if wish.user_id])
    return {user.email.lower(): user for user in User.objects.filter(asked, is_active=True)}
