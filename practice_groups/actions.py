"""Every write of practice groups, one verb each. Each locks the cycle first, then counts its seats."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.choices import Sector
from practice_groups import mails
from practice_groups.choices import FeeState
from practice_groups.intervision import turns
from practice_groups.models import Cycle, Registration
from practice_groups.registrations import rules
from practice_groups.states import LIVING, State, may_move

ENDED = gettext_lazy(
    "Cette inscription est close. Vous pouvez vous inscrire de nouveau tant que les inscriptions sont ouvertes."
)
COUNTS = ["taken", "taken_social", "taken_mental", "queue"]  # of a cycle: the database keeps them


# ── The participant ─────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def register(
    cycle: Cycle,
    *,
    profession: str,
    sector: str,
    structure: str = "",
    expectations: str = "",
    host_address: str = "",
    host_commune: str = "",
    avoids_months: Sequence[str] = (),
    joins_contacts: bool = False,
    charter: bool,
    version: int | None = None,
    idempotency_key: UUID | None = None,
    user: User | None = None,
    exception: str = "",
    by: User,
    at: datetime,
) -> Registration:
    """Register `by`, or `user` when the coordination does it for her: confirmed if a seat is hers under the rule of
    composition, else last in the queue.

    Full is not a refusal. The same submission sent twice gives the same registration; sent to another cycle, it is
    refused. `version` is that of the cycle whose fee and dates she read; `avoids_months` are « 2026-11 ».
    `exception`: why the coordination registers her outside the dates.
    """
    cycle, user = _lock(cycle), user or by
    known = _known(cycle, idempotency_key, user=user)
    if known and known.idempotency_key == idempotency_key is not None:
        return known
    refuse_unless_open(cycle, at=at, exception=exception)
    if known:
        raise Refused(_already(known, by=by))
    _refuse_unless_admitted(cycle, profession=profession, sector=sector, charter=charter, user=user, by=by)
    if version not in (None, cycle.version):
        raise Refused(
            _(
                "Ce groupe vient d’être modifié : relisez les dates et la participation, puis renvoyez le formulaire."
            )
        )
    _offer_free_seats(cycle, at=at)  # nobody overtakes the queue
    registration = Registration(
        cycle=cycle,
        user=user,
        registered_by=by if user != by else None,
        exception=exception,
        profession=profession,
        sector=sector,
        structure=structure,
        expectations=expectations,
        charter_accepted_at=at,
        registered_at=at,
        joins_contacts_at=at if joins_contacts else None,
        idempotency_key=idempotency_key,
        state=State.WAITING,
    )
    if cycle.hosted:
        registration.host_address, registration.host_commune = host_address, host_commune
        registration.avoids_months = sorted(set(avoids_months))
    return _told(_placed(registration, at=at), at=at)


@transaction.atomic
def withdraw(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Leave the group or its queue; a seat that this frees goes to the next in line."""
    registration = _locked(registration)
    if registration.state == State.WITHDRAWN:
        return registration
    _refuse_if_over(registration.cycle, at=at)
    _end(registration, State.WITHDRAWN, by=by, at=at)
    turns.release_turns(registration, at=at)
    return registration


