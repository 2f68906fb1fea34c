"""The annuaire: a search that bears typing errors and follows an index, editions counted, who may change what of a sheet."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from centre.reference import departements
from centre.row_security import ME, STAFF

DEPARTEMENTS = ", ".join("('{}', '{}')".format(code, name.replace("'", "''")) for code, name in departements().items())

WORDS = f"""
CREATE FUNCTION structure_words(name text, kind text, commune_name text, description text, departement text,
                                services text[], publics text[])
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT lower(unaccent(concat_ws(' ', name, kind, commune_name, d.label, description,
                                    replace(array_to_string(services || publics, ' '), '_', ' '))))
    FROM (SELECT 1) AS one LEFT JOIN (VALUES {DEPARTEMENTS}) AS d(code, label) ON d.code = departement
$$;

CREATE OR REPLACE FUNCTION structure_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := structure_words(NEW.name, NEW.kind, NEW.commune_name, NEW.description, NEW.departement,
                                  NEW.services, NEW.publics);
    RETURN NEW;
END $$;
DROP TRIGGER structure_search ON networks_structure;
CREATE TRIGGER structure_search BEFORE INSERT
OR UPDATE OF name, kind, commune_name, description, departement, services, publics, search
ON networks_structure FOR EACH ROW EXECUTE FUNCTION structure_search();
"""
BEFORE = """
DROP TRIGGER structure_search ON networks_structure;
CREATE OR REPLACE FUNCTION structure_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := lower(unaccent(concat_ws(' ', NEW.name, NEW.kind, NEW.commune_name, NEW.description)));
    RETURN NEW;
END $$;
CREATE TRIGGER structure_search BEFORE INSERT OR UPDATE OF name, kind, commune_name, description, search
ON networks_structure FOR EACH ROW EXECUTE FUNCTION structure_search();
DROP FUNCTION structure_words(text, text, text, text, text, text[], text[]);
"""

# Row-level security comes before any operator that might tell of a hidden row, and those of trigrams might: under its
# policies the application would read every row for each search. So the search is a function of the tables' owner,
# who alone reads rows without a policy, and who gives ids and nothing else of what the actor may see. No statement
# of it reads the whole table: `enable_seqscan` is off, since no statistics say how rare a mistyped word is.
#
# `words`: lower case, unaccented, letters and digits only. Each must be found: as the beginning of a word; or, from
# five letters on, as a word about as close as one wrong letter leaves it; or with two neighbours exchanged.
FIND = """
SELECT similarity('', '');  -- loads pg_trgm, whose parameter the function sets

CREATE POLICY find ON networks_structure FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION structures_like(words text[]) RETURNS TABLE (structure_id bigint, near numeric)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET pg_trgm.word_similarity_threshold = 0.38 SET enable_seqscan = off AS $$
DECLARE member boolean := app_user_id() IS NOT NULL;
BEGIN
    RETURN QUERY
    WITH asked AS (
        SELECT w.word, w.n, length(w.word) AS size
        FROM unnest(words) WITH ORDINALITY AS w(word, n)
    ), exchanged AS (
        SELECT a.n, a.word, '%' || overlay(a.word PLACING reverse(substr(a.word, i, 2)) FROM i FOR 2) || '%' AS pattern
        FROM asked AS a CROSS JOIN LATERAL generate_series(1, a.size - 1) AS i
        WHERE a.size > 5 AND substr(a.word, i, 1) <> substr(a.word, i + 1, 1)
    ), hits AS (
        SELECT a.n, s.id, 0.5 * strict_word_similarity(a.word, s.search)
                        + 0.5 * strict_word_similarity(a.word, left(s.search, length(s.name))) AS score
        FROM asked AS a JOIN networks_structure AS s ON s.search %> a.word
        WHERE a.size > 4 AND strict_word_similarity(a.word, s.search) >= 0.38 AND (s.public OR member)
        UNION ALL
        SELECT a.n, s.id, 0.5 * strict_word_similarity(a.word, s.search)
                        + 0.5 * strict_word_similarity(a.word, left(s.search, length(s.name)))
        FROM asked AS a JOIN networks_structure AS s ON s.search LIKE '%' || a.word || '%'
        WHERE s.search ~ ('\\m' || a.word) AND (s.public OR member)
        UNION ALL
        SELECT e.n, s.id, 0.4 + 0.4 * strict_word_similarity(replace(e.pattern, '%', ''), left(s.search, length(s.name)))
        FROM exchanged AS e JOIN networks_structure AS s ON s.search LIKE e.pattern
        WHERE s.public OR member
    ), best AS (
        SELECT h.id, h.n, max(h.score) AS score FROM hits AS h GROUP BY h.id, h.n
    )
    SELECT s.id, round((sum(b.score) / cardinality(words))::numeric, 2) AS near
    FROM best AS b JOIN networks_structure AS s ON s.id = b.id
    GROUP BY s.id, s.name HAVING count(*) = cardinality(words)
    ORDER BY 2 DESC, s.name;
