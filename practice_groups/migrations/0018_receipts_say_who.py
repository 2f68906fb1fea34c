"""A receipt says who writes it, as on that day."""

from importlib import import_module

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# `keep_receipt` as 0013 wrote it.
FROZEN = import_module("practice_groups.migrations.0013_receipts").RULES.split(
    "CREATE FUNCTION keep_receipt"
)[1]
FROZEN = "CREATE OR REPLACE FUNCTION keep_receipt" + FROZEN.split("CREATE TRIGGER")[0]


class Migration(migrations.Migration):
    dependencies = [
        ("practice_groups", "0011_facilitators"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="receipt",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="receipt",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="receipt",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="receipt",
            name="issuer",
            field=models.CharField(blank=True, max_length=300, verbose_name="établi par"),
        ),
        migrations.AddField(
            model_name="receiptwriteevent",
            name="issuer",
            field=models.CharField(blank=True, max_length=300, null=True, verbose_name="établi par"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_receiptwriteevent" ("amount", "cancelled_on", "id", "issued_at", "issued_by_id", "issuer", "language", "means", "number", "pgh_created_at", "pgh_label", "received_on", "refunded", "refunded_on", "registration_id", "title") VALUES (NEW."amount", NEW."cancelled_on", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."issuer", NEW."language", NEW."means", NEW."number", NOW(), \'insert\', NEW."received_on", NEW."refunded", NEW."refunded_on", NEW."registration_id", NEW."title"); RETURN NULL;',
                    hash="b45b8ecfad5b96771ba391d72a89e773e5d0f804",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6a5d5",
                    table="practice_groups_receipt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."cancelled_on" IS DISTINCT FROM (NEW."cancelled_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."issuer" IS DISTINCT FROM (NEW."issuer") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."means" IS DISTINCT FROM (NEW."means") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."refunded" IS DISTINCT FROM (NEW."refunded") OR OLD."refunded_on" IS DISTINCT FROM (NEW."refunded_on") OR OLD."registration_id" IS DISTINCT FROM (NEW."registration_id") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "practice_groups_receiptwriteevent" ("amount", "cancelled_on", "id", "issued_at", "issued_by_id", "issuer", "language", "means", "number", "pgh_created_at", "pgh_label", "received_on", "refunded", "refunded_on", "registration_id", "title") VALUES (NEW."amount", NEW."cancelled_on", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."issuer", NEW."language", NEW."means", NEW."number", NOW(), \'update\', NEW."received_on", NEW."refunded", NEW."refunded_on", NEW."registration_id", NEW."title"); RETURN NULL;',
                    hash="ac92e058872afdfb67fd6fad1508dae2473cd1d8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_61bb6",
                    table="practice_groups_receipt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_receiptwriteevent" ("amount", "cancelled_on", "id", "issued_at", "issued_by_id", "issuer", "language", "means", "number", "pgh_created_at", "pgh_label", "received_on", "refunded", "refunded_on", "registration_id", "title") VALUES (OLD."amount", OLD."cancelled_on", OLD."id", OLD."issued_at", OLD."issued_by_id", OLD."issuer", OLD."language", OLD."means", OLD."number", NOW(), \'delete\', OLD."received_on", OLD."refunded", OLD."refunded_on", OLD."registration_id", OLD."title"); RETURN NULL;',
                    hash="ad10ab50e861afcb3194460fb4692c39b15026e3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_666dd",
                    table="practice_groups_receipt",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(
            FROZEN.replace("NEW.holder", "NEW.issuer, NEW.holder").replace(
                "OLD.holder", "OLD.issuer, OLD.holder"
            ),
            FROZEN,
        ),
    ]
