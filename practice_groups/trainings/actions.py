"""Writes about trainings: a session in one form, its facts, who joins the contact file because she said so."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.models import Contact, Structure
from networks.news.contacts import actions as contacts
from practice_groups.choices import Kind
from practice_groups.cycles import checks
from practice_groups.models import ContactEntry, Cycle, Group, Meeting, Registration, TrainingFacts
from practice_groups.trainings import access

CLOSES_BEFORE = timedelta(days=1)


# ── The coordination ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def create_training(
    *,
    group: Group | None,
    title: str,
    days: list[tuple[date, time, time]],
    place: str,
    seats: int,
    fee: Decimal,
    departement: str,
    language: str,
    audience: str,
    prerequisites: str,
    programme: str,
    facilitators: Iterable[User],
    confirm_holiday: bool = False,
    past: bool = False,
    by: User,
    at: datetime,
    **facts,
) -> Cycle:
    """A session of one or several `days` (day, from, to), of a training known or new. `facts`: of `TrainingFacts`.

    Registration opens now and closes the day before the first day; without hours, those of its days are added up.
    `past`: it took place already; nobody registers any more.
    """
    if group is None:
        if not title:
            raise Refused("Choisissez une formation, ou donnez le titre d’une nouvelle.", field="title")
        group = Group.objects.create(
            kind=Kind.TRAINING,
            title=title,
            language=language,
            departement=departement,
            place=place,
            audience=audience,
            prerequisites=prerequisites,
        )
    spans = _spans(days, at=at, past=past)
    checks.refuse_holiday([day for day, *_ in days], group.country, confirmed=confirm_holiday)
    cycle = _session(
        group,
        spans,
        at=at,
        seats=seats,
        fee=fee,
        programme=programme,
    )
    cycle.facilitators.set(facilitators)
    Meeting.objects.bulk_create(
        Meeting(cycle=cycle, number=number, place=place, **span) for number, span in enumerate(spans, start=1)
    )
    facts["hours"] = facts.get("hours") or _hours(spans)
    TrainingFacts.objects.create(cycle=cycle, **facts)
    return cycle


@transaction.atomic
def edit_training(
    cycle: Cycle,
    *,
    version: int,
    programme: str,
    prerequisites: str,
    by: User,
    at: datetime,
    **facts,
) -> Cycle:
    """Change what a session says of itself. Prerequisites are those of the training, whatever the session."""
    cycle = checks.locked(cycle)
    checks.refuse_stale(cycle, version)
    cycle.programme, cycle.version = programme, cycle.version + 1
    cycle.save(update_fields=["programme", "version"])
    group = Group.objects.select_for_update().get(pk=cycle.group_id)
    if group.prerequisites != prerequisites:
        group.prerequisites, group.version = prerequisites, group.version + 1
        group.save(update_fields=["prerequisites", "version"])
    TrainingFacts.objects.update_or_create(cycle=cycle, defaults=facts)
    return cycle


# ── The contact file ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def enter_contacts(cycle: Cycle, *, at: datetime) -> int:
    """Whoever came to a training and had ticked it joins the contact file, with the day she said so; how many.

    Never without that tick, each wish once. A refusal of the same day or later wins over it. Called when the
    presences of a meeting are noted: the file is not the facilitator's to see, so the portal writes in it.
    """
    if cycle.group.kind != Kind.TRAINING or not _invites(cycle):
        return 0
    with acting_as_system():
        entered = [_enter(one, at=at) for one in access.to_enter(cycle).select_related("user").order_by("pk")]
    return sum(entered)


@transaction.atomic
def leave_contacts(registration: Registration, *, by: User, at: datetime) -> Registration:
    """She takes her wish back: the portal forgets it, and the file no longer writes to her if it had entered."""
    checks.locked(registration.cycle)
    registration = Registration.objects.select_related("user").get(pk=registration.pk)
    if registration.joins_contacts_at is None:
        return registration
    registration.joins_contacts_at = None
    registration.save(update_fields=["joins_contacts_at"])
    with acting_as_system():
        if ContactEntry.objects.filter(registration=registration).exists():
            contact = _known(registration.user.email)
            if contact and contact.refused_on is None:
                contact.refused_on = timezone.localdate(at)
                contact.save(update_fields=["refused_on"])
    return registration


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _spans(days: list[tuple[date, time, time]], *, at: datetime, past: bool) -> list[dict[str, datetime]]:
    if not days:
        raise Refused("Indiquez au moins une journée.", field="day_1")
    spans = sorted((checks.span(*one) for one in days), key=lambda span: span["starts_at"])
    if past:
        checks.refuse_unless_past(spans, at)
    elif spans[0]["starts_at"] <= at:
        raise Refused("Une de ces journées est déjà passée.", field="day_1")
    if any(after["starts_at"] < before["ends_at"] for before, after in pairwise(spans)):
        raise Refused("Deux de ces journées se chevauchent.", field="day_1")
    return spans


def _session(group: Group, spans: list[dict], *, at: datetime, **facts) -> Cycle:
    first, last = (timezone.localdate(span["starts_at"]) for span in (spans[0], spans[-1]))
    closes_at = spans[0]["starts_at"] - CLOSES_BEFORE
    if spans[0]["starts_at"] <= at:  # it is over: nobody registers any more
        opens_at = closes_at - CLOSES_BEFORE
    else:
        opens_at, closes_at = at, max(closes_at, at + timedelta(minutes=1))
    try:
        with transaction.atomic():
            return Cycle.objects.create(
                group=group,
                season=f"{first:%d/%m/%Y}",
                starts_on=first,
                ends_on=last,
                opens_at=opens_at,
                closes_at=closes_at,
                **facts,
            )
    except IntegrityError as error:
        if "one_cycle_a_season" not in str(error):
            raise
        raise Refused("Cette formation a déjà une session qui commence ce jour-là.", field="day_1") from error


def _hours(spans: list[dict]) -> Decimal:
    seconds = sum((span["ends_at"] - span["starts_at"]).total_seconds() for span in spans)
    return round(Decimal(seconds) / 3600, 2)


def _invites(cycle: Cycle) -> bool:
    facts = getattr(cycle, "training", None)
    return facts is None or facts.invites_contacts


def _known(email: str) -> Contact | None:
    return Contact.objects.select_for_update().filter(email__iexact=email).first()


def _enter(registration: Registration, *, at: datetime) -> bool:
    """Carry out one wish; whether she may now be written to."""
    agreed_on = timezone.localdate(registration.joins_contacts_at)
    contact = _known(registration.user.email)
    portal = {"by": registration.user, "at": at}
    refused = contact is not None and contact.refused_on is not None and contact.refused_on >= agreed_on
    if contact is None:
        contact = contacts.add_contact(
            name=registration.user.display_name[:120],
            email=registration.user.email.lower(),
            function=registration.profession[:80],
            structure=_structure(registration.structure),
            departement="",
            agreed_on=agreed_on,
            refused_on=None,
            **portal,
        )
    elif not refused:
        contact.agreed_on = (
            agreed_on if contact.refused_on else min(contact.agreed_on or agreed_on, agreed_on)
        )
        contact.refused_on = None
        contact.save(update_fields=["agreed_on", "refused_on"])
    ContactEntry.objects.create(registration=registration, entered_at=at)
    return not refused


def _structure(name: str) -> Structure | None:
    """The one of this very name, if there is but one."""
    found = list(Structure.objects.filter(name__iexact=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None
