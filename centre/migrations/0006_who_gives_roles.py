"""Nobody gives herself a role; the coordination gives those of its networks, the administration all, the portal any."""

from django.db import migrations

KEEP = """
CREATE FUNCTION keep_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM centre_rolegrant) THEN
        RETURN NEW;  -- the portal's own, the first of all
    END IF;
    IF app_is('systeme') AND NEW.user_id <> app_user_id() THEN
        RETURN NEW;
    END IF;
    IF NEW.user_id = app_user_id() OR NEW.role = 'systeme' OR NOT (
        app_is('administration')
        OR app_is('coordination') AND NEW.role IN ('therapeute', 'interprete', 'ambassadeur', 'benevole'))
    THEN
        RAISE EXCEPTION 'role: it is not hers to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_grant BEFORE INSERT OR UPDATE ON centre_rolegrant
FOR EACH ROW EXECUTE FUNCTION keep_grant();
"""


class Migration(migrations.Migration):
    dependencies = [("centre", "0005_history_grows")]
    operations = [
        migrations.RunSQL(KEEP, "DROP TRIGGER keep_grant ON centre_rolegrant; DROP FUNCTION keep_grant();")
    ]
