"""The table of states is the database's too, and nothing is accepted without its concertation, whoever asks.

The portal itself is left out: it tells the past again (imports) and invents (demonstration).
"""

from django.db import migrations

MOVES = {
    "envoyee": ("a_l_etude", "retiree"),
    "a_l_etude": (
        "complements_demandes",
        "en_concertation",
        "acceptee",
        "liste_attente",
        "reorientee",
        "refusee",
        "retiree",
    ),
    "complements_demandes": ("a_l_etude", "retiree", "refusee"),
    "en_concertation": ("acceptee", "liste_attente", "reorientee", "refusee", "a_l_etude", "retiree"),
    "liste_attente": ("en_concertation", "acceptee", "reorientee", "refusee", "retiree"),
    "acceptee": ("close", "reorientee", "retiree"),
    "reorientee": ("close",),
    "refusee": ("close",),
}
LEGAL = ", ".join(f"('{origin}', '{target}')" for origin, targets in MOVES.items() for target in targets)

RULES = f"""
CREATE FUNCTION keep_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = OLD.state OR app_is('systeme') THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN ({LEGAL}) THEN
        RAISE EXCEPTION 'referral: % does not become %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'acceptee'
        AND coalesce((SELECT requires_review FROM referrals_dispositif WHERE id = NEW.dispositif_id), true)
        AND NOT EXISTS (SELECT 1 FROM referrals_casereview WHERE referral_id = NEW.id)
    THEN
        RAISE EXCEPTION 'referral: nothing is accepted here without a review' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_moves BEFORE UPDATE OF state ON referrals_referral FOR EACH ROW EXECUTE FUNCTION keep_moves();

CREATE FUNCTION keep_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.dispositif_id IS DISTINCT FROM OLD.dispositif_id
        OR NEW.state <> OLD.state AND OLD.state <> 'prevue'
    THEN
        RAISE EXCEPTION 'a meeting stays that of its team, and is over once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_meeting BEFORE UPDATE ON referrals_reviewmeeting FOR EACH ROW EXECUTE FUNCTION keep_meeting();

CREATE FUNCTION keep_agenda() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.done AND NOT EXISTS (
        SELECT 1 FROM referrals_reviewmeeting AS m JOIN referrals_referral AS r ON r.id = NEW.referral_id
            AND r.dispositif_id IS NOT DISTINCT FROM m.dispositif_id AND r.state = 'en_concertation'
        WHERE m.id = NEW.meeting_id AND m.state = 'prevue')
    THEN
        RAISE EXCEPTION 'agenda: a situation under review, a meeting to come, one dispositif'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_agenda BEFORE INSERT OR UPDATE OF meeting_id, referral_id, done ON referrals_agendaitem
FOR EACH ROW EXECUTE FUNCTION keep_agenda();
"""
NO_RULES = """
DROP TRIGGER keep_moves ON referrals_referral; DROP FUNCTION keep_moves();
DROP TRIGGER keep_meeting ON referrals_reviewmeeting; DROP FUNCTION keep_meeting();
DROP TRIGGER keep_agenda ON referrals_agendaitem; DROP FUNCTION keep_agenda();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0013_board_and_minutes")]
    operations = [migrations.RunSQL(RULES, NO_RULES)]
