"""Working groups and trainings: what a meeting of theirs is made of, and what the database refuses there."""

from importlib import import_module

import centre.models_journal
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from centre.row_security import ME, STAFF, holds, secure, secure_history
from centre.together import Together

walls = import_module("practice_groups.migrations.0005_walls")

RULES = """
CREATE OR REPLACE FUNCTION keep_clinical() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    SELECT g.id AS group_id, g.last_situations_on, (m.starts_at AT TIME ZONE 'Europe/Paris')::date AS day INTO one
    FROM practice_groups_meeting AS m JOIN practice_groups_cycle AS c ON c.id = m.cycle_id
    JOIN practice_groups_group AS g ON g.id = c.group_id WHERE m.id = NEW.meeting_id FOR UPDATE OF m;
    IF NEW.situation AND NEW.state <> 'reporte' AND (SELECT count(*) FROM practice_groups_agendapoint
        WHERE meeting_id = NEW.meeting_id AND situation AND state <> 'reporte' AND id IS DISTINCT FROM NEW.id) >= 2
    THEN
        RAISE EXCEPTION 'meeting: two situations at most' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'INSERT' AND NEW.situation AND NEW.carried_from_id IS NULL AND one.day > one.last_situations_on THEN
        RAISE EXCEPTION 'group: no new situation any more' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.brought_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM practice_groups_groupmember
        WHERE id = NEW.brought_by_id AND group_id = one.group_id)
    THEN
        RAISE EXCEPTION 'point: brought by a member of the group' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_member_presence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM practice_groups_meeting AS m JOIN practice_groups_cycle AS c ON c.id = m.cycle_id
        JOIN practice_groups_groupmember AS g ON g.group_id = c.group_id
        WHERE m.id = NEW.meeting_id AND g.id = NEW.member_id)
    THEN
        RAISE EXCEPTION 'presence: the meeting is of another group' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_member_presence BEFORE INSERT OR UPDATE ON practice_groups_memberpresence
FOR EACH ROW EXECUTE FUNCTION keep_member_presence();

CREATE FUNCTION agenda_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE practice_groups_agendapoint SET meeting_id = NEW.postponed_to_id WHERE meeting_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER agenda_follows AFTER UPDATE OF postponed_to_id ON practice_groups_meeting
FOR EACH ROW WHEN (OLD.postponed_to_id IS NULL AND NEW.postponed_to_id IS NOT NULL) EXECUTE FUNCTION agenda_follows();
"""
NO_RULES = """
DROP TRIGGER agenda_follows ON practice_groups_meeting; DROP FUNCTION agenda_follows();
DROP TRIGGER keep_member_presence ON practice_groups_memberpresence; DROP FUNCTION keep_member_presence();
"""

