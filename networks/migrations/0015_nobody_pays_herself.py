"""Who is paid neither issues nor pays her statement, nor corrects it, nor sets her rate."""

from django.db import migrations

HELD = """
CREATE FUNCTION not_her_own() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own constant jsonb := to_jsonb(NEW);
    payee bigint := CASE TG_TABLE_NAME WHEN 'networks_payline'
        THEN (SELECT s.interpreter_id FROM networks_paystatement AS s WHERE s.id = (own->>'statement_id')::uuid)
        ELSE (own->>'interpreter_id')::bigint END;
BEGIN
    IF NOT app_is('systeme') AND EXISTS (
        SELECT 1 FROM networks_interpreter AS i WHERE i.id = payee AND i.user_id IN
            (app_user_id(), (own->>'issued_by_id')::bigint, (own->>'paid_by_id')::bigint))
    THEN
        RAISE EXCEPTION 'pay: nobody pays herself' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_her_own BEFORE UPDATE OF state, issued_by_id, paid_by_id ON networks_paystatement
FOR EACH ROW WHEN (NEW.state <> OLD.state) EXECUTE FUNCTION not_her_own();
CREATE TRIGGER not_her_own BEFORE INSERT OR UPDATE ON networks_payline
FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION not_her_own();
CREATE TRIGGER not_her_own BEFORE INSERT OR UPDATE ON networks_interpreterrate
FOR EACH ROW EXECUTE FUNCTION not_her_own();
"""
LET_GO = """
DROP TRIGGER not_her_own ON networks_interpreterrate;
DROP TRIGGER not_her_own ON networks_payline;
DROP TRIGGER not_her_own ON networks_paystatement;
DROP FUNCTION not_her_own();
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0014_suspended_and_left")]
    operations = [migrations.RunSQL(HELD, LET_GO)]
