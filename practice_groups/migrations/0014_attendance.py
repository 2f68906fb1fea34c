"""Attendance, attestations, evaluations and minutes: the sheet to sign, and what the database refuses there."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centre.vault
from centre.row_security import ME, STAFF, holds, secure

walls = import_module("practice_groups.migrations.0005_walls")
PORTAL = holds("systeme")
LED = walls.led
LED_MEETING = walls.about("attendance", walls.LED_MEETING)
LED_MINUTES = walls.about("minutes", walls.LED_MEETING)
READ_MINUTES = walls.about("minutes", walls.TAKES_PART, walls.MEMBER)

RULES = """
CREATE FUNCTION keep_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE meeting practice_groups_meeting;
BEGIN
    SELECT * INTO meeting FROM practice_groups_meeting
    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
    IF NOT app_is('systeme') AND EXISTS (SELECT 1 FROM centre_closedyear AS y
        WHERE y.year = extract(year FROM meeting.starts_at AT TIME ZONE 'Europe/Paris'))
    THEN
        RAISE EXCEPTION 'attendance: the bilan of its year is published' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF meeting.state <> 'tenue' THEN
        RAISE EXCEPTION 'attendance: the meeting was not held' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.meeting_id, NEW.registration_id) IS DISTINCT FROM (OLD.meeting_id, OLD.registration_id)
        OR NOT EXISTS (SELECT 1 FROM practice_groups_registration AS r
                       WHERE r.id = NEW.registration_id AND r.cycle_id = meeting.cycle_id)
    THEN
        RAISE EXCEPTION 'attendance: the meeting is of another cycle' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_attendance BEFORE INSERT OR UPDATE OR DELETE ON practice_groups_attendance
FOR EACH ROW EXECUTE FUNCTION keep_attendance();

CREATE FUNCTION keep_held_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.state = 'tenue' OR TG_OP = 'UPDATE' AND OLD.state = 'tenue')
        AND (TG_OP = 'INSERT' OR (NEW.state, NEW.starts_at, NEW.ends_at, NEW.unnamed_heads, NEW.cycle_id)
            IS DISTINCT FROM (OLD.state, OLD.starts_at, OLD.ends_at, OLD.unnamed_heads, OLD.cycle_id))
        AND NOT app_is('systeme') AND EXISTS (SELECT 1 FROM centre_closedyear AS y WHERE y.year IN (
            extract(year FROM NEW.starts_at AT TIME ZONE 'Europe/Paris'),
            CASE WHEN TG_OP = 'UPDATE' THEN extract(year FROM OLD.starts_at AT TIME ZONE 'Europe/Paris') END))
    THEN
        RAISE EXCEPTION 'meeting: the bilan of its year is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_held_meeting BEFORE INSERT OR UPDATE ON practice_groups_meeting
FOR EACH ROW EXECUTE FUNCTION keep_held_meeting();
"""
NO_RULES = """
DROP TRIGGER keep_held_meeting ON practice_groups_meeting; DROP FUNCTION keep_held_meeting();
DROP TRIGGER keep_attendance ON practice_groups_attendance; DROP FUNCTION keep_attendance();
"""

# Only its document, once, and its revocation, once, are added to what was issued.
FROZEN = """
CREATE OR REPLACE FUNCTION keep_attestation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.code, NEW.registration_id, NEW.holder, NEW.title, NEW.hours, NEW.meetings,
        NEW.first_day, NEW.last_day, NEW.issued_at, NEW.issued_by_id) IS DISTINCT FROM (OLD.id, OLD.code,
        OLD.registration_id, OLD.holder, OLD.title, OLD.hours, OLD.meetings, OLD.first_day, OLD.last_day,
        OLD.issued_at, OLD.issued_by_id)
        OR OLD.revoked_on IS NOT NULL
            AND (NEW.revoked_on, NEW.revoked_because) IS DISTINCT FROM (OLD.revoked_on, OLD.revoked_because)
        OR OLD.pdf <> '' AND NEW.pdf IS DISTINCT FROM OLD.pdf
    THEN
        RAISE EXCEPTION 'an attestation issued does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# Nobody reads an answer but the portal, which counts them; it writes all those of a cycle anew at each answer, so that
# neither their order nor their transactions say who gave which. Minutes are read once sent.
WALLS = f"""
ALTER POLICY see ON practice_groups_evaluationanswer USING ({PORTAL});
CREATE POLICY remove ON practice_groups_evaluationanswer FOR DELETE USING ({PORTAL});
CREATE POLICY remove ON practice_groups_attendance FOR DELETE USING ({STAFF} OR {LED_MEETING});
ALTER POLICY see ON practice_groups_minutes
USING ({STAFF} OR {LED_MINUTES} OR sent_at IS NOT NULL AND ({READ_MINUTES}));
"""
NO_WALLS = f"""
ALTER POLICY see ON practice_groups_minutes USING ({STAFF} OR {LED_MINUTES} OR {READ_MINUTES});
DROP POLICY remove ON practice_groups_attendance;
DROP POLICY remove ON practice_groups_evaluationanswer;
ALTER POLICY see ON practice_groups_evaluationanswer USING ({STAFF});
"""


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0007_fees_settled")]
    operations = [
        migrations.CreateModel(
            name="AttendanceSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_at", models.DateTimeField(verbose_name="demandée le")),
                ("pdf", centre.vault.EncryptedTextField(blank=True, editable=False)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="practice_groups.cycle",
                    ),
                ),
            ],
            options={"verbose_name": "feuille d’émargement"},
        ),
        migrations.AddField(
            model_name="attestation",
            name="revoked_because",
            field=models.CharField(
                blank=True, default="", max_length=200, verbose_name="motif de l’annulation"
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="attestation", name="an_attestation_attests_hours"),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 1)), name="an_attestation_attests_an_hour"
            ),
        ),
        migrations.AddConstraint(
            model_name="attestation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_because", ""), ("revoked_on", None)),
                    models.Q(("revoked_on__isnull", False), models.Q(("revoked_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_revoked_attestation_says_why",
            ),
        ),
        secure(
            "practice_groups_attendancesheet",
            see=f"{PORTAL} OR asked_by_id = {ME}",
            add=f"asked_by_id = {ME} AND ({STAFF} OR {LED('practice_groups_attendancesheet.cycle_id')})",
            change=PORTAL,
            remove=PORTAL,
        ),
        migrations.RunSQL(RULES, NO_RULES),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
        migrations.RunSQL(WALLS, NO_WALLS),
    ]
