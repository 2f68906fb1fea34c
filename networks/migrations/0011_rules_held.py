"""Who changes the centre's rules, and the titles on a sheet: the coordination and the administration alone."""

from django.db import migrations

from centre.row_security import holds, secure

OFFICE = holds("coordination", "administration", "systeme")

KEEP = """
CREATE FUNCTION keep_titles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM unnest(ARRAY['display_name', 'profession', 'status', 'qualification']) AS title
        WHERE to_jsonb(NEW) -> title IS DISTINCT FROM to_jsonb(OLD) -> title)
        AND NOT app_is('coordination', 'administration', 'systeme')
    THEN
        RAISE EXCEPTION 'the titles of a professional are kept by the coordination' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_titles BEFORE UPDATE ON networks_therapist
FOR EACH ROW EXECUTE FUNCTION keep_titles();
CREATE TRIGGER keep_titles BEFORE UPDATE ON networks_interpreter
FOR EACH ROW EXECUTE FUNCTION keep_titles();
"""
NOT_KEPT = """
DROP TRIGGER keep_titles ON networks_interpreter; DROP TRIGGER keep_titles ON networks_therapist;
DROP FUNCTION keep_titles();
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0010_pay_held")]
    operations = [
        migrations.RunSQL(KEEP, NOT_KEPT),
        # Read by everybody, visitors too: the delay of a late cancellation, where interpreters go.
        secure("networks_networksettings", see="true", add=OFFICE, change=OFFICE),
    ]
