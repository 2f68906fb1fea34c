"""What the database refuses of a handover, of a reorientation and of a *renfort*, whoever asks."""

from django.db import migrations

RULES = """
CREATE FUNCTION keep_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app_is('coordination', 'systeme')
        AND (NEW.relays_id, NEW.interpreter_id, NEW.proposed_at, NEW.reminders)
        IS DISTINCT FROM (OLD.relays_id, OLD.interpreter_id, OLD.proposed_at, OLD.reminders)
    THEN
        RAISE EXCEPTION 'care: what was proposed stays as the coordination proposed it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_relay BEFORE UPDATE ON referrals_care FOR EACH ROW EXECUTE FUNCTION keep_relay();

CREATE FUNCTION keep_reorientation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        (NEW.id, NEW.referral_id, NEW.structure_id, NEW.asked_at, NEW.asked_by_id)
            IS DISTINCT FROM (OLD.id, OLD.referral_id, OLD.structure_id, OLD.asked_at, OLD.asked_by_id)
        OR NEW.state <> OLD.state AND OLD.state <> 'transmise')
    THEN
        RAISE EXCEPTION 'reorientation: answered, it stays answered' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.shares_identity AND (TG_OP = 'INSERT' OR NOT OLD.shares_identity) AND NOT EXISTS (
        SELECT 1 FROM referrals_consent AS k
        WHERE k.person_id = NEW.person_id AND k.scope = 'partenaire' AND k.partner_id = NEW.structure_id
            AND k.withdrawn_on IS NULL AND k.given_on <= (NEW.asked_at AT TIME ZONE 'Europe/Paris')::date
            AND (k.expires_on IS NULL OR k.expires_on >= (NEW.asked_at AT TIME ZONE 'Europe/Paris')::date))
    THEN
        RAISE EXCEPTION 'reorientation: no identity without a consent that names this partner'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_reorientation BEFORE INSERT OR UPDATE ON referrals_reorientation
FOR EACH ROW EXECUTE FUNCTION keep_reorientation();

CREATE FUNCTION move_backup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('demandee', 'prise_en_compte'), ('demandee', 'repondue'), ('demandee', 'annulee'),
        ('prise_en_compte', 'repondue'), ('prise_en_compte', 'annulee'), ('repondue', 'close'))
    THEN
        RAISE EXCEPTION 'backup: no such move' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER move_backup BEFORE UPDATE ON referrals_backup FOR EACH ROW EXECUTE FUNCTION move_backup();
"""
NO_RULES = "".join(
    f"DROP TRIGGER {name} ON referrals_{table}; DROP FUNCTION {name}();"
    for name, table in (
        ("keep_relay", "care"),
        ("keep_reorientation", "reorientation"),
        ("move_backup", "backup"),
    )
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_care_in_full")]
    operations = [migrations.RunSQL(RULES, NO_RULES)]
