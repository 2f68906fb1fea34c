"""Writes of referrers: a draft, the orientation, her answers, its withdrawal."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.journal import record_read
from centre.links import fingerprint
from centre.models import Reading, User
from centre.refusals import Refused
from networks.models import Membership
from referrals import mails
from referrals.choices import SENT_ALREADY, ConsentForm, ConsentScope, Origin
from referrals.dispositifs.states import ASKED_BY_ONESELF, refusal
from referrals.intake import mails as own_mails
from referrals.models import (
    Consent,
    Dispositif,
    Identity,
    Person,
    Referral,
    ReferralDraft,
)
from referrals.moves import decision_facts, locked, move, write_step
from referrals.people.duplicates import fingerprints, seems_known
from referrals.states import State, delay_of

DRAFT_LIFE = TRACKING_LIFE = timedelta(days=30)
LONGEST_DRAFT = 20_000  # characters, as JSON
WARNED = "doublon possible signalé à l’orienteur"
WARNINGS_A_DAY = 5
TOO_LONG = "Ce formulaire est trop long pour être gardé : raccourcissez vos réponses."


@transaction.atomic
def save_draft(*, typed: str, by: User, at: datetime) -> ReferralDraft:
    """Keep a form as typed (JSON text), whatever it holds, for thirty days. One draft per referrer."""
    if len(typed) > LONGEST_DRAFT:
        raise Refused(TOO_LONG)
    draft = ReferralDraft.objects.filter(author=by).first() or ReferralDraft(author=by)
    draft.typed, draft.expires_at = typed, at + DRAFT_LIFE
    draft.save()
    return draft


@transaction.atomic
def mail_draft(*, typed: str, by: User, at: datetime) -> ReferralDraft:
    """Keep the form, and mail its author a link back to it; she must log in to read it."""
    draft = save_draft(typed=typed, by=by, at=at)
    own_mails.draft_kept(by)
    return draft


@transaction.atomic
def forget_drafts(*, at: datetime) -> int:
    """Drafts past their day are deleted; how many."""
    with acting_as_system():
        return ReferralDraft.objects.filter(expires_at__lt=at).delete()[0]


def _place_of(by: User, day) -> Membership | None:
    return (
        Membership.objects.filter(user=by, validated_on__lte=day)
        .exclude(until__lt=day)
        .select_related("structure")
        .first()
    )


def welcomed(dispositif: Dispositif, *, departement: str, origin: str, by: User, at: datetime):
    """The referrer's membership of a structure, or None; Refused where the dispositif's rules exclude the orientation.

    The portal locks the dispositif until the end of the transaction, so that nobody closes it meanwhile.
    """
    day = timezone.localdate(at)
    with acting_as_system():
        rules = Dispositif.objects.select_for_update(no_key=True).get(pk=dispositif.pk)
    place = _place_of(by, day) if origin == Origin.REFERRER else None
    said = refusal(
        rules,
        origin=origin,
        day=day,
        departement=departement,
        is_validated=place is not None or by.may("triage"),
    )
    if said:
        raise Refused(said[0], field=said[1])
    return place


@transaction.atomic
def should_warn(
    *, person: dict, identity: dict, dispositif: Dispositif, idempotency_key: UUID, by: User, at: datetime
) -> bool:
    """Whether to warn, before this orientation is sent, that somebody of that name may be known already.

    Nothing is revealed for a form that would not be received. Each warning is journalled, and beyond a few a day there
    is none: the orientation goes through, and the coordination sees the likely duplicate.
    """
    welcomed(dispositif, departement=person["departement"], origin=Origin.REFERRER, by=by, at=at)
    if not seems_known(identity, birth_year=person["birth_year"]):
        return False
    if Referral.objects.filter(idempotency_key=idempotency_key).exists():
        return False  # it is this very form, sent twice
    with acting_as_system():
        told = Reading.objects.filter(object_id=str(by.pk), why=WARNED, at__gt=at - timedelta(days=1)).count()
    if told >= WARNINGS_A_DAY:
        return False
    record_read(by, by=by, at=at, why=WARNED)
    return True


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
    text_version: str = "",
    interpreter_present: bool = False,
    tracking_token: str = "",
) -> Referral:
    """Take in an orientation: the person, her identity in the vault, her consents, the request. Idempotent by its key.

    `person` and `identity` are the fields of the models of those names. When somebody asks for herself or a relative
    there is no referrer: `by` is the portal, and `tracking_token` the link to the status of the request. The hotline
    and the outreach team call this as the portal, with one of their members as `by`.
    """
    typed = {"dispositif": dispositif, "motives": motives, "urgency": urgency, "vignette": vignette}
    referrer = None if origin in ASKED_BY_ONESELF else by
    sent = {"referrer": referrer, "origin": origin, **typed}
    already = _sent_before(idempotency_key, sent, person, identity)
    if already is not None:
        return already
    today = timezone.localdate(at)
    place = welcomed(dispositif, departement=person.get("departement", ""), origin=origin, by=by, at=at)
    try:
        with transaction.atomic():
            referral = Referral(
                person=Person.objects.create(created_by=by, created_at=at, **person),
                **sent,
                structure=place and place.structure,
                referrer_kind=_kind(origin, place),
                received_on=today,
                state_since=at,
                due_at=at + delay_of(State.SENT, urgency),
                idempotency_key=idempotency_key,
                tracking_hash=fingerprint(tracking_token) if tracking_token else None,
                tracking_until=at + TRACKING_LIFE if tracking_token else None,
            )
            referral.save()
    except IntegrityError as error:
        if "idempotency_key" not in str(error):
            raise
        already = _sent_before(idempotency_key, sent, person, identity)
        if already is None:  # another's, that row security hides
            raise Refused(SENT_ALREADY) from error
        return already  # the same form, sent twice at the same instant
    Identity.objects.create(person=referral.person, **fingerprints(identity), **identity)
    for scope, form in consents.items():
        Consent.objects.create(
            person=referral.person,
            scope=scope,
            form=form,
            language=consent_language,
            text_version=text_version,
            interpreter_present=interpreter_present,
            given_on=today,
            recorded_by=by,
        )
    write_step(referral, by=by, at=at)
    if origin == Origin.REFERRER:
        ReferralDraft.objects.filter(author=by).delete()
    mails.received(referral)
    return referral


def _kind(origin: str, place: Membership | None) -> str:
    """The kind of referrer, as the figures count it."""
    if origin == Origin.REFERRER:
        return place.structure.kind if place else ""
    return Origin(origin).label


def _sent_before(key: UUID, typed: dict, person: dict, identity: dict) -> Referral | None:
    """The referral this very form made; a refusal if it made another, or somebody else's."""
    already = Referral.objects.filter(idempotency_key=key).select_related("person").first()
    if already is None:
        return None
    known = Identity.objects.filter(person=already.person_id).first()
    if known is None:  # erased since, or now in a file that another made
        raise Refused(SENT_ALREADY)
    stored = (already, typed), (already.person, person), (known, identity)
    if not all(getattr(record, name) == value for record, facts in stored for name, value in facts.items()):
        raise Refused(SENT_ALREADY)
    return already


def refuse_unless_asked(referral: Referral) -> None:
    if not referral.is_asked:
        raise Refused("La coordination n’attend pas de réponse sur cette orientation : rechargez la page.")


@transaction.atomic
def complete(referral: Referral, *, answer: str, by: User, at: datetime) -> Referral:
    """The referrer answers the coordination's question; the file is studied again."""
    refuse_unless_asked(locked(referral, None))
    return move(referral, State.STUDIED, by=by, at=at, version=None, note=answer)


def withdraw(referral: Referral, *, reason: str, by: User, at: datetime) -> Referral:
    """The referrer withdraws her request, accepted or not."""
    return move(
        referral,
        State.WITHDRAWN,
        by=by,
        at=at,
        version=None,
        note=reason,
        **decision_facts(State.WITHDRAWN, reason, at),
    )
