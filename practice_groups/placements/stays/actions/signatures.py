"""Signing: behind a mailed link, or on paper scanned by the coordination. The last signature closes the convention."""

import base64
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.links import INVALID_LINK, fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.joining.documents.files import clean
from practice_groups.choices import PlacementState, SignedBy
from practice_groups.models import Placement, Signature
from practice_groups.placements.stays import access, mails, tasks, wording
from practice_groups.placements.stays.actions.moves import locked, move

MORE_TO_DO = "Cette convention n’attend plus de signature."


@transaction.atomic
def sign(token: str, *, name: str, function: str = "", accept: bool, at: datetime) -> Signature:
    """Sign the convention behind the link, at the portal's time. Idempotent.

    Whoever holds the link has no account, and row-level security lets only the coordination and the portal write here:
    the portal writes this row and the move that follows, and nothing else.
    """
    with acting_as_system():
        found = access.signature_of(token)
        placement = locked(found.placement)
        signature = placement.signatures.select_for_update().defer("scan").get(pk=found.pk)
        if signature.signed_at:
            return signature
        if signature.token_hash is None or bytes(signature.token_hash) != fingerprint(token):
            raise Refused(INVALID_LINK)  # sent again meanwhile: the newer link signs
        if not accept:
            raise Refused(_("Cochez la case pour signer la convention."), field="accept")
        signature.name, signature.function = name, function or signature.function
        signature.by, signature.signed_at = SignedBy.TYPED, at
        return _keep(placement, signature, "name", "function")


@transaction.atomic
def sign_on_paper(
    signature: Signature,
    *,
    name: str,
    function: str = "",
    signed_on: date,
    content: bytes,
    by: User,
    at: datetime,
) -> Signature:
    """Store the scan of a signed paper, sanitised, with the signatory and the date on it."""
    placement = locked(signature.placement)
    signature = placement.signatures.select_for_update().get(pk=signature.pk)
    if signature.signed_at:
        raise Refused(f"Cette partie a déjà signé, le {_day(signature.signed_at)}.")
    if placement.state != PlacementState.TO_SIGN:
        raise Refused(MORE_TO_DO)
    if not timezone.localdate(placement.convention_at) <= signed_on <= timezone.localdate(at):
        raise Refused(
            f"La signature se situe entre le {_day(placement.convention_at)}, jour où le texte a été arrêté, "
            "et aujourd’hui.",
            field="signed_on",
        )
    signature.scan = base64.b64encode(clean(content).content).decode()
    signature.name, signature.function = name, function or signature.function
    signature.by = SignedBy.PAPER
    noon = timezone.make_aware(datetime.combine(signed_on, time(12)))
    signature.signed_at = min(max(noon, placement.convention_at), at)
    return _keep(placement, signature, "name", "function", "scan")


@transaction.atomic
def send_again(signature: Signature, *, email: str, by: User, at: datetime) -> Signature:
    """Mail a new link to this address; the old one is revoked."""
    placement = locked(signature.placement)
    signature = placement.signatures.select_for_update().defer("scan").get(pk=signature.pk)
    if signature.signed_at or placement.state != PlacementState.TO_SIGN:
        raise Refused(MORE_TO_DO)
    signature.email, signature.asked_at, signature.reminded_at = email, at, None
    mails.to_sign(signature, _new_link(signature, "email", "asked_at", "reminded_at"))
    return signature


@transaction.atomic
def remind(signature: Signature, *, at: datetime) -> bool:
    """After a week without a signature, mail a new link, once; returns whether it was sent."""
    placement = locked(signature.placement)
    due = access.to_remind(at).filter(placement=placement, pk=signature.pk)
    signature = due.select_for_update(of=["self"]).defer("scan").first()
    if signature is None:
        return False
    signature.reminded_at = at
    mails.sign_reminder(signature, _new_link(signature, "reminded_at"))
    return True


def _new_link(signature: Signature, *changed: str) -> str:
    token = new_token()
    signature.token_hash = fingerprint(token)
    signature.save(update_fields=["token_hash", *changed])
    return token


def _keep(placement: Placement, signature: Signature, *changed: str) -> Signature:
    """Record the signature with the digest of the signed text; the last one closes the convention at once."""
    if placement.state != PlacementState.TO_SIGN:
        raise Refused(MORE_TO_DO)
    signature.text_digest = wording.digest(placement.convention_text)
    signature.save(update_fields=["by", "signed_at", "text_digest", *changed])
    if not placement.signatures.filter(signed_at=None).exists():
        placement.pdf = ""
        move(placement, PlacementState.SIGNED, "pdf")
        for one in placement.signatures.defer("scan"):
            mails.signed_by_all(one)
        transaction.on_commit(lambda: enqueue(tasks.render_convention, str(placement.pk)))
    return signature


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")
