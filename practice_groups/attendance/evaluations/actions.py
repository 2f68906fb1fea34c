"""Open the evaluation of a cycle; answer it without a name.

An answer has no author and no hour. Those of a cycle are all written anew at each answer, in a random order and under
new ids: the rows of the database share one transaction and one order, which say nothing. What remains: whoever copied
the database before and after one answer sees which row is new, and with the portal's key whose fingerprint is; so does
the write-ahead log while it is kept. No screen and no role of the portal can.
"""

import random
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.missions.hours import instant
from practice_groups.attendance.evaluations import mails
from practice_groups.attendance.evaluations.access import FEWEST, MARKS, fingerprint, has_answered
from practice_groups.models import Cycle, Evaluation, EvaluationAnswer, Registration
from practice_groups.states import MeetingState, State

LONGEST = timedelta(days=60)


@transaction.atomic
def open_evaluation(cycle: Cycle, *, closes_on: date, by: User, at: datetime) -> Evaluation:
    """Ask everybody seated, from the day of the last meeting to the end of `closes_on`."""
    cycle = Cycle.objects.locked().get(pk=cycle.pk)
    today = timezone.localdate(at)
    if not today < closes_on <= today + LONGEST:
        raise Refused("Choisissez un jour à venir, dans les soixante jours.", field="closes_on")
    _refuse_early(cycle, today)
    if cycle.registrations.filter(state=State.CONFIRMED).count() < FEWEST:
        raise Refused("Moins de cinq participants : les réponses ne pourraient pas rester anonymes.")
    try:
        with transaction.atomic():
            evaluation = Evaluation.objects.create(
                cycle=cycle,
                opened_at=at,
                closes_at=instant(closes_on + timedelta(days=1), time(0), field="closes_on"),
                opened_by=by,
            )
    except IntegrityError as error:
        raise Refused("L’évaluation de ce cycle est déjà ouverte.") from error
    mails.opened(evaluation)
    return evaluation


def _refuse_early(cycle: Cycle, today: date) -> None:
    counted = cycle.meetings.filter(state__in=[MeetingState.PLANNED, MeetingState.HELD])
    last = counted.order_by("-starts_at").first()
    if last is None:
        raise Refused("Ce cycle n’a aucune rencontre à évaluer.")
    day = timezone.localdate(last.starts_at)
    if day > today:
        raise Refused(
            f"La dernière rencontre est le {day:%d/%m/%Y} : l’évaluation s’ouvre ce jour-là, pas avant."
        )


def answer(
    evaluation: Evaluation,
    *,
    useful: int,
    climate: int,
    organisation: int,
    again: str,
    remark: str = "",
    by: User,
    at: datetime,
) -> bool:
    """Record one answer per person seated, while it is open. Always returns True: there is nothing to point to.

    Written in the portal's name: these rows must not name the person.
    """
    with acting_as_system():
        evaluation = Evaluation.objects.select_for_update(of=["self"]).get(pk=evaluation.pk)
        _refuse_answer(evaluation, by=by, at=at)
        known = EvaluationAnswer.objects.filter(evaluation=evaluation)
        answers = [_copy(one) for one in known]
        marks = {"useful": useful, "climate": climate, "organisation": organisation}
        answers.append(EvaluationAnswer(evaluation=evaluation, again=again, remark=remark, **marks))
        random.SystemRandom().shuffle(answers)
        known.delete()
        EvaluationAnswer.objects.bulk_create(answers)
        evaluation.answered = sorted([*map(bytes, evaluation.answered), fingerprint(evaluation, by)])
        evaluation.save(update_fields=["answered"])
    return True


def _copy(one: EvaluationAnswer) -> EvaluationAnswer:
    """The same answer under a new id, its remark encrypted again: an unchanged ciphertext would tell the old row from
    the new."""
    marks = {name: getattr(one, name) for name in MARKS}
    return EvaluationAnswer(evaluation_id=one.evaluation_id, again=one.again, remark=one.remark, **marks)


def _refuse_answer(evaluation: Evaluation, *, by: User, at: datetime) -> None:
    seated = Registration.objects.filter(cycle=evaluation.cycle_id, user=by, state=State.CONFIRMED)
    if not seated.exists():
        raise Refused(_("Cette évaluation s’adresse aux participants de ce groupe."))
    if at >= evaluation.closes_at:
        raise Refused(_("Cette évaluation est close : elle ne reçoit plus de réponse."))
    if has_answered(evaluation, by):
        raise Refused(_("Vous avez déjà répondu. Merci."))
