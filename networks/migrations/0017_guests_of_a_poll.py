"""Polls ask guests who are no contacts; some plan no activity."""

import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0016_whose_word'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.RemoveConstraint(
            model_name='pollinvitee',
            name='invitee_is_a_member_or_a_contact',
        ),
        migrations.AddField(
            model_name='datepoll',
            name='plans_activity',
            field=models.BooleanField(default=True, verbose_name='prévoit une activité'),
        ),
        migrations.AddField(
            model_name='datepollwriteevent',
            name='plans_activity',
            field=models.BooleanField(null=True, verbose_name='prévoit une activité'),
        ),
        migrations.AddField(
            model_name='pollinvitee',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='adresse e-mail'),
        ),
        migrations.AddField(
            model_name='pollinvitee',
            name='name',
            field=models.CharField(blank=True, max_length=120, verbose_name='nom'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datepoll',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_datepollwriteevent" ("activity_id", "answer_by", "chosen_id", "closed_at", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "place", "plans_activity", "reminded_at", "title") VALUES (NEW."activity_id", NEW."answer_by", NEW."chosen_id", NEW."closed_at", NEW."created_at", NEW."created_by_id", NEW."id", NOW(), \'insert\', NEW."place", NEW."plans_activity", NEW."reminded_at", NEW."title"); RETURN NULL;', hash='060ac5e419f36086efa53148e6ed271bc69edbff', operation='INSERT', pgid='pgtrigger_insert_insert_b6966', table='networks_datepoll', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datepoll',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "networks_datepollwriteevent" ("activity_id", "answer_by", "chosen_id", "closed_at", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "place", "plans_activity", "reminded_at", "title") VALUES (NEW."activity_id", NEW."answer_by", NEW."chosen_id", NEW."closed_at", NEW."created_at", NEW."created_by_id", NEW."id", NOW(), \'update\', NEW."place", NEW."plans_activity", NEW."reminded_at", NEW."title"); RETURN NULL;', hash='300b7e627d13f9f204c84b7a76fa445a3547609c', operation='UPDATE', pgid='pgtrigger_update_update_726d6', table='networks_datepoll', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='datepoll',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_datepollwriteevent" ("activity_id", "answer_by", "chosen_id", "closed_at", "created_at", "created_by_id", "id", "pgh_created_at", "pgh_label", "place", "plans_activity", "reminded_at", "title") VALUES (OLD."activity_id", OLD."answer_by", OLD."chosen_id", OLD."closed_at", OLD."created_at", OLD."created_by_id", OLD."id", NOW(), \'delete\', OLD."place", OLD."plans_activity", OLD."reminded_at", OLD."title"); RETURN NULL;', hash='2cf8831bd0001b3e3eb4c1b39917df6efa3c59b9', operation='DELETE', pgid='pgtrigger_delete_delete_37164', table='networks_datepoll', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='pollinvitee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('email', ''), ('name', ''), ('user', None)), models.Q(('contact', None), ('email', ''), ('name', ''), ('user__isnull', False)), models.Q(('contact', None), ('user', None), models.Q(('name', ''), _negated=True)), _connector='OR'), name='invitee_is_somebody'),
        ),
        migrations.AddConstraint(
            model_name='pollinvitee',
            constraint=models.UniqueConstraint(models.F('poll'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='an_address_is_asked_once'),
        ),
    ]
