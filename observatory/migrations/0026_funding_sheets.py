import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import centre.models_journal


class Migration(migrations.Migration):
    dependencies = [
        ("observatory", "0005_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FundingSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("content", models.JSONField(verbose_name="contenu")),
                ("sent_at", models.DateTimeField(verbose_name="transmise le")),
                ("pdf", models.BinaryField(default=bytes)),
            ],
            options={
                "verbose_name": "fiche d’un financement",
                "verbose_name_plural": "fiches des financements",
                "ordering": ["-sent_at"],
            },
        ),
        migrations.CreateModel(
            name="FundingSheetWriteevent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("actor_id", models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ("id", models.UUIDField(editable=False, null=True, serialize=False)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="transmise le")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="indicator",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="indicator",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="indicator",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="achieved",
            name="one_achieved_a_year",
        ),
        migrations.RemoveConstraint(
            model_name="achieved",
            name="achieved_year_is_plausible",
        ),
        migrations.RemoveConstraint(
            model_name="indicator",
            name="a_target_is_not_negative",
        ),
        migrations.AddField(
            model_name="indicator",
            name="yearly_target",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="cible par an"
            ),
        ),
        migrations.AddField(
            model_name="indicatorwriteevent",
            name="yearly_target",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="cible par an"
            ),
        ),
        migrations.AlterField(
            model_name="achieved",
            name="year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année"),
        ),
        migrations.AlterField(
            model_name="achievedwriteevent",
            name="year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="année"),
        ),
        migrations.AlterField(
            model_name="indicator",
            name="target",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="cible sur la période"
            ),
        ),
        migrations.AlterField(
            model_name="indicatorwriteevent",
            name="target",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="cible sur la période"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "observatory_indicatorwriteevent" ("definition", "funding_id", "id", "label", "pgh_created_at", "pgh_label", "position", "source", "target", "unit", "yearly_target") VALUES (NEW."definition", NEW."funding_id", NEW."id", NEW."label", NOW(), \'insert\', NEW."position", NEW."source", NEW."target", NEW."unit", NEW."yearly_target"); RETURN NULL;',
                    hash="89f29e5f76766a1c70364b84ac4d930eee50b865",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0a148",
                    table="observatory_indicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "observatory_indicatorwriteevent" ("definition", "funding_id", "id", "label", "pgh_created_at", "pgh_label", "position", "source", "target", "unit", "yearly_target") VALUES (NEW."definition", NEW."funding_id", NEW."id", NEW."label", NOW(), \'update\', NEW."position", NEW."source", NEW."target", NEW."unit", NEW."yearly_target"); RETURN NULL;',
                    hash="9cbba3d6ed76888e1bcca3923ffb5cf997124dd7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7eca9",
                    table="observatory_indicator",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="indicator",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "observatory_indicatorwriteevent" ("definition", "funding_id", "id", "label", "pgh_created_at", "pgh_label", "position", "source", "target", "unit", "yearly_target") VALUES (OLD."definition", OLD."funding_id", OLD."id", OLD."label", NOW(), \'delete\', OLD."position", OLD."source", OLD."target", OLD."unit", OLD."yearly_target"); RETURN NULL;',
                    hash="36b360b3019993bfef8def708a75d2c86c236cc1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a4e81",
                    table="observatory_indicator",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="achieved",
            constraint=models.UniqueConstraint(
                fields=("indicator", "year"), name="one_achieved_a_year", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="achieved",
            constraint=models.CheckConstraint(
                condition=models.Q(("year", None), ("year__range", (1990, 2100)), _connector="OR"),
                name="achieved_year_is_plausible",
            ),
        ),
        migrations.AddConstraint(
            model_name="achieved",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis", ""), _negated=True), name="achieved_says_where_it_comes_from"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target", None), ("target__gte", 0), _connector="OR"),
                    models.Q(("yearly_target", None), ("yearly_target__gte", 0), _connector="OR"),
                ),
                name="a_target_is_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="fundingsheet",
            name="funding",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="observatory.funding"
            ),
        ),
        migrations.AddField(
            model_name="fundingsheet",
            name="sent_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="transmise par",
            ),
        ),
        migrations.AddField(
            model_name="fundingsheetwriteevent",
            name="funding",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="observatory.funding",
            ),
        ),
        migrations.AddField(
            model_name="fundingsheetwriteevent",
            name="sent_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="transmise par",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fundingsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="sent_sheet_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND OLD.pdf = ''::bytea AND to_jsonb(NEW) - 'pdf' = to_jsonb(OLD) - 'pdf' THEN\n            RETURN NEW;\n        END IF;\n        RAISE EXCEPTION 'a sheet sent to a funder never changes';\n    ",
                    hash="6f232fa2352600223e7c822cdbaaaed63ae04333",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_sent_sheet_never_changes_42892",
                    table="observatory_fundingsheet",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fundingsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "observatory_fundingsheetwriteevent" ("funding_id", "id", "pgh_created_at", "pgh_label", "sent_at", "sent_by_id") VALUES (NEW."funding_id", NEW."id", NOW(), \'insert\', NEW."sent_at", NEW."sent_by_id"); RETURN NULL;',
                    hash="02dac7e70fc1589b9103877e41b908189520b29f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_492dd",
                    table="observatory_fundingsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fundingsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."funding_id" IS DISTINCT FROM (NEW."funding_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sent_by_id" IS DISTINCT FROM (NEW."sent_by_id"))',
                    func='INSERT INTO "observatory_fundingsheetwriteevent" ("funding_id", "id", "pgh_created_at", "pgh_label", "sent_at", "sent_by_id") VALUES (NEW."funding_id", NEW."id", NOW(), \'update\', NEW."sent_at", NEW."sent_by_id"); RETURN NULL;',
                    hash="c2ef593a6972d87721867260a1bcddff716dda8d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bd6c0",
                    table="observatory_fundingsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fundingsheet",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "observatory_fundingsheetwriteevent" ("funding_id", "id", "pgh_created_at", "pgh_label", "sent_at", "sent_by_id") VALUES (OLD."funding_id", OLD."id", NOW(), \'delete\', OLD."sent_at", OLD."sent_by_id"); RETURN NULL;',
                    hash="3b56c869f33948ac9472763be5693a7857dfe770",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_00101",
                    table="observatory_fundingsheet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fundingsheetwriteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="seal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ",
                    hash="f30b75ce6f5033beed0ebaebedfd656a6bded9ab",
                    operation="INSERT",
                    pgid="pgtrigger_seal_fcab7",
                    table="observatory_fundingsheetwriteevent",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="fundingsheetwriteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="387ebafaedea5a0451d6894814f5fc6d75d16a66",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f8a3f",
                    table="observatory_fundingsheetwriteevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
