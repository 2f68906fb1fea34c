"""Cares and two years of sessions for the demonstration: nobody is in two places at once."""

import random
import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from centre.models import User
from networks.choices import MissionState, Modality
from networks.models import Interpreter, Mission, Therapist
from referrals.choices import CancelledBy, CareOutcome, EndReason
from referrals.models import Care, Person, Referral, TherapySession
from referrals.pairing.candidates import candidates
from referrals.pairing.rules import shared_language
from referrals.states import CareState, SessionState, State


def seed(chance: random.Random, referrals: list[Referral], *, at: datetime) -> None:
    _sessions(chance, _cares(chance, referrals, at), at)


def _cares(chance: random.Random, referrals: list[Referral], at: datetime) -> list[Care]:
    """One care for most accepted referrals; the older half is ended; capacity is kept."""
    coordinator = account("coordination")
    therapists = list(Therapist.objects.order_by("pk"))
    room = {one.pk: one.capacity for one in therapists}
    interpreters = list(Interpreter.objects.order_by("pk"))
    cares = []
    accepted = [
        one for one in referrals if one.state == State.ACCEPTED and one.state_since < at - timedelta(days=3)
    ]
    for index, referral in enumerate(accepted):
        hers = index % 8 == 0  # the demonstration's therapist has a full agenda
        living = index < len(accepted) // 2
        proposed = hers and index == 0
        fitting = [
            one
            for one in therapists[1:]
            if referral.person.departement in one.departements and room[one.pk] > 1
        ]
        therapist = therapists[0] if hers else chance.choice(fitting or therapists[1:])
        if living and not proposed and room[therapist.pk] <= (0 if hers else 1):
            living = False
        room[therapist.pk] -= living
        begun = referral.state_since + timedelta(days=2)
        state = CareState.PROPOSED if proposed else CareState.ACTIVE if living else CareState.ENDED
        helper = _interpreter_for(referral.person, therapist, interpreters)
        cares.append(
            Care(
                id=demo_key("care", index),
                person=referral.person,
                referral=referral,
                therapist=therapist,
                interpreter=helper,
                language=next(
                    (code for code in referral.person.languages if code in (helper or therapist).languages),
                    "",
                ),
                state=state,
                proposed_at=begun,
                proposed_by=coordinator,
                answered_at=None if state == CareState.PROPOSED else begun + timedelta(days=1),
                **(_ended(begun, index) if state == CareState.ENDED else {}),
            )
        )
    return Care.objects.bulk_create(cares)


_ENDS = (EndReason.COMPLETED, EndReason.COMPLETED, EndReason.STOPPED, EndReason.LOST, EndReason.MOVED)
_OUTCOMES = (CareOutcome.BETTER, CareOutcome.STABLE, "", CareOutcome.BETTER, CareOutcome.UNCHANGED)


def _ended(begun: datetime, index: int) -> dict:
    reason, outcome = _ENDS[index % len(_ENDS)], _OUTCOMES[index % len(_OUTCOMES)]
    return {"ended_on": (begun + timedelta(days=150)).date(), "end_reason": reason, "outcome": outcome}


def go_on(*, at: datetime) -> None:
    """What happens in the middle of a care: a pause, a handover that waits for its answer."""
    active = Care.objects.filter(state=CareState.ACTIVE).select_related("person", "therapist", "referral")
    active = active.order_by("proposed_at", "pk")
    own = [care for care in active if care.therapist.user_id == account("therapeute").pk]
    if len(own) > 1:
        paused = own[-1]
        paused.state = CareState.SUSPENDED
        paused.suspended_on, paused.suspended_until = (
            (at - timedelta(days=1)).date(),
            (at + timedelta(days=25)).date(),
        )
        paused.version += 1
        paused.save()
    for care in active:
        if care.therapist.user_id != account("therapeute").pk and _hand_over(care, at):
            break


