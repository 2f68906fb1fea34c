"""The one mail about hours: neutral, once a season."""

from centre.mail import post
from centre.models import User


def season(user: User) -> None:
    post(user, "hours_of_season", name=user.display_name)
