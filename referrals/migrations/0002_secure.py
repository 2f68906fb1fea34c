"""Who sees which row about a person, held by the database; what never changes; and the therapist's capacity.

Staff is the coordination and the portal itself. A referrer sees what she sent; a therapist the referrals she was
proposed and the people she follows, and their identity only under an active care and a valid consent.
"""

from django.db import migrations

from centre.row_security import ME, STAFF, holds, secure, secure_history

PORTAL = holds("systeme")
REFERRER = holds("orienteur")
THERAPIST = "(SELECT app_therapist_id())"

CREATED = f"({REFERRER} AND created_by_id = {ME})"
SENT = f"({REFERRER} AND referrer_id = {ME})"
OF_MY_PERSON = (
    f"({REFERRER} AND EXISTS (SELECT 1 FROM referrals_person AS p"
    f" WHERE p.id = person_id AND p.created_by_id = {ME}))"
)


def in_care(column: str, *states: str) -> str:
    """SQL: I have a care about this row's person or referral, in one of these states."""
    listed = ", ".join(repr(state) for state in states)
    own, _, target = column.partition(" = ")
    return (
        f"EXISTS (SELECT 1 FROM referrals_care AS c"
        f" WHERE c.{own} = {target} AND c.therapist_id = {THERAPIST} AND c.state IN ({listed}))"
    )


LIVING = ("active", "suspendue")
KNOWN = ("proposee", *LIVING, "terminee")

TODAY = "(SELECT (now() AT TIME ZONE 'Europe/Paris')::date)"
CONSENTED = f"""EXISTS (
    SELECT 1 FROM referrals_consent AS k
    WHERE k.person_id = referrals_identity.person_id AND k.scope = 'equipe' AND k.withdrawn_on IS NULL
      AND k.given_on <= {TODAY} AND (k.expires_on IS NULL OR k.expires_on >= {TODAY})
)"""

CAPACITY = """
CREATE FUNCTION count_active_cares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'active' THEN
        UPDATE networks_therapist SET active_cares = active_cares - 1 WHERE id = OLD.therapist_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state = 'active' THEN
        UPDATE networks_therapist SET active_cares = active_cares + 1 WHERE id = NEW.therapist_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_active_cares AFTER INSERT OR UPDATE OF state, therapist_id OR DELETE ON referrals_care
FOR EACH ROW EXECUTE FUNCTION count_active_cares();
"""

# What no statement does, whoever sends it. The past (`imported`) is told again by the portal itself, by its sheets.
KEPT = """
CREATE FUNCTION keep_referral() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE staff boolean := app_is('coordination', 'systeme');
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT staff AND (NEW.state <> 'envoyee' OR NEW.decision <> '' OR NEW.imported) THEN
            RAISE EXCEPTION 'only the coordination decides on a referral' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT (OLD.imported AND staff) AND (NEW.id, NEW.person_id, NEW.referrer_id, NEW.dispositif_id, NEW.imported)
        IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.referrer_id, OLD.dispositif_id, OLD.imported)
    THEN
        RAISE EXCEPTION 'a referral stays that of its person, referrer and dispositif'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT staff AND (
        NOT (OLD.state = 'complements_demandes' AND NEW.state = 'a_l_etude'
             AND (NEW.decision, NEW.decided_on, NEW.decision_reason)
                 IS NOT DISTINCT FROM (OLD.decision, OLD.decided_on, OLD.decision_reason)
             OR OLD.state IN ('envoyee', 'a_l_etude', 'complements_demandes', 'en_concertation', 'liste_attente',
                              'acceptee')
                AND NEW.state = 'retiree' AND NEW.decision = 'retiree')
        OR (NEW.reference, NEW.structure_id, NEW.referrer_kind, NEW.referrer_label, NEW.motives, NEW.vignette,
            NEW.urgency, NEW.received_on, NEW.owner_id, NEW.idempotency_key)
           IS DISTINCT FROM (OLD.reference, OLD.structure_id, OLD.referrer_kind, OLD.referrer_label, OLD.motives,
            OLD.vignette, OLD.urgency, OLD.received_on, OLD.owner_id, OLD.idempotency_key)
    ) THEN
        RAISE EXCEPTION 'a referrer answers what is asked or withdraws' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_referral BEFORE INSERT OR UPDATE ON referrals_referral
FOR EACH ROW EXECUTE FUNCTION keep_referral();

CREATE FUNCTION keep_care() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE staff boolean := app_is('coordination', 'systeme');
BEGIN
    IF NOT (OLD.imported AND staff)
        AND (NEW.id, NEW.person_id, NEW.referral_id, NEW.therapist_id, NEW.proposed_by_id, NEW.imported)
        IS DISTINCT FROM (OLD.id, OLD.person_id, OLD.referral_id, OLD.therapist_id, OLD.proposed_by_id, OLD.imported)
    THEN
        RAISE EXCEPTION 'a care stays that of its person, referral and therapist'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT staff AND (
        OLD.state IN ('terminee', 'declinee')
        OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('proposee', 'active'), ('proposee', 'declinee'), ('active', 'suspendue'), ('suspendue', 'active'),
            ('active', 'terminee'), ('suspendue', 'terminee'))
    ) THEN
        RAISE EXCEPTION 'a care that is over stays over' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'proposee' AND NEW.state = 'active' AND NOT NEW.imported AND NOT EXISTS (
        SELECT 1 FROM referrals_referral AS r WHERE r.id = NEW.referral_id AND r.state = 'acceptee'
    ) THEN
        RAISE EXCEPTION 'no care begins under a referral that is not accepted'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_care BEFORE UPDATE ON referrals_care FOR EACH ROW EXECUTE FUNCTION keep_care();

CREATE FUNCTION keep_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_on IS NOT NULL AND NEW.withdrawn_on IS DISTINCT FROM OLD.withdrawn_on
        OR (NEW.person_id, NEW.scope) IS DISTINCT FROM (OLD.person_id, OLD.scope)
    THEN
        RAISE EXCEPTION 'a consent withdrawn stays withdrawn: ask again' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_consent BEFORE UPDATE ON referrals_consent FOR EACH ROW EXECUTE FUNCTION keep_consent();
"""
NOT_KEPT = " ".join(
    f"DROP TRIGGER keep_{name} ON referrals_{name}; DROP FUNCTION keep_{name}();"
    for name in ("referral", "care", "consent")
)