def _hand_over(care: Care, at: datetime) -> bool:
    """Its therapist asked for it; the coordination found somebody, who has not answered."""
    found = [one for one in candidates(care.person) if one.therapist.pk != care.therapist_id]
    if not found:
        return False
    care.relay_asked_at, care.relay_reason = (
        at - timedelta(days=6),
        "Congé de maternité à partir du mois prochain.",
    )
    care.version += 1
    care.save()
    helper = found[0].interpreter
    Care.objects.create(
        id=demo_key("relay", 1),
        person=care.person,
        referral=care.referral,
        therapist=found[0].therapist,
        interpreter=helper,
        language=shared_language(helper or found[0].therapist, care.person),
        relays=care,
        proposed_at=at - timedelta(days=4),
        proposed_by=account("coordination"),
        reminders=1,
    )
    return True


def _interpreter_for(
    person: Person, therapist: Therapist, interpreters: list[Interpreter]
) -> Interpreter | None:
    if set(person.languages) & set(therapist.languages):
        return None
    return next((one for one in interpreters if set(person.languages) & set(one.languages)), None)


_HOURS = (9, 10, 11, 14, 15, 16, 17)


def _sessions(chance: random.Random, cares: list[Care], at: datetime) -> None:
    """A session every other week; nobody is in two places at once: a slot per therapist, a slot per interpreter."""
    system = account("coordination")
    taken: set[tuple] = set()
    sessions, missions = [], []
    for number, care in enumerate(cares):
        if care.state == CareState.PROPOSED:
            continue
        last = min(at, _midnight(care.ended_on)) if care.ended_on else at
        for week in range(12):
            day = (care.answered_at + timedelta(days=7 + 14 * week)).date()
            day -= timedelta(days=max(0, day.weekday() - 4))
            slot = next((hour for hour in _HOURS if _free(taken, care, day, hour)), None)
            if slot is None or _midnight(day) + timedelta(hours=20) > last:
                continue
            taken |= {("t", care.therapist_id, day, slot), ("i", care.interpreter_id, day, slot)}
            starts = _midnight(day) + timedelta(hours=slot)
            state = chance.choices(
                [SessionState.HELD, SessionState.EXCUSED, SessionState.ABSENT, SessionState.CANCELLED],
                [82, 8, 6, 4],
            )[0]
            modality = chance.choices(Modality.values, [80, 8, 12])[0]
            if care.interpreter and not care.interpreter.comes_to(care.person.departement):
                modality = Modality.VIDEO
            mission = None
            if care.interpreter_id and state == SessionState.HELD:
                mission = _mission(care, day, starts, modality, demo_key(f"mission-{number}", week), system)
                missions.append(mission)
            sessions.append(
                TherapySession(
                    id=demo_key(f"session-{number}", week),
                    care=care,
                    person_id=care.person_id,
                    therapist_id=care.therapist_id,
                    day=day,
                    starts_at=starts,
                    ends_at=starts + timedelta(minutes=45),
                    duration=45,
                    state=state,
                    cancelled_by=CancelledBy.PERSON if state == SessionState.CANCELLED else "",
                    modality=modality,
                    language=care.language,
                    mission=mission,
                    logged_by=care.therapist.user or system,
                    logged_at=starts + timedelta(hours=1),
                )
            )
    Mission.objects.bulk_create(missions)
    TherapySession.objects.bulk_create(sessions)


def _midnight(day) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def _free(taken: set, care: Care, day, hour: int) -> bool:
    busy = ("t", care.therapist_id, day, hour) in taken
    return not busy and not (care.interpreter_id and ("i", care.interpreter_id, day, hour) in taken)


def _mission(care: Care, day, starts: datetime, modality: str, key: uuid.UUID, by: User) -> Mission:
    return Mission(
        id=key,
        interpreter=care.interpreter,
        language=care.language,
        day=day,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=45),
        duration=45,
        modality=modality,
        departement=care.person.departement,
        client_label=care.person.code,
        state=MissionState.VALIDATED,
        requested_by=by,
    )
