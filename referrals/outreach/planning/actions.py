"""What the coordination does with a visit: plan it, move it, cancel it, decline it."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.choices import Modality
from networks.missions import actions as missions
from networks.missions.checks import refuse_series
from networks.missions.hours import days_of_series, instant
from networks.models import Structure
from referrals.choices import SENT_ALREADY, DispositifKind, VisitState
from referrals.models import Dispositif, Visit
from referrals.outreach import access, mails
from referrals.outreach.moves import call_off, locked, release_interpreter, saved
from referrals.outreach.planning.presence import Span, clash, refuse_elsewhere
from referrals.outreach.states import may_move

LONGEST = timedelta(hours=10)
AHEAD = timedelta(days=366)


@transaction.atomic
def plan_visit(
    visit: Visit,
    *,
    keeper: User,
    second: User | None,
    day: date,
    hour: time,
    until: time,
    place: str,
    every: int,
    times: int,
    interpreter_language: str,
    version: int,
    by: User,
    at: datetime,
) -> list[Visit]:
    """Give a request its hour and its visitors; `times` dates `every` days apart (0: once), all of them or none.

    `interpreter_language`: a mission is asked for each date, in the keeper's name, so that she follows it ("": none).
    """
    current = locked(visit, version=version)
    if not may_move(current.state, VisitState.PLANNED):
        raise Refused(f"Cette demande est maintenant « {current.get_state_display()} » : rechargez la page.")
    spans = _spans(day, hour, until, every=every, times=times, at=at)
    _refuse_visitors(keeper, second)
    series = uuid5(current.pk, "series") if len(spans) > 1 else None
    planned = [current, *(_again(current, number) for number in range(1, len(spans)))]
    facts = {
        "keeper": keeper,
        "second": second,
        "place": place,
        "dispositif": _dispositif(),
        "series": series,
    }
    for one, span in zip(planned, spans, strict=True):
        _settle(one, span, facts)
    _ask_interpreter(planned, interpreter_language, day, hour, until, every=every, at=at)
    _tell(current, [keeper, second], by=by, at=at)
    return planned


@transaction.atomic
def add_visit(
    *,
    structure: Structure,
    kinds: list[str],
    languages: list[str],
    idempotency_key: UUID,
    by: User,
    at: datetime,
    **plan,
) -> list[Visit]:
    """Plan a visit that was agreed on by telephone: the request and its plan at once. `plan`: as `plan_visit`."""
    already = Visit.objects.filter(idempotency_key=idempotency_key).first()
    if already is not None:
        if already.structure_id != structure.pk or already.asked_by_id != by.pk:
            raise Refused(SENT_ALREADY)
        return [already, *access.series_of(already)]
    visit = Visit(
        structure=structure,
        kinds=kinds,
        languages=languages,
        asked_on=timezone.localdate(at),
        asked_by=by,
        idempotency_key=idempotency_key,
    )
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as error:
        if "idempotency_key" not in str(error):
            raise
        raise Refused(SENT_ALREADY) from error
    return plan_visit(visit, version=visit.version, by=by, at=at, **plan)


@transaction.atomic
def move_visit(
    visit: Visit,
    *,
    keeper: User,
    second: User | None,
    day: date,
    hour: time,
    until: time,
    place: str,
    due: bool,
    version: int,
    by: User,
    at: datetime,
) -> Visit:
    """Another hour, another visitor, another place. An interpreter who was asked for is asked for again."""
    current = locked(visit, version=version)
    if current.state != VisitState.PLANNED:
        raise Refused(
            f"Cette permanence est maintenant « {current.get_state_display()} » : rechargez la page."
        )
    (span,) = _spans(day, hour, until, every=0, times=1, at=at)
    _refuse_visitors(keeper, second)
    before = [current.keeper, current.second]
    mission = current.mission
    same_hour = (current.starts_at, current.ends_at) == span
    if mission is not None and not same_hour:
        release_interpreter(current, reason="La permanence change d’heure", due=due, by=by, at=at)
        current.mission = None
    _settle(current, span, {"keeper": keeper, "second": second, "place": place, "mission": current.mission})
    if mission is not None and not same_hour:
        _ask_interpreter([current], mission.language, day, hour, until, every=0, at=at)
    _tell(current, [*before, keeper, second], by=by, at=at)
    return current


@transaction.atomic
def cancel_visit(
    visit: Visit, *, reason: str, following: bool = False, due: bool, version: int, by: User, at: datetime
) -> list[Visit]:
    """Cancel a request or a planned visit, with the dates of its series that come after it if `following`.

    `due`: who cancels has read that it is too late for the interpreter, who stays due.
    """
    current = locked(visit, version=version)
    later = access.series_of(current).filter(state=VisitState.PLANNED, starts_at__gt=current.starts_at or at)
    cancelled = [current, *(locked(one) for one in later)] if following else [current]
    for one in cancelled:
        call_off(one, VisitState.CANCELLED, reason=reason, due=due, by=by, at=at)
    _tell(current, [user for one in cancelled for user in (one.keeper, one.second)], by=by, at=at)
    return cancelled


@transaction.atomic
def decline_visit(visit: Visit, *, reason: str, version: int, by: User, at: datetime) -> Visit:
    """Nobody can go there: the host reads why."""
    current = locked(visit, version=version)
    call_off(current, VisitState.DECLINED, reason=reason, due=False, by=by, at=at)
    _tell(current, [], by=by, at=at)
    return current


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _spans(day: date, hour: time, until: time, *, every: int, times: int, at: datetime) -> list[Span]:
    """The hours of each date, checked."""
    refuse_series(every=every, times=times)
    found = []
    for one in days_of_series(day, every=every, times=times):
        starts_at, ends_at = instant(one, hour), instant(one, until, field="until")
        if ends_at <= starts_at:
            raise Refused("La fin doit être après le début.", field="until")
        if ends_at - starts_at > LONGEST:
            raise Refused("Une permanence dure au plus dix heures : vérifiez les heures.", field="until")
        if starts_at <= at:
            raise Refused("Cette heure est déjà passée : choisissez une heure à venir.", field="day")
        if starts_at > at + AHEAD:
            raise Refused(
                "Vérifiez l’année : une permanence se planifie au plus un an à l’avance.", field="day"
            )
        found.append((starts_at, ends_at))
    return found


def _refuse_visitors(keeper: User, second: User | None) -> None:
    if second is not None and second.pk == keeper.pk:
        raise Refused("Choisissez deux personnes différentes.", field="second")
    able = set(access.keepers().values_list("pk", flat=True))
    for field, user in (("keeper", keeper), ("second", second)):
        if user is not None and user.pk not in able:
            raise Refused("Cette personne n’a plus accès au portail comme thérapeute.", field=field)


def _again(visit: Visit, number: int) -> Visit:
    """One more date of a request. The host's own words stay with the first."""
    return Visit(
        id=uuid5(visit.pk, str(number)),
        structure=visit.structure,
        kinds=visit.kinds,
        languages=visit.languages,
        asked_on=visit.asked_on,
        asked_by_id=visit.asked_by_id,
        wished=visit.wished,
    )


