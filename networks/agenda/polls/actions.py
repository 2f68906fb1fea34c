"""Every write about date polls. Each locks the poll first, so that an answer and the closing never interleave."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from centre.links import fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from networks.agenda.polls import access, mails
from networks.agenda.polls.planning import plan
from networks.models import Activity, Contact, DatePoll, PollAnswer, PollDate, PollInvitee

FEWEST, MOST = 2, 8
CLOSED = "Ce sondage vient d’être clos\u00a0: votre réponse n’est pas enregistrée."

# ── The coordination ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def open_poll(
    *,
    title: str,
    activity: Activity | None = None,
    place: str = "",
    dates: list[tuple[datetime, datetime]],
    answer_by: date | None = None,
    roles: list[str] = (),
    members: list[User] = (),
    contacts: list[Contact] = (),
    typed: list[tuple[str, str]] = (),
    guests: list[tuple[str, str]] = (),
    plans_activity: bool = True,
    by: User,
    at: datetime,
) -> DatePoll:
    """Propose `dates` (start, end) to members (by role or picked) and contacts (picked, or typed: name, address).

    Whoever is found twice is asked once; somebody typed who is not known joins the contact file, where she has
    agreed to nothing. `guests` (name, address) do not: this poll alone writes to them, until it closes.
    `plans_activity`: not when the caller makes its own meeting of the chosen date.
    """
    title = title or (activity.title if activity else "")
    if not title:
        raise Refused("Donnez un titre, ou choisissez l’activité à poursuivre.", field="title")
    _refuse_bad_dates(dates, at=at)
    _refuse_bad_deadline(answer_by, dates, at=at)
    accounts = access.accounts_by_address([address.lower() for _, address in guests])
    users, others = _people(roles, [*members, *accounts.values()], contacts, typed)
    alone = {address.lower(): name for name, address in guests if address.lower() not in accounts}
    if not (users or others or alone):
        raise Refused("Choisissez au moins une personne à qui demander.", field="roles")
    poll = DatePoll.objects.create(
        title=title,
        activity=activity,
        plans_activity=plans_activity,
        place=place,
        answer_by=answer_by,
        created_by=by,
        created_at=at,
    )
    PollDate.objects.bulk_create(
        PollDate(poll=poll, starts_at=start, ends_at=end) for start, end in sorted(dates)
    )
    for user in users:
        _ask(PollInvitee(poll=poll, user=user), mails.asked)
    for contact in others:
        _ask(PollInvitee(poll=poll, contact=contact), mails.asked)
    for address, name in alone.items():
        _ask(PollInvitee(poll=poll, name=name, email=address), mails.asked)
    return poll


@transaction.atomic
def remind(poll: DatePoll, *, by: User, at: datetime) -> int:
    """Write again to those who have not answered, once a day at most; returns how many. The new link replaces the
    first."""
    poll = _lock(poll)
    _refuse_if_closed(poll)
    if poll.reminded_at and timezone.localdate(poll.reminded_at) == timezone.localdate(at):
        raise Refused("Un rappel est déjà parti aujourd’hui\u00a0: le prochain pourra partir demain.")
    silent = poll.invitees.select_related("user", "contact", "poll").filter(answered_at=None).order_by("pk")
    silent = [invitee for invitee in silent if mails.reachable(invitee)]
    if not silent:
        raise Refused("Il n’y a personne à relancer.")
    for invitee in silent:
        _ask(invitee, mails.reminded)
    poll.reminded_at = at
    poll.save(update_fields=["reminded_at"])
    return len(silent)


@transaction.atomic
def close_poll(poll: DatePoll, *, date: PollDate, by: User, at: datetime) -> DatePoll:
    """Keep one date: the activity is planned, if the poll plans one; everybody is told, and answers no longer
    change."""
    poll = _lock(poll)
    _refuse_if_closed(poll)
    if date.poll_id != poll.pk:
        raise Refused("Choisissez l’une des dates proposées.", field="date")
    if date.starts_at <= at:
        raise Refused("Cette date est déjà passée\u00a0: choisissez-en une à venir.", field="date")
    poll.chosen, poll.closed_at = date, at
    if poll.plans_activity:
        poll.activity = plan(poll, date, by=by, at=at)
    poll.save(update_fields=["chosen", "closed_at", "activity"])
    for invitee in poll.invitees.select_related("user", "contact").order_by("pk"):
        invitee.poll = poll
        mails.closed(poll, invitee)
    poll.invitees.exclude(email="").update(email="")  # nothing more is written to a guest
    return poll


@transaction.atomic
def stop_asking(polls: list[DatePoll], *, user: User | None, email: str) -> None:
    """Remove an invitee: her link and her answers are deleted while the poll is open."""
    hers = Q(user=user) if user else Q(email__iexact=email) & ~Q(email="")
    for poll in polls:
        if _lock(poll).closed_at is None:
            poll.invitees.filter(hers).delete()


# ── Whoever is asked ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def answer_poll(invitee: PollInvitee, *, answers: dict[int, str], at: datetime) -> PollInvitee:
    """Say yes, if need be or no of each date (`answers`: date id → choice), in the invitee's own name.

    A member may not lock the poll, nor a contact log in: the portal locks, then whoever answers writes.
    """
    with acting_as_system():
        poll = _lock(invitee.poll)
        if poll.closed_at:
            raise Refused(CLOSED)
        if set(answers) != set(poll.dates.values_list("pk", flat=True)):
            raise Refused("Répondez pour chaque date.")
    with acting_as(invitee.user) if invitee.user else acting_as_system():
        PollAnswer.objects.bulk_create(
            [PollAnswer(invitee=invitee, date_id=date, choice=choice) for date, choice in answers.items()],
            update_conflicts=True,
            unique_fields=["invitee", "date"],
            update_fields=["choice"],
        )
        invitee.answered_at = at
        invitee.save(update_fields=["answered_at"])
    return invitee


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _lock(poll: DatePoll) -> DatePoll:
    return DatePoll.objects.select_for_update().get(pk=poll.pk)


def _ask(invitee: PollInvitee, write) -> None:
    """Give the invitee a link of her own, and mail it: only its fingerprint is kept."""
    token = new_token()
    invitee.token_hash = fingerprint(token)
    invitee.save()
    write(invitee, token)


def _people(roles, members, contacts, typed) -> tuple[list[User], list[Contact]]:
    """Accounts and contacts to ask, each person once: an address that belongs to an account is that account."""
    users = {user.pk: user for user in members}
    for role in roles:
        users |= {user.pk: user for user in User.objects.holding(role)}
    typed = {address.lower(): name for name, address in typed}
    wanted = [*typed, *(contact.email.lower() for contact in contacts)]
    accounts = access.accounts_by_address(wanted) | {user.email.lower(): user for user in users.values()}
    known = access.contacts_by_address(wanted)
    others = {}
    for address in dict.fromkeys(wanted):
        if address in accounts:
            users[accounts[address].pk] = accounts[address]
        else:
            contact = known.get(address) or Contact.objects.create(name=typed[address], email=address)
            if contact.refused_on:
                raise Refused(f"{contact.name} ne souhaite plus que le centre lui écrive.", field="typed")
            others[contact.pk] = contact
    return [user for user in users.values() if not user.has_ended], list(others.values())


def _refuse_bad_dates(dates: list[tuple[datetime, datetime]], *, at: datetime) -> None:
    if not FEWEST <= len(dates) <= MOST:
        raise Refused(f"Proposez de {FEWEST} à {MOST} dates.", field="day_1")
    if len({start for start, _ in dates}) < len(dates):
        raise Refused("La même date est proposée deux fois.", field="day_1")
    if any(start <= at for start, _ in dates):
        raise Refused("Une des dates est déjà passée.", field="day_1")
    if any(end - start > timedelta(hours=12) or end <= start for start, end in dates):
        raise Refused("Une rencontre dure douze heures au plus.", field="day_1")


def _refuse_bad_deadline(answer_by: date | None, dates, *, at: datetime) -> None:
    if answer_by is None:
        return
    if answer_by < timezone.localdate(at):
        raise Refused("Cette date limite est déjà passée.", field="answer_by")
    if answer_by > timezone.localdate(max(start for start, _ in dates)):
        raise Refused("Demandez les réponses avant la dernière date proposée.", field="answer_by")


def _refuse_if_closed(poll: DatePoll) -> None:
    if poll.closed_at:
        raise Refused("Ce sondage est déjà clos.")
