"""Writes about plans: asking for one, and deciding on its lines.

A line is only a proposal: every hard rule is checked again when it is accepted, and a line that no longer holds says
why.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.models import Therapist
from referrals.care import actions as cares
from referrals.care import placing
from referrals.choices import PlanLineState, PlanState
from referrals.models import Care, Plan, PlanLine, Referral
from referrals.states import LIVING, CareState, State

AT_ONCE = 100  # lines accepted by one click, all in one transaction
NO_MORE = "Cette orientation n’attend plus."
FOLLOWED = "Cette personne est déjà suivie, ou proposée à quelqu’un."
DECLINED = "Ce thérapeute a décliné cette situation depuis."


@transaction.atomic
def request_plan(*, by: User, at: datetime) -> Plan:
    """Ask for a plan; returns the one already being computed for `by`, if any."""
    unfinished = Plan.objects.filter(requested_by=by, state__in=[PlanState.WAITING, PlanState.RUNNING])
    try:
        with transaction.atomic():
            plan = unfinished.first() or Plan.objects.create(requested_by=by, requested_at=at)
    except IntegrityError as error:
        if "one_running_plan_each" not in str(error):
            raise
        return unfinished.get()
    from referrals.pairing.tasks import compute_plan

    transaction.on_commit(lambda: enqueue(compute_plan, str(plan.pk)))
    return plan


@transaction.atomic
def accept_line(line: PlanLine, *, by: User, at: datetime) -> PlanLine:
    """Propose what the line says, if that is still allowed: the line is then « retenue », otherwise « périmée » with
    the reason.

    Refused for a line already decided.
    """
    return _accept(_open(line), by=by, at=at)


@transaction.atomic
def set_aside_line(line: PlanLine, *, by: User, at: datetime) -> PlanLine:
    return _decided(_open(line), PlanLineState.SET_ASIDE, by=by, at=at)


@dataclass
class Accepted:
    accepted: int
    stale: int
    left: int


@transaction.atomic
def accept_plan(plan: Plan, *, by: User, at: datetime) -> Accepted:
    """Accept the undecided lines, the longest waiting first, `AT_ONCE` at most; `left` is how many remain.

    Everything they will lock is locked first, in the same order as elsewhere: orientations, then therapists.
    """
    mine = to_decide(plan).order_by("referral__received_on", "referral_id")
    lines = list(mine.select_for_update(of=("self",)).select_related("therapist", "interpreter")[:AT_ONCE])
    _lock(Referral, [line.referral_id for line in lines])
    _lock(Therapist, [line.therapist_id for line in lines])
    done = [_accept(line, by=by, at=at).state for line in lines]
    accepted = done.count(PlanLineState.ACCEPTED)
    return Accepted(accepted, len(done) - accepted, to_decide(plan).count())


def to_decide(plan: Plan):
    return plan.lines.filter(state=PlanLineState.OFFERED, therapist__isnull=False)


def _lock(model, ids: list) -> None:
    list(model.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _open(line: PlanLine) -> PlanLine:
    current = PlanLine.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=line.pk)
    if current.therapist_id is None:
        raise Refused("Aucune place n’a été trouvée pour cette personne : il n’y a rien à retenir.")
    if current.state != PlanLineState.OFFERED:
        raise Refused(
            f"Cette ligne est déjà « {current.get_state_display().lower()} » ({current.answered_by})."
        )
    return current


def _accept(line: PlanLine, *, by: User, at: datetime) -> PlanLine:
    try:
        with transaction.atomic():
            _propose(line, by=by, at=at)
    except Refused as refusal:
        line.reasons = [*line.reasons, refusal.reason]
        return _decided(line, PlanLineState.STALE, by=by, at=at)
    return _decided(line, PlanLineState.ACCEPTED, by=by, at=at)


def _propose(line: PlanLine, *, by: User, at: datetime) -> Care:
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=line.referral_id)
    if Care.objects.filter(
        referral=referral, therapist=line.therapist_id, state=CareState.DECLINED
    ).exclude(decline_kind="").exists():  # fmt: skip
        raise Refused(DECLINED)
    if Care.objects.filter(person=referral.person_id, state__in=LIVING, imported=False).exists():
        raise Refused(FOLLOWED)
    pair = {"therapist": line.therapist, "interpreter": line.interpreter, "by": by, "at": at}
    if referral.state == State.WAITING:
        return placing.offer_place(referral, version=referral.version, **pair)
    if referral.state != State.ACCEPTED:
        raise Refused(NO_MORE)
    return cares.propose(referral, **pair)


def _decided(line: PlanLine, state: PlanLineState, *, by: User, at: datetime) -> PlanLine:
    line.state, line.answered_by, line.answered_at = state, by, at
    line.save(update_fields=["state", "answered_by", "answered_at", "reasons"])
    return line
