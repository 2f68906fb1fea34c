"""The announcement as a mail: its text as it was typed, and the way out at its foot."""

from centre.mail import post
from centre.models import User
from networks.models import Announcement, Contact


def announced(announcement: Announcement, reader: User | Contact, token: str) -> None:
    to = reader if isinstance(reader, User) else reader.email
    post(to, "announcement", announcement=announcement, token=token)
