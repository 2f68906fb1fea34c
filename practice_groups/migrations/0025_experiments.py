"""*Expérimentations*: one running at a time in a structure, its moves, and who reads it."""

import centre.models_journal
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from centre.row_security import STAFF, holds, secure, secure_history

MOVES = """
CREATE FUNCTION keep_experiment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'test' THEN
            RAISE EXCEPTION 'experiment: it begins by being tried' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('transferee', 'arretee') AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'experiment: handed over or stopped, it does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('test', 'evaluee'), ('test', 'arretee'),
        ('evaluee', 'transferee'), ('evaluee', 'arretee'))
    THEN
        RAISE EXCEPTION 'experiment: never from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_experiment BEFORE INSERT OR UPDATE ON practice_groups_experiment
FOR EACH ROW EXECUTE FUNCTION keep_experiment();
"""
NO_MOVES = "DROP TRIGGER keep_experiment ON practice_groups_experiment; DROP FUNCTION keep_experiment();"


class Migration(migrations.Migration):

    dependencies = [
        ('networks', '0018_searched_then_scored'),
        ('practice_groups', '0024_turns_exchanged'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExperimentWriteevent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('actor_id', models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ('id', models.BigIntegerField()),
                ('title', models.CharField(max_length=120, null=True, verbose_name='titre')),
                ('tried', models.CharField(max_length=500, null=True, verbose_name='ce qui est essayé')),
                ('expected', models.CharField(max_length=500, null=True, verbose_name='ce qui en est attendu')),
                ('started_on', models.DateField(null=True, verbose_name='commencée le')),
                ('planned_until', models.DateField(blank=True, null=True, verbose_name='fin prévue le')),
                ('state', models.CharField(choices=[('test', 'À l’essai'), ('evaluee', 'Évaluée'), ('transferee', 'Transférée'), ('arretee', 'Arrêtée')], max_length=10, null=True, verbose_name='état')),
                ('evaluated_on', models.DateField(blank=True, null=True, verbose_name='évaluée le')),
                ('seen', models.CharField(blank=True, max_length=1000, null=True, verbose_name='ce qui a été constaté')),
                ('conclusion', models.CharField(blank=True, choices=[('transferer', 'À transférer'), ('ailleurs', 'À poursuivre ailleurs'), ('arreter', 'À arrêter')], max_length=10, null=True, verbose_name='conclusion')),
                ('transferred_on', models.DateField(blank=True, null=True, verbose_name='transférée le')),
                ('conditions', models.CharField(blank=True, max_length=500, null=True, verbose_name='conditions de la reprise')),
                ('stopped_on', models.DateField(blank=True, null=True, verbose_name='arrêtée le')),
                ('reason', models.CharField(blank=True, max_length=300, null=True, verbose_name='pourquoi elle s’arrête')),
                ('version', models.PositiveIntegerField(null=True)),
                ('structure', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.structure', verbose_name='structure')),
                ('transferred_to', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='networks.structure', verbose_name='reprise par')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Experiment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='titre')),
                ('tried', models.CharField(max_length=500, verbose_name='ce qui est essayé')),
                ('expected', models.CharField(max_length=500, verbose_name='ce qui en est attendu')),
                ('started_on', models.DateField(verbose_name='commencée le')),
                ('planned_until', models.DateField(blank=True, null=True, verbose_name='fin prévue le')),
                ('state', models.CharField(choices=[('test', 'À l’essai'), ('evaluee', 'Évaluée'), ('transferee', 'Transférée'), ('arretee', 'Arrêtée')], default='test', max_length=10, verbose_name='état')),
                ('evaluated_on', models.DateField(blank=True, null=True, verbose_name='évaluée le')),
                ('seen', models.CharField(blank=True, max_length=1000, verbose_name='ce qui a été constaté')),
                ('conclusion', models.CharField(blank=True, choices=[('transferer', 'À transférer'), ('ailleurs', 'À poursuivre ailleurs'), ('arreter', 'À arrêter')], max_length=10, verbose_name='conclusion')),
                ('transferred_on', models.DateField(blank=True, null=True, verbose_name='transférée le')),
                ('conditions', models.CharField(blank=True, max_length=500, verbose_name='conditions de la reprise')),
                ('stopped_on', models.DateField(blank=True, null=True, verbose_name='arrêtée le')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='pourquoi elle s’arrête')),
                ('version', models.PositiveIntegerField(default=1)),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.structure', verbose_name='structure')),
                ('transferred_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.structure', verbose_name='reprise par')),
            ],
            options={
                'verbose_name': 'expérimentation',
                'ordering': ['-started_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'test')), fields=('structure',), name='one_experiment_a_place'), models.CheckConstraint(condition=models.Q(models.Q(('title', ''), _negated=True), models.Q(('tried', ''), _negated=True), models.Q(('expected', ''), _negated=True)), name='an_experiment_says_what_is_tried'), models.CheckConstraint(condition=models.Q(('planned_until', None), ('planned_until__gte', models.F('started_on')), _connector='OR'), name='an_experiment_ends_after_it_began'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'test'), models.Q(('evaluated_on__isnull', False), _negated=True), models.Q(('transferred_on__isnull', False), _negated=True), models.Q(('stopped_on__isnull', False), _negated=True)), models.Q(('state', 'evaluee'), ('evaluated_on__isnull', False), models.Q(('transferred_on__isnull', False), _negated=True), models.Q(('stopped_on__isnull', False), _negated=True)), models.Q(('state', 'transferee'), ('evaluated_on__isnull', False), ('transferred_on__isnull', False), models.Q(('stopped_on__isnull', False), _negated=True)), models.Q(('state', 'arretee'), models.Q(('transferred_on__isnull', False), _negated=True), ('stopped_on__isnull', False)), _connector='OR'), name='an_experiment_state_has_its_dates'), models.CheckConstraint(condition=models.Q(models.Q(('conclusion', ''), ('evaluated_on', None), ('seen', '')), models.Q(('evaluated_on__isnull', False), ('evaluated_on__gte', models.F('started_on')), models.Q(('seen', ''), _negated=True), ('conclusion__in', ['transferer', 'ailleurs', 'arreter'])), _connector='OR'), name='an_evaluation_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('conditions', ''), ('transferred_on', None), ('transferred_to', None)), models.Q(('evaluated_on__isnull', False), ('transferred_on__isnull', False), ('transferred_on__gte', models.F('evaluated_on')), ('transferred_to__isnull', False), models.Q(('conditions', ''), _negated=True), models.Q(('conclusion', 'arreter'), _negated=True)), _connector='OR'), name='a_transfer_is_whole'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('stopped_on', None)), models.Q(('stopped_on__isnull', False), ('stopped_on__gte', models.F('started_on')), models.Q(('reason', ''), _negated=True), models.Q(models.Q(('evaluated_on__isnull', False), _negated=True), ('stopped_on__gte', models.F('evaluated_on')), _connector='OR')), _connector='OR'), name='a_stop_has_its_reason')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='experiment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_experimentwriteevent" ("conclusion", "conditions", "evaluated_on", "expected", "id", "pgh_created_at", "pgh_label", "planned_until", "reason", "seen", "started_on", "state", "stopped_on", "structure_id", "title", "transferred_on", "transferred_to_id", "tried", "version") VALUES (NEW."conclusion", NEW."conditions", NEW."evaluated_on", NEW."expected", NEW."id", NOW(), \'insert\', NEW."planned_until", NEW."reason", NEW."seen", NEW."started_on", NEW."state", NEW."stopped_on", NEW."structure_id", NEW."title", NEW."transferred_on", NEW."transferred_to_id", NEW."tried", NEW."version"); RETURN NULL;', hash='2ab30708cfbd23fc18e4b8739bdee976685a5326', operation='INSERT', pgid='pgtrigger_insert_insert_e7b2c', table='practice_groups_experiment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='experiment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "practice_groups_experimentwriteevent" ("conclusion", "conditions", "evaluated_on", "expected", "id", "pgh_created_at", "pgh_label", "planned_until", "reason", "seen", "started_on", "state", "stopped_on", "structure_id", "title", "transferred_on", "transferred_to_id", "tried", "version") VALUES (NEW."conclusion", NEW."conditions", NEW."evaluated_on", NEW."expected", NEW."id", NOW(), \'update\', NEW."planned_until", NEW."reason", NEW."seen", NEW."started_on", NEW."state", NEW."stopped_on", NEW."structure_id", NEW."title", NEW."transferred_on", NEW."transferred_to_id", NEW."tried", NEW."version"); RETURN NULL;', hash='f7285a35c64978a4fe1a8b3f1dbaa80b02f8cfa2', operation='UPDATE', pgid='pgtrigger_update_update_923ee', table='practice_groups_experiment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='experiment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "practice_groups_experimentwriteevent" ("conclusion", "conditions", "evaluated_on", "expected", "id", "pgh_created_at", "pgh_label", "planned_until", "reason", "seen", "started_on", "state", "stopped_on", "structure_id", "title", "transferred_on", "transferred_to_id", "tried", "version") VALUES (OLD."conclusion", OLD."conditions", OLD."evaluated_on", OLD."expected", OLD."id", NOW(), \'delete\', OLD."planned_until", OLD."reason", OLD."seen", OLD."started_on", OLD."state", OLD."stopped_on", OLD."structure_id", OLD."title", OLD."transferred_on", OLD."transferred_to_id", OLD."tried", OLD."version"); RETURN NULL;', hash='8b28da0a780261c3c264b3f88bb8c562d1b3ce59', operation='DELETE', pgid='pgtrigger_delete_delete_e781f', table='practice_groups_experiment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='experimentwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='seal', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ", hash='63e0b3a16225637ef2f9320e6daf7815cfdc3e16', operation='INSERT', pgid='pgtrigger_seal_95d00', table='practice_groups_experimentwriteevent', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='experimentwriteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='eb1d1b310aabfcc783e1e6063734f0ee8f2c9010', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d56c3', table='practice_groups_experimentwriteevent', when='BEFORE')),
        ),
        migrations.RunSQL(MOVES, NO_MOVES),
        secure(
            "practice_groups_experiment",
            see=holds("coordination", "animation", "systeme"),
            add=STAFF,
            change=STAFF,
        ),
        *secure_history("practice_groups_experimentwriteevent"),
    ]
