"""An account is its holder's: nobody writes another's password or address, invites to what is not hers to give, or
removes a role. What the first three refuse to a form, the database refuses to a statement that forgot its filter."""

from django.db import migrations

KEEP = """
CREATE FUNCTION app_may_give(role text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT role <> 'systeme' AND (app_is('administration', 'systeme')
        OR app_is('coordination') AND role IN ('therapeute', 'interprete', 'ambassadeur', 'benevole', 'ecoutant'))
$$;

CREATE OR REPLACE FUNCTION keep_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM centre_rolegrant) THEN
        RETURN NEW;  -- the portal's own, the first of all
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF app_is('systeme') THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'role: it has an end, it is not removed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF app_is('systeme') AND NEW.user_id <> app_user_id() THEN
        RETURN NEW;
    END IF;
    IF NEW.user_id = app_user_id() OR NOT app_may_give(NEW.role) THEN
        RAISE EXCEPTION 'role: it is not hers to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER keep_grant ON centre_rolegrant;
CREATE TRIGGER keep_grant BEFORE INSERT OR UPDATE OR DELETE ON centre_rolegrant
FOR EACH ROW EXECUTE FUNCTION keep_grant();

CREATE FUNCTION keep_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_is('systeme') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'INSERT' AND NEW.invited_by_id = app_user_id() AND app_may_give(NEW.role)
        AND NEW.accepted_at IS NULL AND NEW.expires_at <= NEW.invited_at + interval '72 hours' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.accepted_at IS NULL AND app_may_give(OLD.role)
        AND NEW.expires_at <= OLD.expires_at
        AND (NEW.id, NEW.email, NEW.display_name, NEW.role, NEW.token_hash, NEW.invited_by_id, NEW.invited_at)
            = (OLD.id, OLD.email, OLD.display_name, OLD.role, OLD.token_hash, OLD.invited_by_id, OLD.invited_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'invitation: it is not hers' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_invitation BEFORE INSERT OR UPDATE OR DELETE ON centre_invitation
FOR EACH ROW EXECUTE FUNCTION keep_invitation();

CREATE FUNCTION keep_account() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    me bigint := app_user_id();
BEGIN
    IF app_is('systeme') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    -- Her password, her language, her last visit: her own, or nobody's on the pages of the login.
    IF TG_OP = 'UPDATE' AND (OLD.id = me OR me IS NULL)
        AND (NEW.id, NEW.email, NEW.display_name, NEW.is_active, NEW.date_joined)
            = (OLD.id, OLD.email, OLD.display_name, OLD.is_active, OLD.date_joined)
        AND NEW.ends_on IS NOT DISTINCT FROM OLD.ends_on THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.id <> me AND app_is('administration')
        AND (NEW.id, NEW.email, NEW.display_name, NEW.password, NEW.language, NEW.date_joined)
            = (OLD.id, OLD.email, OLD.display_name, OLD.password, OLD.language, OLD.date_joined)
        AND NEW.last_login IS NOT DISTINCT FROM OLD.last_login THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'account: it is not hers' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_account BEFORE UPDATE OR DELETE ON centre_user
FOR EACH ROW EXECUTE FUNCTION keep_account();
"""

UNDO = """
DROP TRIGGER keep_account ON centre_user;
DROP TRIGGER keep_invitation ON centre_invitation;
DROP TRIGGER keep_grant ON centre_rolegrant;
DROP FUNCTION keep_account();
DROP FUNCTION keep_invitation();
CREATE OR REPLACE FUNCTION keep_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM centre_rolegrant) THEN
        RETURN NEW;
    END IF;
    IF app_is('systeme') AND NEW.user_id <> app_user_id() THEN
        RETURN NEW;
    END IF;
    IF NEW.user_id = app_user_id() OR NOT app_may_give(NEW.role) THEN
        RAISE EXCEPTION 'role: it is not hers to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_grant BEFORE INSERT OR UPDATE ON centre_rolegrant
FOR EACH ROW EXECUTE FUNCTION keep_grant();
"""


class Migration(migrations.Migration):
    dependencies = [("centre", "0015_task_lives")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
