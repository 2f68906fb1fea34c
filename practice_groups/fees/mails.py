"""The one mail about fees: there is something to settle, and where. Neither the group nor the amount is said."""

from centre.mail import post
from practice_groups.models import Registration


def due(registration: Registration) -> None:
    post(registration.user, "group_fee_due", name=registration.user.display_name)
