"""Cares and sessions of `seed_bench`. Sixty cares for the therapist who has an account, a dozen for each other.

Each therapist, hence each interpreter, has her own hours: nobody is in two places at once.
"""

from centre.bench_seed import Size, draw, key, pick, user, with_blanks
from networks.choices import MissionState, Modality
from networks.models import Mission
from referrals.models import Care, TherapySession
from referrals.states import CareState, SessionState

FIRST_CARES = 60
_SLOTS = 520 * 8  # two years of working days of eight hours

_STATES = (SessionState.HELD,) * 17 + (SessionState.EXCUSED, SessionState.ABSENT, SessionState.CANCELLED)
_MODALITIES = (Modality.ON_SITE,) * 6 + (Modality.PHONE, Modality.VIDEO)


def seed(cursor, size: Size, therapists: int) -> None:
    cursor.execute(_CARES, {"therapists": therapists})
    cursor.execute(_COUNT_ACTIVE)
    if size.sessions and not size.year:
        cursor.execute(_SLOTTED, {"sessions": size.sessions, "monday": size.at.date()})
        cursor.execute(_MISSIONS)
        cursor.execute(_SESSIONS)
        cursor.execute("DROP TABLE bench_slotted")


_CARES = f"""
INSERT INTO referrals_care {
    with_blanks(
        Care,
        id=key("care", "n"),
        person_id="person_id",
        referral_id="referral_id",
        therapist_id="therapist.id",
        interpreter_id="interpreter.id",
        language="language",
        state="given.state",
        proposed_at="since",
        proposed_by_id=user("coordination"),
        answered_at=f"CASE WHEN given.state <> '{CareState.PROPOSED}' THEN since + interval '1 day' END",
        decline_reason="''::bytea",
        ended_on=f"CASE WHEN given.state = '{CareState.ENDED}' THEN (since + interval '25 days')::date END",
        version="1",
        imported="false",
    )
}
FROM (
    SELECT n, person_id, referral_id, since, language,
           CASE WHEN n < {FIRST_CARES} THEN 1 ELSE 2 + mod(n, %(therapists)s - 1) END AS whose,
           CASE WHEN mod(n, 40) = 39 THEN '{CareState.PROPOSED}'
                WHEN n < {FIRST_CARES} AND mod(n, 3) < 2 THEN '{CareState.ACTIVE}'
                WHEN n >= {FIRST_CARES} AND mod(n / (%(therapists)s - 1), 2) = 0 THEN '{CareState.ACTIVE}'
                ELSE '{CareState.ENDED}' END AS state
    FROM (
        SELECT row_number() OVER (ORDER BY reference) - 1 AS n, referral.id AS referral_id, person_id,
               state_since AS since, person.languages[1] AS language
        FROM referrals_referral AS referral JOIN referrals_person AS person ON person.id = person_id
        WHERE starts_with(reference, 'O-0') AND state = 'acceptee'
    ) AS accepted
) AS given
JOIN networks_therapist AS therapist ON therapist.code = 'T-' || lpad(whose::text, 8, '0')
LEFT JOIN networks_interpreter AS interpreter
    ON mod(whose, 2) = 0 AND mod(n, 2) = 0 AND interpreter.code = 'I-' || lpad((whose / 2)::text, 8, '0')
"""

_COUNT_ACTIVE = """
UPDATE networks_therapist SET active_cares = active_cares + counted.cares
FROM (
    SELECT therapist_id, count(*) AS cares FROM referrals_care JOIN networks_therapist AS t ON t.id = therapist_id
    WHERE starts_with(t.code, 'T-0') AND referrals_care.state = 'active' GROUP BY therapist_id
) AS counted
WHERE networks_therapist.id = counted.therapist_id
"""

# Session n belongs to a care; among her therapist's it comes r-th, which gives its hour, going back in time.
_SLOTTED = f"""
CREATE TEMPORARY TABLE bench_slotted ON COMMIT DROP AS
SELECT n, care_id, person_id, therapist_id, interpreter_id, language, held.state, starts_at,
       starts_at + interval '45 minutes' AS ends_at, (starts_at AT TIME ZONE 'Europe/Paris')::date AS day,
       interpreter_id IS NOT NULL AND held.state = '{SessionState.HELD}' AND {draw(3, 41)} > 0
           AS with_mission
FROM (
    SELECT *, {pick(_STATES, 42)} AS state,
           (date_trunc('week', %(monday)s::date)::date - 3 - (slot / 40)::int * 7 - mod(slot / 8, 5)::int
            + time '09:00' + mod(slot, 8) * interval '1 hour') AT TIME ZONE 'Europe/Paris' AS starts_at
    FROM (
        SELECT *, (row_number() OVER hers - 1)
                  * greatest(1, {_SLOTS} / count(*) OVER (PARTITION BY therapist_id)) AS slot
        FROM (SELECT n, mod(n, nullif(cares, 0)) AS number FROM generate_series(0, %(sessions)s - 1) AS n,
                     (SELECT count(*) AS cares FROM referrals_care WHERE state <> '{CareState.PROPOSED}') AS total
        ) AS numbered
        JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS number, id AS care_id, person_id, therapist_id,
                     interpreter_id, language
              FROM referrals_care WHERE state <> '{CareState.PROPOSED}') AS care USING (number)
        WINDOW hers AS (PARTITION BY therapist_id ORDER BY n)
    ) AS ranked
) AS held
"""

_MISSION = key("mission")
_MISSIONS = f"""
INSERT INTO networks_mission {
    with_blanks(
        Mission,
        id=key("mission"),
        interpreter_id="interpreter_id",
        language="language",
        day="day",
        starts_at="starts_at",
        ends_at="ends_at",
        duration="45",
        modality=f"'{Modality.ON_SITE}'",
        departement="'30'",
        state=f"'{MissionState.HELD}'",
        requested_by_id=user("coordination"),
    )
}
FROM bench_slotted WHERE with_mission
"""

_SESSIONS = f"""
INSERT INTO referrals_therapysession {
    with_blanks(
        TherapySession,
        id=key("session"),
        care_id="care_id",
        person_id="person_id",
        therapist_id="therapist_id",
        day="day",
        starts_at="starts_at",
        ends_at="ends_at",
        duration="45",
        state="state",
        cancelled_by=f"CASE state WHEN '{SessionState.CANCELLED}' THEN 'personne' ELSE '' END",
        modality=pick(_MODALITIES, 43),
        language="language",
        mission_id=f"CASE WHEN with_mission THEN {_MISSION} END",
        remark="''::bytea",
        logged_by_id=user("coordination"),
        logged_at="ends_at",
        imported="false",
    )
}
FROM bench_slotted
"""
