"""Contacts and announcements that these tests talk about. Everybody is invented."""

from centre.context import acting_as
from networks.models import Activity, ActivityAttendance, Announcement, Structure
from networks.news.announcements import actions
from networks.news.announcements.audience import audience
from networks.news.tasks import write_letters
from tests.networks.agenda.field import NOW

TYPED = {
    "topic": "formation",
    "title": "Travailler avec un interprète",
    "body": "Deux demi-journées.\n\nhttps://centre.example/formations",
    "roles": [],
    "departements": [],
    "to_contacts": False,
}


def draft(by, *roles, **typed) -> Announcement:
    with acting_as(by):
        return actions.write_announcement(**TYPED | {"roles": list(roles), **typed}, by=by, at=NOW)


def send(announcement: Announcement, by, *, at=NOW) -> Announcement:
    with acting_as(by):
        seen = audience(announcement).seen(announcement)
        return actions.send_announcement(announcement, seen=seen, by=by, at=at)


def sent(by, *roles, **typed) -> Announcement:
    """Written, sent, and its letters in the queue of mails."""
    announcement = send(draft(by, *roles, **typed), by)
    write_letters()
    return announcement


def activity(reference="A-2026-0001", type="formation", day="2026-03-10", **facts) -> Activity:
    return Activity.objects.create(
        reference=reference,
        starts_on=day,
        ends_on=day,
        type=type,
        title=f"Activité {reference}",
        state="tenue",
        **facts,
    )


def came(contact, to: Activity, presence="present") -> ActivityAttendance:
    return ActivityAttendance.objects.create(contact=contact, activity=to, presence=presence)


def structure(name="CADA des Tilleuls", departement="30") -> Structure:
    return Structure.objects.create(name=name, departement=departement)


def there(*users) -> None:
    """These people have an account: each is made when first named."""
