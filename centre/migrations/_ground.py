"""Extensions, and the SQL functions that row-level security and the journal stand on."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

ACTOR = """
CREATE FUNCTION app_user_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('app.user_id', true), '')::bigint
$$;

CREATE FUNCTION app_is(VARIADIC codes text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE today date := (now() AT TIME ZONE 'Europe/Paris')::date;
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM centre_rolegrant AS held JOIN centre_user AS who ON who.id = held.user_id
        WHERE held.user_id = app_user_id() AND who.is_active AND held.role = ANY (codes)
          AND held.since <= today AND (held.until IS NULL OR held.until >= today)
    );
END $$;

CREATE FUNCTION journal_actor() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE who bigint := app_user_id();
BEGIN
    IF who IS NULL THEN
        RAISE EXCEPTION 'journal: no actor is named (app.user_id)' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN who;
END $$;
"""

# Digests ignore NULLs: a nullable column added later does not change those of older records.
SEAL = """
CREATE FUNCTION journal_digest(record jsonb) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(jsonb_strip_nulls(record)::text, 'UTF8'))
$$;

CREATE FUNCTION journal_link(seq bigint, source text, source_id text, digest bytea, previous bytea)
RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(previous || digest || convert_to(concat_ws('|', seq, source, source_id), 'UTF8'))
$$;

CREATE FUNCTION journal_seal(source text, source_id text, record jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last_seq bigint;
    last_hash bytea;
    record_digest bytea := journal_digest(record);
BEGIN
    IF pg_trigger_depth() = 0 OR to_regclass('public.' || quote_ident(source)) IS NULL THEN
        RAISE EXCEPTION 'journal: only its triggers seal' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(7214501);  -- one writer of the chain at a time, until its commit
    SELECT seq, hash INTO last_seq, last_hash FROM centre_seal ORDER BY seq DESC LIMIT 1;
    last_seq := coalesce(last_seq, 0) + 1;
    last_hash := coalesce(last_hash, '\\x00'::bytea);
    INSERT INTO centre_seal (seq, source, source_id, digest, previous, hash)
    VALUES (last_seq, source, source_id, record_digest, last_hash,
            journal_link(last_seq, source, source_id, record_digest, last_hash));
END $$;
"""

GROUND = [
    BtreeGistExtension(),
    TrigramExtension(),
    UnaccentExtension(),
    migrations.RunSQL(
        ACTOR, "DROP FUNCTION journal_actor(); DROP FUNCTION app_is(text[]); DROP FUNCTION app_user_id();"
    ),
    migrations.RunSQL(
        SEAL,
        "DROP FUNCTION journal_seal(text, text, jsonb);"
        "DROP FUNCTION journal_link(bigint, text, text, bytea, bytea); DROP FUNCTION journal_digest(jsonb);",
    ),
]
