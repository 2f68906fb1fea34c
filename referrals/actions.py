"""Every write about a referral, one verb each. `_move` alone changes a state."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from centre.vault import blind_index
from networks.models import Membership
from referrals import mails
from referrals.care import actions as cares
from referrals.choices import SENT_ALREADY, ConsentForm, ConsentScope, Urgency
from referrals.models import (
    CaseReview,
    Consent,
    Dispositif,
    Identity,
    Person,
    Referral,
    ReferralDraft,
    ReferralStep,
)
from referrals.states import DECISIONS, DELAYS, NEEDS_REASON, State, may_move


def _step(referral: Referral, *, by: User, at: datetime, note: str = "") -> None:
    ReferralStep.objects.create(referral=referral, state=referral.state, at=at, by=by, note=note)


def _told(referral: Referral) -> Refused:
    """Somebody else acted first: say who and when."""
    last = referral.steps.select_related("by").order_by("-at").first()
    if last is None:  # told by a sheet: nobody moved it here
        return Refused(
            f"Ce dossier a changé : il est maintenant « {referral.get_state_display()} »."
            " Votre saisie n’a pas été enregistrée ; rechargez la page avant de recommencer."
        )
    when = timezone.localtime(last.at)
    return Refused(
        f"Dossier modifié par {last.by} à {when:%H} h {when:%M} : il est maintenant « {referral.get_state_display()} »."
        " Votre saisie n’a pas été enregistrée ; comparez avant de recommencer."
    )


def _locked(referral: Referral, version: int | None) -> Referral:
    """The row, held until the end of the transaction, if it is still the one that was read."""
    current = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    if version is not None and current.version != version:
        raise _told(current)
    return current


@transaction.atomic
def _move(
    referral: Referral, to: State, *, by: User, at: datetime, version: int | None, note: str = "", **facts
):
    """Change the state: lock, is it legal, save, write the step, tell. Returns the fresh referral.

    No care outlives the acceptance of its orientation: it ends with it.
    """
    current = _locked(referral, version)
    if not may_move(current.state, to):
        raise Refused(
            f"Une orientation « {current.get_state_display()} » ne peut pas devenir « {State(to).label} »."
        )
    was_accepted, delay = current.state == State.ACCEPTED, DELAYS.get(to)
    current.state, current.state_since, current.due_at = to, at, delay and at + delay
    current.version += 1
    for name, value in facts.items():
        setattr(current, name, value)
    current.save()
    _step(current, by=by, at=at, note=note)
    if was_accepted:
        cares.close_with(current, at=at)
    mails.moved(current, by=by)
    return current


# ── The referrer ────────────────────────────────────────────────────────────────────────────────


def save_draft(*, typed: str, by: User) -> ReferralDraft:
    """Keep a form as typed (JSON text), whatever it holds. One draft a referrer."""
    draft = ReferralDraft.objects.filter(author=by).first() or ReferralDraft(author=by)
    draft.typed = typed
    draft.save()
    return draft


def _place_of(by: User, dispositif: Dispositif, today: date) -> Membership | None:
    """The referrer's structure, or a refusal where the dispositif wants validated referrers only."""
    place = (
        Membership.objects.filter(user=by, validated_on__lte=today)
        .exclude(until__lt=today)
        .select_related("structure")
        .first()
    )
    if place is None and dispositif.known_referrers_only and not by.may("triage"):
        raise Refused(
            "Votre structure n’est pas encore validée pour ce dispositif : appelez la coordination, qui le fera.",
            field="dispositif",
        )
    return place


