"""Every write of the contact file. Agreement is given, dated, never presumed; a refusal wins over it."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.journal import record_read, record_reads
from centre.mail import post
from centre.models import OutgoingMail, User
from centre.refusals import Refused
from networks.choices import Presence
from networks.models import ActivityAttendance, AnnouncementLetter, Contact, PollInvitee, Structure
from networks.news import links
from networks.news.contacts import access

STRONGEST = (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT)
ASKED_EVERY = timedelta(days=90)
ASKING = "announcement_agreement"


@transaction.atomic
def add_contact(*, by: User, at: datetime, **typed) -> Contact:
    """Somebody met. `typed`: name, email, function, structure, departement, agreed_on, refused_on."""
    _refuse_unless_dated(at=at, before=None, **typed)
    return _saved(Contact(**typed))


@transaction.atomic
def change_contact(
    contact: Contact,
    *,
    name: str,
    email: str,
    function: str,
    structure: Structure | None,
    departement: str,
    agreed_on: date | None,
    refused_on: date | None,
    by: User,
    at: datetime,
) -> Contact:
    """Change what is known of her. A refusal is lifted by a later agreement alone."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    _refuse_unless_dated(email=email, agreed_on=agreed_on, refused_on=refused_on, before=contact, at=at)
    contact.name, contact.email, contact.function = name, email, function
    contact.structure, contact.departement = structure, departement
    contact.agreed_on, contact.refused_on = agreed_on, refused_on
    return _saved(contact)


@transaction.atomic
def merge_contacts(contact: Contact, *, other: Contact, by: User, at: datetime) -> Contact:
    """`other` is the same person: where she came joins `contact`, which stays; what `contact` lacks is filled.

    Whoever refused under one name refused; of two presences at one activity the strongest stays.
    """
    pair = Contact.objects.select_for_update().filter(pk__in=[contact.pk, other.pk]).order_by("pk")
    found = {one.pk: one for one in pair}
    if len(found) < 2:
        raise Refused("Choisissez deux fiches différentes.", field="other")
    kept, gone = found[contact.pk], found[other.pk]
    record_read(kept, by=by, at=at, why=f"fusion avec la fiche {gone.pk}")
    _move_attendances(gone, kept)
    for model, parent in ((PollInvitee, "poll"), (AnnouncementLetter, "announcement")):
        there = model.objects.filter(contact=kept).values(parent)
        model.objects.filter(contact=gone).exclude(**{f"{parent}__in": there}).update(contact=kept)
    gone.delete()
    for field in ("email", "function", "structure", "departement"):
        setattr(kept, field, getattr(kept, field) or getattr(gone, field))
    kept.agreed_on = min(filter(None, (kept.agreed_on, gone.agreed_on)), default=None)
    kept.refused_on = max(filter(None, (kept.refused_on, gone.refused_on)), default=None)
    return _saved(kept)


@transaction.atomic
def erase_contact(contact: Contact, *, by: User, at: datetime) -> None:
    """Forget somebody who asks for it: her name leaves every attendance; the head counts beside stay as they are."""
    record_read(contact, by=by, at=at, why="effacement de la fiche")
    contact.delete()


@transaction.atomic
def ask_agreement(contact: Contact, *, by: User, at: datetime) -> None:
    """Ask her by mail whether she wishes to be told; her own button says yes."""
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if not contact.email:
        raise Refused("Cette fiche n’a pas d’adresse.")
    if contact.refused_on:
        raise Refused("Cette personne a refusé d’être contactée.")
    if contact.agreed_on:
        raise Refused("Cette personne a déjà donné son accord.")
    lately = OutgoingMail.objects.filter(to__iexact=contact.email, subject=links.ASKING_SUBJECT)
    last = lately.filter(queued_at__gt=at - ASKED_EVERY).order_by("-queued_at").first()
    if last:
        raise Refused(
            f"La question lui a été posée le {timezone.localtime(last.queued_at):%d/%m/%Y}\u00a0: laissez-lui "
            "trois mois avant de la reposer."
        )
    post(contact.email, ASKING, subject=links.ASKING_SUBJECT, name=contact.name, token=links.sign(contact))


@transaction.atomic
def export_contacts(found, *, by: User, at: datetime) -> list[Contact]:
    """Those of `found` who agreed, each written in the journal as read for an export."""
    contacts = list(access.agreed(found))
    record_reads(contacts, by=by, at=at, why="export du fichier de contact")
    return contacts


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _refuse_unless_dated(
    *,
    email: str,
    agreed_on: date | None,
    refused_on: date | None,
    before: Contact | None,
    at: datetime,
    **others,
) -> None:
    today = timezone.localdate(at)
    if agreed_on and not email:
        raise Refused("Un accord se donne avec une adresse e-mail.", field="email")
    if agreed_on and agreed_on > today:
        raise Refused("Cette date n’est pas encore passée.", field="agreed_on")
    if refused_on and refused_on > today:
        raise Refused("Cette date n’est pas encore passée.", field="refused_on")
    lifted = before is not None and before.refused_on is not None and refused_on is None
    if lifted and (agreed_on is None or agreed_on < before.refused_on):
        raise Refused(
            f"Elle a refusé le {before.refused_on:%d/%m/%Y}\u00a0: seul un accord donné depuis lève ce refus.",
            field="refused_on",
        )


def _move_attendances(gone: Contact, kept: Contact) -> None:
    here = {one.activity_id: one for one in ActivityAttendance.objects.filter(contact=kept)}
    for attendance in ActivityAttendance.objects.filter(contact=gone):
        twin = here.get(attendance.activity_id)
        if twin is None:
            attendance.contact = kept
            attendance.save(update_fields=["contact"])
        elif STRONGEST.index(attendance.presence) < STRONGEST.index(twin.presence):
            twin.presence = attendance.presence
            twin.save(update_fields=["presence"])


def _saved(contact: Contact) -> Contact:
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        if "one_contact_an_address" not in str(error):
            raise
        raise Refused(
            "Cette adresse est déjà dans le fichier\u00a0: ouvrez l’autre fiche, et fusionnez-les si c’est la même "
            "personne.",
            field="email",
        ) from error
    return contact
