"""Who asked cancels, who held declares; nobody outside the coordination adds a sheet that everybody sees."""

from django.db import migrations

from centre.row_security import ME, STAFF

HELD = """
CREATE FUNCTION keep_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'realisee' AND NEW.interpreter_id IS DISTINCT FROM app_interpreter_id()
        OR NEW.state <> 'realisee' AND NEW.requested_by_id IS DISTINCT FROM app_user_id()
    THEN
        RAISE EXCEPTION 'mission: who asked cancels, who held declares' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_word BEFORE UPDATE OF state ON networks_mission FOR EACH ROW
WHEN (NEW.state <> OLD.state AND NEW.state IN ('realisee', 'annulee', 'annulee_tardivement')
      AND NOT app_is('coordination', 'systeme'))
EXECUTE FUNCTION keep_word();
"""
LET_GO = "DROP TRIGGER keep_word ON networks_mission; DROP FUNCTION keep_word();"
ADD = f"ALTER POLICY add ON networks_structure WITH CHECK ({STAFF} OR NOT public AND {ME} IS NOT NULL)"
AS_BEFORE = f"ALTER POLICY add ON networks_structure WITH CHECK ({ME} IS NOT NULL)"


class Migration(migrations.Migration):
    dependencies = [("networks", "0015_nobody_pays_herself")]
    operations = [migrations.RunSQL(HELD, LET_GO), migrations.RunSQL(ADD, AS_BEFORE)]
