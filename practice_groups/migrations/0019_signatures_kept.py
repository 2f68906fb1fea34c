"""What is signed stays signed: `by` is a word of PL/pgSQL, and is quoted."""

from django.db import migrations

KEPT = """
CREATE OR REPLACE FUNCTION keep_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL AND (TG_OP = 'DELETE' OR (NEW.signed_at, NEW.name, NEW.function, NEW."by",
        NEW.text_digest, NEW.role, NEW.placement_id) IS DISTINCT FROM (OLD.signed_at, OLD.name, OLD.function, OLD."by",
        OLD.text_digest, OLD.role, OLD.placement_id))
    THEN
        RAISE EXCEPTION 'what is signed stays signed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0017_wishes_of_ones_own")]
    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop)]
