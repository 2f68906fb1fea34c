"""A year's people, séances, orientations and calls as cells, counted by the database: no row it returns is a person.

A cell counts those who gave these `answers` to the questions `dims`. People are counted by groups of questions that a
register crosses (the cliques), so that any table of one or two questions is a sum of cells. Yes/no questions answer
oui or non; an empty answer is « non_renseigne ». Those who withdrew the scope « statistiques » are in no cell.
"""

from datetime import date
from typing import NamedTuple

from django.db import connection

from networks.activity import year_span


class Cell(NamedTuple):
    """`people`: distinct; `acts`: séances, orientations, calls; `minutes`: of the timed acts. None: not measured, or
    unknown. `extra`: other measures, by name."""

    population: str
    dims: tuple[str, ...]
    answers: tuple[str, ...]
    people: int | None
    acts: int | None
    minutes: int | None
    extra: dict[str, int | float]


def _known(column: str) -> str:
    return f"coalesce(nullif({column}, ''), 'non_renseigne')"


_OPPOSED = """opposed AS MATERIALIZED (
    SELECT person_id FROM referrals_consent WHERE scope = 'statistiques'
    GROUP BY person_id HAVING bool_and(withdrawn_on IS NOT NULL)
)"""
_NOT_OPPOSED = "person_id NOT IN (SELECT person_id FROM opposed)"
_MEASURES = (
    "sum(acts)::bigint AS acts, sum(minutes)::bigint AS minutes, count(*) FILTER (WHERE timed > 0) AS timed"
)
_ONCE = "sum(acts) AS acts, sum(minutes) AS minutes, sum(timed) AS timed"


def _sessions_by(dim: str, answer: str, where: str = "true") -> str:
    """SQL: cells of the séances by one question; each person counts once per answer."""
    return f"""
SELECT 'seances', ARRAY['{dim}'], ARRAY[answer], count(*), {_MEASURES}, NULL::bigint FROM (
    SELECT person_id, {answer} AS answer, {_ONCE} FROM session WHERE {where} GROUP BY person_id, answer
) AS once GROUP BY answer"""


