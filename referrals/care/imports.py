"""The sheet `seances`: past sessions, the missions of their interpreters, and the cares they belong to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from centre.imports import columns as c
from centre.imports.sheets import Held, Row, Run, Sheet, Tally, declare
from centre.imports.writing import amend, natural_key, settle, stored
from networks.choices import MissionState
from networks.models import Interpreter, Mission, Therapist
from referrals.care.past import PastCares
from referrals.models import Person, TherapySession
from referrals.states import SessionState

PAST_STATES = [SessionState.HELD, SessionState.EXCUSED, SessionState.ABSENT, SessionState.CANCELLED]
ISSUED = [MissionState.STATED, MissionState.PAID]  # on a pay statement: the sheets change them no more


def at_hour(day: date, hour: time) -> datetime | None:
    """The instant of this local hour, in UTC, as the database returns it; None if the clocks skipped it.

    An ambiguous hour would compare unequal in a local zone.
    """
    local = datetime.combine(day, hour, timezone.get_default_timezone())
    instant = local.astimezone(UTC)
    return instant if instant.astimezone(local.tzinfo) == local else None


def session_rules(row: Row, run: Run) -> Iterator[tuple[str, str]]:
    if row["statut"] == SessionState.HELD and row["date"] > run.today:
        yield "date", "Une séance réalisée ne peut pas être dans le futur."
    if row["heure"] and at_hour(row["date"], row["heure"]) is None:
        yield "heure", "Cette heure n'existe pas ce jour-là (changement d'heure)."


def load_sessions(rows: list[Row], run: Run) -> Tally:
    people = _ids(Person, rows, "personne")
    therapists = _ids(Therapist, rows, "therapeute")
    keyed = dict(SESSIONS.keyed(rows))
    cares = PastCares(
        ((people[row["personne"]], therapists[row["therapeute"]], row["date"]) for row in rows), run
    )
    remissioned = _settle_missions(keyed)
    wanted = {
        key: _session(key, row, people[row["personne"]], therapists[row["therapeute"]], cares)
        for key, row in keyed.items()
    }
    born = {"imported": True, "logged_by_id": run.actor_id, "logged_at": run.at}
    settled = settle(TherapySession, "idempotency_key", wanted, born=born)
    cares.end()
    return Tally.of(keyed.items(), settled.created, settled.updated | remissioned)


def _ids(model, rows: list[Row], column: str) -> dict[str, object]:
    """Code → id, for the codes of this column."""
    found = stored(model, "code", {row[column] for row in rows} - {""})
    return {code: record.pk for code, record in found.items()}


def _hours(row: Row) -> dict:
    """Start, end and length, as far as they are known."""
    start = at_hour(row["date"], row["heure"]) if row["heure"] else None
    minutes = row["duree_min"]
    if start is None or minutes is None:
        return {"starts_at": None, "ends_at": None, "duration": minutes}
    return {"starts_at": start, "ends_at": start + timedelta(minutes=minutes), "duration": minutes}


def _session(key: UUID, row: Row, person, therapist, cares: PastCares) -> dict:
    return {
        "care_id": cares.of(person, therapist, row["date"]).pk,
        "person_id": person,
        "therapist_id": therapist,
        "day": row["date"],
        **_hours(row),
        "state": row["statut"],
        "modality": row["modalite"],
        "language": row["langue"],
        "mission_id": _mission_id(key) if row["interprete"] else None,
    }


def _mission_id(key: UUID) -> UUID:
    return natural_key("mission", key)


def _settle_missions(keyed: dict[UUID, Row]) -> set[UUID]:
    """Missions of the sessions that had an interpreter; the keys of those whose mission was created or changed."""
    interpreters = _ids(Interpreter, list(keyed.values()), "interprete")
    issued = set(Mission.objects.filter(imported=True, state__in=ISSUED).values_list("pk", flat=True))
    key_of = {_mission_id(key): key for key in keyed}
    wanted = {
        pk: _mission(keyed[key], interpreters[keyed[key]["interprete"]])
        for pk, key in key_of.items()
        if keyed[key]["interprete"] and pk not in issued
    }
    settled = settle(Mission, "id", wanted, born={"imported": True})
    gone = stored(Mission, "id", key_of.keys() - wanted.keys() - issued)
    amend(Mission, {mission: {"state": MissionState.CANCELLED} for mission in gone.values()})
    return {key_of[pk] for pk in settled.created | settled.updated}


def _mission(row: Row, interpreter) -> dict:
    held = row["statut"] == SessionState.HELD
    return {
        "interpreter_id": interpreter,
        "language": row["langue"],
        "day": row["date"],
        **_hours(row),
        "modality": row["modalite"],
        "client_label": row["personne"],
        "state": MissionState.VALIDATED if held else MissionState.CANCELLED,
    }


SESSIONS = declare(
    Sheet(
        name="seances",
        position=100,
        columns={
            "date": c.day(required=True),
            "heure": c.clock(),
            "personne": c.text(Person.code, required=True, refers="personnes"),
            "therapeute": c.text(Therapist.code, required=True, refers="therapeutes"),
            "duree_min": c.whole(1, 600),
            "statut": c.one_of(PAST_STATES, required=True),
            "modalite": c.choice(TherapySession.modality),
            "interprete": c.text(Interpreter.code, refers="interpretes"),
            "langue": c.language(),
        },
        rules=session_rules,
        load=load_sessions,
        identity=("date", "heure", "personne", "therapeute"),
        dated=("date",),
        held=Held(
            TherapySession,
            "idempotency_key",
            {
                "duree_min": "duration",
                "statut": "state",
                "modalite": "modality",
                "interprete": "mission__interpreter__code",
                "langue": "language",
            },
        ),
    )
)
