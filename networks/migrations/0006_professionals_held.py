"""Who changes the sheet of a professional: herself for what she offers, the coordination for where she stands."""

from django.db import migrations

from centre.row_security import ME, STAFF, holds, secure

OFFICE = holds("coordination", "administration", "systeme")
PAYER = holds("administration", "systeme")
MEMBER = f"{ME} IS NOT NULL"

KEEP = """
CREATE FUNCTION keep_professional() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.user_id, NEW.invitation_id, NEW.active, NEW.standing, NEW.standing_since, NEW.joined_on)
        IS DISTINCT FROM
        (OLD.code, OLD.user_id, OLD.invitation_id, OLD.active, OLD.standing, OLD.standing_since, OLD.joined_on)
        AND NOT app_is('coordination', 'administration', 'systeme')
    THEN
        RAISE EXCEPTION 'where a professional stands is for the coordination to say' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_professional BEFORE UPDATE ON networks_therapist
FOR EACH ROW EXECUTE FUNCTION keep_professional();
CREATE TRIGGER keep_professional BEFORE UPDATE ON networks_interpreter
FOR EACH ROW EXECUTE FUNCTION keep_professional();
"""
NOT_KEPT = """
DROP TRIGGER keep_professional ON networks_interpreter; DROP TRIGGER keep_professional ON networks_therapist;
DROP FUNCTION keep_professional();
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0005_first_rows")]
    operations = [
        migrations.RunSQL(KEEP, NOT_KEPT),
        *[
            secure(
                f"networks_{table}",
                see=f"{MEMBER} OR listing = 'public'",
                add=OFFICE,
                # The count of active cares and the welcome of a new account are triggers: whoever acts, they write.
                change=f"{OFFICE} OR user_id = {ME} OR (SELECT pg_trigger_depth()) > 0",
            )
            for table in ("therapist", "interpreter")
        ],
        secure(
            "networks_interpreterrate",
            see=f"{STAFF} OR {PAYER} OR interpreter_id IN"
            f" (SELECT i.id FROM networks_interpreter AS i WHERE i.user_id = {ME})",
            add=PAYER,
            change=PAYER,
            remove=PAYER,
        ),
        secure("networks_membership", see=MEMBER, add=OFFICE, change=OFFICE, remove=OFFICE),
    ]
