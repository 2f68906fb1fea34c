"""*Passer le relais*: the same referral proposed to another therapist, while the first goes on."""

from datetime import datetime

from django.db import transaction

from centre.models import User
from centre.refusals import Refused
from networks.models import Interpreter, Therapist
from referrals.care.actions import FOLLOWED, locked, locked_referral, offer
from referrals.models import Care


@transaction.atomic
def propose_relay(
    care: Care, *, therapist: Therapist, interpreter: Interpreter | None, by: User, at: datetime
) -> Care:
    """Propose to hand `care` over. It ends when the other therapist accepts (`actions.accept`), not before."""
    if care.referral_id is None:
        raise Refused("Ce suivi vient d’un ancien tableau, sans orientation : il ne passe pas de relais.")
    referral = locked_referral(care.referral_id)
    current = locked(care)
    if current.state not in FOLLOWED:
        raise Refused("Ce suivi n’est plus en cours : proposez l’orientation à un thérapeute.")
    if current.therapist_id == therapist.pk:
        raise Refused("Ce thérapeute suit déjà cette personne : choisissez-en un autre.", field="therapist")
    return offer(referral, therapist=therapist, interpreter=interpreter, relays=current, by=by, at=at)
