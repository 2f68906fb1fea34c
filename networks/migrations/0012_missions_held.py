"""Whoever declared a duration never validates it; what the journal says of a mission is found without reading it all."""

from django.db import migrations

KEEP_VALIDATION = """
CREATE FUNCTION keep_validation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM networks_interpreter AS i
               WHERE i.id = NEW.interpreter_id AND i.user_id = NEW.validated_by_id)
    THEN
        RAISE EXCEPTION 'mission: nobody validates what she declared' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_validation BEFORE INSERT OR UPDATE OF validated_by_id, interpreter_id ON networks_mission
FOR EACH ROW WHEN (NEW.validated_by_id IS NOT NULL) EXECUTE FUNCTION keep_validation();
"""
NOT_KEPT = "DROP TRIGGER keep_validation ON networks_mission; DROP FUNCTION keep_validation();"
FOUND = "CREATE INDEX history_of_a_mission ON networks_missionwriteevent (id, pgh_created_at)"


class Migration(migrations.Migration):
    dependencies = [("networks", "0011_rules_held")]
    operations = [
        migrations.RunSQL(KEEP_VALIDATION, NOT_KEPT),
        migrations.RunSQL(FOUND, "DROP INDEX history_of_a_mission"),
    ]
