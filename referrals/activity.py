"""What the observatory may know of people, referrals, sessions and the hotline: nameless rows, counted by the database.

Whoever reads them must be allowed to see every row (coordination, or the portal itself): row-level security applies.
A *cell* is a dict: `dimension` (what is broken down, "" for the whole), `key`, and counts.
"""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import Case, F, Func, Value, When, Window
from django.db.models.functions import DenseRank

from networks.activity import year_span
from referrals.models import Call, Person, Referral, Shift, TherapySession
from referrals.states import SessionState

# Whoever refused to be counted: the scope « statistiques » withdrawn, and never agreed to again.
_NOT_OPPOSED = """person_id NOT IN (
    SELECT person_id FROM referrals_consent WHERE scope = 'statistiques'
    GROUP BY person_id HAVING bool_and(withdrawn_on IS NOT NULL))"""

# People with a séance held in the year, once each, whatever the number of therapists, cares or séances.
_PEOPLE = """
WITH held AS (
    SELECT person_id, bool_or(mission_id IS NOT NULL) AS interpreted
    FROM referrals_therapysession
    WHERE state = 'realisee' AND day BETWEEN %(first)s AND %(last)s AND not_opposed
    GROUP BY person_id
), arrival AS (
    SELECT person_id, min(received_on) AS received_on
    FROM referrals_referral JOIN held USING (person_id)
    GROUP BY person_id
), person AS (
    SELECT
        p.id, p.languages, nullif(p.country, '') AS country, held.interpreted,
        coalesce(nullif(p.sex, ''), 'non_renseigne') AS sexe,
        coalesce(nullif(p.departement, ''), 'non_renseigne') AS departement,
        coalesce(nullif(p.situation, ''), 'non_renseigne') AS situation,
        %(year)s - p.birth_year < 18 AS minor,
        arrival.received_on BETWEEN %(first)s AND %(last)s AS new,
        CASE
            WHEN p.birth_year IS NULL THEN 'non_renseigne'
            WHEN %(year)s - p.birth_year < 18 THEN '0-17'
            WHEN %(year)s - p.birth_year < 25 THEN '18-24'
            WHEN %(year)s - p.birth_year < 35 THEN '25-34'
            WHEN %(year)s - p.birth_year < 45 THEN '35-44'
            WHEN %(year)s - p.birth_year < 60 THEN '45-59'
            ELSE '60+'
        END AS tranche_age
    FROM held
    JOIN referrals_person AS p ON p.id = held.person_id
    LEFT JOIN arrival USING (person_id)
)
SELECT
    CASE grouping(sexe, tranche_age, departement, situation)
        WHEN 15 THEN '' WHEN 7 THEN 'sexe' WHEN 11 THEN 'tranche_age' WHEN 13 THEN 'departement'
        ELSE 'situation'
    END AS dimension,
    coalesce(sexe, tranche_age, departement, situation, '') AS key,
    count(*) AS people,
    count(*) FILTER (WHERE new) AS new,
    count(*) FILTER (WHERE minor) AS minors,
    count(*) FILTER (WHERE interpreted) AS interpreted,
    count(DISTINCT country) AS countries
FROM person
GROUP BY GROUPING SETS ((), (sexe), (tranche_age), (departement), (situation))
UNION ALL
SELECT 'langue', language, count(DISTINCT id), 0, 0, 0, 0
FROM person, unnest(CASE WHEN languages = '{}' THEN '{non_renseigne}' ELSE languages END) AS language
GROUP BY language
ORDER BY 1, 2
"""

# `delay`: days from the reception to the first séance held on that day or later, in any year.
_REFERRALS = """
WITH referral AS (
    SELECT
        r.person_id,
        coalesce(nullif(r.decision, ''), 'non_renseigne') AS decision,
        coalesce(nullif(r.referrer_kind, ''), 'non_renseigne') AS orienteur_type,
        (
            SELECT min(s.day) - r.received_on FROM referrals_therapysession AS s
            WHERE s.person_id = r.person_id AND s.state = 'realisee' AND s.day >= r.received_on
        ) AS delay
    FROM referrals_referral AS r
    WHERE r.received_on BETWEEN %(first)s AND %(last)s AND r.not_opposed
)
SELECT
    CASE grouping(decision, orienteur_type) WHEN 3 THEN '' WHEN 1 THEN 'decision' ELSE 'orienteur_type' END
        AS dimension,
    coalesce(decision, orienteur_type, '') AS key,
    count(*) AS referrals,
    count(DISTINCT person_id) AS people,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY delay) AS median_delay,
    count(DISTINCT person_id) FILTER (WHERE delay IS NOT NULL) AS people_seen
FROM referral
GROUP BY GROUPING SETS ((), (decision), (orienteur_type))
ORDER BY 1, 2
"""

