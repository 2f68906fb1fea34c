"""The one mail about fees: there is something to settle, and where. Neither the group nor the amount is said."""

from centre.languages import between
from centre.mail import post
from practice_groups.models import Registration


def due(registration: Registration) -> None:
    user = registration.user
    language = between(user.language, registration.cycle.group.language)
    post(user, "group_fee_due", language=language, name=user.display_name)
