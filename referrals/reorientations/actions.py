"""Every write about a reorientation: asked, answered by the partner or noted for her, concluded."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.links import fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from networks.models import Structure
from referrals.care.actions import FOLLOWED
from referrals.choices import ReorientationState
from referrals.models import Care, Referral, Reorientation
from referrals.moves import decision_facts, locked, move, write_step
from referrals.reorientations import mails
from referrals.reorientations.access import by_link, may_share
from referrals.reorientations.states import ASKABLE
from referrals.states import State

NO_CONSENT = (
    "Sans accord de la personne qui nomme ce partenaire, la demande part sans son identité. "
    "Enregistrez d’abord son accord, ou décochez."
)
_TOLD = {
    ReorientationState.ACCEPTED: "{} accepte de recevoir la personne.",
    ReorientationState.DECLINED: "{} ne peut pas recevoir la personne ; la coordination cherche une autre solution.",
    ReorientationState.UNANSWERED: "{} n’a pas répondu ; la coordination cherche une autre solution.",
}


def name_for_referrer(structure: Structure) -> str:
    """Nobody outside the network learns that a protected place takes part in this."""
    return "Un partenaire" if structure.sensitive else structure.name


@transaction.atomic
def reorient(
    referral: Referral,
    *,
    structure: Structure,
    shares_identity: bool,
    message: str,
    due_on: date,
    by: User,
    at: datetime,
) -> Reorientation:
    """Ask a partner to receive the person. The care, if there is one, goes on meanwhile."""
    referral = locked(referral, None)
    if referral.state not in ASKABLE:
        raise Refused(
            f"Une orientation « {referral.get_state_display()} » ne se réoriente pas : étudiez-la d’abord."
        )
    if structure.closed_on:
        raise Refused("Cette structure a fermé : choisissez-en une autre.", field="structure")
    if due_on <= timezone.localdate(at):
        raise Refused("Laissez au moins un jour au partenaire pour répondre.", field="due_on")
    if shares_identity and not may_share(referral.person, structure, at=at):
        raise Refused(NO_CONSENT, field="shares_identity")
    token = new_token()
    try:
        with transaction.atomic():
            made = Reorientation.objects.create(
                referral=referral,
                person=referral.person,
                care=Care.objects.filter(referral=referral, state__in=FOLLOWED, imported=False).first(),
                structure=structure,
                shares_identity=shares_identity,
                message=message,
                due_on=due_on,
                asked_at=at,
                asked_by=by,
                token_hash=fingerprint(token),
            )
    except IntegrityError as error:
        raise _translated(error) from error
    mails.asked(made, token)
    return made


def _translated(error: IntegrityError) -> Refused:
    if "one_open_reorientation_a_partner" in str(error):
        return Refused(
            "Une demande à ce partenaire attend déjà sa réponse pour cette personne.", field="structure"
        )
    if "without a consent" in str(error):
        return Refused(NO_CONSENT, field="shares_identity")
    raise error


@transaction.atomic
def answer(token: str, *, accepted: bool, words: str, answered_by: str, at: datetime) -> Reorientation:
    """The partner answers by her link, once. She has no account: the portal writes for her."""
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        found = by_link(token, at=at, lock=True)
        state = ReorientationState.ACCEPTED if accepted else ReorientationState.DECLINED
        return _settle(found, state, words=words, answered_by=answered_by, by=portal, at=at)


@transaction.atomic
def record_answer(
    reorientation: Reorientation,
    *,
    state: str,
    words: str = "",
    answered_by: str = "",
    version: int,
    by: User,
    at: datetime,
) -> Reorientation:
    """The coordinator notes what the partner said on the telephone, or that nobody ever answered."""
    return _settle(_open(reorientation, version), state, words=words, answered_by=answered_by, by=by, at=at)


@transaction.atomic
def cancel(reorientation: Reorientation, *, version: int, by: User, at: datetime) -> Reorientation:
    """Nobody is expected to answer any more; the link shows nothing from now on."""
    return _settle(_open(reorientation, version), ReorientationState.CANCELLED, by=by, at=at)


def _open(reorientation: Reorientation, version: int | None) -> Reorientation:
    held = Reorientation.objects.select_for_update(of=("self",))
    current = held.select_related("referral", "structure", "asked_by").get(pk=reorientation.pk)
    if current.state != ReorientationState.SENT or (version is not None and current.version != version):
        raise Refused(
            f"Cette réorientation est maintenant « {current.get_state_display()} » : rechargez la page."
        )
    return current


def _settle(
    current: Reorientation, state: str, *, words: str = "", answered_by: str = "", by: User, at: datetime
) -> Reorientation:
    current.state, current.answered_at, current.token_hash = state, at, None
    current.answer, current.answered_by = words, answered_by
    current.version += 1
    current.save()
    if state in _TOLD:
        note = _TOLD[state].format(name_for_referrer(current.structure))
        write_step(current.referral, by=by, at=at, note=note)
        mails.answered(current, by=by)
    return current


@transaction.atomic
def conclude(reorientation: Reorientation, *, version: int, by: User, at: datetime) -> Referral:
    """The partner receives the person: the referral is « réorientée », and the care that went on meanwhile ends.

    `version`: the referral's.
    """
    current = locked(reorientation.referral, version)
    accepted = Reorientation.objects.select_related("structure").get(pk=reorientation.pk)
    if accepted.state != ReorientationState.ACCEPTED:
        raise Refused("Le partenaire n’a pas accepté : rechargez la page.")
    reason = f"{name_for_referrer(accepted.structure)} reçoit la personne."
    facts = decision_facts(State.REDIRECTED, reason, at)
    return move(current, State.REDIRECTED, by=by, at=at, version=current.version, note=reason, **facts)


@transaction.atomic
def remind(reorientation: Reorientation, *, by: User, at: datetime) -> Reorientation:
    """The answer is late: a new link to the partner (the one before ends), a word to whoever asked. Once."""
    current = _open(reorientation, None)
    if current.reminded_at is not None:
        return current
    token = new_token()
    current.token_hash, current.reminded_at = fingerprint(token), at
    current.save(update_fields=["token_hash", "reminded_at"])
    mails.reminded(current, token)
    return current
