"""From a talk to an orientation: the person met enters the centre's own way, with her agreement."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from referrals.choices import ConsentScope, Origin, TalkOutcome
from referrals.intake.actions import receive
from referrals.models import Referral, Talk
from referrals.outreach.moves import GONE, refuse_closed_year
from referrals.outreach.states import IN_PLACE


@transaction.atomic
def refer_from_visit(
    talk: Talk, *, consents: dict, idempotency_key: UUID, by: User, at: datetime, **request
) -> Referral:
    """Send the orientation of somebody met in a talk. `request`: as `intake.receive`.

    In the portal's name: a therapist sends no orientation, and she reads what becomes of this one only if the care
    is proposed to her.
    """
    if ConsentScope.TEAM not in consents:
        raise Refused("Sans son accord, on n’oriente pas : l’entretien noté suffit.", field="consent")
    current = (
        Talk.objects.select_for_update(of=("self",))
        .select_related("visit__structure")
        .filter(pk=talk.pk)
        .first()
    )
    if current is None or current.visit.state not in IN_PLACE:
        raise Refused(GONE)
    refuse_closed_year(current.visit)
    with acting_as_system():
        if current.referral_id:
            return _already(current, idempotency_key)
        referral = receive(
            **request,
            consents=consents,
            idempotency_key=idempotency_key,
            origin=Origin.OUTREACH,
            by=by,
            at=at,
        )
        current.referral, current.outcome = referral, TalkOutcome.REFERRED
        current.save(update_fields=["referral", "outcome"])
    return referral


def _already(talk: Talk, key: UUID) -> Referral:
    """The same form sent twice; another one would be a second orientation of the same talk."""
    referral = Referral.objects.get(pk=talk.referral_id)
    if referral.idempotency_key != key:
        raise Refused("Une orientation est déjà partie de cet entretien : la coordination l’a reçue.")
    return referral
