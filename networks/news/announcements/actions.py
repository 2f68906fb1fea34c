"""Every write of the announcements. Sent once; each reader may leave, and come back, by her own link."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.links import INVALID_LINK
from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.models import Announcement, AnnouncementLetter, AnnouncementRefusal, Contact
from networks.news import links
from networks.news.announcements import mails
from networks.news.announcements.audience import Audience, audience, refusing_addresses

SENT = "Cette annonce est déjà partie\u00a0: elle ne change plus."
BATCH = 50


@transaction.atomic
def write_announcement(
    *,
    topic: str,
    title: str,
    body: str,
    roles: list[str],
    departements: list[str],
    to_contacts: bool,
    by: User,
    at: datetime,
) -> Announcement:
    """A draft; nobody receives it before `send`."""
    _refuse_nobody(roles, to_contacts)
    return Announcement.objects.create(
        topic=topic,
        title=title,
        body=body,
        roles=roles,
        departements=departements,
        to_contacts=to_contacts,
        written_by=by,
        written_at=at,
    )


@transaction.atomic
def change_announcement(
    announcement: Announcement,
    *,
    topic: str,
    title: str,
    body: str,
    roles: list[str],
    departements: list[str],
    to_contacts: bool,
    by: User,
    at: datetime,
) -> Announcement:
    draft = _lock(announcement)
    _refuse_nobody(roles, to_contacts)
    draft.topic, draft.title, draft.body = topic, title, body
    draft.roles, draft.departements, draft.to_contacts = roles, departements, to_contacts
    draft.save(update_fields=["topic", "title", "body", "roles", "departements", "to_contacts"])
    return draft


@transaction.atomic
def drop_announcement(announcement: Announcement, *, by: User, at: datetime) -> None:
    """Give up a draft."""
    _lock(announcement).delete()


@transaction.atomic
def send_announcement(announcement: Announcement, *, seen: str, by: User, at: datetime) -> Announcement:
    """Send to exactly those of the preview (`seen`: its digest). Clicked twice, it leaves once.

    The letters are listed now, written by a task after the commit, and gone once written.
    """
    draft = _lock(announcement)
    readers = audience(draft)
    if not readers.count:
        raise Refused("Cette annonce n’a aucun destinataire.")
    if readers.seen(draft) != seen:
        raise Refused(
            "Le texte ou les destinataires ont changé depuis l’aperçu\u00a0: relisez, puis envoyez."
        )
    _list_letters(draft, readers)
    draft.sent_at, draft.sent_by, draft.sent_to = at, by, readers.count
    draft.save(update_fields=["sent_at", "sent_by", "sent_to"])
    from networks.news.tasks import write_letters

    transaction.on_commit(lambda: enqueue(write_letters))
    return draft


@transaction.atomic
def write_batch(*, by: User, at: datetime) -> int:
    """Write up to BATCH letters into the mails on their way out; how many were looked at. Two workers share them.

    Whoever left meanwhile receives nothing, and is no longer counted among the readers.
    """
    waiting = AnnouncementLetter.objects.select_for_update(skip_locked=True, of=["self"]).select_related(
        "announcement", "user", "contact"
    )
    letters = list(waiting.order_by("pk")[:BATCH])
    refusing = refusing_addresses()
    for letter in letters:
        reader = letter.user or letter.contact
        if _reachable(reader, refusing):
            mails.announced(letter.announcement, reader, links.sign(reader))
        else:
            Announcement.objects.filter(pk=letter.announcement_id).update(sent_to=F("sent_to") - 1)
    AnnouncementLetter.objects.filter(pk__in=[letter.pk for letter in letters]).delete()
    return len(letters)


# ── Whoever receives them ───────────────────────────────────────────────────────────────────────


def wishes(reader: User | Contact) -> bool | None:
    """Whether she receives the announcements; None: a contact who has not said."""
    if isinstance(reader, User):
        return not AnnouncementRefusal.objects.filter(user=reader).exists()
    if reader.refused_on:
        return False
    return True if reader.agreed_on else None


@transaction.atomic
def subscribe(reader: User | Contact, *, wished: bool, at: datetime) -> None:
    """Receive the announcements or no longer, in the reader's own name: her link is her word, her button her act."""
    today = timezone.localdate(at)
    if isinstance(reader, User):
        with acting_as(reader):
            if wished:
                AnnouncementRefusal.objects.filter(user=reader).delete()
            else:
                AnnouncementRefusal.objects.get_or_create(user=reader, defaults={"since": today})
        return
    with acting_as_system():
        contact = Contact.objects.select_for_update().filter(pk=reader.pk).exclude(email="").first()
        if contact is None:
            raise Refused(INVALID_LINK)
        if wished:
            contact.agreed_on, contact.refused_on = (
                today if contact.refused_on else contact.agreed_on or today,
                None,
            )
        else:
            contact.refused_on = contact.refused_on or today
        contact.save(update_fields=["agreed_on", "refused_on"])


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _lock(announcement: Announcement) -> Announcement:
    """The draft as it is now, locked; a sent one, or one given up, is refused."""
    found = Announcement.objects.select_for_update().filter(pk=announcement.pk).first()
    if found is None or found.sent_at:
        raise Refused(SENT if found else "Ce brouillon n’existe plus.")
    return found


def _list_letters(announcement: Announcement, readers: Audience) -> None:
    AnnouncementLetter.objects.bulk_create(
        [
            *(AnnouncementLetter(announcement=announcement, user=user) for user in readers.members),
            *(AnnouncementLetter(announcement=announcement, contact=contact) for contact in readers.contacts),
        ]
    )


def _reachable(reader: User | Contact, refusing: set[str]) -> bool:
    if not reader.email or reader.email.lower() in refusing:
        return False
    return not reader.has_ended if isinstance(reader, User) else wishes(reader) is True


def _refuse_nobody(roles: list[str], to_contacts: bool) -> None:
    if not roles and not to_contacts:
        raise Refused("Choisissez au moins un rôle, ou le fichier de contact.", field="roles")
