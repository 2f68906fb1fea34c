"""Writes of people who ask for help without an account, for themselves or a relative, in the portal's name."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.links import INVALID_LINK, fingerprint, new_token
from centre.mail import MAX_ATTEMPTS
from centre.models import OutgoingMail, User
from centre.refusals import Refused
from referrals.intake import actions as intake
from referrals.intake import mails
from referrals.models import Dispositif, Referral, ReferralDraft
from referrals.states import State

PER_MINUTE = 20  # what the whole portal takes in from people without an account
LINKS_AN_HOUR = 3  # mailed to one address
WITHDRAWN = "Retirée par la personne, depuis sa page de suivi."
TOO_MANY = (
    "Beaucoup de demandes arrivent en ce moment. Vos réponses sont conservées : renvoyez-les dans une minute."
    " En cas de danger, appelez le 15 ou le 3114."
)
SENT_ENOUGH = (
    "Plusieurs liens sont déjà partis vers cette adresse. Attendez une heure avant d’en demander un autre."
)
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def _portal() -> User:
    return User.objects.get(email=SYSTEM_EMAIL)


def _hold_the_door() -> None:
    """Serialise until the end of the transaction, so that the limits below are counted exactly."""
    list(Dispositif.objects.filter(open_to_persons=True).order_by("pk").select_for_update(no_key=True))


def refuse_a_crowd(allowed: bool) -> None:
    """`allowed`: whether this visitor is within the rate limit, which the view counts."""
    if not allowed:
        raise Refused(TOO_MANY)


def _refuse_a_flood(*, at: datetime) -> None:
    lately = at - _MINUTE
    sent = Referral.objects.filter(
        received_on__gte=timezone.localdate(lately), tracking_until__gt=lately + intake.TRACKING_LIFE
    )
    kept = ReferralDraft.objects.filter(token_hash__isnull=False, expires_at__gt=lately + intake.DRAFT_LIFE)
    if sent.count() + kept.count() >= PER_MINUTE:
        raise Refused(TOO_MANY)


def tracking_token(idempotency_key: UUID) -> str:
    """The token of a request, derived from its form's key and the portal's secret, so that a form sent twice has one
    link."""
    mark = salted_hmac("referrals.intake.tracking", str(idempotency_key), algorithm="sha256")
    return urlsafe_b64encode(mark.digest()).rstrip(b"=").decode()


@transaction.atomic
def ask_for_help(*, email: str, draft_token: str = "", idempotency_key: UUID, at: datetime, **typed) -> str:
    """Take in a request; returns the token of its status page. `typed` is as for `receive`."""
    token = tracking_token(idempotency_key)
    with acting_as_system():
        _hold_the_door()
        sent_before = Referral.objects.filter(idempotency_key=idempotency_key).exists()
        if not sent_before:
            _refuse_a_flood(at=at)
        intake.receive(idempotency_key=idempotency_key, tracking_token=token, by=_portal(), at=at, **typed)
        if draft_token:
            ReferralDraft.objects.filter(token_hash=fingerprint(draft_token)).delete()
        if email and not sent_before and _links_to(email, at=at) < LINKS_AN_HOUR:
            mails.help_received(email, token=token)
    return token


@transaction.atomic
def keep_draft(*, typed: str, resume_email: str, token: str, at: datetime) -> ReferralDraft:
    """Keep a form as typed, for thirty days.

    The first time, behind a link mailed to that address, which is not stored with it; then behind the same `token`.
    """
    if len(typed) > intake.LONGEST_DRAFT:
        raise Refused(intake.TOO_LONG)
    with acting_as_system():
        _hold_the_door()
        _refuse_a_flood(at=at)
        if token:
            draft = _draft(token, at=at, rows=ReferralDraft.objects.select_for_update())
        elif _links_to(resume_email, at=at) >= LINKS_AN_HOUR:
            raise Refused(SENT_ENOUGH, field="resume_email")
        else:
            token = new_token()
            draft = ReferralDraft(author=_portal(), token_hash=fingerprint(token))
            mails.help_kept(resume_email, token=token)
        draft.typed, draft.expires_at = typed, at + intake.DRAFT_LIFE
        draft.save()
    return draft


def draft_of(token: str, *, at: datetime) -> ReferralDraft:
    """What a mailed link shows; the refusal is the same for unknown, sent and expired."""
    with acting_as_system():
        return _draft(token, at=at, rows=ReferralDraft.objects)


def _draft(token: str, *, at: datetime, rows) -> ReferralDraft:
    draft = rows.filter(token_hash=fingerprint(token), expires_at__gt=at).first()
    if draft is None:
        raise Refused(INVALID_LINK)
    return draft


def request_of(token: str, *, at: datetime) -> Referral:
    """The request behind a tracking link; the refusal is the same for unknown and expired."""
    with acting_as_system():
        rows = Referral.objects.select_related("dispositif")
        found = rows.filter(tracking_hash=fingerprint(token), tracking_until__gt=at).first()
    if found is None:
        raise Refused(INVALID_LINK)
    return found


@transaction.atomic
def withdraw_help(token: str, *, at: datetime) -> Referral:
    """Withdraw the request through its link. Idempotent."""
    found = request_of(token, at=at)
    with acting_as_system():
        current = Referral.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if current.state == State.WITHDRAWN:
            return current
        return intake.withdraw(current, reason=WITHDRAWN, by=_portal(), at=at)


def _links_to(address: str, *, at: datetime) -> int:
    """How many of these links were mailed to that address in the last hour."""
    return _links().filter(to__iexact=address, queued_at__gt=at - _HOUR).count()


def _links():
    return OutgoingMail.objects.filter(subject__in=mails.LINKS)


@transaction.atomic
def forget_addresses(*, at: datetime) -> int:
    """Delete the addresses typed only to receive a link, once it was delivered or cannot be; returns how many."""
    yesterday = at - timedelta(days=1)
    over = Q(sent_at__lt=yesterday) | Q(sent_at=None, attempts__gte=MAX_ATTEMPTS, queued_at__lt=yesterday)
    with acting_as_system():
        return _links().filter(over).delete()[0]
