"""What an attack of the groups found open: rows that a role could forge, places that are not everybody's to read."""

from importlib import import_module

from django.db import migrations

from centre.row_security import ME, STAFF

walls = import_module("practice_groups.migrations.0005_walls")
held = import_module("practice_groups.migrations.0010_registrations_held")

# A queue is joined while the season is announced and open, by whom it is for: the portal's next offer seats whoever
# is in it. Professions stay with the form: they are words.
ADMITTED = """            IF NOT EXISTS (SELECT 1 FROM practice_groups_cycle AS c
                JOIN practice_groups_group AS g ON g.id = c.group_id
                WHERE c.id = NEW.cycle_id AND c.published AND g.closed_on IS NULL
                AND NEW.registered_at >= c.opens_at AND NEW.registered_at < c.closes_at
                AND CASE g.audience WHEN 'therapeutes' THEN app_is('therapeute')
                    WHEN 'interpretes' THEN app_is('interprete')
                    WHEN 'reseau' THEN app_is('therapeute', 'interprete', 'ambassadeur', 'benevole') ELSE true END)
            THEN
                RAISE EXCEPTION 'registration: the group is not open to her' USING ERRCODE = 'insufficient_privilege';
            END IF;
"""
BEFORE = "            -- Her place in the queue"
REGISTRATION = held.REGISTRATION.split("CREATE TRIGGER")[0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
REGISTRATION_NOW = REGISTRATION.replace(BEFORE, ADMITTED + BEFORE)

FORGED = """
CREATE FUNCTION keep_attested_hours() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE attended record;
BEGIN
    IF app_is('systeme') THEN
        RETURN NEW;
    END IF;
    SELECT count(*) AS meetings, sum(extract(epoch FROM m.ends_at - m.starts_at)) / 3600 AS hours INTO attended
    FROM practice_groups_attendance AS a JOIN practice_groups_meeting AS m ON m.id = a.meeting_id
    WHERE a.registration_id = NEW.registration_id AND a.state = 'present' AND m.state = 'tenue';
    IF NEW.hours > COALESCE(attended.hours, 0) + 0.01 OR NEW.meetings > attended.meetings
        OR NEW.issued_by_id IS DISTINCT FROM app_user_id() OR NOT EXISTS (SELECT 1 FROM centre_user AS u
            JOIN practice_groups_registration AS r ON r.user_id = u.id
            WHERE r.id = NEW.registration_id AND u.display_name = NEW.holder)
    THEN
        RAISE EXCEPTION 'attestation: what was attended, by whom it names' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_attested_hours BEFORE INSERT ON practice_groups_attestation
FOR EACH ROW EXECUTE FUNCTION keep_attested_hours();

-- One day at a time for one person: two forms sent at once are added up, not looked at apart.
CREATE FUNCTION keep_hours_of_a_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(format('practice_groups.hours %s %s', NEW.user_id, NEW.day), 0));
    IF NEW.hours + COALESCE((SELECT sum(hours) FROM practice_groups_loggedhours
        WHERE user_id = NEW.user_id AND day = NEW.day), 0) > 24
    THEN
        RAISE EXCEPTION 'hours: a day has twenty-four' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_hours_of_a_day BEFORE INSERT ON practice_groups_loggedhours
FOR EACH ROW EXECUTE FUNCTION keep_hours_of_a_day();

CREATE FUNCTION keep_closed_year() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE years int[];
BEGIN
    IF TG_TABLE_NAME = 'practice_groups_placementday' THEN
        years := ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN extract(year FROM OLD.day) END,
                       CASE WHEN TG_OP <> 'DELETE' THEN extract(year FROM NEW.day) END];
    ELSE
        SELECT array_agg(extract(year FROM starts_at AT TIME ZONE 'Europe/Paris')) INTO years
        FROM practice_groups_meeting WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
    END IF;
    IF NOT app_is('systeme') AND EXISTS (SELECT 1 FROM centre_closedyear WHERE year = ANY (years)) THEN
        RAISE EXCEPTION '%: the bilan of its year is published', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_closed_year BEFORE INSERT OR UPDATE OR DELETE ON practice_groups_placementday
FOR EACH ROW EXECUTE FUNCTION keep_closed_year();
CREATE TRIGGER keep_closed_year BEFORE INSERT OR UPDATE OR DELETE ON practice_groups_memberpresence
FOR EACH ROW EXECUTE FUNCTION keep_closed_year();
"""
NOT_KEPT = """
DROP TRIGGER keep_closed_year ON practice_groups_memberpresence;
DROP TRIGGER keep_closed_year ON practice_groups_placementday;
DROP FUNCTION keep_closed_year();
DROP TRIGGER keep_hours_of_a_day ON practice_groups_loggedhours; DROP FUNCTION keep_hours_of_a_day();
DROP TRIGGER keep_attested_hours ON practice_groups_attestation; DROP FUNCTION keep_attested_hours();
"""

# A meeting of a season that is not announced says where and about what a closed group meets.
OWN_MEETING = (
    "EXISTS (SELECT 1 FROM practice_groups_cycle AS c WHERE c.id = practice_groups_meeting.cycle_id AND (c.published"
    f" OR EXISTS (SELECT 1 FROM practice_groups_registration AS r WHERE r.cycle_id = c.id AND r.user_id = {ME})"
    " OR EXISTS (SELECT 1 FROM practice_groups_groupmember AS g WHERE g.group_id = c.group_id"
    f" AND g.user_id = {ME} AND g.until IS NULL)))"
)
MEETING = f"{STAFF} OR {walls.led('practice_groups_meeting.cycle_id')} OR {OWN_MEETING}"


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0021_hosts_and_facilitators")]
    operations = [
        migrations.RunSQL(REGISTRATION_NOW, REGISTRATION),
        migrations.RunSQL(FORGED, NOT_KEPT),
        migrations.RunSQL(
            f"ALTER POLICY see ON practice_groups_meeting USING ({MEETING})",
            "ALTER POLICY see ON practice_groups_meeting USING (true)",
        ),
    ]
