"""What is said once a session to come is written, the interpreter's part included."""

from networks.choices import MissionState
from networks.missions.states import HELD_BY
from networks.models import Mission
from referrals.models import TherapySession


def planned(sessions: list[TherapySession]) -> str:
    count = len(sessions)
    said = "Séance planifiée" if count == 1 else f"{count} séances planifiées"
    return f"{said}. {_asked([one.mission for one in sessions if one.mission])}".strip()


def _asked(missions: list[Mission]) -> str:
    if not missions:
        return ""
    fresh = list(Mission.objects.filter(pk__in=[one.pk for one in missions]))
    offered = sum(one.state == MissionState.OFFERED for one in fresh)
    if offered == 0:
        return "La coordination cherche un interprète ; vous suivez sa réponse ici."
    if offered < len(fresh):
        return (
            f"La mission est proposée à l’interprète du suivi pour {offered} dates sur {len(fresh)} ; pour les autres, "
            "où cette personne est prise, la coordination cherche quelqu’un."
        )
    return "La mission est proposée à l’interprète du suivi ; vous suivez sa réponse ici."


def moved(session: TherapySession, before: TherapySession) -> str:
    """`before`: the session as its page showed it."""
    if session.mission_id == before.mission_id:
        return (
            "Séance modifiée." if session.mission is None else "Séance modifiée ; l’interprète reste le même."
        )
    left = ""
    if before.mission is not None:
        fresh = Mission.objects.filter(pk=before.mission_id).first()
        due = fresh is not None and fresh.state == MissionState.LATE_CANCELLED
        whose = f" de {before.mission.interpreter}" if before.mission.state in HELD_BY else ""
        left = f" L’ancienne mission{whose} est annulée{' et reste due' if due else ''}."
    return f"Séance modifiée.{left} {_asked([session.mission] if session.mission else [])}".strip()


def cancelled(sessions: list[TherapySession]) -> str:
    said = "La séance est annulée" if len(sessions) == 1 else f"{len(sessions)} séances sont annulées"
    fresh = Mission.objects.filter(pk__in=[one.mission_id for one in sessions if one.mission_id])
    states = list(fresh.values_list("state", flat=True))
    due = states.count(MissionState.LATE_CANCELLED)
    if due:
        return f"{said} ; {'la mission reste due' if due == 1 else f'{due} missions restent dues'} à l’interprète."
    return f"{said}, et l’interprète avec elle." if states and len(sessions) == 1 else f"{said}."