MY_SESSIONS = f"{STAFF} OR therapist_id = {THERAPIST}"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("networks", "0002_secure")]
    operations = [
        migrations.RunSQL(
            CAPACITY,
            "DROP TRIGGER count_active_cares ON referrals_care; DROP FUNCTION count_active_cares();",
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        secure("referrals_care", see=MY_SESSIONS, add=STAFF, change=MY_SESSIONS),
        secure(
            "referrals_person",
            see=f"{STAFF} OR {CREATED} OR {in_care('person_id = referrals_person.id', *KNOWN)}",
            add=f"{STAFF} OR {CREATED}",
            change=f"{STAFF} OR {CREATED}",
        ),
        secure(
            "referrals_consent",
            see=f"{STAFF} OR {OF_MY_PERSON} OR {in_care('person_id = referrals_consent.person_id', *KNOWN)}",
            add=f"{STAFF} OR {OF_MY_PERSON}",
            change=f"{STAFF} OR {OF_MY_PERSON}",
        ),
        secure(
            "referrals_identity",
            see=f"{STAFF} OR {OF_MY_PERSON}"
            f" OR ({in_care('person_id = referrals_identity.person_id', *LIVING)} AND {CONSENTED})",
            add=f"{STAFF} OR {OF_MY_PERSON}",
            change=f"{STAFF} OR {OF_MY_PERSON}",
            remove=STAFF,
        ),
        secure(
            "referrals_referral",
            see=f"{STAFF} OR {SENT} OR {in_care('referral_id = referrals_referral.id', *KNOWN)}",
            add=f"{STAFF} OR {SENT}",
            change=f"{STAFF} OR {SENT}",
        ),
        secure(
            "referrals_referralstep",
            see=f"{STAFF} OR ({REFERRER} AND EXISTS (SELECT 1 FROM referrals_referral AS r"
            f" WHERE r.id = referral_id AND r.referrer_id = {ME}))",
            add=f"{PORTAL} OR by_id = {ME} AND EXISTS (SELECT 1 FROM referrals_referral AS r WHERE r.id = referral_id)",
            change="false",
        ),
        secure("referrals_casereview", see=STAFF),
        secure("referrals_casereview_participants", see=STAFF, remove=STAFF),
        secure("referrals_therapysession", see=MY_SESSIONS),
        # One more way to see a mission, kept where sessions are known: it goes with one of mine.
        migrations.RunSQL(
            "CREATE POLICY see_with_its_session ON networks_mission FOR SELECT USING (EXISTS ("
            "SELECT 1 FROM referrals_therapysession AS s WHERE s.mission_id = networks_mission.id))",
            "DROP POLICY see_with_its_session ON networks_mission",
        ),
        secure("referrals_referraldraft", see=f"author_id = {ME}", remove=f"author_id = {ME}"),
        secure("referrals_call", see=STAFF),
        secure("referrals_shift", see=STAFF),
        *secure_history(
            "referrals_dispositifwriteevent",
            "referrals_personwriteevent",
            "referrals_identitywriteevent",
            "referrals_consentwriteevent",
            "referrals_referralwriteevent",
            "referrals_casereviewwriteevent",
            "referrals_carewriteevent",
            "referrals_therapysessionwriteevent",
            "referrals_callwriteevent",
            "referrals_shiftwriteevent",
            readers=STAFF,
        ),
    ]
