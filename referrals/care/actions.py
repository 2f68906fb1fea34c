"""Every write about a care; handovers are in `handover`, the waiting list in `waiting` and `placing`."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.models import Interpreter, Therapist
from referrals import mails
from referrals.care import mails as care_mails
from referrals.care import waiting
from referrals.choices import DeclineKind, EndReason
from referrals.models import Care, Person, Referral, ReferralStep
from referrals.pairing import candidates as pairing
from referrals.pairing import rules
from referrals.sessions.planned.actions import cancel_following
from referrals.states import CARE_MOVES, CareState, State

FOLLOWED = [CareState.ACTIVE, CareState.SUSPENDED]
FULL = (
    "Vous suivez déjà autant de personnes que vous avez de places. "
    "Terminez un suivi ou demandez à la coordination d’ouvrir une place."
)
_REFUSALS = {
    "one_proposal_a_referral": "Cette situation est déjà proposée à quelqu’un : rechargez la page.",
    "one_living_care_a_referral": "Quelqu’un suit déjà cette personne : rechargez la page.",
    "a relay is needed": "Quelqu’un suit déjà cette personne : passez le relais.",
    "a relay is for the same person": "Le relais se passe à un autre thérapeute, pour la même personne.",
    "capacity_is_kept": FULL,
    "not accepted": "Cette orientation n’est plus acceptée : rechargez la page, la proposition est close.",
}
TAKEN_BACK = "Proposition retirée par la coordination."


def translated(error: IntegrityError) -> Refused:
    """A refusal in French for a known constraint; any other error is raised again."""
    for name, reason in _REFUSALS.items():
        if name in str(error):
            return Refused(reason)
    raise error


@transaction.atomic
def propose(
    referral: Referral, *, therapist: Therapist, interpreter: Interpreter | None, by: User, at: datetime
) -> Care:
    """Propose the situation to a therapist, with an interpreter where they share no language."""
    referral = locked_referral(referral.pk)
    if Care.objects.filter(referral=referral, state__in=FOLLOWED, imported=False).exists():
        raise Refused(_REFUSALS["a relay is needed"])
    return offer(referral, therapist=therapist, interpreter=interpreter, by=by, at=at)


def locked_referral(pk) -> Referral:
    return Referral.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)


def offer(
    referral: Referral,
    *,
    therapist: Therapist,
    interpreter: Interpreter | None,
    relays: Care | None = None,
    by: User,
    at: datetime,
) -> Care:
    """Propose a locked `referral`, once the hard rules of pairing allow it."""
    if referral.state != State.ACCEPTED:
        raise Refused("Une orientation se propose à un thérapeute une fois acceptée.")
    if Care.objects.filter(referral=referral, state=CareState.PROPOSED, imported=False).exists():
        raise Refused(_REFUSALS["one_proposal_a_referral"])
    pairing.may_be_paired(referral.person, therapist, interpreter)
    try:
        with transaction.atomic():
            care = Care.objects.create(
                person=referral.person,
                referral=referral,
                therapist=therapist,
                interpreter=interpreter,
                language=_language(therapist, interpreter, referral.person),
                relays=relays,
                proposed_at=at,
                proposed_by=by,
            )
    except IntegrityError as error:
        raise translated(error) from error
    mails.proposed(care)
    return care


def _language(therapist: Therapist, interpreter: Interpreter | None, person: Person) -> str:
    """The language they will work in: the interpreter's if there is one, otherwise one they share."""
    return rules.shared_language(interpreter or therapist, person)


def locked(care: Care, *, version: int | None = None) -> Care:
    """The care as it is now, locked; refused if it has changed since it was read."""
    current = (
        Care.objects.select_for_update(of=("self",)).select_related("therapist", "referral").get(pk=care.pk)
    )
    if version is not None and current.version != version:
        raise _changed(current)
    return current


def _changed(care: Care) -> Refused:
    return Refused(
        f"Cette situation est maintenant « {care.get_state_display()} » : rechargez la page avant d’agir."
    )


def move(
    care: Care, to: CareState, *, of: CareState | None = None, version: int | None = None, **facts
) -> Care:
    """Change the state of the care, if that move is legal; `of`: only from these states."""
    return _changed_to(_movable(care, to, of=of, version=version), state=to, **facts)