@transaction.atomic
def accept_offer(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Take the offered seat, in time; the coordination does for whoever telephones. An answer is not given twice."""
    registration = _locked(registration)
    if registration.state == State.CONFIRMED:
        return registration
    _refuse_unless_offered(registration, by=by, at=at)
    _move(registration, State.CONFIRMED, confirmed_at=at, **_fee_of(registration.cycle))
    return _told(registration, at=at)


@transaction.atomic
def decline_offer(registration: Registration, *, by: User, at: datetime) -> Registration:
    """Leave the offered seat to the next in line."""
    registration = _locked(registration)
    if registration.state == State.WITHDRAWN:
        return registration
    _refuse_unless_offered(registration, by=by, at=at)
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
    """The one promotion: offer each free seat of the locked `cycle` to the next in line who may take it.

    First come first served. Whoever cannot take it (her sector has its share, her account is closed) keeps her place
    and reads why; at the next run she comes first again. Runs on every release, every added seat, every expiry. The
    person who frees a seat may neither see nor change the row of the next one, and row-level security holds her to
    it: the offer is written in the portal's own name, and the journal says so.
    """
    cycle.refresh_from_db(fields=COUNTS)
    if not cycle.queue or not cycle.free_seats or cycle.is_over(at):
        return
    free, room = cycle.free_seats, rules.room_of(cycle)
    with acting_as_system():
        for registration in Registration.objects.waiting().filter(cycle=cycle).select_related("user"):
            registration.cycle = cycle
            reason = _why_not(registration, room, at=at)
            if reason:
                _pass_over(registration, reason)
                continue
            offer = {"offered_at": at, "offered_until": at + cycle.offer_time, "passed_over": ""}
            _move(registration, State.OFFERED, **offer)
            mails.offered(registration)
            if registration.sector in room:
                room[registration.sector] -= 1
            free -= 1
            if not free:
                break
    cycle.refresh_from_db(fields=COUNTS)


def _why_not(registration: Registration, room: dict[str, int], *, at: datetime) -> str:
    """Why a free seat is not this person's to take; nothing when it is. `room`: seats left to limited sectors."""
    user = registration.user
    if not user.is_active or (user.ends_on and user.ends_on < timezone.localdate(at)):
        return rules.closed_account(registration.cycle)
    if room.get(registration.sector, 1) <= 0:
        return rules.full_sector(registration.cycle, registration.sector)
    return ""


def _pass_over(registration: Registration, reason: str) -> None:
    if registration.passed_over != reason:
        registration.passed_over = reason
        registration.save(update_fields=["passed_over"])


def _placed(registration: Registration, *, at: datetime) -> Registration:
    """Write a new registration: seated in the portal's name, since a person may only queue in her own; by the
    coordination, in hers."""
    cycle = registration.cycle
    try:
        with transaction.atomic():
            if rules.has_seat(cycle, registration.sector):
                registration.state, registration.confirmed_at = State.CONFIRMED, at
                for name, value in _fee_of(cycle).items():
                    setattr(registration, name, value)
                with nullcontext() if registration.registered_by else acting_as_system():
                    registration.save(force_insert=True)
                return registration
            registration.save(force_insert=True)
    except IntegrityError as error:
        if "one_registration_a_submission" not in str(error):
            raise
        raise Refused(_("Ce formulaire a déjà été envoyé : ouvrez-en un nouveau.")) from error
    if cycle.free_seats:  # a seat that is not hers: the same function tells her why
        _offer_free_seats(cycle, at=at)
        registration.refresh_from_db(fields=["passed_over"])
    return registration


def _lock(cycle: Cycle) -> Cycle:
    """The cycle as it is now, locked until the end of the transaction."""
    return Cycle.objects.locked().get(pk=cycle.pk)


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


def _told(registration: Registration, *, at: datetime) -> Registration:
    """Write to whoever registered or accepted; the place in the queue is read after the trigger wrote it."""
    registration.cycle.refresh_from_db(fields=COUNTS)
    write = mails.confirmed if registration.state == State.CONFIRMED else mails.waiting
    write(registration)
    if registration.state == State.CONFIRMED:
        turns.welcome(registration, at=at)
    return registration


def _known(cycle: Cycle, key: UUID | None, *, user: User) -> Registration | None:
    """The user's registration made by this very submission, else the living one."""
    found = Registration.objects.of(user).filter(
        Q(state__in=LIVING) | Q(idempotency_key=key, idempotency_key__isnull=False), cycle=cycle
    )
    for registration in found:
        registration.cycle = cycle
    return next((r for r in found if key and r.idempotency_key == key), next(iter(found), None))


def refuse_unless_open(cycle: Cycle, *, at: datetime, exception: str = "") -> None:
    """The same sentences at every door, with an account and without. `exception`: a reason to pass over the dates."""
    _refuse_if_over(cycle, at=at)
    if not cycle.published or cycle.group.closed_on:
        raise Refused(_("Ce groupe ne prend pas d’inscription pour le moment."))
    if exception:
        return
    if at < cycle.opens_at:
        raise Refused(
            _("Les inscriptions ouvrent le %(when)s. Revenez à partir de cette date.")
            % {"when": _when(cycle.opens_at)}
        )
    if at >= cycle.closes_at:
        raise Refused(
            _("Les inscriptions sont closes depuis le %(when)s.") % {"when": _when(cycle.closes_at)}
        )


def _refuse_unless_admitted(
    cycle: Cycle, *, profession: str, sector: str, charter: bool, user: User, by: User
) -> None:
    if not charter:
        raise Refused(_("Acceptez la charte du groupe pour vous inscrire."), field="charter")
    if sector not in Sector.values:
        raise Refused(_("Choisissez votre secteur."), field="sector")
    if cycle.facilitators.filter(pk=user.pk).exists():
        raise Refused(
            _("Vous animez ce groupe : vous y êtes déjà.") if user == by else f"{user} anime déjà ce groupe."
        )
    reason = rules.refusal(cycle.group, profession=profession, user=user)
    if reason:
        raise Refused(reason[0], field=reason[1] or None)


def _refuse_if_over(cycle: Cycle, *, at: datetime) -> None:
    if cycle.is_over(at):
        raise Refused(_("Ce cycle est terminé."))


def _refuse_unless_offered(registration: Registration, *, by: User, at: datetime) -> None:
    holds = registration.state == State.OFFERED and registration.offered_until >= at
    if not holds and by.pk != registration.user_id:
        raise Refused("Aucune place ne lui est proposée, ou le délai de réponse est passé.")
    if registration.state == State.EXPIRED or (
        registration.state == State.OFFERED and registration.offered_until < at
    ):
        raise Refused(too_late(registration))
    if registration.state != State.OFFERED:
        raise Refused(_("Aucune place ne vous est proposée pour le moment."))


def too_late(registration: Registration) -> str:
    """What an expired offer answers, wherever it is clicked."""
    return _("Vous aviez jusqu’au %(when)s pour répondre : cette place revient à la personne suivante.") % {
        "when": _when(registration.offered_until)
    }


def _already(registration: Registration, *, by: User) -> str:
    where = registration.place or registration.get_state_display().lower()
    if registration.user_id != by.pk:
        return f"Cette personne est déjà sur la liste de ce groupe : {where}."
    return _("Vous êtes déjà sur la liste de ce groupe : %(where)s.") % {"where": where}


def _fee_of(cycle: Cycle) -> dict:
    """What a seat owes, as the database expects it of whoever accepts one."""
    return {"fee_state": FeeState.DUE, "fee_amount": cycle.fee} if cycle.fee else {}


def _when(moment: datetime) -> str:
    local = timezone.localtime(moment)
    if get_language() == "fr":
        return f"{local:%d/%m/%Y à %H h %M}"
    return date_format(local, "DATETIME_FORMAT")
