"""What becomes of the interpreter when a session is planned, moved, held, corrected or cancelled.

Missions belong to the networks: everything here goes through their actions.
"""

from datetime import datetime
from uuid import UUID, uuid5

from django.utils import timezone

from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.models import User
from centre.refusals import Refused
from networks.choices import MissionState, Modality
from networks.missions import actions as missions
from networks.missions.models import DONE
from networks.missions.offers import actions as offers
from networks.missions.states import CANCELLABLE, HELD_BY, TO_OFFER
from networks.models import Interpreter, Mission
from referrals.choices import Helper
from referrals.models import Care, TherapySession
from referrals.people import access
from referrals.states import SessionState

MOVED = "La séance est déplacée."
CANCELLED = "La séance est annulée."
NAMED = (
    "L’interprète ne lit jamais le nom de famille, ni le prénom sans l’accord de la personne pour un interprète. "
    "Laissez vide : il lira le code."
)
NOWHERE = "Dites où vous recevez : l’interprète qui vient n’a que cette ligne pour trouver le chemin."
ON_PAPER = [MissionState.VALIDATED, MissionState.STATED, MissionState.PAID]


def shared_language(speaker: Interpreter, languages: list[str]) -> str:
    return next((code for code in languages if code in speaker.languages), "")


def usual(care: Care, mission: Mission | None = None) -> Interpreter | None:
    """Whom to ask first: who held the mission being replaced, else the interpreter of the care."""
    return (mission and mission.interpreter) or care.interpreter


def wish_of(session: TherapySession) -> str:
    """What is in force for a planned session, as its form says it."""
    mission = session.mission
    if mission is None or mission.state not in CANCELLABLE:
        return Helper.NONE
    return Helper.USUAL if usual(session.care, mission) else Helper.SEARCH


def ask(
    sessions: list[TherapySession],
    *,
    every: int,
    helper: str,
    whom: Interpreter | None,
    client_label: str,
    travel_minutes: int,
    confirm_long: bool,
    key: UUID,
    by: User,
    at: datetime,
) -> list[Mission]:
    """Ask for an interpreter for these planned sessions of one care, `every` days apart; one mission each.

    « L’interprète du suivi » is offered the mission at once; where she cannot be, the coordination looks for another.
    """
    first, care = sessions[0], sessions[0].care
    if access.names_her(client_label, care.person, day=timezone.localdate(at)):
        raise Refused(NAMED, field="client_label")
    whom = whom if helper == Helper.USUAL else None
    on_site = first.modality == Modality.ON_SITE
    if on_site and not first.place:
        raise Refused(NOWHERE, field="place")
    starts, ends = timezone.localtime(first.starts_at), timezone.localtime(first.ends_at)
    asked = missions.request_mission(
        language=language_with(care, whom),
        day=first.day,
        hour=starts.time(),
        until=ends.time(),
        modality=first.modality,
        departement=_departement(care),
        place=first.place if on_site else "",
        client_label=client_label or care.person.code,
        gender="",
        travel_minutes=travel_minutes if on_site else 0,
        every=every,
        times=len(sessions),
        confirm_long=confirm_long,
        idempotency_key=uuid5(key, "interprete"),
        by=by,
        at=at,
    )
    if whom is not None:
        _offer(asked, whom, at=at)
    return asked


def language_with(care: Care, whom: Interpreter | None) -> str:
    """The language of the mission: one that `whom` and the person speak, else that of the care."""
    shared = shared_language(whom, care.person.languages) if whom else ""
    found = shared or care.language or next(iter(care.person.languages), "")
    if not found:
        raise Refused(
            "La langue de la personne n’est pas connue : demandez-la à la coordination.", field="helper"
        )
    return found


def _departement(care: Care) -> str:
    return care.person.departement or next(iter(care.therapist.departements), "")


def _offer(asked: list[Mission], whom: Interpreter, *, at: datetime) -> None:
    """Offer them to the interpreter whom the coordination gave this care: the portal does it, in its own name.

    Whoever cannot be offered them leaves them to the coordination, who was told when they were asked for.
    """
    with acting_as_system():
        portal = User.objects.get(email=SYSTEM_EMAIL)
        try:
            offers.offer_mission(asked[0], interpreters=[whom], series=len(asked) > 1, by=portal, at=at)
        except Refused:
            return