_SESSIONS = """
WITH session AS (
    SELECT
        s.person_id, s.state, s.duration,
        coalesce(nullif(s.modality, ''), 'non_renseigne') AS modality,
        CASE WHEN s.state = 'realisee' AND s.mission_id IS NOT NULL THEN
            coalesce(nullif(s.language, ''), nullif(m.language, ''), 'non_renseigne')
        END AS language
    FROM referrals_therapysession AS s
    LEFT JOIN networks_mission AS m ON m.id = s.mission_id
    WHERE s.day BETWEEN %(first)s AND %(last)s AND s.state <> 'planifiee' AND s.not_opposed
)
SELECT
    'statut' AS dimension, state AS key, count(*) AS sessions, sum(duration) AS minutes,
    count(DISTINCT person_id) AS people, count(DISTINCT person_id) FILTER (WHERE duration IS NOT NULL) AS people_timed
FROM session GROUP BY state
UNION ALL
SELECT 'modalite', modality, count(*), sum(duration), count(DISTINCT person_id), 0
FROM session WHERE state = 'realisee' GROUP BY modality
UNION ALL
SELECT
    CASE WHEN language IS NULL THEN 'sans_interprete' ELSE 'interpretariat' END, '',
    count(*), sum(duration), count(DISTINCT person_id), count(DISTINCT person_id) FILTER (WHERE duration IS NOT NULL)
FROM session WHERE state = 'realisee' GROUP BY language IS NULL
UNION ALL
SELECT 'langue', language, count(*), sum(duration), count(DISTINCT person_id), 0
FROM session WHERE language IS NOT NULL GROUP BY language
ORDER BY 1, 2
"""


def _cells(statement: str, year: int) -> list[dict]:
    first, last = year_span(year)
    statement = statement.replace("not_opposed", _NOT_OPPOSED)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"year": year, "first": first, "last": last})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def people_cells(year: int) -> list[dict]:
    """The year's *file active*, whole and by sexe, tranche_age, departement, situation and langue.

    Counts: people, new (first referral ever received in the year), minors, interpreted (a held séance with an
    interpreter), countries (distinct). By langue, a person counts once in each language and `people` alone is told.
    """
    return _cells(_PEOPLE, year)


def referral_cells(year: int) -> list[dict]:
    """Referrals received in the year, whole and by decision and orienteur_type.

    Counts: referrals, people (distinct), median_delay (days to the first held séance, float or None),
    people_seen (distinct people behind that median).
    """
    return _cells(_REFERRALS, year)


def session_cells(year: int) -> list[dict]:
    """Séances noted in the year, never those only planned: by statut; the held ones by modalite, sans_interprete and
    interpretariat; these by langue.

    Counts: sessions, minutes (of those whose duration is known, or None), people (distinct), people_timed (those
    behind `minutes`). A cell that nothing fills is absent.
    """
    return _cells(_SESSIONS, year)


def call_rows(year: int) -> Iterator[dict]:
    """One dict a call of the year: day, sex, age, introducer, outcome, call_backs."""
    return calls_between(*year_span(year))


def calls_between(first: date, last: date, **of) -> Iterator[dict]:
    """The same from a day to another; `dispositif=…`: of one line."""
    return (
        Call.objects.filter(day__range=(first, last), **of)
        .order_by("day", "reference")
        .values("day", "sex", "age", "introducer", "outcome", "call_backs")
        .iterator(chunk_size=2000)
    )


def shift_rows(year: int) -> Iterator[dict]:
    """One dict a shift kept in the year: day, starts, ends, status, number (of who keeps it: it means nothing
    outside). A cancelled shift, or one that nobody took, was not kept."""
    return shifts_between(*year_span(year))


def shifts_between(first: date, last: date, **of) -> Iterator[dict]:
    """The same from a day to another; `dispositif=…`: of one line."""
    pseudonym = Case(When(user=None, then=F("keeper")), default=Value(""))
    return (
        Shift.objects.kept()
        .filter(day__range=(first, last), **of)
        .order_by("day", "starts", "pk")
        .annotate(number=Window(DenseRank(), order_by=[F("user"), pseudonym]))
        .values("day", "starts", "ends", "status", "number")
        .iterator(chunk_size=2000)
    )


def vocabulary() -> dict[str, list[str]]:
    """Labels met in any year, by open dimension: departement, langue, orienteur_type. They say nothing of one year."""
    people = Person.objects.order_by()
    return {
        "departement": sorted(people.values_list("departement", flat=True).distinct()),
        "langue": sorted(
            people.annotate(spoken=Func("languages", function="unnest"))
            .values_list("spoken", flat=True)
            .distinct()
        ),
        "orienteur_type": sorted(
            Referral.objects.order_by().values_list("referrer_kind", flat=True).distinct()
        ),
    }


def any_in(year: int) -> bool:
    """Did anything of this app happen in that year?"""
    span = year_span(year)
    return (
        TherapySession.objects.filter(day__range=span).exclude(state=SessionState.PLANNED).exists()
        or Referral.objects.filter(received_on__range=span).exists()
        or Call.objects.filter(day__range=span).exists()
        or Shift.objects.kept().filter(day__range=span).exists()
    )


def referral_id(reference: str):
    """The id of the referral that bears this reference; None without one that the actor may see."""
    return Referral.objects.filter(reference__iexact=reference.strip()).values_list("pk", flat=True).first()