# One séance table read twice (the second time for those with an interpreter only), grouped by person once; then people.
# `timed`: in `session`, séances whose duration is known; in cells, people behind the minutes.
_PEOPLE = f"""
WITH {_OPPOSED}, session AS MATERIALIZED (
    SELECT person_id, state, modality, mission_id IS NOT NULL AS interpreted,
        count(*) AS acts, sum(duration) AS minutes, count(duration) AS timed
    FROM referrals_therapysession
    WHERE day BETWEEN %(first)s AND %(last)s AND state <> 'planifiee' AND {_NOT_OPPOSED}
    GROUP BY person_id, state, modality, mission_id IS NOT NULL
), interpreted AS (
    SELECT s.person_id, coalesce(nullif(s.language, ''), nullif(m.language, ''), 'non_renseigne') AS language,
        count(*) AS acts, sum(s.duration) AS minutes, count(s.duration) AS timed
    FROM referrals_therapysession AS s
    LEFT JOIN networks_mission AS m ON m.id = CASE s.language WHEN '' THEN s.mission_id END
    WHERE s.day BETWEEN %(first)s AND %(last)s AND s.state = 'realisee' AND s.mission_id IS NOT NULL
        AND s.{_NOT_OPPOSED}
    GROUP BY 1, 2
), held AS (
    SELECT person_id, bool_or(interpreted) AS interpreted FROM session WHERE state = 'realisee' GROUP BY person_id
), arrival AS (
    SELECT person_id, min(received_on) AS received_on
    FROM referrals_referral JOIN held USING (person_id) GROUP BY person_id
), person AS MATERIALIZED (
    SELECT
        p.id, p.languages, nullif(p.country, '') AS country,
        {_known("p.sex")} AS sexe, {_known("p.departement")} AS departement, {_known("p.situation")} AS situation,
        CASE WHEN held.interpreted THEN 'oui' ELSE 'non' END AS interprete,
        CASE WHEN arrival.received_on BETWEEN %(first)s AND %(last)s THEN 'oui' ELSE 'non' END AS nouvelle,
        CASE
            WHEN p.birth_year IS NULL THEN 'non_renseigne'
            WHEN %(year)s - p.birth_year < 18 THEN '0-17'
            WHEN %(year)s - p.birth_year < 25 THEN '18-24'
            WHEN %(year)s - p.birth_year < 35 THEN '25-34'
            WHEN %(year)s - p.birth_year < 45 THEN '35-44'
            WHEN %(year)s - p.birth_year < 60 THEN '45-59'
            ELSE '60+'
        END AS tranche_age
    FROM held JOIN referrals_person AS p ON p.id = held.person_id LEFT JOIN arrival USING (person_id)
), spoken AS (
    SELECT language, count(*) AS people FROM (
        SELECT DISTINCT id, language
        FROM person, unnest(CASE languages WHEN '{{}}' THEN '{{non_renseigne}}' ELSE languages END) AS language
    ) AS once GROUP BY language
)
SELECT 'personnes' AS population, '{{}}'::text[] AS dims, '{{}}'::text[] AS answers, count(*) AS people,
    NULL::bigint AS acts, NULL::bigint AS minutes, NULL::bigint AS timed, count(DISTINCT country) AS countries
FROM person
UNION ALL
SELECT 'personnes',
    CASE 0
        WHEN grouping(tranche_age) THEN ARRAY['departement', 'sexe', 'tranche_age']
        WHEN grouping(situation) THEN ARRAY['departement', 'situation', 'nouvelle']
        ELSE ARRAY['interprete']
    END,
    CASE 0
        WHEN grouping(tranche_age) THEN ARRAY[departement, sexe, tranche_age]
        WHEN grouping(situation) THEN ARRAY[departement, situation, nouvelle]
        ELSE ARRAY[interprete]
    END,
    count(*), NULL, NULL, NULL, NULL
FROM person
GROUP BY GROUPING SETS ((departement, sexe, tranche_age), (departement, situation, nouvelle), (interprete))
UNION ALL
SELECT 'personnes', ARRAY['langue:' || language], ARRAY[answer], speak, NULL, NULL, NULL, NULL
FROM spoken, LATERAL (VALUES ('oui', people), ('non', (SELECT count(*) FROM person) - people)) AS told (answer, speak)
WHERE speak > 0
UNION ALL
{_sessions_by("statut", "state")}
UNION ALL
{_sessions_by("modalite", _known("modality"), "state = 'realisee'")}
UNION ALL
{_sessions_by("interprete", "CASE WHEN interpreted THEN 'oui' ELSE 'non' END", "state = 'realisee'")}
UNION ALL
SELECT 'seances', ARRAY['langue'], ARRAY[language], count(*), {_MEASURES}, NULL FROM interpreted GROUP BY language
"""

# Days from the reception to the first séance held on that day or later, in any year; `seen`: people behind the median.
_REFERRALS = f"""
WITH {_OPPOSED}, referral AS MATERIALIZED (
    SELECT id, person_id, received_on, {_known("decision")} AS decision, {_known("referrer_kind")} AS kind
    FROM referrals_referral
    WHERE received_on BETWEEN %(first)s AND %(last)s AND {_NOT_OPPOSED}
), seen AS (
    SELECT referral.id, min(s.day - referral.received_on) AS delay
    FROM referral JOIN referrals_therapysession AS s ON s.person_id = referral.person_id AND s.day >= received_on
    WHERE s.state = 'realisee' AND s.day >= %(first)s
    GROUP BY referral.id
)
SELECT 'orientations' AS population,
    CASE 0 WHEN grouping(decision) THEN ARRAY['decision'] WHEN grouping(kind) THEN ARRAY['orienteur_type']
        ELSE '{{}}'::text[] END AS dims,
    array_remove(ARRAY[decision, kind], NULL) AS answers,
    count(DISTINCT person_id) AS people, count(*) AS acts, NULL AS minutes,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY delay) AS median_delay,
    count(DISTINCT person_id) FILTER (WHERE delay IS NOT NULL) AS seen
FROM referral LEFT JOIN seen USING (id)
GROUP BY GROUPING SETS ((), (decision), (kind))
"""

