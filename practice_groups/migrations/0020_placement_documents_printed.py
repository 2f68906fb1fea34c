"""The forms and the summary of a session are printed by a worker; the summary is the coordination's alone."""

from importlib import import_module

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from centre.row_security import STAFF

READERS = import_module("practice_groups.migrations.0015_placements_held").READERS


class Migration(migrations.Migration):
    dependencies = [
        ("practice_groups", "0019_signatures_kept"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="placementdocument",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="placementdocument",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="placementdocument",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="placementdocument",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("grille", "Grille d’observation"),
                    ("evaluation", "Évaluation de fin de stage"),
                    ("bilan", "Bilan de la session"),
                ],
                max_length=12,
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="placementdocumentwriteevent",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("grille", "Grille d’observation"),
                    ("evaluation", "Évaluation de fin de stage"),
                    ("bilan", "Bilan de la session"),
                ],
                max_length=12,
                null=True,
                verbose_name="document",
            ),
        ),
        migrations.AlterField(
            model_name="placementdocument",
            name="content",
            field=models.BinaryField(default=bytes),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placementdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_placementdocumentwriteevent" ("added_at", "added_by_id", "id", "kind", "pgh_created_at", "pgh_label", "session_id", "title") VALUES (NEW."added_at", NEW."added_by_id", NEW."id", NEW."kind", NOW(), \'insert\', NEW."session_id", NEW."title"); RETURN NULL;',
                    hash="ecf9aa5ade730b22a0a30bda800dfe8978d200ce",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e646a",
                    table="practice_groups_placementdocument",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placementdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "practice_groups_placementdocumentwriteevent" ("added_at", "added_by_id", "id", "kind", "pgh_created_at", "pgh_label", "session_id", "title") VALUES (NEW."added_at", NEW."added_by_id", NEW."id", NEW."kind", NOW(), \'update\', NEW."session_id", NEW."title"); RETURN NULL;',
                    hash="067ec19dc59529ea00cb37706335c5c43b77ddcc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5257d",
                    table="practice_groups_placementdocument",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="placementdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_placementdocumentwriteevent" ("added_at", "added_by_id", "id", "kind", "pgh_created_at", "pgh_label", "session_id", "title") VALUES (OLD."added_at", OLD."added_by_id", OLD."id", OLD."kind", NOW(), \'delete\', OLD."session_id", OLD."title"); RETURN NULL;',
                    hash="23e2955e872829976c4423a2ee54518167315adc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e96da",
                    table="practice_groups_placementdocument",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="placementdocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", ""), _negated=True),
                fields=("session", "kind"),
                name="one_printed_document_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="placementdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", ""), _negated=True),
                    models.Q(("content", b""), _negated=True),
                    _connector="OR",
                ),
                name="an_uploaded_document_is_not_empty",
            ),
        ),
        migrations.RunSQL(
            f"ALTER POLICY see ON practice_groups_placementdocument USING ({STAFF} OR kind <> 'bilan' AND ({READERS}))",
            f"ALTER POLICY see ON practice_groups_placementdocument USING ({READERS})",
        ),
    ]