def _stop(care: Care, to: CareState, *, version: int | None = None, by: User, at: datetime, **facts) -> Care:
    """The same for a care that stops: sessions planned after `at` are cancelled, and their interpreters told."""
    current = _movable(care, to, version=version)
    cancel_following(current, after=at, by=by, at=at)
    return _changed_to(current, state=to, **facts)


def _movable(care: Care, to: CareState, *, of: CareState | None = None, version: int | None) -> Care:
    current = locked(care, version=version)
    if to not in CARE_MOVES[current.state] or of not in (None, current.state):
        raise _changed(current)
    return current


def _changed_to(care: Care, **facts) -> Care:
    for name, value in facts.items():
        setattr(care, name, value)
    care.version += 1
    try:
        with transaction.atomic():
            care.save()
    except IntegrityError as error:
        raise translated(error) from error
    return care


# ── The answer to a proposal ────────────────────────────────────────────────────────────────────


@transaction.atomic
def accept(care: Care, *, by: User, at: datetime) -> Care:
    """The therapist accepts; the database refuses to exceed her capacity. Accepting a handover ends the previous
    care."""
    _refuse_unless_accepted(care)
    if not care.therapist.active:
        raise Refused(
            f"Votre situation dans le réseau est « {care.therapist.get_standing_display().lower()} » : "
            "aucun nouveau suivi ne commence. Appelez la coordination si c’est une erreur."
        )
    with acting_as_system():  # the care before is another therapist's: nobody else may end it
        _end_relayed(care, at=at)
    care = move(care, CareState.ACTIVE, of=CareState.PROPOSED, answered_at=at)
    ReferralStep.objects.create(
        referral=care.referral,
        state=State.ACCEPTED,
        at=at,
        by=by,
        note="Un thérapeute a accepté de recevoir la personne.",
    )
    mails.answered(care)
    return care


def _refuse_unless_accepted(care: Care) -> None:
    """Lock the orientation before its care, in the same order as every other action. A therapist may not change it,
    hence not lock it: the portal does."""
    with acting_as_system():
        referral = Referral.objects.select_for_update(of=("self",)).get(pk=care.referral_id)
    if referral.state != State.ACCEPTED:
        raise Refused(_REFUSALS["not accepted"])


def _end_relayed(care: Care, *, at: datetime) -> None:
    """End the care that the proposal `care` takes over. Cares, then therapists, are locked in a fixed order: two
    handovers that cross wait for each other instead of deadlocking."""
    pair = Care.objects.select_for_update(of=("self",)).filter(pk__in=[care.pk, care.relays_id])
    held = {one.pk: one for one in pair.order_by("pk")}
    before, after = held.get(care.relays_id), held[care.pk]
    if before is None or before.state not in FOLLOWED or after.state != CareState.PROPOSED:
        return
    cancel_following(before, after=at, by=_portal(), at=at)
    both = Therapist.objects.select_for_update(no_key=True).filter(
        pk__in=[before.therapist_id, after.therapist_id]
    )
    list(both.order_by("pk"))
    _over(before, EndReason.HANDED_OVER, at=at)


def _portal() -> User:
    return User.objects.get(email=SYSTEM_EMAIL)


def _over(care: Care, reason: EndReason, *, at: datetime) -> None:
    """The portal ends a care: its therapist is told, and the place is offered to whoever waits."""
    facts = {"ended_on": timezone.localdate(at), "end_reason": reason}
    care = _stop(care, CareState.ENDED, by=_portal(), at=at, **facts)
    mails.closed(care)
    waiting.tell(care.therapist)


@transaction.atomic
def decline(care: Care, *, kind: str = DeclineKind.OTHER, reason: str = "", by: User, at: datetime) -> Care:
    """The therapist declines, with a reason that the coordination reads."""
    if kind == DeclineKind.OTHER and not reason:
        raise Refused("Dites en quelques mots pourquoi : la coordination le lira.", field="reason")
    care = move(care, CareState.DECLINED, answered_at=at, decline_kind=kind, decline_reason=reason)
    mails.answered(care)
    if kind != DeclineKind.FULL:
        waiting.tell(care.therapist)
    return care


@transaction.atomic
def take_back(care: Care, *, version: int | None = None, by: User, at: datetime) -> Care:
    """The coordination withdraws an unanswered proposal."""
    care = move(care, CareState.DECLINED, version=version, answered_at=at, decline_reason=TAKEN_BACK)
    mails.closed(care)
    waiting.tell(care.therapist)
    return care


