"""The room's part of `seed_demo`: last season's attestations, its evaluations, and minutes of some meetings."""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from centre.models import User
from practice_groups.attendance.attestations.actions import issue_attestations, revoke_attestation
from practice_groups.attendance.evaluations.access import fingerprint
from practice_groups.attendance.evaluations.choices import Again
from practice_groups.choices import Kind
from practice_groups.models import Cycle, Evaluation, EvaluationAnswer, Minutes
from practice_groups.states import MeetingState, State

PARIS = ZoneInfo("Europe/Paris")
MINUTES = (
    "Accueil de la structure et visite des locaux. Échange sur le travail avec interprète : préparer la séance à "
    "trois, prévoir dix minutes ensuite. La prochaine rencontre commence à l’heure, même si tout le monde n’est pas "
    "arrivé.",
    "Retour sur les articulations entre CADA et CMP : qui appelle qui, et quand. Chacun apporte son annuaire la "
    "prochaine fois. Rappel de la charte : ce qui se dit ici reste ici.",
    "Temps de bilan à mi-parcours. Le groupe souhaite garder l’alternance entre visite et échange, et finir un quart "
    "d’heure plus tôt l’hiver.",
)
REMARKS = (
    "Un temps précieux, à garder.",
    "Les trajets sont longs depuis le Gard.",
    "",
    "",
    "J’aurais aimé deux rencontres de plus.",
    "",
    "L’alternance avec les visites change tout.",
)


def seed(*, at: datetime) -> None:
    """Write once what follows the meetings of the demo's cycles. Call inside `acting_as_system()`, after them."""
    if Evaluation.objects.exists():
        return
    by = User.objects.filter(email="coordination@demo.example").first()
    if by is None:
        return
    luck = random.Random(26)
    for cycle in Cycle.objects.filter(ends_on__lt=timezone.localdate(at)).order_by("pk"):
        _last_season(cycle, by, luck, at=at)
    for cycle in Cycle.objects.filter(ends_on__gte=timezone.localdate(at)).order_by("pk")[:4]:
        _minutes(cycle, by, at=at)


def _last_season(cycle: Cycle, by: User, luck: random.Random, *, at: datetime) -> None:
    """Attested, but for trainings; one attestation revoked; evaluated by most of its people, or by too few."""
    if cycle.group.kind == Kind.SUPERVISION:
        return
    after = datetime.combine(cycle.ends_on + timedelta(days=4), time(11), PARIS)
    issued = issue_attestations(cycle, by=by, at=min(after, at))
    if issued and cycle.group.kind == Kind.TRAINING:
        revoke_attestation(issued[0], reason="Une demi-journée notée par erreur", by=by, at=min(after, at))
    _evaluation(cycle, by, luck, opened_at=min(after, at))


def _evaluation(cycle: Cycle, by: User, luck: random.Random, *, opened_at: datetime) -> None:
    seated = [one.user for one in cycle.registrations.filter(state=State.CONFIRMED).select_related("user")]
    if len(seated) < 5:
        return
    evaluation = Evaluation.objects.create(
        cycle=cycle, opened_at=opened_at, closes_at=opened_at + timedelta(days=21), opened_by=by
    )
    answering = seated[: 4 if cycle.group.kind == Kind.TRAINING else len(seated) - 1]
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(
            evaluation=evaluation,
            useful=luck.choice((3, 4, 4, 5, 5)),
            climate=luck.choice((2, 4, 5, 5)),
            organisation=luck.choice((2, 3, 3, 4, 5)),
            again=luck.choice((Again.YES, Again.YES, Again.MAYBE, Again.NO)),
            remark=luck.choice(REMARKS),
        )
        for _ in answering
    )
    evaluation.answered = sorted(fingerprint(evaluation, user) for user in answering)
    evaluation.save(update_fields=["answered"])


def _minutes(cycle: Cycle, by: User, *, at: datetime) -> None:
    """The last meetings told; the latest still a draft, one changed after it was sent."""
    held = cycle.meetings.filter(state=MeetingState.HELD).order_by("-starts_at")[:3]
    for number, meeting in enumerate(held):
        written = meeting.ends_at + timedelta(days=1)
        if written > at:
            continue
        sent = None if number == 0 else written
        Minutes.objects.create(
            meeting=meeting,
            text=MINUTES[number],
            written_by=by,
            written_at=written + timedelta(days=2 if number == 2 else 0),
            sent_at=sent,
        )
