"""Turns exchanged: who asks, whose turn it is, and who alone may say yes."""

from importlib import import_module

import centre.models_journal
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from centre.row_security import ME, STAFF, holds, secure, secure_history

walls = import_module("practice_groups.migrations.0005_walls")
PORTAL = holds("systeme")
KINDS = ("hosting", "situation")


def hers(kind: str, turn: str) -> str:
    """SQL: this turn is mine."""
    return (
        f"EXISTS (SELECT 1 FROM practice_groups_{kind}turn AS t JOIN practice_groups_registration AS r"
        f" ON r.id = t.registration_id WHERE t.id = {turn} AND r.user_id = {ME})"
    )


# The portal writes what is asked: whoever asks sees no turn but hers. `sides`: how many of the two turns hold, of how
# many people, in how many cycles.
SWAPS = """
CREATE FUNCTION keep_swap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sides record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state <> 'demandee' OR (NEW.id, NEW.mine_id, NEW.wanted_id, NEW.asked_at)
            IS DISTINCT FROM (OLD.id, OLD.mine_id, OLD.wanted_id, OLD.asked_at)
        THEN
            RAISE EXCEPTION 'swap: answered once, and of these two turns' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT count(*) AS turns, count(DISTINCT r.id) AS people, count(DISTINCT r.cycle_id) AS cycles
        FROM %I AS t JOIN practice_groups_registration AS r ON r.id = t.registration_id
        WHERE t.id IN ($1, $2) AND t.state IN (''proposee'', ''confirmee'')', TG_ARGV[0])
        INTO sides USING NEW.mine_id, NEW.wanted_id;
    IF NEW.state <> 'demandee' OR (sides.turns, sides.people, sides.cycles) IS DISTINCT FROM (2::bigint, 2::bigint, 1::bigint)
    THEN
        RAISE EXCEPTION 'swap: two turns that hold, of two people of one cycle' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
CREATE TRIGGER keep_swap BEFORE INSERT OR UPDATE ON practice_groups_{kind}swap
FOR EACH ROW EXECUTE FUNCTION keep_swap('practice_groups_{kind}turn');
"""
    for kind in KINDS
)
NO_SWAPS = (
    "".join(f"DROP TRIGGER keep_swap ON practice_groups_{kind}swap;" for kind in KINDS) + "DROP FUNCTION keep_swap();"
)


