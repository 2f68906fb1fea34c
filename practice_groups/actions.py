"""Every write of practice groups, one verb each. Each locks the cycle first, then counts its seats."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from practice_groups import mails
from practice_groups.choices import FeeState
from practice_groups.models import Cycle, Registration
from practice_groups.states import LIVING, State, may_move

ENDED = "Cette inscription est close. Vous pouvez vous inscrire de nouveau tant que les inscriptions sont ouvertes."


# ── The participant ─────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def register(
    cycle: Cycle,
    *,
    profession: str,
    structure: str = "",
    expectations: str = "",
    charter: bool,
    idempotency_key: UUID | None = None,
    by: User,
    at: datetime,
) -> Registration:
    """Register `by`: confirmed if a seat is free, else last in the queue. Full is not a refusal.

    The same submission sent twice gives the same registration; sent to another cycle, it is refused.
    """
    cycle = _lock(cycle)
    known = _known(cycle, idempotency_key, user=by)
    if known and known.idempotency_key == idempotency_key is not None:
        return known
    _refuse_unless_open(cycle, at=at)
    if known:
        raise Refused(_already(known))
    if not charter:
        raise Refused("Acceptez la charte du groupe pour vous inscrire.", field="charter")
    if cycle.facilitators.filter(pk=by.pk).exists():
        raise Refused("Vous animez ce groupe : vous y êtes déjà.")
    if cycle.queue and cycle.free_seats:
        _offer_free_seats(cycle, at=at)  # nobody overtakes the queue
    registration = Registration(
        cycle=cycle,
        user=by,
        profession=profession,
        structure=structure,
        expectations=expectations,
        charter_accepted_at=at,
        registered_at=at,
        idempotency_key=idempotency_key,
        state=State.WAITING,
    )
    if cycle.free_seats:
        registration.state, registration.confirmed_at = State.CONFIRMED, at
        registration.fee_state = _fee_of(cycle)
    try:
        with transaction.atomic():
            registration.save(force_insert=True)
    except IntegrityError as error:
        if "one_registration_a_submission" not in str(error):
            raise
        raise Refused("Ce formulaire a déjà été envoyé : ouvrez-en un nouveau.") from error
    return _told(registration)


@transaction.atomic
def withdraw(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Leave the group or its queue; a seat that this frees goes to the next in line."""
    registration = _locked(registration)
    if registration.state == State.WITHDRAWN:
        return registration
    _refuse_if_over(registration.cycle, at=at)
    return _end(registration, State.WITHDRAWN, by=by, at=at)


