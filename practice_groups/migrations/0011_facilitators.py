"""Whose holidays a group keeps; who facilitates for which sector; an intervision announced has one of each.

The table of the facilitators is the one that was there: it gains a column and a history.
"""

import centre.models_journal
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from centre.row_security import secure_history

SECTOR = """
ALTER TABLE practice_groups_cycle_facilitators ADD COLUMN sector varchar(20) NOT NULL DEFAULT '';
ALTER TABLE practice_groups_cycle_facilitators ALTER COLUMN sector DROP DEFAULT;
DO $$
BEGIN
    EXECUTE (SELECT format('ALTER TABLE practice_groups_cycle_facilitators RENAME CONSTRAINT %I TO one_facilitation_each',
                           conname) FROM pg_constraint
             WHERE conrelid = 'practice_groups_cycle_facilitators'::regclass AND contype = 'u');
END $$;
"""
NO_SECTOR = "ALTER TABLE practice_groups_cycle_facilitators DROP COLUMN sector;"

# Deferred: facilitators are replaced one by one, and what counts is who leads in the end. Seasons announced before
# this was asked are as they were until somebody changes who leads them.
TWO = """
CREATE FUNCTION keep_two_facilitators() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about bigint;
BEGIN
    IF TG_TABLE_NAME = 'practice_groups_cycle' THEN
        about := NEW.id;
    ELSE
        about := OLD.cycle_id;
    END IF;
    IF EXISTS (SELECT 1 FROM practice_groups_cycle AS c JOIN practice_groups_group AS g ON g.id = c.group_id
               WHERE c.id = about AND c.published AND g.kind = 'intervision')
        AND (SELECT array_agg(sector::text ORDER BY sector) FROM practice_groups_cycle_facilitators
             WHERE cycle_id = about) IS DISTINCT FROM ARRAY['sante_mentale', 'social']
    THEN
        RAISE EXCEPTION 'cycle: two facilitators, one of each sector' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER keep_two_facilitators AFTER UPDATE OF published ON practice_groups_cycle
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.published AND NOT OLD.published)
EXECUTE FUNCTION keep_two_facilitators();
CREATE CONSTRAINT TRIGGER keep_two_facilitators AFTER UPDATE OR DELETE ON practice_groups_cycle_facilitators
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_two_facilitators();
"""
NO_TWO = """
DROP TRIGGER keep_two_facilitators ON practice_groups_cycle_facilitators;
DROP TRIGGER keep_two_facilitators ON practice_groups_cycle;
DROP FUNCTION keep_two_facilitators();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("practice_groups", "0010_registrations_held"),
        ("practice_groups", "0012_intervision_turns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SECTOR, NO_SECTOR)],
            state_operations=[
                migrations.CreateModel(
                    name="Facilitation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "sector",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("social", "Social"),
                                    ("sante_mentale", "Santé mentale"),
                                    ("autre", "Autre"),
                                ],
                                default="",
                                max_length=20,
                                verbose_name="secteur",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "animation",
                        "db_table": "practice_groups_cycle_facilitators",
                    },
                ),
                migrations.AddField(
                    model_name="facilitation",
                    name="cycle",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facilitations",
                        to="practice_groups.cycle",
                    ),
                ),
                migrations.AddField(
                    model_name="facilitation",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                migrations.AlterField(
                    model_name="cycle",
                    name="facilitators",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        through="practice_groups.Facilitation",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="animation",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="facilitation",
                    constraint=models.UniqueConstraint(
                        fields=("cycle", "user"), name="one_facilitation_each"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FacilitationWriteevent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("actor_id", models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ("id", models.BigIntegerField()),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("social", "Social"),
                            ("sante_mentale", "Santé mentale"),
                            ("autre", "Autre"),
                        ],
                        max_length=20,
                        null=True,
                        verbose_name="secteur",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="group",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="group",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="group",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="group",
            name="country",
            field=models.CharField(
                choices=[("FR", "France"), ("BE", "Belgique")],
                default="FR",
                max_length=2,
                verbose_name="jours fériés",
            ),
        ),
        migrations.AddField(
            model_name="groupwriteevent",
            name="country",
            field=models.CharField(
                choices=[("FR", "France"), ("BE", "Belgique")],
                max_length=2,
                null=True,
                verbose_name="jours fériés",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="group",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_groupwriteevent" ("audience", "clinical", "closed_on", "country", "departement", "description", "id", "kind", "language", "last_situations_on", "pgh_created_at", "pgh_label", "place", "prerequisites", "professions", "public", "title", "version") VALUES (NEW."audience", NEW."clinical", NEW."closed_on", NEW."country", NEW."departement", NEW."description", NEW."id", NEW."kind", NEW."language", NEW."last_situations_on", NOW(), \'insert\', NEW."place", NEW."prerequisites", NEW."professions", NEW."public", NEW."title", NEW."version"); RETURN NULL;',
                    hash="eb58ca8254880053e1bf223c1bf11023c420f790",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0c707",
                    table="practice_groups_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="group",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "practice_groups_groupwriteevent" ("audience", "clinical", "closed_on", "country", "departement", "description", "id", "kind", "language", "last_situations_on", "pgh_created_at", "pgh_label", "place", "prerequisites", "professions", "public", "title", "version") VALUES (NEW."audience", NEW."clinical", NEW."closed_on", NEW."country", NEW."departement", NEW."description", NEW."id", NEW."kind", NEW."language", NEW."last_situations_on", NOW(), \'update\', NEW."place", NEW."prerequisites", NEW."professions", NEW."public", NEW."title", NEW."version"); RETURN NULL;',
                    hash="7aef898731f431f3a6e1e7016c9c64167b28d31e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7b90c",
                    table="practice_groups_group",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="group",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_groupwriteevent" ("audience", "clinical", "closed_on", "country", "departement", "description", "id", "kind", "language", "last_situations_on", "pgh_created_at", "pgh_label", "place", "prerequisites", "professions", "public", "title", "version") VALUES (OLD."audience", OLD."clinical", OLD."closed_on", OLD."country", OLD."departement", OLD."description", OLD."id", OLD."kind", OLD."language", OLD."last_situations_on", NOW(), \'delete\', OLD."place", OLD."prerequisites", OLD."professions", OLD."public", OLD."title", OLD."version"); RETURN NULL;',
                    hash="6fa75fc6d72948b93a0aa5e38d933d130a747c50",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_35492",
                    table="practice_groups_group",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="facilitationwriteevent",
            name="cycle",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="practice_groups.cycle",
            ),
        ),
        migrations.AddField(
            model_name="facilitationwriteevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="personne",
            ),
        ),
        migrations.AddConstraint(
            model_name="facilitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sector__in", ["social", "sante_mentale"])),
                fields=("cycle", "sector"),
                name="one_facilitator_a_sector",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facilitation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_facilitationwriteevent" ("cycle_id", "id", "pgh_created_at", "pgh_label", "sector", "user_id") VALUES (NEW."cycle_id", NEW."id", NOW(), \'insert\', NEW."sector", NEW."user_id"); RETURN NULL;',
                    hash="85b9e66ab10bc0a3d2e4a184e5cac74394a7635e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ccad6",
                    table="practice_groups_cycle_facilitators",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facilitation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "practice_groups_facilitationwriteevent" ("cycle_id", "id", "pgh_created_at", "pgh_label", "sector", "user_id") VALUES (NEW."cycle_id", NEW."id", NOW(), \'update\', NEW."sector", NEW."user_id"); RETURN NULL;',
                    hash="c0b96ab713a677655861631c9fc38a40c5929f90",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_75b4b",
                    table="practice_groups_cycle_facilitators",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facilitation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_facilitationwriteevent" ("cycle_id", "id", "pgh_created_at", "pgh_label", "sector", "user_id") VALUES (OLD."cycle_id", OLD."id", NOW(), \'delete\', OLD."sector", OLD."user_id"); RETURN NULL;',
                    hash="c6f35331a2eab3cae91f8ad831efad463f766db6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_92b18",
                    table="practice_groups_cycle_facilitators",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facilitationwriteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="seal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ",
                    hash="54dbfa151155b21c41f6a1e02d612cbf03f3f0d3",
                    operation="INSERT",
                    pgid="pgtrigger_seal_baf68",
                    table="practice_groups_facilitationwriteevent",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="facilitationwriteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4778c29273b4ae3edb27dd932d7226213279bd4a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b662d",
                    table="practice_groups_facilitationwriteevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(TWO, NO_TWO),
        *secure_history("practice_groups_facilitationwriteevent"),
    ]
