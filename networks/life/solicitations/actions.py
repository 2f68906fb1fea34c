"""Writing a solicitation and its answers, in the order they were given."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.life.actions import alone, next_reference
from networks.life.models import Solicitation, SolicitationAnswer
from networks.life.words import Period

MOST_ANSWERS = 30
NoPeriod = tuple[None, None]


@transaction.atomic
def record_solicitation(
    *,
    asked: Period | NoPeriod,
    wanted: Period | NoPeriod,
    requester: str,
    subject: str,
    answers: list[str],
    by: User,
    at: datetime,
) -> Solicitation:
    """Somebody asked for something. Sent twice at once, it is one solicitation."""
    alone()
    facts = _facts(asked, wanted, requester, subject, answers)
    same = Solicitation.objects.filter(**facts).first()
    if same and answers == [answer.label for answer in same.answers.all()]:
        return same
    year = (asked[0] or wanted[0] or timezone.localdate(at)).year
    made = Solicitation.objects.create(
        reference=next_reference(Solicitation, "S", year), recorded_by=by, **facts
    )
    _set_answers(made, answers)
    return made


@transaction.atomic
def edit_solicitation(
    solicitation: Solicitation,
    *,
    seen: str,
    asked: Period | NoPeriod,
    wanted: Period | NoPeriod,
    requester: str,
    subject: str,
    answers: list[str],
    by: User,
    at: datetime,
) -> Solicitation:
    """`seen`: the `digest` of what was read; if somebody has written since, nothing is overwritten."""
    facts = _facts(asked, wanted, requester, subject, answers)
    current = Solicitation.objects.select_for_update().get(pk=solicitation.pk)
    if digest(current) != seen:
        raise Refused(
            "Sollicitation modifiée entre-temps par quelqu’un d’autre. Vos saisies sont conservées : comparez avant "
            "d’enregistrer.",
            field="seen",
        )
    for name, value in facts.items():
        setattr(current, name, value)
    current.save()
    _set_answers(current, answers)
    return current


def digest(solicitation: Solicitation) -> str:
    """A hash of the stored values."""
    names = ("asked_from", "asked_to", "wanted_from", "wanted_to", "requester", "subject")
    told = [str(getattr(solicitation, name)) for name in names]
    answers = SolicitationAnswer.objects.filter(solicitation=solicitation).values_list("label", flat=True)
    return hashlib.sha256("\x1f".join([*told, *answers]).encode()).hexdigest()


def _facts(asked, wanted, requester: str, subject: str, answers: list[str]) -> dict:
    if not requester and not subject:
        raise Refused("Dites au moins qui demande, ou quoi.", field="requester")
    if asked[0] and wanted[0] and wanted[1] < asked[0]:
        raise Refused("L’intervention ne peut pas être avant la demande.", field="wanted")
    if len(answers) > MOST_ANSWERS:
        raise Refused(f"{MOST_ANSWERS} réponses au plus.")
    return {
        "asked_from": asked[0],
        "asked_to": asked[1],
        "wanted_from": wanted[0],
        "wanted_to": wanted[1],
        "requester": requester,
        "subject": subject,
    }


def _set_answers(solicitation: Solicitation, answers: list[str]) -> None:
    solicitation.answers.all().delete()
    SolicitationAnswer.objects.bulk_create(
        SolicitationAnswer(solicitation=solicitation, position=position, label=label)
        for position, label in enumerate(answers, start=1)
    )
