"""One living candidature an address and network, found by a keyed fingerprint of the address."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0004_ambassador'),
        ('networks', '0008_directory_held'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='application',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='application',
            name='email_index',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='application',
            name='link_sent_at',
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='applicationwriteevent',
            name='link_sent_at',
            field=models.DateTimeField(default=timezone.now, null=True),
            preserve_default=False,
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_applicationwriteevent" ("decided_at", "decided_by_id", "departements", "id", "idempotency_key", "invitation_id", "languages", "link_sent_at", "network", "pgh_created_at", "pgh_label", "profession", "received_at", "state", "version") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."departements", NEW."id", NEW."idempotency_key", NEW."invitation_id", NEW."languages", NEW."link_sent_at", NEW."network", NOW(), \'insert\', NEW."profession", NEW."received_at", NEW."state", NEW."version"); RETURN NULL;', hash='4405e93fff198ba26aad79cba189d47a8fb625d4', operation='INSERT', pgid='pgtrigger_insert_insert_374a4', table='networks_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."departements" IS DISTINCT FROM (NEW."departements") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key") OR OLD."invitation_id" IS DISTINCT FROM (NEW."invitation_id") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."link_sent_at" IS DISTINCT FROM (NEW."link_sent_at") OR OLD."network" IS DISTINCT FROM (NEW."network") OR OLD."profession" IS DISTINCT FROM (NEW."profession") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "networks_applicationwriteevent" ("decided_at", "decided_by_id", "departements", "id", "idempotency_key", "invitation_id", "languages", "link_sent_at", "network", "pgh_created_at", "pgh_label", "profession", "received_at", "state", "version") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."departements", NEW."id", NEW."idempotency_key", NEW."invitation_id", NEW."languages", NEW."link_sent_at", NEW."network", NOW(), \'update\', NEW."profession", NEW."received_at", NEW."state", NEW."version"); RETURN NULL;', hash='8ca9b923ac0c45f9db948a764090554342119358', operation='UPDATE', pgid='pgtrigger_update_update_dd969', table='networks_application', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='application',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "networks_applicationwriteevent" ("decided_at", "decided_by_id", "departements", "id", "idempotency_key", "invitation_id", "languages", "link_sent_at", "network", "pgh_created_at", "pgh_label", "profession", "received_at", "state", "version") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."departements", OLD."id", OLD."idempotency_key", OLD."invitation_id", OLD."languages", OLD."link_sent_at", OLD."network", NOW(), \'delete\', OLD."profession", OLD."received_at", OLD."state", OLD."version"); RETURN NULL;', hash='c80ab7874241c18fdb9faccc6b1c15af12a5ede5', operation='DELETE', pgid='pgtrigger_delete_delete_c916c', table='networks_application', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['recue', 'complements_demandes'])), fields=('email_index', 'network'), name='one_living_candidature_an_address'),
        ),
    ]
