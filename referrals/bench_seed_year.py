"""`seed_bench --year`: everything in one civil year, as a centre's sheets would tell it, to measure its figures.

Unlike the ordinary part nobody has an appointment: séances have a day and no hour. Languages by two, blanks everywhere,
one person in a hundred who refused to be counted.
"""

from centre.bench_seed import Size, draw, key, pick, user, with_blanks
from networks.choices import MissionState, Modality
from networks.models import Mission
from referrals.models import Consent, TherapySession
from referrals.states import CareState, SessionState

_STATES = (SessionState.HELD,) * 17 + (SessionState.EXCUSED, SessionState.ABSENT, SessionState.CANCELLED)
_MODALITIES = (Modality.ON_SITE,) * 6 + (Modality.PHONE, Modality.VIDEO, "")
_INTERPRETED = ("prs",) * 9 + ("ara", "ara", "pus", "som", "tir", "kat", "rus", "tur", "")


def seed(cursor, size: Size) -> None:
    about = {"year": size.year, "sessions": size.sessions}
    for statement in (_PEOPLE, _OPPOSED, _RECEIVED, _SLOTTED, _MISSIONS, _SESSIONS):
        cursor.execute(statement, about)
    cursor.execute("DROP TABLE bench_slotted")


_PERSON = "('x' || left(id::text, 8))::bit(32)::bigint"
_PEOPLE = f"""
UPDATE referrals_person SET
    languages = CASE WHEN {draw(50, 51, _PERSON)} = 0 THEN '{{}}'
                     WHEN {draw(5, 52, _PERSON)} = 0 THEN languages || 'fra'::varchar ELSE languages END,
    departement = CASE WHEN {draw(33, 53, _PERSON)} = 0 THEN '' ELSE departement END,
    sex = CASE WHEN {draw(50, 54, _PERSON)} = 0 THEN '' ELSE sex END,
    situation = CASE WHEN {draw(20, 55, _PERSON)} = 0 THEN '' ELSE situation END,
    birth_year = CASE WHEN {draw(20, 56, _PERSON)} > 0 THEN birth_year END
WHERE starts_with(code, 'P-0')
"""

_OPPOSED = f"""
INSERT INTO referrals_consent {
    with_blanks(
        Consent,
        person_id="id",
        scope="'statistiques'",
        form="'oral'",
        given_on="make_date(%(year)s, 1, 1)",
        withdrawn_on="make_date(%(year)s, 6, 1)",
        recorded_by_id=user("coordination"),
    )
}
FROM referrals_person WHERE starts_with(code, 'P-0') AND {draw(100, 57, _PERSON)} = 0
"""

_RECEIVED = f"""
UPDATE referrals_referral SET
    received_on = make_date(%(year)s, 1, 1) + {draw(365, 58, _PERSON)}
        - CASE WHEN {draw(13, 59, _PERSON)} < 10 THEN 0 ELSE 365 END,
    referrer_kind = {pick(["CADA", "HUDA", "PASS", "CMP", ""], 60, _PERSON)}
WHERE starts_with(reference, 'O-0')
"""

_SLOTTED = f"""
CREATE TEMPORARY TABLE bench_slotted ON COMMIT DROP AS
SELECT *, state = '{SessionState.HELD}' AND {draw(10, 61)} < 3 AS with_mission
FROM (
    SELECT n, care_id, person_id, therapist_id, make_date(%(year)s, 1, 1) + {draw(365, 62)} AS day,
           {pick(_STATES, 63)} AS state, {pick(_INTERPRETED, 64, "number")} AS language
    FROM (SELECT n, mod(n, nullif(cares, 0)) AS number FROM generate_series(0, %(sessions)s - 1) AS n,
                 (SELECT count(*) AS cares FROM referrals_care WHERE state <> '{CareState.PROPOSED}') AS total
    ) AS numbered
    JOIN (SELECT row_number() OVER (ORDER BY id) - 1 AS number, id AS care_id, person_id, therapist_id
          FROM referrals_care WHERE state <> '{CareState.PROPOSED}') AS care USING (number)
) AS drawn
"""

_MISSION = key("mission")
_MISSIONS = f"""
INSERT INTO networks_mission {
    with_blanks(
        Mission,
        id=_MISSION,
        language="language",
        day="day",
        duration="45",
        modality=f"'{Modality.ON_SITE}'",
        departement="'30'",
        state=f"'{MissionState.HELD}'",
        requested_by_id=user("coordination"),
        imported="true",
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
        duration=f"CASE WHEN {draw(20, 65)} > 0 THEN 45 END",
        state="state",
        modality=pick(_MODALITIES, 66),
        language=f"CASE WHEN {draw(10, 67)} > 0 THEN language ELSE '' END",
        mission_id=f"CASE WHEN with_mission THEN {_MISSION} END",
        remark="''::bytea",
        logged_by_id=user("coordination"),
        logged_at="day + interval '1 day'",
        imported="true",
    )
}
FROM bench_slotted
"""
