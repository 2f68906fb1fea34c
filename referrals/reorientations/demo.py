"""Reorientations of the demonstration: waited for, late, accepted, declined, never answered."""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from networks.models import Structure
from referrals.choices import ConsentForm, ConsentScope, ReorientationState
from referrals.models import Consent, Referral, Reorientation
from referrals.states import State

# state, days since it was asked, days given to answer, who answered, what she said
_ASKED = (
    (ReorientationState.SENT, 24, 14, "", ""),
    (ReorientationState.SENT, 4, 14, "", ""),
    (ReorientationState.ACCEPTED, 12, 14, "Secrétariat", "Premier rendez-vous jeudi à 14 h."),
    (ReorientationState.DECLINED, 30, 14, "Accueil", "Pas d’interprète chez nous dans cette langue."),
    (ReorientationState.UNANSWERED, 60, 14, "", ""),
)


def seed(*, at: datetime) -> None:
    askable = Referral.objects.filter(
        state__in=[State.STUDIED, State.WAITING, State.REVIEWED], imported=False
    )
    referrals = askable.select_related("person").order_by("-received_on", "pk")[: len(_ASKED)]
    structures = list(Structure.objects.open().exclude(email="").order_by("pk")[: len(_ASKED)])
    structures = structures or list(Structure.objects.open().order_by("pk")[: len(_ASKED)])
    for number, (referral, asked) in enumerate(zip(referrals, _ASKED, strict=False)):
        _make(number, referral, structures[number % len(structures)], asked, at)


def _make(number: int, referral: Referral, structure: Structure, asked: tuple, at: datetime) -> None:
    state, days, given, answered_by, answer = asked
    asked_at = at - timedelta(days=days)
    shares = number % 2 == 0
    if shares:
        Consent.objects.get_or_create(
            person=referral.person,
            scope=ConsentScope.PARTNER,
            partner=structure,
            defaults={
                "form": ConsentForm.ORAL,
                "given_on": timezone.localdate(asked_at),
                "recorded_by": account("coordination"),
            },
        )
    Reorientation.objects.create(
        id=demo_key("reorientation", number),
        referral=referral,
        person=referral.person,
        structure=structure,
        shares_identity=shares,
        message="La personne souhaite être suivie près de chez elle. Pouvez-vous la recevoir ?",
        state=state,
        asked_at=asked_at,
        asked_by=account("coordination"),
        due_on=(asked_at + timedelta(days=given)).date(),
        answered_at=None if state == ReorientationState.SENT else asked_at + timedelta(days=given - 3),
        answered_by=answered_by,
        answer=answer,
        reminded_at=at - timedelta(days=9) if state == ReorientationState.SENT and days > given else None,
    )