class Migration(migrations.Migration):

    dependencies = [
        ('practice_groups', '0023_registered_by_the_coordination'),
    ]

    operations = [
        migrations.CreateModel(
            name='HostingSwapWriteevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('actor_id', models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('demandee', 'Demandé'), ('acceptee', 'Accepté'), ('declinee', 'Décliné'), ('retiree', 'Retiré')], max_length=10, null=True, verbose_name='état')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='demandé le')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='clos le')),
                ('mine', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.hostingturn')),
                ('wanted', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.hostingturn')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SituationSwap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('demandee', 'Demandé'), ('acceptee', 'Accepté'), ('declinee', 'Décliné'), ('retiree', 'Retiré')], default='demandee', max_length=10, verbose_name='état')),
                ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='clos le')),
                ('mine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practice_groups.situationturn')),
                ('wanted', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practice_groups.situationturn')),
            ],
            options={
                'verbose_name': 'échange de situation',
            },
        ),
        migrations.CreateModel(
            name='SituationSwapWriteevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('actor_id', models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('demandee', 'Demandé'), ('acceptee', 'Accepté'), ('declinee', 'Décliné'), ('retiree', 'Retiré')], max_length=10, null=True, verbose_name='état')),
                ('asked_at', models.DateTimeField(null=True, verbose_name='demandé le')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='clos le')),
                ('mine', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.situationturn')),
                ('wanted', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='practice_groups.situationturn')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HostingSwap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('demandee', 'Demandé'), ('acceptee', 'Accepté'), ('declinee', 'Décliné'), ('retiree', 'Retiré')], default='demandee', max_length=10, verbose_name='état')),
                ('asked_at', models.DateTimeField(verbose_name='demandé le')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='clos le')),
                ('mine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practice_groups.hostingturn')),
                ('wanted', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='practice_groups.hostingturn')),
            ],
            options={
                'verbose_name': 'échange d’accueil',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'demandee')), fields=('mine',), name='one_swap_of_a_hosting_at_a_time'), models.CheckConstraint(condition=models.Q(('mine', models.F('wanted')), _negated=True), name='a_swap_of_a_hosting_has_two_sides'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'demandee')), models.Q(models.Q(('state', 'demandee'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='a_swap_of_a_hosting_closed_says_when')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hostingswap',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_hostingswapwriteevent" ("answered_at", "asked_at", "id", "mine_id", "pgh_created_at", "pgh_label", "state", "wanted_id") VALUES (NEW."answered_at", NEW."asked_at", NEW."id", NEW."mine_id", NOW(), \'insert\', NEW."state", NEW."wanted_id"); RETURN NULL;', hash='a69f3a13fb750f641cd1dd062eb9bddaa0af80bd', operation='INSERT', pgid='pgtrigger_insert_insert_79967', table='practice_groups_hostingswap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hostingswap',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "practice_groups_hostingswapwriteevent" ("answered_at", "asked_at", "id", "mine_id", "pgh_created_at", "pgh_label", "state", "wanted_id") VALUES (NEW."answered_at", NEW."asked_at", NEW."id", NEW."mine_id", NOW(), \'update\', NEW."state", NEW."wanted_id"); RETURN NULL;', hash='850ef3415c6067eeae551aa493f6dc5eb46af04c', operation='UPDATE', pgid='pgtrigger_update_update_01a1f', table='practice_groups_hostingswap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hostingswap',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_hostingswapwriteevent" ("answered_at", "asked_at", "id", "mine_id", "pgh_created_at", "pgh_label", "state", "wanted_id") VALUES (OLD."answered_at", OLD."asked_at", OLD."id", OLD."mine_id", NOW(), \'delete\', OLD."state", OLD."wanted_id"); RETURN NULL;', hash='50aabd3ea26465339943b6ec0b129cf802b2e2c7', operation='DELETE', pgid='pgtrigger_delete_delete_37eed', table='practice_groups_hostingswap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hostingswapwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='seal', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ", hash='39b5e052cdd85a0384678cf61aaca844db34126f', operation='INSERT', pgid='pgtrigger_seal_de33d', table='practice_groups_hostingswapwriteevent', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hostingswapwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bd4e8715ecfcd59cee89d76c54a5f9e46396b438', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_29928', table='practice_groups_hostingswapwriteevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='situationswap',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'demandee')), fields=('mine',), name='one_swap_of_a_situation_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='situationswap',
            constraint=models.CheckConstraint(condition=models.Q(('mine', models.F('wanted')), _negated=True), name='a_swap_of_a_situation_has_two_sides'),
        ),
        migrations.AddConstraint(
            model_name='situationswap',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'demandee')), models.Q(models.Q(('state', 'demandee'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='a_swap_of_a_situation_closed_says_when'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationswap',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_situationswapwriteevent" ("answered_at", "asked_at", "id", "mine_id", "pgh_created_at", "pgh_label", "state", "wanted_id") VALUES (NEW."answered_at", NEW."asked_at", NEW."id", NEW."mine_id", NOW(), \'insert\', NEW."state", NEW."wanted_id"); RETURN NULL;', hash='2551f17acde10d31c36efbacb405f67d9078bae9', operation='INSERT', pgid='pgtrigger_insert_insert_7b5de', table='practice_groups_situationswap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationswap',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "practice_groups_situationswapwriteevent" ("answered_at", "asked_at", "id", "mine_id", "pgh_created_at", "pgh_label", "state", "wanted_id") VALUES (NEW."answered_at", NEW."asked_at", NEW."id", NEW."mine_id", NOW(), \'update\', NEW."state", NEW."wanted_id"); RETURN NULL;', hash='2198d03dc6728335c9e1d824731e9d9241ad0ca3', operation='UPDATE', pgid='pgtrigger_update_update_d2f2a', table='practice_groups_situationswap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationswap',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_situationswapwriteevent" ("answered_at", "asked_at", "id", "mine_id", "pgh_created_at", "pgh_label", "state", "wanted_id") VALUES (OLD."answered_at", OLD."asked_at", OLD."id", OLD."mine_id", NOW(), \'delete\', OLD."state", OLD."wanted_id"); RETURN NULL;', hash='406c009eb0c78f054c824b0664ebf1872af21baa', operation='DELETE', pgid='pgtrigger_delete_delete_92d44', table='practice_groups_situationswap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationswapwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='seal', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ", hash='688cbadd7ed5beb4bcabc705d692970dec3d02b1', operation='INSERT', pgid='pgtrigger_seal_c2440', table='practice_groups_situationswapwriteevent', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationswapwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2450b55061e3f271070435633b0800b9f492706', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3671a', table='practice_groups_situationswapwriteevent', when='BEFORE')),
        ),
        migrations.RunSQL(SWAPS, NO_SWAPS),
        *[
            secure(
                f"practice_groups_{kind}swap",
                see=f"{STAFF} OR {hers(kind, 'mine_id')} OR {hers(kind, 'wanted_id')} OR EXISTS (SELECT 1"
                f" FROM practice_groups_{kind}turn AS t JOIN practice_groups_meeting AS m ON m.id = t.meeting_id"
                f" WHERE t.id = mine_id AND {walls.led('m.cycle_id')})",
                add=PORTAL,
                change=f"{PORTAL} OR state = 'demandee' AND ({hers(kind, 'mine_id')} OR {hers(kind, 'wanted_id')})",
            )
            for kind in KINDS
        ],
        *[
            migrations.RunSQL(
                f"ALTER POLICY change ON practice_groups_{kind}swap WITH CHECK ({PORTAL}"
                f" OR state = 'retiree' AND {hers(kind, 'mine_id')}"
                f" OR state IN ('acceptee', 'declinee') AND {hers(kind, 'wanted_id')})",
                migrations.RunSQL.noop,
            )
            for kind in KINDS
        ],
        *secure_history(*(f"practice_groups_{kind}swapwriteevent" for kind in KINDS)),
    ]
