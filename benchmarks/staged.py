"""The ranked list of pairing as one would write it by hand: one statement, staged, and the communes it needs.

The fifty therapists who cost least without anybody's hours, then the interpreters and the hours they share; the same
rules and the same weights as the portal, the same twelve lines.
"""

from django.db import connection, connections

from centre.reference import PREFECTURES, spots
from networks.choices import Modality
from referrals.choices import InterpreterWish
from referrals.pairing.costs import UNKNOWN_KM, publics_of
from referrals.pairing.rules import only_remote

TABLE = """
CREATE TABLE bench_spot (code text PRIMARY KEY, lat float8 NOT NULL, lon float8 NOT NULL);
CREATE TABLE bench_prefecture (departement text PRIMARY KEY, code text NOT NULL);
GRANT SELECT ON bench_spot, bench_prefecture TO portal_app;
"""

STAGED = """
WITH weights AS (
    SELECT w.*, n.on_site_departements AS reached FROM referrals_pairingsettings AS w, networks_networksettings AS n
    WHERE w.id = 1 AND n.id = 1
), may AS (
    SELECT g.user_id, g.role FROM centre_rolegrant AS g JOIN centre_user AS u ON u.id = g.user_id
    WHERE u.is_active AND g.since <= current_date AND (g.until IS NULL OR g.until >= current_date)
), helpers AS (
    SELECT i.id, comes.comes, w.interpreter + CASE WHEN comes.comes THEN 0 ELSE w.interpreter_remote END
        + CASE WHEN %(first)s = ANY (i.languages) THEN 0 ELSE w.second_language END AS points
    FROM networks_interpreter AS i, weights AS w, LATERAL (
        SELECT NOT %(far)s AND %(departement)s = ANY (i.departements) AND %(departement)s = ANY (w.reached)
            AND (i.modalities = '{}' OR 'presentiel' = ANY (i.modalities)) AS comes
    ) AS comes
    WHERE i.active AND i.languages && %(languages)s::varchar[] AND NOT %(without)s
        AND (%(interpreter_gender)s = '' OR i.gender = %(interpreter_gender)s)
        AND (i.user_id IS NULL OR i.user_id IN (SELECT user_id FROM may WHERE role = 'interprete'))
        AND i.id NOT IN (SELECT interpreter_id FROM referrals_exclusion
                         WHERE person_id = %(person)s AND interpreter_id IS NOT NULL)
        AND (comes.comes OR i.remote AND (NOT %(far)s OR i.modalities = '{}'
             OR i.modalities && %(remotely)s::varchar[]))
), cheapest AS (SELECT min(points) AS points FROM helpers),
promised AS (
    SELECT therapist_id, count(*) AS places FROM referrals_care WHERE state = 'proposee' AND NOT imported GROUP BY 1
), here AS (SELECT lat, lon FROM bench_spot WHERE code = %(place)s),
staged AS (
    SELECT t.id, t.display_name, alone.points AS alone, base.points AS base, declined.declined
    FROM weights AS w, cheapest, networks_therapist AS t
    LEFT JOIN promised ON promised.therapist_id = t.id
    CROSS JOIN LATERAL (SELECT t.capacity - t.active_cares - coalesce(promised.places, 0) AS left) AS room
    CROSS JOIN LATERAL (
        SELECT round(min(12742 * asin(sqrt(sin(radians(s.lat - here.lat) / 2) ^ 2 + cos(radians(here.lat))
            * cos(radians(s.lat)) * sin(radians(s.lon - here.lon) / 2) ^ 2)))) AS km
        FROM here, bench_spot AS s WHERE s.code = ANY (
            CASE WHEN t.communes <> '{}' THEN t.communes::text[] ELSE ARRAY(
                SELECT code FROM bench_prefecture WHERE departement = ANY (t.departements)) END)
    ) AS away
    CROSS JOIN LATERAL (
        SELECT CASE WHEN %(with)s OR NOT t.languages && %(languages)s::varchar[] THEN NULL
            WHEN %(first)s = ANY (t.languages) THEN 0 ELSE w.second_language END AS points
    ) AS alone
    CROSS JOIN LATERAL (
        SELECT CASE WHEN %(far)s THEN 0 ELSE round(w.per_10_km * coalesce(away.km, %(unknown)s) / 10) END
            + CASE WHEN t.publics <> '{}' AND NOT %(publics)s::varchar[] <@ t.publics THEN w.other_public ELSE 0 END
            + CASE WHEN room.left = 1 THEN w.few_places ELSE 0 END AS points
    ) AS base
    CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT FROM referrals_care AS c WHERE c.therapist_id = t.id AND c.person_id = %(person)s
        AND c.state = 'declinee' AND c.decline_kind <> '') AS declined) AS declined
    WHERE t.active AND (t.capacity IS NULL OR room.left > 0)
        AND (t.departements = '{}' OR %(departement)s = ANY (t.departements))
        AND (%(therapist_gender)s = '' OR t.gender = %(therapist_gender)s) AND (NOT %(far)s OR t.remote)
        AND (%(far)s OR w.farthest_km = 0 OR away.km IS NULL OR away.km <= w.farthest_km)
        AND (t.user_id IS NULL OR t.user_id IN (SELECT user_id FROM may WHERE role = 'therapeute'))
        AND t.id NOT IN (SELECT therapist_id FROM referrals_exclusion
                         WHERE person_id = %(person)s AND therapist_id IS NOT NULL)
        AND least(alone.points, cheapest.points) IS NOT NULL
    ORDER BY declined.declined, base.points + least(alone.points, cheapest.points), t.id LIMIT 50
), hers AS (SELECT * FROM networks_weeklyslot WHERE therapist_id IN (SELECT id FROM staged)),
theirs AS (SELECT * FROM networks_weeklyslot WHERE interpreter_id IN (SELECT id FROM helpers)),
shared AS (
    SELECT hers.therapist_id, theirs.interpreter_id, count(*) AS common
    FROM hers JOIN theirs ON theirs.weekday = hers.weekday
        AND least(hers.ends, theirs.ends) - greatest(hers.starts, theirs.starts) >= interval '1 hour'
    GROUP BY 1, 2
), ways AS (
    SELECT id, NULL::bigint AS interpreter, alone AS points, 0 AS common FROM staged WHERE alone IS NOT NULL
    UNION ALL
    SELECT staged.id, helpers.id, helpers.points + CASE WHEN shared.common IS NULL
        AND staged.id IN (SELECT therapist_id FROM hers) AND helpers.id IN (SELECT interpreter_id FROM theirs)
        THEN w.no_common_hour ELSE 0 END, coalesce(shared.common, 0)
    FROM weights AS w, staged CROSS JOIN helpers
    LEFT JOIN shared ON shared.therapist_id = staged.id AND shared.interpreter_id = helpers.id
)
SELECT staged.id, best.interpreter, staged.base + best.points AS cost, staged.display_name, best.ways
FROM staged JOIN (
    SELECT id, min(points) AS points, (array_agg(interpreter ORDER BY points, common DESC))[1] AS interpreter,
        array_agg(interpreter ORDER BY points, common DESC) AS ways
    FROM ways GROUP BY id
) AS best USING (id)
ORDER BY staged.declined, cost, staged.id LIMIT 12
"""


