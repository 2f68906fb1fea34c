"""Nobody is in two places, whether she visits, receives or listens; what hosts and visitors may change of a visit."""

from django.db import migrations

# One lock a person: a visit, a séance and a listening shift of hers are written one after the other.
LOCK = "pg_advisory_xact_lock(x'76697369'::int, {who}::int)"

IN_ONE_PLACE = f"""
CREATE FUNCTION visit_in_one_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE visitor bigint;
BEGIN
    IF NEW.state NOT IN ('planifiee', 'tenue') OR TG_OP = 'UPDATE' AND OLD.state IN ('planifiee', 'tenue')
        AND (NEW.starts_at, NEW.ends_at, NEW.keeper_id, NEW.second_id)
            IS NOT DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD.keeper_id, OLD.second_id)
    THEN
        RETURN NEW;
    END IF;
    FOR visitor IN SELECT u FROM unnest(ARRAY[NEW.keeper_id, NEW.second_id]) AS u WHERE u IS NOT NULL ORDER BY u LOOP
        PERFORM {LOCK.format(who="visitor")};
        IF EXISTS (SELECT 1 FROM referrals_visit AS v WHERE v.id <> NEW.id AND v.state IN ('planifiee', 'tenue')
            AND visitor IN (v.keeper_id, v.second_id) AND v.starts_at < NEW.ends_at AND v.ends_at > NEW.starts_at)
        THEN
            RAISE EXCEPTION 'visit_meets_visit' USING ERRCODE = 'exclusion_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM referrals_therapysession AS s JOIN networks_therapist AS t ON t.id = s.therapist_id
            WHERE t.user_id = visitor AND NOT s.imported AND s.state IN ('planifiee', 'realisee')
            AND s.starts_at < NEW.ends_at AND s.ends_at > NEW.starts_at)
        THEN
            RAISE EXCEPTION 'visit_meets_session' USING ERRCODE = 'exclusion_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM referrals_shift AS h WHERE h.user_id = visitor AND h.state <> 'annulee'
            AND (h.day + h.starts) AT TIME ZONE 'Europe/Paris' < NEW.ends_at
            AND (h.day + h.ends) AT TIME ZONE 'Europe/Paris' > NEW.starts_at)
        THEN
            RAISE EXCEPTION 'visit_meets_shift' USING ERRCODE = 'exclusion_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER visit_in_one_place BEFORE INSERT OR UPDATE ON referrals_visit
FOR EACH ROW EXECUTE FUNCTION visit_in_one_place();

-- « therapist_in_one_place » and « keeper_in_one_place » are the constraints whose refusal this is.
CREATE FUNCTION session_away_from_visits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE visitor bigint;
BEGIN
    IF NEW.imported OR NEW.starts_at IS NULL OR NEW.state NOT IN ('planifiee', 'realisee') OR TG_OP = 'UPDATE'
        AND OLD.state IN ('planifiee', 'realisee') AND (NEW.starts_at, NEW.ends_at, NEW.therapist_id)
            IS NOT DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD.therapist_id)
    THEN
        RETURN NEW;
    END IF;
    SELECT user_id INTO visitor FROM networks_therapist WHERE id = NEW.therapist_id;
    IF visitor IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM {LOCK.format(who="visitor")};
    IF EXISTS (SELECT 1 FROM referrals_visit AS v WHERE v.state IN ('planifiee', 'tenue')
        AND visitor IN (v.keeper_id, v.second_id) AND v.starts_at < NEW.ends_at AND v.ends_at > NEW.starts_at)
    THEN
        RAISE EXCEPTION 'session_meets_visit (therapist_in_one_place)' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER session_away_from_visits BEFORE INSERT OR UPDATE ON referrals_therapysession
FOR EACH ROW EXECUTE FUNCTION session_away_from_visits();

CREATE FUNCTION shift_away_from_visits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.user_id IS NULL OR NEW.state = 'annulee' THEN
        RETURN NEW;
    END IF;
    PERFORM {LOCK.format(who="NEW.user_id")};
    IF EXISTS (SELECT 1 FROM referrals_visit AS v WHERE v.state IN ('planifiee', 'tenue')
        AND NEW.user_id IN (v.keeper_id, v.second_id)
        AND v.starts_at < (NEW.day + NEW.ends) AT TIME ZONE 'Europe/Paris'
        AND v.ends_at > (NEW.day + NEW.starts) AT TIME ZONE 'Europe/Paris')
    THEN
        RAISE EXCEPTION 'shift_meets_visit (keeper_in_one_place)' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shift_away_from_visits BEFORE INSERT OR UPDATE ON referrals_shift
FOR EACH ROW EXECUTE FUNCTION shift_away_from_visits();
"""
IN_SEVERAL = """
DROP TRIGGER visit_in_one_place ON referrals_visit; DROP FUNCTION visit_in_one_place();
DROP TRIGGER session_away_from_visits ON referrals_therapysession; DROP FUNCTION session_away_from_visits();
DROP TRIGGER shift_away_from_visits ON referrals_shift; DROP FUNCTION shift_away_from_visits();
"""

