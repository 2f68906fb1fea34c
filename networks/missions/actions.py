"""Writes about missions. Whoever needs an interpreter books through here; whoever asks never pays."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.choices import MissionState, Modality, OfferState
from networks.missions import access, mails
from networks.missions.checks import (
    OVERRUN,
    refuse_full_name,
    refuse_hours,
    refuse_place,
    refuse_series,
    refuse_unless_within_reach,
)
from networks.missions.hours import days_of_series, instant
from networks.missions.models import DONE
from networks.missions.moves import answer, locked, locked_all, move, one_at_a_time
from networks.missions.states import CANCELLABLE, HELD_BY, TO_OFFER
from networks.models import Interpreter, Mission, MissionOffer, NetworkSettings

SENT_ALREADY = "Ce formulaire a déjà été envoyé : ouvrez-en un nouveau."
_HELD_REFUSALS = {
    "interpreter_in_one_place": "Cet interprète a déjà une mission à cette heure : vérifiez l’heure ou l’interprète.",
    "does not go to this departement": (
        "Dans ce département, un interprète travaille à distance : par téléphone ou en visio."
    ),
}


# ── Whoever asks ────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def request_mission(
    *,
    language: str,
    day: date,
    hour: time,
    until: time,
    modality: str,
    departement: str,
    place: str,
    client_label: str,
    gender: str,
    travel_minutes: int,
    every: int,
    times: int,
    confirm_long: bool,
    idempotency_key: UUID,
    by: User,
    at: datetime,
) -> list[Mission]:
    """Ask for an interpreter, on `times` dates `every` days apart (0: once), at the same local hours.

    `travel_minutes`: on each side. Idempotent: ids are derived from the form's key.
    """
    refuse_full_name(client_label)
    refuse_place(modality, departement=departement, place=place, travel_minutes=travel_minutes)
    refuse_series(every=every, times=times)
    asked = {
        "language": language,
        "modality": modality,
        "departement": departement,
        "place": place,
        "client_label": client_label,
        "gender": gender,
        "travel_minutes": travel_minutes,
        "series": uuid5(idempotency_key, "series") if times > 1 else None,
        "state": MissionState.REQUESTED,
    }
    wanted = []
    for number, one_day in enumerate(days_of_series(day, every=every, times=times)):
        starts_at, ends_at = instant(one_day, hour), instant(one_day, until, field="until")
        refuse_hours(starts_at, ends_at, confirm_long=confirm_long, at=at)
        hours = {"day": one_day, "starts_at": starts_at, "ends_at": ends_at}
        wanted.append(Mission(id=uuid5(idempotency_key, str(number)), requested_by=by, **hours, **asked))
    return _sent_before(wanted, by=by) or _written_once(wanted, by=by)


def _written_once(wanted: list[Mission], *, by: User) -> list[Mission]:
    """Write the missions and tell the coordination; those of the same form if another click was faster."""
    try:
        with transaction.atomic():
            Mission.objects.bulk_create(wanted)
    except IntegrityError as error:
        if "networks_mission_pkey" not in str(error):
            raise
        already = _sent_before(wanted, by=by)
        if not already:
            raise Refused(SENT_ALREADY) from error
        return already
    mails.asked(wanted[0], by=by)
    return wanted


_ASKED = (
    "language",
    "starts_at",
    "ends_at",
    "modality",
    "departement",
    "place",
    "client_label",
    "gender",
    "travel_minutes",
    "series",
)


def _sent_before(wanted: list[Mission], *, by: User) -> list[Mission]:
    """The missions this very form asked for; a refusal if it asked for something else."""
    found = {one.pk: one for one in access.requested_by(by).filter(pk__in=[one.pk for one in wanted])}
    if not found:
        return []
    same = len(found) == len(wanted) and all(
        getattr(found[one.pk], name) == getattr(one, name) for one in wanted for name in _ASKED
    )
    if not same:
        raise Refused(SENT_ALREADY)
    return [found[one.pk] for one in wanted]


def is_late(mission: Mission, *, at: datetime) -> bool:
    """Whether cancelling it now leaves it due: somebody holds it, and it starts too soon."""
    hours = NetworkSettings.current().late_hours
    return mission.state in HELD_BY and at > mission.starts_at - timedelta(hours=hours)


@transaction.atomic
def cancel_mission(
    mission: Mission,
    *,
    reason: str,
    following: bool = False,
    due: bool = False,
    by: User,
    at: datetime,
) -> list[Mission]:
    """Cancel a mission, and the later ones of its series if `following`. `due`: the canceller has read that it stays
    due.

    Late, and held by somebody, it is still owed to the interpreter; otherwise its offers are closed.
    """
    pks = [mission.pk]
    if following:
        later = access.series_of(mission).filter(starts_at__gt=mission.starts_at, state__in=CANCELLABLE)
        pks += list(later.values_list("pk", flat=True))
    found = locked_all(pks)
    if not found or found[0].pk != mission.pk:
        raise Refused("Cette mission n’est plus à vous : rechargez la page.")
    late = {one.pk for one in found if is_late(one, at=at)}
    if late and not due:
        hours = NetworkSettings.current().late_hours
        raise Refused(
            f"La mission est maintenant à moins de {hours} h : elle reste due à l’interprète. "
            "Si vous l’annulez quand même, confirmez une seconde fois.",
        )
    for one in found:
        state = MissionState.LATE_CANCELLED if one.pk in late else MissionState.CANCELLED
        move(one, state, cancelled_at=at, cancelled_by=by, cancel_reason=reason)
        with acting_as_system():  # whoever asked neither sees nor changes the offers
            close_offers(one, OfferState.WITHDRAWN, at=at)
        mails.moved(one, by=by)
    return found


def close_offers(mission: Mission, state: str, *, at: datetime, but: MissionOffer | None = None) -> int:
    """Close the living offers of a locked mission, `but` one; each interpreter is told. How many were closed."""
    living = (
        mission.offers.filter(state=OfferState.OFFERED).select_related("interpreter__user").order_by("pk")
    )
    closed = [offer for offer in living if but is None or offer.pk != but.pk]
    for offer in closed:
        mails.closed(answer(offer, state, at=at))
    return len(closed)


# ── The interpreter ─────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def withdraw_mission(mission: Mission, *, reason: str, by: User, at: datetime) -> Mission:
    """The interpreter cannot come after all: the mission is open again, and nothing is owed."""
    mission = locked(mission)
    if mission.state not in HELD_BY:
        raise Refused(f"Cette mission est maintenant « {mission.get_state_display()} » : rechargez la page.")
    if mission.starts_at <= at:
        raise Refused("La mission a déjà commencé : appelez la coordination.")
    for offer in mission.offers.filter(state=OfferState.ACCEPTED):
        answer(offer, OfferState.WITHDRAWN, at=at, reason=reason)
    return back_to_requests(mission, by=by)


def back_to_requests(mission: Mission, *, by: User) -> Mission:
    """The locked mission has no interpreter any more. Only the portal or the coordination may write this."""
    with acting_as_system():
        mission = locked(mission)
        had_holder = mission.interpreter_id is not None
        mission = move(mission, MissionState.REQUESTED, interpreter=None, derogation="", derogation_by=None)
        (mails.let_go if had_holder else mails.nobody_left)(mission, by=by)
    return mission


@transaction.atomic
def declare_held(
    mission: Mission, *, duration: int, confirm_long: bool = False, by: User, at: datetime
) -> Mission:
    """The interpreter declares the real duration, in minutes, once it is over."""
    mission = locked(mission)
    if mission.interpreter is None or mission.interpreter.user_id != by.pk:
        raise Refused("La durée est déclarée par l’interprète.")
    if at < mission.ends_at:
        ends = timezone.localtime(mission.ends_at)
        raise Refused(f"La mission se termine à {ends:%H} h {ends:%M} : déclarez sa durée ensuite.")
    if duration > mission.planned_minutes + OVERRUN and not confirm_long:
        raise Refused("Plus d’une heure au-delà de ce qui était prévu : confirmez.", field="confirm_long")
    if mission.state == MissionState.HELD and mission.duration == duration:
        return mission
    mission = move(mission, MissionState.HELD, duration=duration)
    mails.held(mission, by=by)
    return mission


# ── The coordination ────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def confirm_mission(
    mission: Mission, *, series: bool = False, version: int | None = None, by: User, at: datetime
) -> list[Mission]:
    """Confirm what an interpreter accepted, with the accepted ones of its series if asked; both are told."""
    pks = [mission.pk]
    if series:
        others = access.series_of(mission).filter(state=MissionState.ACCEPTED)
        pks += others.values_list("pk", flat=True)
    together = locked_all(pks)
    locked(mission, version=version)
    confirmed = [
        move(one, MissionState.CONFIRMED)
        for one in together
        if one.pk == mission.pk or one.state == MissionState.ACCEPTED
    ]
    for one in {(one.interpreter_id, one.requested_by_id): one for one in confirmed}.values():
        mails.moved(one, by=by)
    return confirmed


@transaction.atomic
def validate_mission(
    mission: Mission, *, duration: int, version: int | None = None, by: User, at: datetime
) -> Mission:
    """Accept the declared duration, or correct it: the journal keeps both."""
    mission = locked(mission, version=version)
    if mission.state != MissionState.HELD:
        raise Refused("Seule une mission réalisée, dont la durée est déclarée, se valide.")
    if mission.interpreter.user_id == by.pk:
        raise Refused("Vous avez déclaré cette durée : quelqu’un d’autre de la coordination la valide.")
    corrected = duration != mission.duration
    mission = move(mission, MissionState.VALIDATED, duration=duration, validated_by=by)
    if corrected:
        mails.moved(mission, by=by)
    return mission


@transaction.atomic
def refuse_mission(
    mission: Mission, *, reason: str, version: int | None = None, by: User, at: datetime
) -> Mission:
    """Nobody can come, or what was declared did not take place: the mission ends here, with a reason."""
    mission = locked(mission, version=version)
    if mission.state not in (*TO_OFFER, MissionState.HELD):
        raise Refused("Une mission prise se confirme ou s’annule ; elle ne se refuse plus.")
    move(mission, MissionState.DECLINED, cancelled_at=at, cancelled_by=by, cancel_reason=reason)
    close_offers(mission, OfferState.WITHDRAWN, at=at)
    mails.moved(mission, by=by)
    return mission


@transaction.atomic
def lapse_offers(mission: Mission, *, by: User, at: datetime) -> bool:
    """The mission has begun without anybody: its offers are closed, the requester is told. `by`: the portal."""
    mission = locked(mission)
    if mission.state not in TO_OFFER or mission.starts_at > at:
        return False
    reason = "Personne n’avait accepté quand l’heure est venue."
    refuse_mission(mission, reason=reason, by=by, at=at)
    return True


# ── After the fact ──────────────────────────────────────────────────────────────────────────────


def record_held(
    interpreter: Interpreter,
    *,
    language: str,
    starts_at: datetime,
    duration: int,
    modality: str,
    departement: str,
    client_label: str,
    by: User,
) -> Mission:
    """Record a mission that took place, declared by whoever worked with the interpreter. `duration` in minutes.

    `client_label` is a first name or a code, never a full name. If `by` had booked that interpreter for that hour, it
    is that mission: the duration is then for the interpreter to declare.
    """
    booked = _booked(interpreter, starts_at, duration, by=by)
    if booked is not None:
        return booked
    if language not in interpreter.languages:
        raise Refused("Cet interprète ne parle pas la langue de la personne.", field="interpreter")
    refuse_unless_within_reach(interpreter, departement)
    if modality == Modality.ON_SITE and departement and not interpreter.covers(departement):
        raise Refused(
            "Hors de ses départements, cet interprète travaille à distance : par téléphone ou en visio.",
            field="interpreter",
        )
    one_at_a_time([interpreter.pk])
    with _refusals_of_the_database(), transaction.atomic():
        return Mission.objects.create(
            interpreter=interpreter,
            language=language,
            day=starts_at.date(),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=duration),
            duration=duration,
            modality=modality,
            departement=departement,
            client_label=client_label,
            state=MissionState.HELD,
            requested_by=by,
        )


@contextmanager
def _refusals_of_the_database():
    """What the constraint and the trigger on missions refuse, in French."""
    try:
        yield
    except IntegrityError as error:
        for name, reason in _HELD_REFUSALS.items():
            if name in str(error):
                raise Refused(reason, field="interpreter") from error
        raise


def _booked(interpreter: Interpreter, starts_at: datetime, duration: int, *, by: User) -> Mission | None:
    """The mission booked by `by` with this interpreter that overlaps these hours."""
    return (
        access.requested_by(by)
        .filter(
            interpreter=interpreter,
            state__in=[*HELD_BY, *DONE],
            version__gt=1,  # noted after the fact, it would not have moved
            starts_at__lt=starts_at + timedelta(minutes=duration),
            ends_at__gt=starts_at,
        )
        .order_by("starts_at")
        .first()
    )