@transaction.atomic
def remind(care: Care, *, told: bool, by: User, at: datetime) -> Care:
    """Remind the therapist of an unanswered proposal or, with `told`, tell the coordination. Once each."""
    current = locked(care)
    mark = 2 if told else 1
    if current.state != CareState.PROPOSED or current.reminders >= mark:
        return current
    current.reminders = mark
    current.save(update_fields=["reminders"])
    if told:
        care_mails.unanswered(current)
    else:
        care_mails.reminded(current)
    return current


# ── The care itself ─────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def suspend(
    care: Care,
    *,
    since: date | None = None,
    until: date | None = None,
    version: int | None = None,
    by: User,
    at: datetime,
) -> Care:
    """Pause the care, from `since` (default: today): the place is freed, the identity stays open."""
    today = timezone.localdate(at)
    since = since or today
    if since > today:
        raise Refused("Une pause se note le jour où elle commence, ou après.", field="since")
    if care.answered_at and since < timezone.localdate(care.answered_at):
        raise Refused("Cette date est avant le début du suivi.", field="since")
    if until is not None and until <= since:
        raise Refused("La reprise prévue vient après le début de la pause.", field="until")
    facts = {"suspended_on": since, "suspended_until": until}
    care = _stop(care, CareState.SUSPENDED, version=version, by=by, at=at, **facts)
    waiting.tell(care.therapist)
    return care


@transaction.atomic
def resume(care: Care, *, version: int | None = None, by: User, at: datetime) -> Care:
    """Resume the care, if a place is left: the one it had may have been taken."""
    facts = {"suspended_on": None, "suspended_until": None}
    return move(care, CareState.ACTIVE, of=CareState.SUSPENDED, version=version, **facts)


@transaction.atomic
def end(
    care: Care,
    *,
    reason: str = EndReason.OTHER,
    outcome: str = "",
    version: int | None = None,
    by: User,
    at: datetime,
) -> Care:
    """End the care: the place is freed and the identity closes. The orientation stays as it is."""
    facts = {"ended_on": timezone.localdate(at), "end_reason": reason, "outcome": outcome}
    care = _stop(care, CareState.ENDED, version=version, by=by, at=at, **facts)
    waiting.tell(care.therapist)
    return care


@transaction.atomic
def ask_relay(care: Care, *, reason: str, version: int | None = None, by: User, at: datetime) -> Care:
    """The therapist asks to hand the care over; she follows the person until somebody accepts."""
    current = locked(care, version=version)
    if current.state not in FOLLOWED:
        raise _changed(current)
    if current.relay_asked_at is not None:
        raise Refused("Vous avez déjà demandé un relais ; la coordination cherche quelqu’un.")
    current = _changed_to(current, relay_asked_at=at, relay_reason=reason)
    care_mails.relay_asked(current)
    return current


@transaction.atomic
def forget_relay(care: Care, *, version: int | None = None, by: User, at: datetime) -> Care:
    """She keeps the care after all."""
    current = locked(care, version=version)
    if current.state not in FOLLOWED or current.relay_asked_at is None:
        raise _changed(current)
    return _changed_to(current, relay_asked_at=None, relay_reason="")


_WHY_CLOSED = {
    State.WITHDRAWN: "Orientation retirée.",
    State.REDIRECTED: "Orientation réorientée.",
    State.CLOSED: "Orientation close.",
}


def close_with(referral: Referral, *, at: datetime) -> None:
    """The locked `referral` is no longer accepted: its active care ends, or its proposal is closed.

    Whoever withdraws an orientation neither sees nor changes its care: the portal does, and the journal records it.
    """
    redirected = referral.state == State.REDIRECTED
    with acting_as_system():
        living = Care.objects.filter(referral=referral, imported=False).exclude(
            state__in=[CareState.ENDED, CareState.DECLINED]
        )
        for care in living.select_related("therapist__user"):
            if care.state == CareState.PROPOSED:
                reason = _WHY_CLOSED[referral.state]
                closed = move(care, CareState.DECLINED, answered_at=at, decline_reason=reason)
                mails.closed(closed)
                waiting.tell(closed.therapist)
            else:
                _over(care, EndReason.REDIRECTED if redirected else EndReason.REFERRAL, at=at)
