"""Somebody who telephones or writes is registered by the coordination, who is named; outside the dates, she says why."""

from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

walls = import_module("practice_groups.migrations.0022_walls_attacked")
REGISTRATION = walls.REGISTRATION_NOW

# Whoever registers herself names nobody else. The coordination registers somebody else in its own name, while the
# season is announced; outside the dates, it says why. Neither changes afterwards.
ALONE = "num_nonnulls(NEW.offered_at, NEW.offered_until, NEW.confirmed_at) > 0"
NAMED = "num_nonnulls(NEW.offered_at, NEW.offered_until, NEW.confirmed_at, NEW.registered_by_id) > 0"
SEATED = """        END IF;
        RETURN NEW;
    END IF;

    IF (NEW.id, NEW.cycle_id, NEW.user_id) IS DISTINCT FROM"""
BY_THE_COORDINATION = f"""        ELSIF NOT {walls.held.OWNER} AND NOT app_is('systeme') AND (
            NEW.registered_by_id IS DISTINCT FROM NULLIF(app_user_id(), NEW.user_id)
            OR NEW.registered_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM practice_groups_cycle AS c
                JOIN practice_groups_group AS g ON g.id = c.group_id
                WHERE c.id = NEW.cycle_id AND c.published AND g.closed_on IS NULL
                AND (NEW.exception <> '' OR NEW.registered_at >= c.opens_at AND NEW.registered_at < c.closes_at)))
        THEN
            RAISE EXCEPTION 'registration: by whom, and why outside the dates' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;

    IF NOT app_is('systeme') AND (NEW.registered_by_id, NEW.exception)
        IS DISTINCT FROM (OLD.registered_by_id, OLD.exception)
    THEN
        RAISE EXCEPTION 'registration: who registered her does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.cycle_id, NEW.user_id) IS DISTINCT FROM"""
assert ALONE in REGISTRATION and SEATED in REGISTRATION
REGISTRATION_NOW = REGISTRATION.replace(ALONE, NAMED).replace(SEATED, BY_THE_COORDINATION)