@transaction.atomic
def accept_offer(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Take the offered seat, in time. An answer already given is not given twice."""
    registration = _locked(registration)
    if registration.state == State.CONFIRMED:
        return registration
    _refuse_unless_offered(registration, at=at)
    _move(registration, State.CONFIRMED, confirmed_at=at, fee_state=_fee_of(registration.cycle))
    return _told(registration)


@transaction.atomic
def decline_offer(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Leave the offered seat to the next in line."""
    registration = _locked(registration)
    if registration.state == State.WITHDRAWN:
        return registration
    _refuse_unless_offered(registration, at=at)
    return _end(registration, State.WITHDRAWN, by=by, at=at)


def answer_offer(registration: Registration, *, accepted: bool, by: User, at: datetime) -> Registration:
    answer = accept_offer if accepted else decline_offer
    return answer(registration, by=by, at=at)


# ── The coordination, the facilitators, the clock ───────────────────────────────────────────────


@transaction.atomic
def change_seats(cycle: Cycle, *, seats: int, by: User, at: datetime) -> Cycle:
    """Set the number of seats: each one added is offered to the queue; nobody seated is put out."""
    cycle = _lock(cycle)
    if seats < max(1, cycle.taken):
        raise Refused(
            f"{cycle.taken} places sont déjà prises ou proposées : indiquez au moins ce nombre.",
            field="seats",
        )
    cycle.seats = seats
    cycle.save(update_fields=["seats"])
    _offer_free_seats(cycle, at=at)
    return cycle


@transaction.atomic
def expire_offers(cycle: Cycle, *, by: User, at: datetime) -> int:
    """Close the offers of `cycle` left unanswered, offer its free seats; how many were closed.

    `by` is the portal, whose task this is. Run twice, it finds nothing left to do.
    """
    cycle = _lock(cycle)
    overdue = list(Registration.objects.overdue(at).filter(cycle=cycle).select_related("user").order_by("pk"))
    for registration in overdue:
        registration.cycle = cycle
        _move(registration, State.EXPIRED, ended_at=at, ended_by=by)
        mails.expired(registration)
    _offer_free_seats(cycle, at=at)
    return len(overdue)


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _offer_free_seats(cycle: Cycle, *, at: datetime) -> None:
    """The one promotion: offer each free seat of the locked `cycle` to the next in line.

    First come first served; whoever cannot answer (account closed) keeps her place and is passed over. Runs on
    every release, every added seat, every expiry. The person who frees a seat may neither see nor change the
    row of the next one, and row-level security holds her to it: the offer is written in the portal's own name,
    and the journal says so.
    """
    cycle.refresh_from_db(fields=["taken", "queue"])
    if not cycle.queue or not cycle.free_seats or cycle.is_over(at):
        return
    with acting_as_system():
        line = Registration.objects.waiting().able_to_sit(timezone.localdate(at)).filter(cycle=cycle)
        for registration in line.select_related("user")[: cycle.free_seats]:
            registration.cycle = cycle
            _move(registration, State.OFFERED, offered_at=at, offered_until=at + cycle.offer_time)
            mails.offered(registration)
    cycle.refresh_from_db(fields=["taken", "queue"])


def _lock(cycle: Cycle) -> Cycle:
    """The cycle as it is now, locked until the end of the transaction."""
    return Cycle.objects.select_for_update(of=["self"]).select_related("group").get(pk=cycle.pk)


def _locked(registration: Registration) -> Registration:
    """The registration as it is now, under the lock of its cycle."""
    cycle = _lock(registration.cycle)
    registration = Registration.objects.select_related("user").get(pk=registration.pk)
    registration.cycle = cycle
    return registration


def _move(registration: Registration, state: str, **facts) -> Registration:
    """The one place where a registration changes state, with the facts that go with it."""
    if not may_move(registration.state, state):
        raise Refused(ENDED)
    registration.state = state
    for name, value in facts.items():
        setattr(registration, name, value)
    registration.save(update_fields=["state", *facts])
    return registration


def _end(registration: Registration, state: str, *, by: User, at: datetime) -> Registration:
    _move(registration, state, ended_at=at, ended_by=by)
    _offer_free_seats(registration.cycle, at=at)
    mails.withdrawn(registration)
    return registration


def _told(registration: Registration) -> Registration:
    """Write to whoever registered or accepted; the place in the queue is read after the trigger wrote it."""
    registration.cycle.refresh_from_db(fields=["taken", "queue"])
    write = mails.confirmed if registration.state == State.CONFIRMED else mails.waiting
    write(registration)
    return registration


def _known(cycle: Cycle, key: UUID | None, *, user: User) -> Registration | None:
    """The user's registration made by this very submission, else the living one."""
    found = Registration.objects.of(user).filter(
        Q(state__in=LIVING) | Q(idempotency_key=key, idempotency_key__isnull=False), cycle=cycle
    )
    for registration in found:
        registration.cycle = cycle
    return next((r for r in found if key and r.idempotency_key == key), next(iter(found), None))


def _refuse_unless_open(cycle: Cycle, *, at: datetime) -> None:
    _refuse_if_over(cycle, at=at)
    if at < cycle.opens_at:
        raise Refused(f"Les inscriptions ouvrent le {_when(cycle.opens_at)}. Revenez à partir de cette date.")
    if at >= cycle.closes_at:
        raise Refused(f"Les inscriptions sont closes depuis le {_when(cycle.closes_at)}.")


def _refuse_if_over(cycle: Cycle, *, at: datetime) -> None:
    if cycle.is_over(at):
        raise Refused("Ce cycle est terminé.")


def _refuse_unless_offered(registration: Registration, *, at: datetime) -> None:
    if registration.state == State.EXPIRED or (
        registration.state == State.OFFERED and registration.offered_until < at
    ):
        raise Refused(
            f"Vous aviez jusqu’au {_when(registration.offered_until)} pour répondre : cette place revient à la "
            "personne suivante."
        )
    if registration.state != State.OFFERED:
        raise Refused("Aucune place ne vous est proposée pour le moment.")


def _already(registration: Registration) -> str:
    where = registration.place or registration.get_state_display().lower()
    return f"Vous êtes déjà sur la liste de ce groupe : {where}."


def _fee_of(cycle: Cycle) -> str:
    return FeeState.DUE if cycle.fee else ""


def _when(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y à %H h %M}"