def prepare() -> None:
    """The communes and préfectures that the portal knows from its own files."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLE)
        rows = [(code, spot.lat, spot.lon) for code, spot in spots().items()]
        cursor.executemany("INSERT INTO bench_spot VALUES (%s, %s, %s)", rows)
        cursor.executemany("INSERT INTO bench_prefecture VALUES (%s, %s)", list(PREFECTURES.items()))
        cursor.execute("ANALYZE bench_spot; ANALYZE bench_prefecture")


def rank(person) -> list[tuple]:
    """(therapist, interpreter or None, cost, name, every way to work together), the best first."""
    known = {
        "person": person.pk,
        "languages": person.languages,
        "first": person.languages[0],
        "departement": person.departement,
        "place": person.commune if person.commune in spots() else PREFECTURES.get(person.departement),
        "publics": list(publics_of(person)),
        "remotely": [one for one in person.modalities if one != Modality.ON_SITE],
        "far": only_remote(person),
        "with": person.interpreter_wish == InterpreterWish.WITH,
        "without": person.interpreter_wish == InterpreterWish.WITHOUT,
        "interpreter_gender": person.interpreter_gender,
        "therapist_gender": person.therapist_gender,
        "unknown": UNKNOWN_KM,
    }
    with connection.cursor() as cursor:
        cursor.execute(STAGED, known)
        return cursor.fetchall()