def _dispositif() -> Dispositif | None:
    mobile = Dispositif.objects.filter(kind=DispositifKind.OUTREACH, active=True)
    return mobile.order_by("pk").first()


def _settle(visit: Visit, span: Span, facts: dict) -> None:
    """Write the hour and the visitors, once nobody is elsewhere; the database says it again."""
    refuse_elsewhere({"keeper": facts["keeper"], "second": facts["second"]}, span, but=visit)
    for name, value in facts.items():
        setattr(visit, name, value)
    visit.starts_at, visit.ends_at = span
    visit.state = VisitState.PLANNED
    try:
        with transaction.atomic():
            if visit._state.adding:
                visit.save(force_insert=True)
            else:
                saved(visit, "state", "starts_at", "ends_at", *facts)
    except IntegrityError as error:
        raise clash(error, span) from error
    except OperationalError as error:  # two plans that wait for each other: the other one is served
        raise Refused("Quelqu’un planifie au même instant : recommencez.", field="day") from error


def _ask_interpreter(
    planned: list[Visit], language: str, day: date, hour: time, until: time, *, every: int, at: datetime
) -> None:
    if not language:
        return
    first = planned[0]
    structure = first.structure
    if not structure.departement:
        raise Refused(
            "La fiche de ce lieu ne dit pas son département\u00a0: complétez-la pour demander un interprète.",
            field="interpreter_language",
        )
    asked = missions.request_mission(
        language=language,
        day=day,
        hour=hour,
        until=until,
        modality=Modality.ON_SITE,
        departement=structure.departement,
        place=first.place or ("" if structure.sensitive else structure.name[:120]),
        client_label="Permanence",
        gender="",
        travel_minutes=0,
        every=every,
        times=len(planned),
        confirm_long=True,
        idempotency_key=uuid5(first.pk, f"mission-{first.version}"),
        by=first.keeper,
        at=at,
    )
    for visit, mission in zip(planned, asked, strict=True):
        visit.mission = mission
        visit.save(update_fields=["mission"])


def _tell(visit: Visit, visitors: list[User | None], *, by: User, at: datetime) -> None:
    mails.hosts(visit, by=by, today=timezone.localdate(at))
    mails.keepers(visitors, by=by)