# ── A session that does not take place as planned ───────────────────────────────────────────────


def cancel(session: TherapySession, *, reason: str, due: bool, by: User, at: datetime) -> None:
    """Cancel the mission of a planned session, if somebody may still come. Late, it stays due: `due` says so."""
    if session.mission is not None and session.mission.state in CANCELLABLE:
        missions.cancel_mission(session.mission, reason=reason, due=due, by=by, at=at)


def is_late(session: TherapySession, *, at: datetime) -> bool:
    """Whether cancelling now leaves the mission due."""
    return session.mission is not None and missions.is_late(session.mission, at=at)


def differs(session: TherapySession, *, travel_minutes: int, client_label: str) -> bool:
    """Whether the mission no longer says what the session does."""
    mission, on_site = session.mission, session.modality == Modality.ON_SITE
    return (
        mission.starts_at,
        mission.ends_at,
        mission.modality,
        mission.place,
        mission.travel_minutes,
        mission.client_label,
    ) != (
        session.starts_at,
        session.ends_at,
        session.modality,
        session.place if on_site else "",
        travel_minutes if on_site else 0,
        client_label or session.care.person.code,
    )


# ── Who was there ───────────────────────────────────────────────────────────────────────────────


def present(
    session: TherapySession, interpreter: Interpreter | None, *, by: User, at: datetime
) -> Mission | None:
    """The mission of a session held with `interpreter`: the one booked for it if she came, else one noted now.

    What was noted before, and is not true any more, is taken back; what was asked for in vain is cancelled.
    """
    mission = session.mission
    if interpreter is not None and _is_hers(mission, interpreter, session):
        return mission
    if mission is not None:
        take_back(mission, by=by, at=at)
    if interpreter is None:
        return None
    care = session.care
    return missions.record_held(
        interpreter,
        language=shared_language(interpreter, care.person.languages),
        starts_at=session.starts_at,
        duration=session.duration,
        modality=session.modality,
        departement=care.person.departement,
        client_label=care.person.code,
        by=by,
    )


def _is_hers(mission: Mission | None, interpreter: Interpreter, session: TherapySession) -> bool:
    if mission is None or mission.interpreter_id != interpreter.pk or mission.state not in (*HELD_BY, *DONE):
        return False
    if _noted_by_hand(mission):
        facts = (mission.starts_at, mission.ends_at, mission.modality)
        return facts == (session.starts_at, session.ends_at, session.modality)
    return mission.starts_at < session.ends_at and session.starts_at < mission.ends_at


def _noted_by_hand(mission: Mission) -> bool:
    """Noted with its session, and nobody but who noted it has acted on it since."""
    return mission.state == MissionState.HELD and mission.version == 1


def take_back(mission: Mission, *, by: User, at: datetime) -> None:
    """End a mission that did not take place. One that an interpreter holds or declared stays the coordination's to
    settle: nobody takes her pay from her by correcting a session."""
    if mission.state in TO_OFFER:
        missions.cancel_mission(mission, reason="La séance a eu lieu sans interprète.", by=by, at=at)
    elif _noted_by_hand(mission):
        with acting_as_system():  # the networks keep this verb for the coordination
            missions.refuse_mission(mission, reason="Séance corrigée.", by=by, at=at)


def refuse_contradiction(
    session: TherapySession, *, held: bool, interpreter: Interpreter | None, starts_at, ends_at, modality: str
) -> None:
    """What an interpreter declared, or what is validated for her pay, is not undone by correcting a session."""
    mission = session.mission
    if mission is None or mission.state not in DONE or _noted_by_hand(mission):
        return
    if not held and session.state != SessionState.HELD:
        return
    same = (
        held
        and interpreter is not None
        and interpreter.pk == mission.interpreter_id
        and modality == session.modality
        and mission.starts_at < ends_at
        and starts_at < mission.ends_at
    )
    if not same:
        known = "validée pour la paie" if mission.state in ON_PAPER else "déclarée par l’interprète"
        raise Refused(
            f"La mission de {mission.interpreter} est déjà {known} : l’interprète, l’heure, la modalité et "
            "« Réalisée » ne changent plus ici. Voyez-le avec la coordination.",
            field="interpreter",
        )
