"""Every write about a call: noted during it, corrected, turned into an orientation."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from referrals.choices import SENT_ALREADY, ConsentScope, Origin
from referrals.hotline.backs.actions import check_due, locked, plan_call_back
from referrals.hotline.calls.callers import found_by, index_of
from referrals.hotline.grids.scoring import suggested
from referrals.intake import actions as intake
from referrals.models import Call, CallAnswer, Caller, Dispositif, Grid, Hotline, HotlineOpening, Referral

FOLLOW = "grille"  # the outcome that the grid suggests
_FACTS = (
    "day",
    "hour",
    "duration",
    "caller_kind",
    "sex",
    "age",
    "departement",
    "language",
    "introducer",
    "problems",
    "redirections",
)


def _still_open(line: Hotline) -> HotlineOpening:
    """The opening, locked so that no call is noted once its figures are frozen.

    By the portal: a listener who could lock it could also change it.
    """
    with acting_as_system():
        opening = (
            HotlineOpening.objects.select_for_update(of=("self",), no_key=True)
            .select_related("hotline")
            .filter(hotline=line, closed_on=None)
            .first()
        )
    if opening is None:
        raise Refused("La cellule est en dormance : aucun appel ne peut être noté.")
    return opening


def _check_moment(opening: HotlineOpening, day: date, hour: time | None, at: datetime) -> None:
    now = timezone.localtime(at)
    if day > now.date() or (hour and (day, hour) > (now.date(), now.time())):
        raise Refused("Cet appel serait à venir : vérifiez la date et l’heure.", field="day")
    if day < opening.opened_on:
        raise Refused(f"La cellule est ouverte depuis le {opening.opened_on:%d/%m/%Y}.", field="day")


def _judge(grid: Grid | None, answers: dict[int, int], outcome: str, outcome_reason: str) -> dict:
    """What the grid suggests and what the listener decides: `grid`, `score`, `outcome`, `outcome_reason`.

    One alarm is enough; without any, the grid is filled in whole or not at all.
    """
    if grid is None or not answers:
        if outcome_reason:
            raise Refused("Ce motif ne sert que si la grille est remplie.", field="outcome_reason")
        return {
            "grid": None,
            "score": None,
            "outcome": "" if outcome == FOLLOW else outcome,
            "outcome_reason": "",
        }
    questions = {question.pk: question for question in grid.questions.all()}
    if not answers.keys() <= questions.keys():
        raise Refused("La grille a été remplacée pendant l’appel : rechargez la page.")
    for pk, score in answers.items():
        if not 0 <= score <= questions[pk].most:
            raise Refused(f"De 0 à {questions[pk].most}.", field=f"question_{pk}")
    alarms = {pk for pk, question in questions.items() if question.alarm}
    alarmed = any(answers.get(pk, 0) > 0 for pk in alarms)
    missing = next((pk for pk in questions if pk not in answers), None)
    if missing is not None and not alarmed:
        raise Refused("Répondez à cette question, ou videz la grille.", field=f"question_{missing}")
    said = suggested(
        answers, alarms, psychologist_from=grid.psychologist_from, emergency_from=grid.emergency_from
    )
    decided = said if outcome == FOLLOW else outcome
    if decided != said and not outcome_reason:
        raise Refused(
            "La grille dit autre chose : dites pourquoi vous vous en écartez.", field="outcome_reason"
        )
    return {
        "grid": grid,
        "score": sum(answers.values()),
        "outcome": decided,
        "outcome_reason": outcome_reason if decided != said else "",
    }


def _caller(
    opening: HotlineOpening, again: str, first_name: str, phone: str, by: User, at: datetime
) -> Caller | None:
    """A known caller, a new one, or None: anonymous."""
    if again:
        found = found_by(again, opening)
        if not found:
            raise Refused("Personne n’a appelé sous ce code, ce prénom ou ce numéro.", field="caller_again")
        if len(found) > 1:
            codes = ", ".join(caller.code for caller in found[:6])
            raise Refused(f"Plusieurs personnes répondent : {codes}. Donnez le code.", field="caller_again")
        return found[0]
    if not (first_name or phone):
        return None
    index = index_of(first_name, phone)
    dispositif = opening.hotline.dispositif_id
    known = index and Caller.objects.filter(dispositif_id=dispositif, name_index=index).first()
    return known or Caller.objects.create(
        dispositif_id=dispositif,
        first_name=first_name,
        phone=phone,
        name_index=index,
        created_by=by,
        created_at=at,
    )


@transaction.atomic
def log_call(
    line: Hotline,
    *,
    caller_again: str,
    first_name: str,
    phone: str,
    answers: dict[int, int],
    outcome: str,
    outcome_reason: str,
    call_back_on: date | None,
    call_back_note: str,
    idempotency_key: UUID,
    by: User,
    at: datetime,
    **facts,
) -> Call:
    """Note a call; the same form sent twice is one call. `answers`: question → score; `facts`: see `_FACTS`."""
    assert facts.keys() == set(_FACTS)
    opening = _still_open(line)
    already = Call.objects.filter(idempotency_key=idempotency_key).first()
    if already is not None:
        if already.taken_by_id != by.pk:
            raise Refused(SENT_ALREADY)
        return already
    _check_moment(opening, facts["day"], facts["hour"], at)
    if call_back_on:
        check_due(call_back_on, at, "call_back_on")
    grid = Grid.objects.filter(pk=opening.hotline.grid_id).first()
    judged = _judge(grid, answers, outcome, outcome_reason)
    call = Call(
        **facts,
        **judged,
        dispositif_id=opening.hotline.dispositif_id,
        caller=_caller(opening, caller_again, first_name, phone, by, at),
        call_backs=0,
        taken_by=by,
        logged_at=at,
        idempotency_key=idempotency_key,
    )
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError as error:
        if "idempotency_key" not in str(error):
            raise
        raise Refused(SENT_ALREADY) from error
    _write_answers(call, answers if judged["grid"] else {})
    if call_back_on:
        plan_call_back(call, due_on=call_back_on, note=call_back_note, by=by, at=at)
    return call


def _write_answers(call: Call, answers: dict[int, int]) -> None:
    CallAnswer.objects.bulk_create(
        CallAnswer(call=call, question_id=question, score=score) for question, score in answers.items()
    )


def may_correct(call: Call, *, by: User, at: datetime) -> bool:
    """Her own the same day; the coordination, whenever."""
    if by.may("triage"):
        return True
    noted = call.logged_at and timezone.localdate(call.logged_at)
    return call.taken_by_id == by.pk and noted == timezone.localdate(at)


@transaction.atomic
def correct_call(
    call: Call,
    line: Hotline,
    *,
    answers: dict[int, int],
    outcome: str,
    outcome_reason: str,
    version: int,
    by: User,
    at: datetime,
    **facts,
) -> Call:
    """Correct a call. Figures frozen by a closing stay as they were."""
    assert facts.keys() == set(_FACTS)
    current = locked(call)
    if not may_correct(current, by=by, at=at):
        raise Refused("Un appel se corrige le jour même ; ensuite, demandez à la coordination.")
    if current.version != version:
        raise Refused("Cet appel a été corrigé pendant votre saisie : rechargez la page et comparez.")
    if by.may("triage"):
        if facts["day"] > timezone.localdate(at):
            raise Refused("Cet appel serait à venir : vérifiez la date.", field="day")
    else:
        _check_moment(_still_open(line), facts["day"], facts["hour"], at)
    grid = current.grid or line.grid
    judged = _judge(grid, answers, outcome, outcome_reason)
    for name, value in (facts | judged).items():
        setattr(current, name, value)
    current.version += 1
    current.save(update_fields=[*facts, *judged, "version"])
    current.answers.all().delete()
    _write_answers(current, answers if judged["grid"] else {})
    return current


@transaction.atomic
def refer_caller(
    call: Call,
    *,
    first_name: str,
    last_name: str,
    phone: str,
    consent: str,
    birth_year: int | None,
    language: str,
    departement: str,
    dispositif: Dispositif,
    motives: list[str],
    vignette: str,
    urgency: str,
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> Referral:
    """From a call to an orientation, under the hotline's origin. The identity goes to the vault alone.

    Received in the portal's name: a listener sees no file, not even the one she sends. At most once per call.
    """
    current = locked(call)
    if not consent:
        raise Refused("Sans l’accord de la personne, rien n’est transmis.", field="consent")
    if current.referral_id:
        raise Refused("Cet appel a déjà été orienté vers le centre.")
    with acting_as_system():
        referral = intake.receive(
            person={
                "birth_year": birth_year,
                "sex": current.sex,
                "country": "",
                "languages": [language],
                "departement": departement,
                "situation": "",
            },
            identity={"first_name": first_name, "last_name": last_name, "phone": phone},
            consents={ConsentScope.TEAM: consent},
            consent_language=language,
            dispositif=dispositif,
            motives=motives,
            vignette=vignette,
            urgency=urgency,
            idempotency_key=idempotency_key,
            origin=Origin.HOTLINE,
            by=by,
            at=at,
        )
        current.referral_id = referral.pk
        current.save(update_fields=["referral"])
    return referral
