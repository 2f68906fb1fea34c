"""What the database itself refuses: an orientation to a dispositif that takes in nobody, an end while something goes on."""

from django.db import migrations

from centre.together import Together

RULES = """
CREATE FUNCTION receive_where_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.imported AND EXISTS (
        SELECT 1 FROM referrals_dispositif AS d WHERE d.id = NEW.dispositif_id AND (
            NOT d.active OR NOT d.open_to_intake OR d.intake_until < NEW.received_on OR d.closed_on <= NEW.received_on
            OR NEW.origin IN ('personne', 'proche') AND NOT d.open_to_persons))
    THEN
        RAISE EXCEPTION 'referral: its dispositif takes in nobody new' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receive_where_open BEFORE INSERT ON referrals_referral
FOR EACH ROW EXECUTE FUNCTION receive_where_open();

CREATE FUNCTION close_dispositif_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_on IS NULL AND NEW.closed_on IS NOT NULL AND (
        EXISTS (SELECT 1 FROM referrals_referral AS r WHERE r.dispositif_id = NEW.id AND r.state IN (
            'envoyee', 'a_l_etude', 'complements_demandes', 'en_concertation', 'liste_attente'))
        OR EXISTS (SELECT 1 FROM referrals_care AS c JOIN referrals_referral AS r ON r.id = c.referral_id
            WHERE r.dispositif_id = NEW.id AND c.state IN ('proposee', 'active', 'suspendue') AND NOT c.imported))
    THEN
        RAISE EXCEPTION 'dispositif: something goes on there still' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER close_dispositif_last BEFORE UPDATE ON referrals_dispositif
FOR EACH ROW EXECUTE FUNCTION close_dispositif_last();
"""
NO_RULES = """
DROP TRIGGER receive_where_open ON referrals_referral; DROP FUNCTION receive_where_open();
DROP TRIGGER close_dispositif_last ON referrals_dispositif; DROP FUNCTION close_dispositif_last();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_plan_seen")]
    operations = [Together([migrations.RunSQL(RULES, NO_RULES)])]
