"""A statement begins as a draft, is signed by whoever acts, and takes no line while it is being issued."""

from django.db import migrations

HELD = """
CREATE FUNCTION begin_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'brouillon' THEN
        RAISE EXCEPTION 'a statement begins as a draft' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begin_statement BEFORE INSERT ON networks_paystatement
FOR EACH ROW EXECUTE FUNCTION begin_statement();

CREATE FUNCTION sign_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.issued_by_id IS DISTINCT FROM OLD.issued_by_id AND NEW.issued_by_id IS DISTINCT FROM app_user_id()
        OR NEW.paid_by_id IS DISTINCT FROM OLD.paid_by_id AND NEW.paid_by_id IS DISTINCT FROM app_user_id()
    THEN
        RAISE EXCEPTION 'pay: nobody signs for somebody else' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sign_statement BEFORE UPDATE OF issued_by_id, paid_by_id ON networks_paystatement
FOR EACH ROW EXECUTE FUNCTION sign_statement();

-- Whoever writes a line waits for whoever issues its statement, and the other way round: an issued total is its lines'.
CREATE FUNCTION hold_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM networks_paystatement AS s
    WHERE s.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.statement_id END,
                   CASE WHEN TG_OP <> 'DELETE' THEN NEW.statement_id END)
    FOR SHARE;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER hold_statement BEFORE INSERT OR UPDATE OR DELETE ON networks_payline
FOR EACH ROW EXECUTE FUNCTION hold_statement();
"""
LET_GO = """
DROP TRIGGER hold_statement ON networks_payline; DROP FUNCTION hold_statement();
DROP TRIGGER sign_statement ON networks_paystatement; DROP FUNCTION sign_statement();
DROP TRIGGER begin_statement ON networks_paystatement; DROP FUNCTION begin_statement();
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0009_applications_by_address")]
    operations = [migrations.RunSQL(HELD, LET_GO)]
