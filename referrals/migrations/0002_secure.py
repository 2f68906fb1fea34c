"""Who sees which row about a person, held by the database; and the therapist's capacity.

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

CONSENTED = """EXISTS (
    SELECT 1 FROM referrals_consent AS k
    WHERE k.person_id = referrals_identity.person_id AND k.scope = 'equipe' AND k.withdrawn_on IS NULL
      AND (k.expires_on IS NULL OR k.expires_on >= current_date)
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

MY_SESSIONS = f"{STAFF} OR therapist_id = {THERAPIST}"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("networks", "0002_secure")]
    operations = [
        migrations.RunSQL(
            CAPACITY,
            "DROP TRIGGER count_active_cares ON referrals_care; DROP FUNCTION count_active_cares();",
        ),
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
        ),
    ]
