"""Suspended: what is under way goes on, nothing new begins. Left: nothing opens any more. Whose rule pays, and what is forgotten."""

from django.db import migrations

from centre.row_security import holds

WHO = """
CREATE OR REPLACE FUNCTION app_therapist_id() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM networks_therapist
    WHERE user_id = app_user_id() AND standing <> 'parti' AND app_is('therapeute')
$$;
CREATE OR REPLACE FUNCTION app_interpreter_id() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM networks_interpreter
    WHERE user_id = app_user_id() AND standing <> 'parti' AND app_is('interprete')
$$;
"""
BEFORE = WHO.replace("standing <> 'parti'", "active")

NOTHING_NEW = """
CREATE FUNCTION nothing_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (SELECT active FROM networks_interpreter WHERE id = NEW.interpreter_id) THEN
        RAISE EXCEPTION 'mission: the interpreter is no longer at work' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER nothing_new BEFORE UPDATE OF state, interpreter_id ON networks_mission
FOR EACH ROW WHEN (NEW.state = 'acceptee' AND OLD.state <> 'acceptee' AND NOT NEW.imported)
EXECUTE FUNCTION nothing_new();
CREATE TRIGGER nothing_new BEFORE INSERT ON networks_missionoffer FOR EACH ROW EXECUTE FUNCTION nothing_new();
"""
STILL = """
DROP TRIGGER nothing_new ON networks_missionoffer; DROP TRIGGER nothing_new ON networks_mission;
DROP FUNCTION nothing_new();
"""

WHOSE_RULE = """
CREATE FUNCTION keep_pay_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app_is('administration', 'systeme') THEN
        RAISE EXCEPTION 'the rule of pay is for the administration to say' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_pay_rule BEFORE UPDATE ON networks_networksettings FOR EACH ROW
WHEN ((NEW.minimum_minutes, NEW.rounding_minutes, NEW.payer)
      IS DISTINCT FROM (OLD.minimum_minutes, OLD.rounding_minutes, OLD.payer))
EXECUTE FUNCTION keep_pay_rule();
"""
NOBODYS_RULE = "DROP TRIGGER keep_pay_rule ON networks_networksettings; DROP FUNCTION keep_pay_rule();"

FORGET = f"CREATE POLICY remove ON networks_application FOR DELETE USING ({holds('systeme')})"


class Migration(migrations.Migration):
    dependencies = [("networks", "0013_history_grows")]
    operations = [
        migrations.RunSQL(WHO, BEFORE),
        migrations.RunSQL(NOTHING_NEW, STILL),
        migrations.RunSQL(WHOSE_RULE, NOBODYS_RULE),
        migrations.RunSQL(FORGET, "DROP POLICY remove ON networks_application"),
    ]
