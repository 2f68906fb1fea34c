"""Whoever may add a row adds it about what is hers: a séance of her care, a request for her person, a step that happened,
a call she took, a derogation she answers for."""

from django.db import migrations

RULES = """
CREATE FUNCTION own_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_is('coordination', 'systeme') THEN
        RETURN NEW;
    END IF;
    IF NEW.imported OR TG_OP = 'UPDATE' AND OLD.imported THEN
        RAISE EXCEPTION 'session: the past is told by the sheets of the centre' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.care_id, NEW.person_id, NEW.therapist_id)
        IS DISTINCT FROM (OLD.care_id, OLD.person_id, OLD.therapist_id)
    THEN
        RAISE EXCEPTION 'a session stays that of its care' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM referrals_care AS c WHERE c.id = NEW.care_id AND c.person_id = NEW.person_id
            AND c.therapist_id = NEW.therapist_id)
    THEN
        RAISE EXCEPTION 'a session is that of one of her cares' USING ERRCODE = 'restrict_violation';
    END IF;
    -- A session opens its mission to its therapist: it is tied to one she sees already.
    IF NEW.mission_id IS NOT NULL
        AND NEW.mission_id IS DISTINCT FROM (CASE WHEN TG_OP = 'UPDATE' THEN OLD.mission_id END)
        AND NOT EXISTS (SELECT 1 FROM networks_mission AS m WHERE m.id = NEW.mission_id)
    THEN
        RAISE EXCEPTION 'session: this mission is somebody else''s' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_session BEFORE INSERT OR UPDATE ON referrals_therapysession
FOR EACH ROW EXECUTE FUNCTION own_session();

CREATE FUNCTION own_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app_is('coordination', 'systeme') AND NOT EXISTS (
        SELECT 1 FROM referrals_person AS p WHERE p.id = NEW.person_id AND p.created_by_id = app_user_id())
    THEN
        RAISE EXCEPTION 'a referrer sends a request for somebody whose file she makes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_request BEFORE INSERT ON referrals_referral FOR EACH ROW EXECUTE FUNCTION own_request();

CREATE FUNCTION true_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app_is('coordination', 'systeme') AND NOT EXISTS (
        SELECT 1 FROM referrals_referral AS r WHERE r.id = NEW.referral_id AND r.state = NEW.state
            AND (r.referrer_id = app_user_id() OR EXISTS (
                SELECT 1 FROM referrals_care AS c WHERE c.referral_id = r.id AND c.therapist_id = app_therapist_id())))
    THEN
        RAISE EXCEPTION 'a step says where the referral of its author is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER true_step BEFORE INSERT ON referrals_referralstep FOR EACH ROW EXECUTE FUNCTION true_step();

CREATE FUNCTION own_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_is('coordination', 'systeme') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.taken_by_id IS DISTINCT FROM app_user_id()
        OR TG_OP = 'UPDATE' AND (NEW.id, NEW.reference, NEW.dispositif_id, NEW.taken_by_id, NEW.idempotency_key)
            IS DISTINCT FROM (OLD.id, OLD.reference, OLD.dispositif_id, OLD.taken_by_id, OLD.idempotency_key)
    THEN
        RAISE EXCEPTION 'a call stays that of who took it' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.referral_id IS DISTINCT FROM (CASE WHEN TG_OP = 'UPDATE' THEN OLD.referral_id END) THEN
        RAISE EXCEPTION 'a call is tied to a referral by the portal' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_call BEFORE INSERT OR UPDATE ON referrals_call FOR EACH ROW EXECUTE FUNCTION own_call();

CREATE FUNCTION own_override() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_is('systeme') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND (NEW.given_by_id IS DISTINCT FROM app_user_id() OR NEW.reviewed_at IS NOT NULL
            OR NEW.given_at > now() + interval '1 minute')
        OR TG_OP = 'UPDATE' AND ((NEW.id, NEW.person_id, NEW.scope, NEW.given_at, NEW.until, NEW.given_by_id)
            IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.scope, OLD.given_at, OLD.until, OLD.given_by_id)
            OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at
            OR OLD.reviewed_at IS NULL AND NEW.reviewed_at IS NOT NULL
                AND NEW.reviewed_by_id IS DISTINCT FROM app_user_id())
    THEN
        RAISE EXCEPTION 'an override begins now, in the name of who gives it, and is not lengthened'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_override BEFORE INSERT OR UPDATE ON referrals_consentoverride
FOR EACH ROW EXECUTE FUNCTION own_override();
"""
NO_RULES = "".join(
    f"DROP TRIGGER {name} ON referrals_{table}; DROP FUNCTION {name}();"
    for name, table in (
        ("own_session", "therapysession"),
        ("own_request", "referral"),
        ("true_step", "referralstep"),
        ("own_call", "call"),
        ("own_override", "consentoverride"),
    )
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0027_shift_keeper")]
    operations = [migrations.RunSQL(RULES, NO_RULES)]