KEPT = """
CREATE OR REPLACE FUNCTION keep_visit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE visits boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'tenue' AND NEW.state <> 'tenue' THEN
        RAISE EXCEPTION 'a visit that was held stays held' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.state = 'tenue' AND (TG_OP = 'INSERT' OR (NEW.state, NEW.starts_at, NEW.heads, NEW.needs)
            IS DISTINCT FROM (OLD.state, OLD.starts_at, OLD.heads, OLD.needs)))
        AND NOT app_is('systeme') AND EXISTS (SELECT 1 FROM centre_closedyear AS y
            WHERE y.year = extract(year FROM NEW.starts_at AT TIME ZONE 'Europe/Paris'))
    THEN
        RAISE EXCEPTION 'visit: the bilan of its year is published' USING ERRCODE = 'restrict_violation';
    END IF;
    IF app_is('coordination', 'systeme') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'demandee' OR NEW.asked_by_id <> app_user_id() OR num_nonnulls(NEW.keeper_id, NEW.second_id,
            NEW.starts_at, NEW.ends_at, NEW.mission_id, NEW.activity_id, NEW.series, NEW.heads) > 0
        THEN
            RAISE EXCEPTION 'a visit begins by being asked for' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    visits := app_user_id() IN (OLD.keeper_id, OLD.second_id);
    IF (NEW.id, NEW.structure_id, NEW.asked_by_id, NEW.asked_on, NEW.kinds, NEW.languages, NEW.wished, NEW.request,
            NEW.starts_at, NEW.ends_at, NEW.place, NEW.keeper_id, NEW.second_id, NEW.dispositif_id, NEW.series,
            NEW.mission_id, NEW.idempotency_key)
        IS DISTINCT FROM (OLD.id, OLD.structure_id, OLD.asked_by_id, OLD.asked_on, OLD.kinds, OLD.languages,
            OLD.wished, OLD.request, OLD.starts_at, OLD.ends_at, OLD.place, OLD.keeper_id, OLD.second_id,
            OLD.dispositif_id, OLD.series, OLD.mission_id, OLD.idempotency_key)
        OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('demandee', 'annulee'), ('planifiee', 'annulee'), ('planifiee', 'tenue'))
        OR visits IS NOT TRUE AND (NEW.state = 'tenue' OR (NEW.heads, NEW.needs, NEW.note, NEW.activity_id)
            IS DISTINCT FROM (OLD.heads, OLD.needs, OLD.note, OLD.activity_id))
    THEN
        RAISE EXCEPTION 'a visit is planned by the coordination' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_talk() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_visit uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.visit_id ELSE NEW.visit_id END;
    visit referrals_visit;
BEGIN
    IF app_is('systeme') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    SELECT * INTO visit FROM referrals_visit WHERE id = of_visit;
    IF visit.state NOT IN ('planifiee', 'tenue') THEN
        RAISE EXCEPTION 'nothing is noted of a visit that is not planned' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM centre_closedyear AS y
        WHERE y.year = extract(year FROM visit.starts_at AT TIME ZONE 'Europe/Paris'))
    THEN
        RAISE EXCEPTION 'visit: the bilan of its year is published' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.noted_by_id <> app_user_id() THEN
        RAISE EXCEPTION 'whoever notes says so' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.visit_id, NEW.noted_by_id, NEW.noted_at)
        IS DISTINCT FROM (OLD.id, OLD.visit_id, OLD.noted_by_id, OLD.noted_at)
    THEN
        RAISE EXCEPTION 'what was noted stays that of its visit' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_talk BEFORE INSERT OR UPDATE OR DELETE ON referrals_talk
FOR EACH ROW EXECUTE FUNCTION keep_talk();
CREATE TRIGGER keep_talk BEFORE INSERT OR UPDATE OR DELETE ON referrals_talkinggroup
FOR EACH ROW EXECUTE FUNCTION keep_talk();

-- A person who was referred has a file of her own: only the portal ties a talk to it.
CREATE FUNCTION keep_talk_referral() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.referral_id IS DISTINCT FROM (CASE WHEN TG_OP = 'UPDATE' THEN OLD.referral_id END)
        AND NEW.referral_id IS NOT NULL AND NOT app_is('systeme')
    THEN
        RAISE EXCEPTION 'a talk is tied to a referral by the portal' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_talk_referral BEFORE INSERT OR UPDATE ON referrals_talk
FOR EACH ROW EXECUTE FUNCTION keep_talk_referral();
"""
NOT_KEPT = """
DROP TRIGGER keep_talk_referral ON referrals_talk; DROP FUNCTION keep_talk_referral();
DROP TRIGGER keep_talk ON referrals_talk; DROP TRIGGER keep_talk ON referrals_talkinggroup; DROP FUNCTION keep_talk();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0031_people_told")]
    operations = [migrations.RunSQL(IN_ONE_PLACE, IN_SEVERAL), migrations.RunSQL(KEPT, NOT_KEPT)]