LEADS_GROUP = (
    f"({holds('animation')} AND EXISTS (SELECT 1 FROM practice_groups_cycle AS c"
    " JOIN practice_groups_cycle_facilitators AS f ON f.cycle_id = c.id"
    f" WHERE c.group_id = practice_groups_groupmember.group_id AND f.user_id = {ME}))"
)
OWN = f"user_id = {ME}"
LED = walls.about("memberpresence", walls.LED_MEETING)
MINE = f"EXISTS (SELECT 1 FROM practice_groups_groupmember AS g WHERE g.id = member_id AND g.user_id = {ME})"


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0016_whose_word'),
        ('practice_groups', '0007_fees_settled'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
        migrations.CreateModel(
            name='ContactEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entered_at', models.DateTimeField(verbose_name='entrée dans le fichier le')),
            ],
            options={
                'verbose_name': 'entrée au fichier de contact',
            },
        ),
        migrations.CreateModel(
            name='ContactEntryWriteevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('actor_id', models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ('id', models.BigIntegerField()),
                ('entered_at', models.DateTimeField(null=True, verbose_name='entrée dans le fichier le')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GroupPoll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'sondage d’un groupe',
            },
        ),
        migrations.CreateModel(
            name='GroupPollWriteevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('actor_id', models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ('id', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MemberPresence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('present', 'Présent'), ('excuse', 'Excusé'), ('absent', 'Absent')], max_length=10, verbose_name='présence')),
            ],
            options={
                'verbose_name': 'présence d’un membre',
            },
        ),
        migrations.CreateModel(
            name='MemberPresenceWriteevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('actor_id', models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('present', 'Présent'), ('excuse', 'Excusé'), ('absent', 'Absent')], max_length=10, null=True, verbose_name='présence')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MinutesLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.BinaryField(unique=True)),
                ('expires_at', models.DateTimeField(verbose_name='valable jusqu’au')),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agendapoint',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agendapoint',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='agendapoint',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='group',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='group',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='group',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meeting',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meeting',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='meeting',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='agendapoint',
            name='one_point_a_place',
        ),
        migrations.AddField(
            model_name='agendapoint',
            name='carried_from',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried_to', to='practice_groups.agendapoint', verbose_name='reporté de'),
        ),
        migrations.AddField(
            model_name='agendapointwriteevent',
            name='carried_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.agendapoint', verbose_name='reporté de'),
        ),
        migrations.AddField(
            model_name='group',
            name='clinical',
            field=models.BooleanField(default=False, verbose_name='réunion clinique'),
        ),
        migrations.AddField(
            model_name='group',
            name='last_situations_on',
            field=models.DateField(blank=True, null=True, verbose_name='plus de nouvelle situation après le'),
        ),
        migrations.AddField(
            model_name='groupwriteevent',
            name='clinical',
            field=models.BooleanField(null=True, verbose_name='réunion clinique'),
        ),
        migrations.AddField(
            model_name='groupwriteevent',
            name='last_situations_on',
            field=models.DateField(blank=True, null=True, verbose_name='plus de nouvelle situation après le'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='modality',
            field=models.CharField(blank=True, choices=[('presentiel', 'En présence'), ('telephone', 'Par téléphone'), ('visio', 'En visio')], max_length=20, verbose_name='modalité'),
        ),
        migrations.AddField(
            model_name='meetingwriteevent',
            name='modality',
            field=models.CharField(blank=True, choices=[('presentiel', 'En présence'), ('telephone', 'Par téléphone'), ('visio', 'En visio')], max_length=20, null=True, verbose_name='modalité'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agendapoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_agendapointwriteevent" ("brought_by_id", "carried_from_id", "id", "meeting_id", "pgh_created_at", "pgh_label", "position", "situation", "state", "theme") VALUES (NEW."brought_by_id", NEW."carried_from_id", NEW."id", NEW."meeting_id", NOW(), \'insert\', NEW."position", NEW."situation", NEW."state", NEW."theme"); RETURN NULL;', hash='135c544ee1c78fb358f4ec613c6688f342a3d5ae', operation='INSERT', pgid='pgtrigger_insert_insert_2b09f', table='practice_groups_agendapoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agendapoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."brought_by_id" IS DISTINCT FROM (NEW."brought_by_id") OR OLD."carried_from_id" IS DISTINCT FROM (NEW."carried_from_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."meeting_id" IS DISTINCT FROM (NEW."meeting_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."situation" IS DISTINCT FROM (NEW."situation") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."theme" IS DISTINCT FROM (NEW."theme"))', func='INSERT INTO "practice_groups_agendapointwriteevent" ("brought_by_id", "carried_from_id", "id", "meeting_id", "pgh_created_at", "pgh_label", "position", "situation", "state", "theme") VALUES (NEW."brought_by_id", NEW."carried_from_id", NEW."id", NEW."meeting_id", NOW(), \'update\', NEW."position", NEW."situation", NEW."state", NEW."theme"); RETURN NULL;', hash='8c29823265823dfa9e352357c3d75e87d21b0459', operation='UPDATE', pgid='pgtrigger_update_update_e7514', table='practice_groups_agendapoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agendapoint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_agendapointwriteevent" ("brought_by_id", "carried_from_id", "id", "meeting_id", "pgh_created_at", "pgh_label", "position", "situation", "state", "theme") VALUES (OLD."brought_by_id", OLD."carried_from_id", OLD."id", OLD."meeting_id", NOW(), \'delete\', OLD."position", OLD."situation", OLD."state", OLD."theme"); RETURN NULL;', hash='6cf781926f11cc0bc3286091f4f83ce171980eb2', operation='DELETE', pgid='pgtrigger_delete_delete_7c7c2', table='practice_groups_agendapoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='group',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_groupwriteevent" ("audience", "clinical", "closed_on", "departement", "description", "id", "kind", "language", "last_situations_on", "pgh_created_at", "pgh_label", "place", "prerequisites", "professions", "public", "title", "version") VALUES (NEW."audience", NEW."clinical", NEW."closed_on", NEW."departement", NEW."description", NEW."id", NEW."kind", NEW."language", NEW."last_situations_on", NOW(), \'insert\', NEW."place", NEW."prerequisites", NEW."professions", NEW."public", NEW."title", NEW."version"); RETURN NULL;', hash='c4241235698a8c24c9a57efe6ab1b3b31c2d6a55', operation='INSERT', pgid='pgtrigger_insert_insert_0c707', table='practice_groups_group', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='group',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "practice_groups_groupwriteevent" ("audience", "clinical", "closed_on", "departement", "description", "id", "kind", "language", "last_situations_on", "pgh_created_at", "pgh_label", "place", "prerequisites", "professions", "public", "title", "version") VALUES (NEW."audience", NEW."clinical", NEW."closed_on", NEW."departement", NEW."description", NEW."id", NEW."kind", NEW."language", NEW."last_situations_on", NOW(), \'update\', NEW."place", NEW."prerequisites", NEW."professions", NEW."public", NEW."title", NEW."version"); RETURN NULL;', hash='ba6e0325988ba7507c97851c7071ede19aeb4101', operation='UPDATE', pgid='pgtrigger_update_update_7b90c', table='practice_groups_group', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='group',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_groupwriteevent" ("audience", "clinical", "closed_on", "departement", "description", "id", "kind", "language", "last_situations_on", "pgh_created_at", "pgh_label", "place", "prerequisites", "professions", "public", "title", "version") VALUES (OLD."audience", OLD."clinical", OLD."closed_on", OLD."departement", OLD."description", OLD."id", OLD."kind", OLD."language", OLD."last_situations_on", NOW(), \'delete\', OLD."place", OLD."prerequisites", OLD."professions", OLD."public", OLD."title", OLD."version"); RETURN NULL;', hash='106348ba09d10eeceff0a392573fbf217248a2a0', operation='DELETE', pgid='pgtrigger_delete_delete_35492', table='practice_groups_group', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_meetingwriteevent" ("cycle_id", "ends_at", "id", "modality", "number", "pgh_created_at", "pgh_label", "postponed_to_id", "sequence", "starts_at", "state", "uid", "unnamed_heads", "version", "visit_from", "visit_until") VALUES (NEW."cycle_id", NEW."ends_at", NEW."id", NEW."modality", NEW."number", NOW(), \'insert\', NEW."postponed_to_id", NEW."sequence", NEW."starts_at", NEW."state", NEW."uid", NEW."unnamed_heads", NEW."version", NEW."visit_from", NEW."visit_until"); RETURN NULL;', hash='2cb1db278cad5f5d03bd01865c5e3e3c1eb26f6d', operation='INSERT', pgid='pgtrigger_insert_insert_6b931', table='practice_groups_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."ends_at" IS DISTINCT FROM (NEW."ends_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."modality" IS DISTINCT FROM (NEW."modality") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."postponed_to_id" IS DISTINCT FROM (NEW."postponed_to_id") OR OLD."sequence" IS DISTINCT FROM (NEW."sequence") OR OLD."starts_at" IS DISTINCT FROM (NEW."starts_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."uid" IS DISTINCT FROM (NEW."uid") OR OLD."unnamed_heads" IS DISTINCT FROM (NEW."unnamed_heads") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."visit_from" IS DISTINCT FROM (NEW."visit_from") OR OLD."visit_until" IS DISTINCT FROM (NEW."visit_until"))', func='INSERT INTO "practice_groups_meetingwriteevent" ("cycle_id", "ends_at", "id", "modality", "number", "pgh_created_at", "pgh_label", "postponed_to_id", "sequence", "starts_at", "state", "uid", "unnamed_heads", "version", "visit_from", "visit_until") VALUES (NEW."cycle_id", NEW."ends_at", NEW."id", NEW."modality", NEW."number", NOW(), \'update\', NEW."postponed_to_id", NEW."sequence", NEW."starts_at", NEW."state", NEW."uid", NEW."unnamed_heads", NEW."version", NEW."visit_from", NEW."visit_until"); RETURN NULL;', hash='69cf7c360a389d89d20cb78f14e5e14ad3670a67', operation='UPDATE', pgid='pgtrigger_update_update_df0f1', table='practice_groups_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_meetingwriteevent" ("cycle_id", "ends_at", "id", "modality", "number", "pgh_created_at", "pgh_label", "postponed_to_id", "sequence", "starts_at", "state", "uid", "unnamed_heads", "version", "visit_from", "visit_until") VALUES (OLD."cycle_id", OLD."ends_at", OLD."id", OLD."modality", OLD."number", NOW(), \'delete\', OLD."postponed_to_id", OLD."sequence", OLD."starts_at", OLD."state", OLD."uid", OLD."unnamed_heads", OLD."version", OLD."visit_from", OLD."visit_until"); RETURN NULL;', hash='2cbbc6c863179082157c2f67d7155193962e02da', operation='DELETE', pgid='pgtrigger_delete_delete_48669', table='practice_groups_meeting', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='agendapoint',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('meeting', 'position'), name='one_point_a_place'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(models.F('group'), django.db.models.functions.text.Lower('email'), condition=models.Q(('until', None), models.Q(('email', ''), _negated=True)), name='one_address_in_a_group'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='membership_ends_after_it_began'),
        ),
        migrations.AddField(
            model_name='contactentry',
            name='registration',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact_entry', to='practice_groups.registration'),
        ),
        migrations.AddField(
            model_name='contactentrywriteevent',
            name='registration',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.registration'),
        ),
        migrations.AddField(
            model_name='grouppoll',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='polls', to='practice_groups.group'),
        ),
        migrations.AddField(
            model_name='grouppoll',
            name='meeting',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='polled', to='practice_groups.meeting'),
        ),
        migrations.AddField(
            model_name='grouppoll',
            name='poll',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='networks.datepoll'),
        ),
        migrations.AddField(
            model_name='grouppollwriteevent',
            name='group',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.group'),
        ),
        migrations.AddField(
            model_name='grouppollwriteevent',
            name='meeting',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.meeting'),
        ),
        migrations.AddField(
            model_name='grouppollwriteevent',
            name='poll',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.datepoll'),
        ),
        migrations.AddField(
            model_name='memberpresence',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='practice_groups.meeting'),
        ),
        migrations.AddField(
            model_name='memberpresence',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='practice_groups.groupmember'),
        ),
        migrations.AddField(
            model_name='memberpresencewriteevent',
            name='meeting',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.meeting'),
        ),
        migrations.AddField(
            model_name='memberpresencewriteevent',
            name='member',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.groupmember'),
        ),
        migrations.AddField(
            model_name='minuteslink',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='minutes_links', to='practice_groups.meeting'),
        ),
        migrations.AddField(
            model_name='minuteslink',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='minutes_links', to='practice_groups.groupmember'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_contactentrywriteevent" ("entered_at", "id", "pgh_created_at", "pgh_label", "registration_id") VALUES (NEW."entered_at", NEW."id", NOW(), \'insert\', NEW."registration_id"); RETURN NULL;', hash='5642ce2742ae0fbe6fb81061efccc0b9aafd7a87', operation='INSERT', pgid='pgtrigger_insert_insert_717e2', table='practice_groups_contactentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "practice_groups_contactentrywriteevent" ("entered_at", "id", "pgh_created_at", "pgh_label", "registration_id") VALUES (NEW."entered_at", NEW."id", NOW(), \'update\', NEW."registration_id"); RETURN NULL;', hash='24e64dbf6f3a7c249d61afb0a556a1e93e3e6921', operation='UPDATE', pgid='pgtrigger_update_update_0d5e3', table='practice_groups_contactentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_contactentrywriteevent" ("entered_at", "id", "pgh_created_at", "pgh_label", "registration_id") VALUES (OLD."entered_at", OLD."id", NOW(), \'delete\', OLD."registration_id"); RETURN NULL;', hash='1b0eba3379273e82384bee9dcb388a88dbf49580', operation='DELETE', pgid='pgtrigger_delete_delete_e5a05', table='practice_groups_contactentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentrywriteevent',
            trigger=pgtrigger.compiler.Trigger(name='seal', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ", hash='9a12283403214c358f4df5fe88e096462b1b5fa7', operation='INSERT', pgid='pgtrigger_seal_c00a3', table='practice_groups_contactentrywriteevent', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentrywriteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a7a6e2616bd468d5845fb391c369a97de850cc17', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b8f8e', table='practice_groups_contactentrywriteevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouppoll',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_grouppollwriteevent" ("group_id", "id", "meeting_id", "pgh_created_at", "pgh_label", "poll_id") VALUES (NEW."group_id", NEW."id", NEW."meeting_id", NOW(), \'insert\', NEW."poll_id"); RETURN NULL;', hash='e4f35f6bff1b15add1f9bbfdb9848d01e02c625f', operation='INSERT', pgid='pgtrigger_insert_insert_1956d', table='practice_groups_grouppoll', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouppoll',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "practice_groups_grouppollwriteevent" ("group_id", "id", "meeting_id", "pgh_created_at", "pgh_label", "poll_id") VALUES (NEW."group_id", NEW."id", NEW."meeting_id", NOW(), \'update\', NEW."poll_id"); RETURN NULL;', hash='0f0a72a2a9971c2bdaf82c513a7fec795e595dbc', operation='UPDATE', pgid='pgtrigger_update_update_b4246', table='practice_groups_grouppoll', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouppoll',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_grouppollwriteevent" ("group_id", "id", "meeting_id", "pgh_created_at", "pgh_label", "poll_id") VALUES (OLD."group_id", OLD."id", OLD."meeting_id", NOW(), \'delete\', OLD."poll_id"); RETURN NULL;', hash='2f07c0f023b2ac88dc2c4ccd78154f4ab99d85ec', operation='DELETE', pgid='pgtrigger_delete_delete_609e6', table='practice_groups_grouppoll', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouppollwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='seal', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ", hash='164416999ee5241a28d2ea3857cf43ed1d7e3671', operation='INSERT', pgid='pgtrigger_seal_dd129', table='practice_groups_grouppollwriteevent', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grouppollwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cc351f6e5285ba1ba04eea8133cf2fccfa84eb7c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_38cca', table='practice_groups_grouppollwriteevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='memberpresence',
            constraint=models.UniqueConstraint(fields=('meeting', 'member'), name='one_presence_a_member'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberpresence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_memberpresencewriteevent" ("id", "meeting_id", "member_id", "pgh_created_at", "pgh_label", "state") VALUES (NEW."id", NEW."meeting_id", NEW."member_id", NOW(), \'insert\', NEW."state"); RETURN NULL;', hash='96c5b0965a015cdc1387b58a3e30321de49d4cda', operation='INSERT', pgid='pgtrigger_insert_insert_db48c', table='practice_groups_memberpresence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberpresence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "practice_groups_memberpresencewriteevent" ("id", "meeting_id", "member_id", "pgh_created_at", "pgh_label", "state") VALUES (NEW."id", NEW."meeting_id", NEW."member_id", NOW(), \'update\', NEW."state"); RETURN NULL;', hash='9493f845f7128b2af845147b96f61bf547f4ce30', operation='UPDATE', pgid='pgtrigger_update_update_f7182', table='practice_groups_memberpresence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberpresence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_memberpresencewriteevent" ("id", "meeting_id", "member_id", "pgh_created_at", "pgh_label", "state") VALUES (OLD."id", OLD."meeting_id", OLD."member_id", NOW(), \'delete\', OLD."state"); RETURN NULL;', hash='84d7f36d7ea51199a14146d32161379baabc3c1c', operation='DELETE', pgid='pgtrigger_delete_delete_35122', table='practice_groups_memberpresence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberpresencewriteevent',
            trigger=pgtrigger.compiler.Trigger(name='seal', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ", hash='d587ecef6b2d8d31d455ac5a93058647707f04fc', operation='INSERT', pgid='pgtrigger_seal_44f20', table='practice_groups_memberpresencewriteevent', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='memberpresencewriteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6204d59c9f27fa85b7e12355d101ff573e7d2dce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dd821', table='practice_groups_memberpresencewriteevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='minuteslink',
            constraint=models.UniqueConstraint(fields=('meeting', 'member'), name='one_minutes_link_a_member'),
        ),
        ]),
        migrations.RunSQL(RULES, NO_RULES),
        migrations.RunSQL(
            [
                "DROP POLICY see ON practice_groups_groupmember",
                "CREATE POLICY see ON practice_groups_groupmember FOR SELECT"
                f" USING ({STAFF} OR {OWN} OR {LEADS_GROUP})",
            ],
            [
                "DROP POLICY see ON practice_groups_groupmember",
                f"CREATE POLICY see ON practice_groups_groupmember FOR SELECT USING ({STAFF} OR {OWN})",
            ],
        ),
        secure(
            "practice_groups_memberpresence",
            see=f"{STAFF} OR {LED} OR {MINE}",
            add=f"{STAFF} OR {LED}",
            change=f"{STAFF} OR {LED}",
            remove=f"{STAFF} OR {LED}",
        ),
        # Made and read by the portal: whoever follows such a link has no account.
        secure("practice_groups_minuteslink", see=walls.PORTAL, remove=walls.PORTAL),
        secure("practice_groups_grouppoll", see=STAFF),
        secure("practice_groups_contactentry", see=STAFF, change="false"),
        *secure_history(
            "practice_groups_contactentrywriteevent",
            "practice_groups_grouppollwriteevent",
            "practice_groups_memberpresencewriteevent",
        ),
    ]
