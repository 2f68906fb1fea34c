"""The preparation recorded, the immersion begun, interrupted with its real hours, the *restitution*."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from centre.links import fingerprint, new_token
from centre.models import User
from centre.refusals import Refused
from practice_groups.choices import PlacementSessionState, PlacementState
from practice_groups.models import Placement, PlacementSession
from practice_groups.placements.stays import mails
from practice_groups.placements.stays.actions.moves import locked, move, save
from practice_groups.placements.stays.states import ENDED, UNDER_WAY

MOST_HOURS = 60


@transaction.atomic
def note_preparation(
    session: PlacementSession, *, present: list[Placement], prepared_on: date, by: User, at: datetime
) -> int:
    """Set who came to the preparation on `prepared_on`, among the placements under way.

    Those already marked keep their day. Returns how many are marked.
    """
    session = PlacementSession.objects.select_for_update().get(pk=session.pk)
    if prepared_on > timezone.localdate(at):
        raise Refused("La préparation se note une fois qu’elle a eu lieu.", field="prepared_on")
    if prepared_on > session.ends_on or (session.preparation_on and prepared_on < session.preparation_on):
        raise Refused("Ce jour n’est pas celui de la préparation de cette session.", field="prepared_on")
    ticked = {one.pk for one in present}
    asked = session.placements.filter(state__in=UNDER_WAY).select_for_update(of=["self"])
    for placement in asked.select_related("host").prefetch_related("days"):
        _prepare(placement, prepared_on if placement.pk in ticked else None)
    return len(ticked)


def _prepare(placement: Placement, day: date | None) -> None:
    if (day is None) == (placement.prepared_on is None):
        return
    if placement.days.all():
        raise Refused(
            f"Des jours d’immersion à {placement.host} sont déjà choisis\u00a0: retirez-les avant de décocher."
        )
    placement.prepared_on = day
    save(placement, "prepared_on")


@transaction.atomic
def start(placement: Placement, *, by: User, at: datetime) -> Placement:
    """The first day has come: the immersion begins, and the trainee is mailed the link to her page."""
    placement = locked(placement)
    if placement.state == PlacementState.IMMERSION:
        return placement
    if placement.state != PlacementState.SIGNED:
        raise Refused("L’immersion commence quand toutes les parties ont signé.")
    first = placement.days.order_by("day").first()
    if first is None:
        raise Refused("Choisissez d’abord les jours d’immersion.")
    if first.day > timezone.localdate(at):
        raise Refused(f"Le premier jour est le {date_format(first.day, 'j F Y')}\u00a0: il n’est pas venu.")
    token = new_token()
    placement.notebook_hash = fingerprint(token)
    move(placement, PlacementState.IMMERSION, "notebook_hash")
    mails.notebook(placement, token)
    return placement


@transaction.atomic
def send_notebook(placement: Placement, *, by: User, at: datetime) -> Placement:
    """Mail a new link to her page; the old one is revoked."""
    placement = locked(placement)
    if placement.state not in (PlacementState.SIGNED, PlacementState.IMMERSION, PlacementState.EVALUATED):
        raise Refused("Il n’y a rien à remplir pour ce stage.")
    token = new_token()
    placement.notebook_hash = fingerprint(token)
    save(placement, "notebook_hash")
    mails.notebook(placement, token)
    return placement


@transaction.atomic
def interrupt(
    placement: Placement, *, hours: Decimal, reason: str, version: int, by: User, at: datetime
) -> Placement:
    """End an immersion early, with the hours really done. Future days are deleted, past ones stay."""
    placement = locked(placement, version=version)
    if placement.state != PlacementState.IMMERSION:
        raise Refused("Seule une immersion commencée s’interrompt.")
    if not 0 <= hours <= MOST_HOURS:
        raise Refused(f"Indiquez les heures réellement faites, de 0 à {MOST_HOURS}.", field="hours")
    placement.days.filter(day__gt=timezone.localdate(at)).delete()
    placement.hours, placement.interruption = hours, reason
    return move(placement, PlacementState.INTERRUPTED, "hours", "interruption")


@transaction.atomic
def restitute(session: PlacementSession, *, by: User, at: datetime) -> list[Placement]:
    """After the meeting: evaluated placements become « restituées », and so does the session once nothing is under
    way.

    Returns the placements still under way.
    """
    session = PlacementSession.objects.select_for_update().get(pk=session.pk)
    if session.restitution_on is None:
        raise Refused("Fixez d’abord la date de la restitution.")
    if session.restitution_on > timezone.localdate(at):
        raise Refused(f"La restitution est le {date_format(session.restitution_on, 'j F Y')}.")
    placements = list(session.placements.select_for_update(of=["self"]).select_related("host", "own"))
    for placement in placements:
        if placement.state == PlacementState.EVALUATED:
            move(placement, PlacementState.RESTITUTED)
    left = [one for one in placements if one.state not in ENDED]
    if placements and not left and session.state != PlacementSessionState.RESTITUTED:
        session.state = PlacementSessionState.RESTITUTED
        session.version += 1
        session.save(update_fields=["state", "version"])
    return left
