"""Seats and queue kept by the database itself, and who sees which registration.

Staff is the coordination and the portal itself. Somebody sees and changes her own registration; a facilitator reads
those of the cycles she leads. Nobody removes any. The queue is public as ids in `practice_groups_cycle.queue`: a
place in the line is readable without the rows of the others.
"""

from django.db import migrations

from centre.row_security import ME, STAFF, holds, secure, secure_history

# Seats are counted in the same statement as the change that takes or frees them: the row lock on the cycle queues
# concurrent registrations, and the CHECK on `taken` refuses one seat too many, whoever writes and however.
PLACES = """
CREATE FUNCTION keep_cycle_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.state IN ('confirmee', 'place_proposee') THEN
            UPDATE practice_groups_cycle SET taken = taken - 1 WHERE id = OLD.cycle_id;
        ELSIF OLD.state = 'liste_attente' THEN
            UPDATE practice_groups_cycle SET queue = array_remove(queue, OLD.id) WHERE id = OLD.cycle_id;
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.state IN ('confirmee', 'place_proposee') THEN
            UPDATE practice_groups_cycle SET taken = taken + 1 WHERE id = NEW.cycle_id;
        ELSIF NEW.state = 'liste_attente' THEN
            UPDATE practice_groups_cycle
            SET queue = (SELECT array_agg(waiting ORDER BY waiting) FROM unnest(queue || NEW.id) AS waiting)
            WHERE id = NEW.cycle_id;
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_cycle_places AFTER INSERT OR UPDATE OF state, cycle_id OR DELETE ON practice_groups_registration
FOR EACH ROW EXECUTE FUNCTION keep_cycle_places();
"""

OWN = f"user_id = {ME}"


def led(cycle: str) -> str:
    """SQL: I facilitate this cycle, and still hold the role."""
    return (
        f"({holds('animation')} AND EXISTS (SELECT 1 FROM practice_groups_cycle_facilitators AS f"
        f" WHERE f.cycle_id = {cycle} AND f.user_id = {ME}))"
    )


SEEN = "EXISTS (SELECT 1 FROM practice_groups_registration AS r WHERE r.id = registration_id)"
LED_MEETING = (
    "EXISTS (SELECT 1 FROM practice_groups_meeting AS m"
    f" WHERE m.id = practice_groups_attendance.meeting_id AND {led('m.cycle_id')})"
)


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0001_initial"), ("centre", "0003_first_rows")]
    operations = [
        migrations.RunSQL(
            PLACES,
            "DROP TRIGGER keep_cycle_places ON practice_groups_registration; DROP FUNCTION keep_cycle_places();",
        ),
        # To facilitate is to read names: only staff says who does.
        secure("practice_groups_cycle_facilitators", see="true", add=STAFF, change=STAFF, remove=STAFF),
        secure(
            "practice_groups_registration",
            see=f"{STAFF} OR {OWN} OR {led('practice_groups_registration.cycle_id')}",
            add=f"{STAFF} OR {OWN}",
            change=f"{STAFF} OR {OWN}",
        ),
        secure(
            "practice_groups_attendance",
            see=SEEN,
            add=f"{STAFF} OR {LED_MEETING}",
            change=f"{STAFF} OR {LED_MEETING}",
        ),
        *secure_history(
            "practice_groups_groupwriteevent",
            "practice_groups_cyclewriteevent",
            "practice_groups_meetingwriteevent",
            "practice_groups_registrationwriteevent",
            "practice_groups_attendancewriteevent",
        ),
    ]