END $$;
"""
NOT_FOUND = "DROP FUNCTION structures_like(text[]); DROP POLICY find ON networks_structure;"

# Her own structure is a member's to keep exact: how to reach it and what it offers. What it is, and who may see it,
# are the coordination's.
KEEP = """
CREATE FUNCTION keep_structure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.name, NEW.kind, NEW.sector, NEW.departement, NEW.sensitive, NEW.public, NEW.closed_on,
        NEW.verification_asked_on)
        IS DISTINCT FROM
        (OLD.name, OLD.kind, OLD.sector, OLD.departement, OLD.sensitive, OLD.public, OLD.closed_on,
        OLD.verification_asked_on)
        AND NOT app_is('coordination', 'systeme')
    THEN
        RAISE EXCEPTION 'what a structure is and who sees it are for the coordination to say'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_structure BEFORE UPDATE ON networks_structure
FOR EACH ROW EXECUTE FUNCTION keep_structure();
"""
NOT_KEPT = "DROP TRIGGER keep_structure ON networks_structure; DROP FUNCTION keep_structure();"

CORRECTIONS = [
    f"ALTER POLICY see ON networks_structurecorrection USING ({STAFF} OR by_id = {ME})",
    f"ALTER POLICY add ON networks_structurecorrection WITH CHECK ({STAFF} OR by_id = {ME})",
    f"ALTER POLICY change ON networks_structurecorrection USING ({STAFF}) WITH CHECK ({STAFF})",
]
AS_BEFORE = [
    f"ALTER POLICY see ON networks_structurecorrection USING ({STAFF})",
    f"ALTER POLICY add ON networks_structurecorrection WITH CHECK ({ME} IS NOT NULL)",
]
REFRESH = """
DO $$
BEGIN
    PERFORM set_config('app.user_id', (SELECT u.id::text FROM centre_user AS u
        JOIN centre_rolegrant AS g ON g.user_id = u.id WHERE g.role = 'systeme' LIMIT 1), true);
    UPDATE networks_structure SET search = search;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0007_agenda_and_news'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='structure',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='structure',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='structure',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='structurecorrection',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='structurecorrection',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='structurecorrection',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='structure',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='structurecorrection',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='structurecorrectionwriteevent',
            name='by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='structurewriteevent',
            name='version',
            field=models.PositiveIntegerField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='structure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_structurewriteevent" ("closed_on", "commune", "commune_name", "departement", "id", "kind", "languages", "name", "pgh_created_at", "pgh_label", "public", "publics", "sector", "sensitive", "services", "verification_asked_on", "verified_by", "verified_on", "version", "website") VALUES (NEW."closed_on", NEW."commune", NEW."commune_name", NEW."departement", NEW."id", NEW."kind", NEW."languages", NEW."name", NOW(), \'insert\', NEW."public", NEW."publics", NEW."sector", NEW."sensitive", NEW."services", NEW."verification_asked_on", NEW."verified_by", NEW."verified_on", NEW."version", NEW."website"); RETURN NULL;', hash='fd068f2d8d2da3edd1cc7751c7386190d83331c3', operation='INSERT', pgid='pgtrigger_insert_insert_831b3', table='networks_structure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='structure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."commune" IS DISTINCT FROM (NEW."commune") OR OLD."commune_name" IS DISTINCT FROM (NEW."commune_name") OR OLD."departement" IS DISTINCT FROM (NEW."departement") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."public" IS DISTINCT FROM (NEW."public") OR OLD."publics" IS DISTINCT FROM (NEW."publics") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."sensitive" IS DISTINCT FROM (NEW."sensitive") OR OLD."services" IS DISTINCT FROM (NEW."services") OR OLD."verification_asked_on" IS DISTINCT FROM (NEW."verification_asked_on") OR OLD."verified_by" IS DISTINCT FROM (NEW."verified_by") OR OLD."verified_on" IS DISTINCT FROM (NEW."verified_on") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "networks_structurewriteevent" ("closed_on", "commune", "commune_name", "departement", "id", "kind", "languages", "name", "pgh_created_at", "pgh_label", "public", "publics", "sector", "sensitive", "services", "verification_asked_on", "verified_by", "verified_on", "version", "website") VALUES (NEW."closed_on", NEW."commune", NEW."commune_name", NEW."departement", NEW."id", NEW."kind", NEW."languages", NEW."name", NOW(), \'update\', NEW."public", NEW."publics", NEW."sector", NEW."sensitive", NEW."services", NEW."verification_asked_on", NEW."verified_by", NEW."verified_on", NEW."version", NEW."website"); RETURN NULL;', hash='e6ed762b316331f2c040e58399b29d018bec4882', operation='UPDATE', pgid='pgtrigger_update_update_454ee', table='networks_structure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='structure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_structurewriteevent" ("closed_on", "commune", "commune_name", "departement", "id", "kind", "languages", "name", "pgh_created_at", "pgh_label", "public", "publics", "sector", "sensitive", "services", "verification_asked_on", "verified_by", "verified_on", "version", "website") VALUES (OLD."closed_on", OLD."commune", OLD."commune_name", OLD."departement", OLD."id", OLD."kind", OLD."languages", OLD."name", NOW(), \'delete\', OLD."public", OLD."publics", OLD."sector", OLD."sensitive", OLD."services", OLD."verification_asked_on", OLD."verified_by", OLD."verified_on", OLD."version", OLD."website"); RETURN NULL;', hash='6f6970d339faf1a2b4797fecdbf80d617dca6a9b', operation='DELETE', pgid='pgtrigger_delete_delete_9691f', table='networks_structure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='structurecorrection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_structurecorrectionwriteevent" ("by_id", "handled_at", "handled_by_id", "id", "pgh_created_at", "pgh_label", "said_at", "structure_id") VALUES (NEW."by_id", NEW."handled_at", NEW."handled_by_id", NEW."id", NOW(), \'insert\', NEW."said_at", NEW."structure_id"); RETURN NULL;', hash='ea756bcc9fe25e16129f6a06ca2a03e6cb995989', operation='INSERT', pgid='pgtrigger_insert_insert_c8f4b', table='networks_structurecorrection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='structurecorrection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."handled_at" IS DISTINCT FROM (NEW."handled_at") OR OLD."handled_by_id" IS DISTINCT FROM (NEW."handled_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."said_at" IS DISTINCT FROM (NEW."said_at") OR OLD."structure_id" IS DISTINCT FROM (NEW."structure_id"))', func='INSERT INTO "networks_structurecorrectionwriteevent" ("by_id", "handled_at", "handled_by_id", "id", "pgh_created_at", "pgh_label", "said_at", "structure_id") VALUES (NEW."by_id", NEW."handled_at", NEW."handled_by_id", NEW."id", NOW(), \'update\', NEW."said_at", NEW."structure_id"); RETURN NULL;', hash='2f9aa77a35597f777ff3bb7cb047c33d46db5edb', operation='UPDATE', pgid='pgtrigger_update_update_76061', table='networks_structurecorrection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='structurecorrection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_structurecorrectionwriteevent" ("by_id", "handled_at", "handled_by_id", "id", "pgh_created_at", "pgh_label", "said_at", "structure_id") VALUES (OLD."by_id", OLD."handled_at", OLD."handled_by_id", OLD."id", NOW(), \'delete\', OLD."said_at", OLD."structure_id"); RETURN NULL;', hash='0fcb7beefa080a846c63f4082151bc02432b0f57', operation='DELETE', pgid='pgtrigger_delete_delete_7a5f1', table='networks_structurecorrection', when='AFTER')),
        ),
        migrations.RunSQL(WORDS, BEFORE),
        migrations.RunSQL(FIND, NOT_FOUND),
        migrations.RunSQL(KEEP, NOT_KEPT),
        migrations.RunSQL(CORRECTIONS, AS_BEFORE),
        migrations.RunSQL(REFRESH, migrations.RunSQL.noop),
    ]
