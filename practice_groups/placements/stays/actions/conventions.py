"""The convention: its facts settled, taken back while nobody has signed, cancelled with a reason."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from centre.context import acting_as_system
from centre.links import fingerprint, new_token
from centre.models import Settings, User
from centre.refusals import Refused
from centre.tasks import enqueue
from practice_groups.choices import PlacementSessionState, PlacementState, SignatoryRole
from practice_groups.models import Placement, PlacementSession, Signature
from practice_groups.placements.stays import mails, tasks, wording
from practice_groups.placements.stays.actions.moves import locked, move
from practice_groups.placements.stays.states import MOST_DAYS

SIGNED_ALREADY = (
    "Une partie a déjà signé\u00a0: cette convention ne change plus. "
    "Annulez ce stage et préparez-en une nouvelle."
)


@transaction.atomic
def settle_convention(
    placement: Placement,
    *,
    signatories: dict[str, dict[str, str]],
    intended_days: int,
    hours_a_day: Decimal,
    tutor: str = "",
    version: int,
    by: User,
    at: datetime,
) -> Placement:
    """Freeze the text and send it to be signed.

    `signatories`: for each of the four roles, her `name`, `function` and `email`; without an address she signs on
    paper. The mailed links show the text; a button signs.
    """
    placement = locked(placement, version=version)
    if placement.state != PlacementState.DRAFT:
        raise Refused("Cette convention est déjà arrêtée\u00a0: rouvrez la page.")
    if not 1 <= intended_days <= MOST_DAYS:
        raise Refused("Un stage dure d’un à cinq jours.", field="intended_days")
    for role in SignatoryRole:
        if not signatories.get(role, {}).get("name"):
            raise Refused(f"Nommez qui signe pour\u00a0: {role.label.lower()}.", field=f"{role}_name")
    _begin(placement.session)
    facts = {"intended_days": intended_days, "hours_a_day": hours_a_day, "tutor": tutor}
    for name, value in facts.items():
        setattr(placement, name, value)
    placement.convention_text, placement.convention_at = _text(placement, signatories), at
    placement.pdf = ""
    known = {one.role: one for one in placement.signatures.select_for_update()}
    for role in SignatoryRole:
        _ask(known.get(role) or Signature(placement=placement, role=role), signatories[role], at=at)
    move(placement, PlacementState.TO_SIGN, "convention_text", "convention_at", "pdf", *facts)
    transaction.on_commit(lambda: enqueue(tasks.render_convention, str(placement.pk)))
    return placement


@transaction.atomic
def reopen_convention(placement: Placement, *, version: int, by: User, at: datetime) -> Placement:
    """Take the convention back to correct it, while nobody has signed: its links are revoked and its text deleted."""
    placement = locked(placement, version=version)
    if placement.state != PlacementState.TO_SIGN:
        raise Refused("Cette convention n’attend plus de signature.")
    signatures = list(placement.signatures.select_for_update())
    if any(one.signed_at for one in signatures):
        raise Refused(SIGNED_ALREADY)
    _void(signatures)
    placement.convention_text, placement.convention_at, placement.pdf = "", None, ""
    return move(placement, PlacementState.DRAFT, "convention_text", "convention_at", "pdf")


@transaction.atomic
def cancel_placement(
    placement: Placement, *, reason: str, again: bool = False, version: int, by: User, at: datetime
) -> Placement | None:
    """Cancel a placement that has not begun. Signatures stay; the links are revoked.

    `again`: also create a new draft of the same placement, and return it.
    """
    placement = locked(placement, version=version)
    if placement.state not in (PlacementState.DRAFT, PlacementState.TO_SIGN, PlacementState.SIGNED):
        raise Refused("Ce stage a commencé\u00a0: interrompez-le en notant les heures réelles.")
    signatures = list(placement.signatures.select_for_update())
    if placement.state == PlacementState.TO_SIGN:
        for signature in signatures:
            mails.cancelled(signature)
    _void(signatures)
    if placement.state == PlacementState.SIGNED:
        with acting_as_system():  # it never began: no bilan counts these days, even of a published year
            placement.days.all().delete()
    placement.interruption = reason
    move(placement, PlacementState.CANCELLED, "interruption")
    if not again:
        return placement
    same = ("session_id", "pair_id", "wish_id", "host_id", "own_id", "tutor", "prepared_on")
    return Placement.objects.create(**{name: getattr(placement, name) for name in same})


def _begin(session: PlacementSession) -> None:
    """Nothing goes out to be signed before the pairs are confirmed, nor once the session is over."""
    if session.state in (PlacementSessionState.CANCELLED, PlacementSessionState.RESTITUTED):
        raise Refused("Cette session est close.")
    if session.state != PlacementSessionState.RUNNING:
        raise Refused(
            "Retenez d’abord les binômes de cette session\u00a0: ce stage n’est qu’une proposition."
        )


def _text(placement: Placement, signatories: dict) -> str:
    roles = {"trainee": "TRAINEE", "employer": "EMPLOYER", "host_party": "HOST", "centre_party": "CENTRE"}
    return wording.compose(
        {
            "session": placement.session,
            "own": placement.own,
            "host": placement.host,
            "centre": Settings.objects.get(pk=1).name,
            "days": placement.intended_days,
            "hours_a_day": placement.hours_a_day,
            "tutor": placement.tutor,
            **{name: signatories[SignatoryRole[role]] for name, role in roles.items()},
        }
    )


def _ask(signature: Signature, party: dict[str, str], *, at: datetime) -> None:
    token = new_token()
    signature.asked_name, signature.function = party["name"], party.get("function", "")
    signature.email = party.get("email", "")
    signature.token_hash = fingerprint(token) if signature.email else None
    signature.asked_at, signature.reminded_at = at, None
    signature.save()
    mails.to_sign(signature, token)


def _void(signatures: list[Signature]) -> None:
    """Revoke the links; signatures already given stay."""
    for signature in signatures:
        signature.token_hash = None
        signature.save(update_fields=["token_hash"])