@transaction.atomic
def receive(
    *,
    person: dict,
    identity: dict,
    consents: dict[ConsentScope, ConsentForm],
    consent_language: str,
    dispositif: Dispositif,
    motives: list[str],
    vignette: str,
    urgency: str,
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> Referral:
    """Take in an orientation: the person, her identity in the vault, her consents, the request.

    `person` and `identity` are the fields of the models of those names. The same key twice is the same referral.
    """
    typed = {"dispositif": dispositif, "motives": motives, "urgency": urgency, "vignette": vignette}
    already = _sent_before(idempotency_key, typed, person, identity, by)
    if already is not None:
        return already
    today = timezone.localdate(at)
    if not dispositif.open_to_intake:
        raise Refused("Ce dispositif n’accepte plus de nouvelles orientations.", field="dispositif")
    place = _place_of(by, dispositif, today)
    try:
        with transaction.atomic():
            referral = Referral(
                person=Person.objects.create(created_by=by, created_at=at, **person),
                referrer=by,
                structure=place and place.structure,
                referrer_kind=place.structure.kind if place else "",
                **typed,
                received_on=today,
                state_since=at,
                due_at=at + (timedelta(hours=4) if urgency == Urgency.URGENT else DELAYS[State.SENT]),
                idempotency_key=idempotency_key,
            )
            referral.save()
    except IntegrityError as error:
        if "idempotency_key" not in str(error):
            raise
        already = _sent_before(idempotency_key, typed, person, identity, by)
        if already is None:  # another's, that row security hides
            raise Refused(SENT_ALREADY) from error
        return already  # the same form, sent twice at the same instant
    full_name = f"{identity['first_name']} {identity.get('last_name', '')}"
    Identity.objects.create(person=referral.person, name_index=blind_index(full_name), **identity)
    for scope, form in consents.items():
        Consent.objects.create(
            person=referral.person,
            scope=scope,
            form=form,
            language=consent_language,
            given_on=today,
            recorded_by=by,
        )
    _step(referral, by=by, at=at)
    ReferralDraft.objects.filter(author=by).delete()
    mails.received(referral)
    return referral


def _sent_before(key: UUID, typed: dict, person: dict, identity: dict, by: User) -> Referral | None:
    """The referral this very form made; a refusal if it made another, or somebody else's."""
    already = Referral.objects.filter(idempotency_key=key).select_related("person__identity").first()
    if already is None:
        return None
    stored = (already, typed), (already.person, person), (already.person.identity, identity)
    same = all(getattr(record, name) == value for record, facts in stored for name, value in facts.items())
    if already.referrer_id != by.pk or not same:
        raise Refused(SENT_ALREADY)
    return already


def refuse_unless_asked(referral: Referral) -> None:
    if not referral.is_asked:
        raise Refused("La coordination n’attend pas de réponse sur cette orientation : rechargez la page.")


@transaction.atomic
def complete(referral: Referral, *, answer: str, by: User, at: datetime) -> Referral:
    """The referrer answers the coordination's question; the file is studied again."""
    refuse_unless_asked(_locked(referral, None))
    return _move(referral, State.STUDIED, by=by, at=at, version=None, note=answer)


def withdraw(referral: Referral, *, reason: str, by: User, at: datetime) -> Referral:
    """The referrer takes her request back, accepted or not."""
    return _move(
        referral,
        State.WITHDRAWN,
        by=by,
        at=at,
        version=None,
        note=reason,
        **_decision(State.WITHDRAWN, reason, at),
    )


# ── The coordination ────────────────────────────────────────────────────────────────────────────


def _decision(decision: str, reason: str, at: datetime) -> dict:
    return {"decision": decision, "decided_on": timezone.localdate(at), "decision_reason": reason}


def take(referral: Referral, *, version: int, by: User, at: datetime) -> Referral:
    """Acknowledge and follow it: `by` becomes its owner."""
    return _move(referral, State.STUDIED, by=by, at=at, version=version, owner=by)


def ask(referral: Referral, *, question: str, version: int, by: User, at: datetime) -> Referral:
    """Ask the referrer for a complement; it is her turn."""
    return _move(referral, State.INCOMPLETE, by=by, at=at, version=version, note=question)


def bring_to_review(referral: Referral, *, version: int, by: User, at: datetime) -> Referral:
    """Put it on the agenda of the next *concertation*."""
    return _move(referral, State.REVIEWED, by=by, at=at, version=version)


def decide(
    referral: Referral, *, decision: str, reason: str, version: int, by: User, at: datetime
) -> Referral:
    """Decide without a concertation, where the dispositif allows it; a negative end says why."""
    needs_review = referral.dispositif is None or referral.dispositif.requires_review
    if decision == State.ACCEPTED and needs_review and not referral.reviews.exists():
        raise Refused("Dans ce dispositif, rien n’est accepté sans concertation.", field="decision")
    _check_decision(decision, reason)
    return _move(
        referral, decision, by=by, at=at, version=version, note=reason, **_decision(decision, reason, at)
    )


def _check_decision(decision: str, reason: str) -> None:
    if decision not in DECISIONS:
        raise Refused("Choisissez une décision de la liste.", field="decision")
    if decision in NEEDS_REASON and not reason:
        raise Refused("Dites pourquoi : l’orienteur lira ce motif.", field="reason")


@transaction.atomic
def record_review(
    referral: Referral,
    *,
    held_on: date,
    relevance: str,
    spoken_language: str,
    availability: str,
    participants: list[User],
    decision: str,
    reason: str,
    dissent: str,
    version: int,
    by: User,
    at: datetime,
) -> CaseReview:
    """Record a *concertation*, with its three criteria, and its decision."""
    current = _locked(referral, version)
    if current.state != State.REVIEWED:
        raise Refused("Passez d’abord cette orientation en concertation.")
    if not participants:
        raise Refused(
            "Qui a pris part à la concertation ? Cochez au moins une personne.", field="participants"
        )
    _check_review_day(current, held_on, timezone.localdate(at))
    _check_decision(decision, reason)
    moved = _move(
        referral, decision, by=by, at=at, version=version, note=reason, **_decision(decision, reason, at)
    )
    review = CaseReview.objects.create(
        referral=moved,
        held_on=held_on,
        relevance=relevance,
        spoken_language=spoken_language,
        availability=availability,
        decision=decision,
        dissent=dissent,
        recorded_by=by,
        recorded_at=at,
    )
    review.participants.set(participants)
    return review


def _check_review_day(referral: Referral, held_on: date, today: date) -> None:
    if held_on > today:
        raise Refused("Une concertation à venir n’a pas encore de décision.", field="held_on")
    if held_on < referral.received_on:
        raise Refused(
            f"Cette date est avant la réception de l’orientation ({referral.received_on:%d/%m/%Y}).",
            field="held_on",
        )
