"""Polls and rooms that these tests talk about. Everybody is invented."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from centre.context import acting_as, acting_as_system
from centre.models import OutgoingMail
from networks.agenda.polls import actions as polls
from networks.agenda.rooms import actions as rooms
from networks.models import Contact, DatePoll, PollInvitee, Room

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=PARIS)
MONDAY = date(2026, 11, 9)


def dates(count=3, *, at=NOW):
    """Two hours, in a week, then the weeks after."""
    first = at + timedelta(days=7)
    return [(first + timedelta(weeks=n), first + timedelta(weeks=n, hours=2)) for n in range(count)]


def contact(name="Colette Escoubet", **facts) -> Contact:
    address = re.sub(r"\W", ".", name.lower())
    with acting_as_system():
        return Contact.objects.create(**{"name": name, "email": f"{address}@partenaires.example"} | facts)


def poll(by, *, members=(), contacts=(), title="Groupe de travail", at=NOW, **typed) -> DatePoll:
    with acting_as(by):
        return polls.open_poll(
            **{
                "title": title,
                "dates": dates(at=at),
                "members": members,
                "contacts": contacts,
                "by": by,
                "at": at,
            }
            | typed
        )


def answers(of: DatePoll, *choices) -> dict[int, str]:
    return dict(zip([one.pk for one in of.dates.all()], choices, strict=True))


def answer(of: DatePoll, user, *choices, at=NOW) -> PollInvitee:
    """`user` says what she thinks of each date, before the database's walls."""
    with acting_as(user):
        invitee = PollInvitee.objects.select_related("poll", "user", "contact").get(poll=of, user=user)
        return polls.answer_poll(invitee, answers=answers(of, *choices), at=at)


def room(name="Salle des Micocouliers", capacity=22, **facts) -> Room:
    with acting_as_system():
        return Room.objects.create(name=name, capacity=capacity, **facts)


def book(by, where: Room, *, day=MONDAY, starts=14, ends=16, at=NOW, **typed):
    """Whole hours, or `time`s."""
    starts, ends = (one if isinstance(one, time) else time(one) for one in (starts, ends))
    typed = {"purpose": "Réunion"} | typed
    with acting_as(by):
        return rooms.book_room(room=where, day=day, starts=starts, ends=ends, by=by, at=at, **typed)


def mails() -> dict[str, OutgoingMail]:
    """Address → the last mail to it."""
    return {mail.to: mail for mail in OutgoingMail.objects.order_by("queued_at", "pk")}


def link(mail: OutgoingMail, part: str = "sondages") -> str:
    """The path of the link in a mail."""
    return re.search(rf"(/reseau/(?:annonces/abonnement|{part})/\S+)", mail.body)[1]
