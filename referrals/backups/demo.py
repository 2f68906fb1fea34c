"""*Renforts* of the demonstration: one in each state, one of them late."""

from datetime import datetime, timedelta

from centre.demo import account, demo_key
from networks.models import Structure
from referrals.backups.states import DELAYS
from referrals.choices import BackupAnswer, BackupKind, BackupState, Urgency
from referrals.models import Backup, Care
from referrals.states import CareState

# kind, urgency, state, hours since it was asked for, request
_ASKED = (
    (
        BackupKind.PSYCHIATRIC,
        Urgency.URGENT,
        BackupState.ASKED,
        6,
        "Un avis psychiatrique avant la fin de la semaine.",
    ),
    (
        BackupKind.SOMATIC,
        Urgency.ORDINARY,
        BackupState.ASKED,
        30,
        "Un rendez-vous avec un généraliste, avec interprète.",
    ),
    (
        BackupKind.SOMATIC,
        Urgency.SOON,
        BackupState.TAKEN,
        40,
        "Douleurs dentaires : qui reçoit sans couverture ouverte ?",
    ),
    (
        BackupKind.PSYCHIATRIC,
        Urgency.ORDINARY,
        BackupState.ANSWERED,
        150,
        "Renouveler un traitement commencé ailleurs.",
    ),
    (BackupKind.SOMATIC, Urgency.ORDINARY, BackupState.CLOSED, 900, "Un bilan de santé à l’arrivée."),
    (BackupKind.SOMATIC, Urgency.SOON, BackupState.CANCELLED, 400, "Une consultation de gynécologie."),
)
_ANSWERS = {
    BackupState.ANSWERED: (BackupAnswer.MET, "Mardi à 10 h, avec un interprète."),
    BackupState.CLOSED: (BackupAnswer.REDIRECTED, "Reçue par la permanence d’accès aux soins."),
}


def seed(*, at: datetime) -> None:
    living = Care.objects.filter(state__in=[CareState.ACTIVE, CareState.SUSPENDED]).order_by(
        "-proposed_at", "pk"
    )
    living = list(living.select_related("therapist"))
    hers = [care for care in living if care.therapist.user_id == account("therapeute").pk]
    others = [care for care in living if care not in hers]
    cares = [*hers[:3], *others[:3]]
    partner = Structure.objects.open().order_by("pk").first()
    for number, (care, asked) in enumerate(zip(cares, _ASKED, strict=False)):
        _make(number, care, asked, partner, at)


def _make(number: int, care: Care, asked: tuple, partner: Structure, at: datetime) -> None:
    kind, urgency, state, hours, request = asked
    asked_at = at - timedelta(hours=hours)
    facts = {}
    if state in _ANSWERS:
        answer_kind, answer = _ANSWERS[state]
        facts = {"answer_kind": answer_kind, "answer": answer, "answered_by": account("coordination")}
        facts["answered_at"] = asked_at + timedelta(days=2)
    if state in (BackupState.CLOSED, BackupState.CANCELLED):
        facts["closed_at"] = asked_at + timedelta(days=9)
        facts["closing"] = "Suivie là-bas maintenant." if state == BackupState.CLOSED else ""
    Backup.objects.create(
        id=demo_key("backup", number),
        care=care,
        person_id=care.person_id,
        therapist=care.therapist,
        kind=kind,
        urgency=urgency,
        request=request,
        state=state,
        asked_at=asked_at,
        asked_by=care.therapist.user or account("coordination"),
        due_at=asked_at + DELAYS[urgency],
        structure=partner if state not in (BackupState.ASKED, BackupState.CANCELLED) else None,
        **facts,
    )
