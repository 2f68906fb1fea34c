"""Writes of whoever refers: a draft, the orientation, her answers, its withdrawal."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from centre.vault import blind_index
from networks.models import Membership
from referrals import mails
from referrals.choices import SENT_ALREADY, ConsentForm, ConsentScope, Origin, Urgency
from referrals.models import (
    Consent,
    Dispositif,
    Identity,
    Person,
    Referral,
    ReferralDraft,
)
from referrals.moves import decision_facts, locked, move, write_step
from referrals.states import DELAYS, State


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
    origin: str = Origin.REFERRER,
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
                origin=origin,
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
    write_step(referral, by=by, at=at)
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
    refuse_unless_asked(locked(referral, None))
    return move(referral, State.STUDIED, by=by, at=at, version=None, note=answer)


def withdraw(referral: Referral, *, reason: str, by: User, at: datetime) -> Referral:
    """The referrer takes her request back, accepted or not."""
    return move(
        referral,
        State.WITHDRAWN,
        by=by,
        at=at,
        version=None,
        note=reason,
        **decision_facts(State.WITHDRAWN, reason, at),
    )