class Migration(migrations.Migration):

    dependencies = [
        ('practice_groups', '0022_walls_attacked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='registration',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='registration',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='registration',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='registration',
            name='exception',
            field=models.CharField(blank=True, max_length=200, verbose_name='pourquoi hors délai'),
        ),
        migrations.AddField(
            model_name='registration',
            name='registered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='inscrite par'),
        ),
        migrations.AddField(
            model_name='registrationwriteevent',
            name='registered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='inscrite par'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registration',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_registrationwriteevent" ("avoids_months", "charter_accepted_at", "confirmed_at", "cycle_id", "ended_at", "ended_by_id", "fee_amount", "fee_by", "fee_reminded_on", "fee_settled_on", "fee_state", "host_commune", "id", "idempotency_key", "joins_contacts_at", "offered_at", "offered_until", "passed_over", "pgh_created_at", "pgh_label", "receipt", "registered_at", "registered_by_id", "sector", "state", "user_id") VALUES (NEW."avoids_months", NEW."charter_accepted_at", NEW."confirmed_at", NEW."cycle_id", NEW."ended_at", NEW."ended_by_id", NEW."fee_amount", NEW."fee_by", NEW."fee_reminded_on", NEW."fee_settled_on", NEW."fee_state", NEW."host_commune", NEW."id", NEW."idempotency_key", NEW."joins_contacts_at", NEW."offered_at", NEW."offered_until", NEW."passed_over", NOW(), \'insert\', NEW."receipt", NEW."registered_at", NEW."registered_by_id", NEW."sector", NEW."state", NEW."user_id"); RETURN NULL;', hash='05226391af39db15fbfb8035af3d9c06429926d3', operation='INSERT', pgid='pgtrigger_insert_insert_c5ae5', table='practice_groups_registration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registration',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."avoids_months" IS DISTINCT FROM (NEW."avoids_months") OR OLD."charter_accepted_at" IS DISTINCT FROM (NEW."charter_accepted_at") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."cycle_id" IS DISTINCT FROM (NEW."cycle_id") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."ended_by_id" IS DISTINCT FROM (NEW."ended_by_id") OR OLD."fee_amount" IS DISTINCT FROM (NEW."fee_amount") OR OLD."fee_by" IS DISTINCT FROM (NEW."fee_by") OR OLD."fee_reminded_on" IS DISTINCT FROM (NEW."fee_reminded_on") OR OLD."fee_settled_on" IS DISTINCT FROM (NEW."fee_settled_on") OR OLD."fee_state" IS DISTINCT FROM (NEW."fee_state") OR OLD."host_commune" IS DISTINCT FROM (NEW."host_commune") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key") OR OLD."joins_contacts_at" IS DISTINCT FROM (NEW."joins_contacts_at") OR OLD."offered_at" IS DISTINCT FROM (NEW."offered_at") OR OLD."offered_until" IS DISTINCT FROM (NEW."offered_until") OR OLD."passed_over" IS DISTINCT FROM (NEW."passed_over") OR OLD."receipt" IS DISTINCT FROM (NEW."receipt") OR OLD."registered_at" IS DISTINCT FROM (NEW."registered_at") OR OLD."registered_by_id" IS DISTINCT FROM (NEW."registered_by_id") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "practice_groups_registrationwriteevent" ("avoids_months", "charter_accepted_at", "confirmed_at", "cycle_id", "ended_at", "ended_by_id", "fee_amount", "fee_by", "fee_reminded_on", "fee_settled_on", "fee_state", "host_commune", "id", "idempotency_key", "joins_contacts_at", "offered_at", "offered_until", "passed_over", "pgh_created_at", "pgh_label", "receipt", "registered_at", "registered_by_id", "sector", "state", "user_id") VALUES (NEW."avoids_months", NEW."charter_accepted_at", NEW."confirmed_at", NEW."cycle_id", NEW."ended_at", NEW."ended_by_id", NEW."fee_amount", NEW."fee_by", NEW."fee_reminded_on", NEW."fee_settled_on", NEW."fee_state", NEW."host_commune", NEW."id", NEW."idempotency_key", NEW."joins_contacts_at", NEW."offered_at", NEW."offered_until", NEW."passed_over", NOW(), \'update\', NEW."receipt", NEW."registered_at", NEW."registered_by_id", NEW."sector", NEW."state", NEW."user_id"); RETURN NULL;', hash='abe3e230d66dea0e8b9765f8888cff05285bc456', operation='UPDATE', pgid='pgtrigger_update_update_9c2a4', table='practice_groups_registration', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='registration',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_registrationwriteevent" ("avoids_months", "charter_accepted_at", "confirmed_at", "cycle_id", "ended_at", "ended_by_id", "fee_amount", "fee_by", "fee_reminded_on", "fee_settled_on", "fee_state", "host_commune", "id", "idempotency_key", "joins_contacts_at", "offered_at", "offered_until", "passed_over", "pgh_created_at", "pgh_label", "receipt", "registered_at", "registered_by_id", "sector", "state", "user_id") VALUES (OLD."avoids_months", OLD."charter_accepted_at", OLD."confirmed_at", OLD."cycle_id", OLD."ended_at", OLD."ended_by_id", OLD."fee_amount", OLD."fee_by", OLD."fee_reminded_on", OLD."fee_settled_on", OLD."fee_state", OLD."host_commune", OLD."id", OLD."idempotency_key", OLD."joins_contacts_at", OLD."offered_at", OLD."offered_until", OLD."passed_over", NOW(), \'delete\', OLD."receipt", OLD."registered_at", OLD."registered_by_id", OLD."sector", OLD."state", OLD."user_id"); RETURN NULL;', hash='54ff7156cefeeee93d8455b3f8a81e186ef2717f', operation='DELETE', pgid='pgtrigger_delete_delete_d3b88', table='practice_groups_registration', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('exception', ''), ('registered_by__isnull', False), _connector='OR'), name='an_exception_is_somebodys'),
        ),
        migrations.RunSQL(REGISTRATION_NOW, REGISTRATION),
    ]
