"""The annuaire's search, the same answers for a third to half of the work: scores are of what answers every word alone."""

from django.db import migrations

# As in 0008 (who sees what, why a function of the owner, what finds a word). A word is looked for once, by the index
# of trigrams; only structures where every word was found are scored.
FIND = r"""
SELECT similarity('', '');  -- loads pg_trgm, whose parameter the function sets

CREATE OR REPLACE FUNCTION structures_like(words text[]) RETURNS TABLE (structure_id bigint, near numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET pg_trgm.strict_word_similarity_threshold = 0.38 SET enable_seqscan = off AS $$
DECLARE member boolean := app_user_id() IS NOT NULL;
BEGIN
    RETURN QUERY
    WITH asked AS (
        SELECT w.word, w.n, length(w.word) AS size
        FROM unnest(words) WITH ORDINALITY AS w(word, n)
    ), exchanged AS (
        SELECT a.n, overlay(a.word PLACING reverse(substr(a.word, i, 2)) FROM i FOR 2) AS word
        FROM asked AS a CROSS JOIN LATERAL generate_series(1, a.size - 1) AS i
        WHERE a.size > 5 AND substr(a.word, i, 1) <> substr(a.word, i + 1, 1)
    ), found AS MATERIALIZED (
        SELECT a.n, a.word, false AS is_exchanged, s.id
        FROM asked AS a JOIN networks_structure AS s
            ON s.search LIKE '%' || a.word || '%' AND s.search ~ ('\m' || a.word) OR a.size > 4 AND s.search %>> a.word
        WHERE s.public OR member
        UNION ALL
        SELECT e.n, e.word, true, s.id
        FROM exchanged AS e JOIN networks_structure AS s ON s.search LIKE '%' || e.word || '%'
        WHERE s.public OR member
    ), answering AS (
        SELECT f.id FROM found AS f GROUP BY f.id HAVING count(DISTINCT f.n) = cardinality(words)
    ), scored AS (
        SELECT s.id, s.name, f.n, max(
            CASE WHEN f.is_exchanged THEN 0.4 + 0.4 * strict_word_similarity(f.word, left(s.search, length(s.name)))
            ELSE 0.5 * strict_word_similarity(f.word, s.search)
               + 0.5 * strict_word_similarity(f.word, left(s.search, length(s.name))) END) AS score
        FROM answering JOIN found AS f USING (id) JOIN networks_structure AS s USING (id)
        GROUP BY s.id, s.name, f.n
    )
    SELECT c.id, round((sum(c.score) / cardinality(words))::numeric, 2) AS near
    FROM scored AS c GROUP BY c.id, c.name ORDER BY 2 DESC, c.name;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0017_guests_of_a_poll")]
    operations = [migrations.RunSQL(FIND, migrations.RunSQL.noop)]
