"""Polls that stay closed, announcements that stay as they were sent and are read by those they were for."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from centre.row_security import STAFF, secure

KEEP = """
CREATE FUNCTION keep_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer networks_pollanswer := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    poll networks_datepoll;
BEGIN
    SELECT p.* INTO poll FROM networks_datepoll AS p JOIN networks_pollinvitee AS i ON i.poll_id = p.id
    WHERE i.id = answer.invitee_id;
    IF poll.closed_at IS NOT NULL AND NOT (TG_OP = 'DELETE' AND app_is('coordination', 'systeme')) THEN
        RAISE EXCEPTION 'poll: its answers are closed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP <> 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM networks_polldate AS d WHERE d.id = answer.date_id AND d.poll_id = poll.id)
    THEN
        RAISE EXCEPTION 'poll: a date of another poll' USING ERRCODE = 'check_violation';
    END IF;
    RETURN answer;
END $$;
CREATE TRIGGER keep_answer BEFORE INSERT OR UPDATE OR DELETE ON networks_pollanswer
FOR EACH ROW EXECUTE FUNCTION keep_answer();

CREATE FUNCTION keep_poll() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL
        AND (NEW.closed_at, NEW.chosen_id, NEW.title, NEW.place)
            IS DISTINCT FROM (OLD.closed_at, OLD.chosen_id, OLD.title, OLD.place)
    THEN
        RAISE EXCEPTION 'poll: a closed one stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.chosen_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM networks_polldate AS d WHERE d.id = NEW.chosen_id AND d.poll_id = NEW.id)
    THEN
        RAISE EXCEPTION 'poll: a date of another poll' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_poll BEFORE UPDATE ON networks_datepoll FOR EACH ROW EXECUTE FUNCTION keep_poll();

CREATE FUNCTION keep_announcement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL
        AND (NEW.topic, NEW.title, NEW.body, NEW.roles, NEW.departements, NEW.to_contacts, NEW.sent_at, NEW.sent_by_id)
            IS DISTINCT FROM
            (OLD.topic, OLD.title, OLD.body, OLD.roles, OLD.departements, OLD.to_contacts, OLD.sent_at, OLD.sent_by_id)
    THEN
        RAISE EXCEPTION 'announcement: sent as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_announcement BEFORE UPDATE ON networks_announcement
FOR EACH ROW EXECUTE FUNCTION keep_announcement();
"""
NOT_KEPT = """
DROP TRIGGER keep_announcement ON networks_announcement; DROP FUNCTION keep_announcement();
DROP TRIGGER keep_poll ON networks_datepoll; DROP FUNCTION keep_poll();
DROP TRIGGER keep_answer ON networks_pollanswer; DROP FUNCTION keep_answer();
"""
READ = [
    "CREATE POLICY addressed ON networks_announcement FOR SELECT"
    " USING (sent_at IS NOT NULL AND app_is(VARIADIC roles::text[]))",
    f"CREATE POLICY remove ON networks_announcement FOR DELETE USING (sent_at IS NULL AND {STAFF})",
]
UNREAD = [
    "DROP POLICY remove ON networks_announcement",
    "DROP POLICY addressed ON networks_announcement",
]


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0006_professionals_held'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnnouncementLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='datepoll',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='datepoll',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='datepoll',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='datepoll',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='dernier rappel'),
        ),
        migrations.AddField(
            model_name='datepollwriteevent',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='dernier rappel'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datepoll',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_datepollwriteevent" ("activity_id", "answer_by", "chosen_id", "closed_at", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "place", "reminded_at", "title") VALUES (NEW."activity_id", NEW."answer_by", NEW."chosen_id", NEW."closed_at", NEW."created_at", NEW."created_by_id", NEW."id", NOW(), \'insert\', NEW."place", NEW."reminded_at", NEW."title"); RETURN NULL;', hash='1f4d3cdb3a54546e2faf0f56fa98a92d96177159', operation='INSERT', pgid='pgtrigger_insert_insert_b6966', table='networks_datepoll', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datepoll',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_datepollwriteevent" ("activity_id", "answer_by", "chosen_id", "closed_at", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "place", "reminded_at", "title") VALUES (NEW."activity_id", NEW."answer_by", NEW."chosen_id", NEW."closed_at", NEW."created_at", NEW."created_by_id", NEW."id", NOW(), \'update\', NEW."place", NEW."reminded_at", NEW."title"); RETURN NULL;', hash='e8b26c349ba923edd79375936cf034666cea4a3e', operation='UPDATE', pgid='pgtrigger_update_update_726d6', table='networks_datepoll', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datepoll',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_datepollwriteevent" ("activity_id", "answer_by", "chosen_id", "closed_at", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "place", "reminded_at", "title") VALUES (OLD."activity_id", OLD."answer_by", OLD."chosen_id", OLD."closed_at", OLD."created_at", OLD."created_by_id", OLD."id", NOW(), \'delete\', OLD."place", OLD."reminded_at", OLD."title"); RETURN NULL;', hash='f981fc78ade2e2e89d8875aecb280b7e23290815', operation='DELETE', pgid='pgtrigger_delete_delete_37164', table='networks_datepoll', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', '[\\r\\n]'), _negated=True), name='announcement_title_is_one_line'),
        ),
        migrations.AddField(
            model_name='announcementletter',
            name='announcement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='networks.announcement'),
        ),
        migrations.AddField(
            model_name='announcementletter',
            name='contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='networks.contact'),
        ),
        migrations.AddField(
            model_name='announcementletter',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='announcementletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('user', None)), models.Q(('contact', None), ('user__isnull', False)), _connector='OR'), name='letter_to_a_member_or_a_contact'),
        ),
        migrations.AddConstraint(
            model_name='announcementletter',
            constraint=models.UniqueConstraint(fields=('announcement', 'user'), name='one_letter_a_member'),
        ),
        migrations.AddConstraint(
            model_name='announcementletter',
            constraint=models.UniqueConstraint(fields=('announcement', 'contact'), name='one_letter_a_contact'),
        ),
        migrations.RunSQL(KEEP, NOT_KEPT),
        migrations.RunSQL(READ, UNREAD),
        secure("networks_announcementletter", see=STAFF, remove=STAFF),
    ]