# Nobody is known on the line: acts alone.
_CALLS = f"""
SELECT 'appels' AS population,
    CASE 0 WHEN grouping(sexe) THEN ARRAY['sexe'] WHEN grouping(outcome) THEN ARRAY['orientation']
        WHEN grouping(week) THEN ARRAY['semaine'] ELSE '{{}}'::text[] END AS dims,
    array_remove(ARRAY[sexe, outcome, week], NULL) AS answers,
    NULL AS people, count(*) AS acts, NULL AS minutes,
    sum(age) AS ages, count(age) AS ages_known,
    count(introducer) AS addressed, count(DISTINCT introducer) AS introducers,
    count(*) FILTER (WHERE call_backs > 0) AS called_back, sum(call_backs) AS call_backs
FROM (
    SELECT age, call_backs, nullif(introducer, '') AS introducer, {_known("sex")} AS sexe,
        coalesce(nullif(outcome, ''), 'aucune') AS outcome, date_trunc('week', day)::date::text AS week
    FROM referrals_call WHERE day BETWEEN %(first)s AND %(last)s
) AS call
GROUP BY GROUPING SETS ((), (sexe), (outcome), (week))
"""

_NAMED = len(Cell._fields) - 1


def _cells(statement: str, year: int) -> list[Cell]:
    first, last = year_span(year)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"year": year, "first": first, "last": last})
        others = [column.name for column in cursor.description[_NAMED:]]
        return sorted(
            Cell(
                population,
                tuple(dims),
                tuple(answers),
                *counts,
                {name: value for name, value in zip(others, rest, strict=True) if value is not None},
            )
            for (population, dims, answers, *counts), rest in (
                (row[:_NAMED], row[_NAMED:]) for row in cursor.fetchall()
            )
        )


def people_cells(year: int) -> list[Cell]:
    """The file active (people with a séance held in the year, each once) and the séances noted in the year, never those
    only planned.

    `personnes`: the whole (extra `countries`: distinct), departement × sexe × tranche_age, departement × situation ×
    nouvelle (first orientation ever received in the year), interprete (a séance held with one), each langue:… spoken.
    `seances`: by statut; those held by modalite and interprete; those with an interpreter by langue (its own). Extra
    `timed`: people behind the minutes. An answer that nobody gave is absent.
    """
    return _cells(_PEOPLE, year)


def referral_cells(year: int) -> list[Cell]:
    """Orientations received in the year, whole and by decision and orienteur_type. Extra: median_delay (days to the
    first séance held, float), seen (distinct people behind that median)."""
    return _cells(_REFERRALS, year)


def call_cells(year: int) -> list[Cell]:
    """Calls of the year, whole and by sexe, orientation and semaine (its Monday, ISO). Extra: ages (their sum),
    ages_known, addressed, introducers (distinct), called_back, call_backs."""
    return _cells(_CALLS, year)


def year_cells(year: int) -> list[Cell]:
    """All the cells of a year, in a fixed order independent of the counts."""
    return people_cells(year) + referral_cells(year) + call_cells(year)


_BETWEEN = f"""
WITH {_OPPOSED}, met AS (
    SELECT DISTINCT person_id, extract(year FROM day)::int AS year FROM referrals_therapysession
    WHERE state = 'realisee' AND day BETWEEN %(first)s AND %(last)s AND {_NOT_OPPOSED}
), person AS (
    SELECT array_agg(year ORDER BY year) AS years FROM met GROUP BY person_id
)
SELECT years, count(*) FROM person GROUP BY years ORDER BY years
"""


def people_between(first: date, last: date) -> dict[tuple[int, ...], int]:
    """The distinct file active between two days: how many people, by the set of years in which they were met.

    Each person is in one entry: the period's file active is the sum, a year's is the sum of the entries with that
    year.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BETWEEN, {"first": first, "last": last})
        return {tuple(years): people for years, people in cursor.fetchall()}
