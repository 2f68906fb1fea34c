"""Told once that a consent ended; an override is short and read again; a sender sees the code of whom she sent."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from centre.row_security import ME, holds

from centre.together import Together

# Two files of one person become one: she who sent the other still finds her request, under the code that is kept.
# The identity stays with whoever made the file (OF_MY_PERSON).
SEE_AS_SENDER = f"""
CREATE POLICY see_as_sender ON referrals_person FOR SELECT USING ({holds("orienteur")} AND EXISTS (
    SELECT 1 FROM referrals_referral AS r WHERE r.person_id = referrals_person.id AND r.referrer_id = {ME}))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0014_moves_held"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [Together([
        pgtrigger.migrations.RemoveTrigger(
            model_name="consent",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="consent",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="consent",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="consentoverride",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="consentoverride",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="consentoverride",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="consent",
            name="told_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="fin annoncée le"),
        ),
        migrations.AddField(
            model_name="consentoverride",
            name="reviewed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="relue le"),
        ),
        migrations.AddField(
            model_name="consentoverride",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="relue par",
            ),
        ),
        migrations.AddField(
            model_name="consentoverridewriteevent",
            name="reviewed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="relue le"),
        ),
        migrations.AddField(
            model_name="consentoverridewriteevent",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="relue par",
            ),
        ),
        migrations.AddField(
            model_name="consentwriteevent",
            name="told_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="fin annoncée le"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_consentwriteevent" ("expires_on", "form", "given_on", "id", "interpreter_present", "language", "partner_id", "person_id", "pgh_created_at", "pgh_label", "recorded_by_id", "scope", "text_version", "told_on", "withdrawn_on") VALUES (NEW."expires_on", NEW."form", NEW."given_on", NEW."id", NEW."interpreter_present", NEW."language", NEW."partner_id", NEW."person_id", NOW(), \'insert\', NEW."recorded_by_id", NEW."scope", NEW."text_version", NEW."told_on", NEW."withdrawn_on"); RETURN NULL;',
                    hash="3d2349aba205547677a62adbc273e5d8f91ac2f2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0b172",
                    table="referrals_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."expires_on" IS DISTINCT FROM (NEW."expires_on") OR OLD."form" IS DISTINCT FROM (NEW."form") OR OLD."given_on" IS DISTINCT FROM (NEW."given_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."interpreter_present" IS DISTINCT FROM (NEW."interpreter_present") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."scope" IS DISTINCT FROM (NEW."scope") OR OLD."text_version" IS DISTINCT FROM (NEW."text_version") OR OLD."told_on" IS DISTINCT FROM (NEW."told_on") OR OLD."withdrawn_on" IS DISTINCT FROM (NEW."withdrawn_on"))',
                    func='INSERT INTO "referrals_consentwriteevent" ("expires_on", "form", "given_on", "id", "interpreter_present", "language", "partner_id", "person_id", "pgh_created_at", "pgh_label", "recorded_by_id", "scope", "text_version", "told_on", "withdrawn_on") VALUES (NEW."expires_on", NEW."form", NEW."given_on", NEW."id", NEW."interpreter_present", NEW."language", NEW."partner_id", NEW."person_id", NOW(), \'update\', NEW."recorded_by_id", NEW."scope", NEW."text_version", NEW."told_on", NEW."withdrawn_on"); RETURN NULL;',
                    hash="44c6efa8bda02092a635332ec52296440f971347",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_62932",
                    table="referrals_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_consentwriteevent" ("expires_on", "form", "given_on", "id", "interpreter_present", "language", "partner_id", "person_id", "pgh_created_at", "pgh_label", "recorded_by_id", "scope", "text_version", "told_on", "withdrawn_on") VALUES (OLD."expires_on", OLD."form", OLD."given_on", OLD."id", OLD."interpreter_present", OLD."language", OLD."partner_id", OLD."person_id", NOW(), \'delete\', OLD."recorded_by_id", OLD."scope", OLD."text_version", OLD."told_on", OLD."withdrawn_on"); RETURN NULL;',
                    hash="5c0166beeefeb69085f3ab3f31856be88b319455",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e53ba",
                    table="referrals_consent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consentoverride",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_consentoverridewriteevent" ("ended_at", "given_at", "given_by_id", "id", "person_id", "pgh_created_at", "pgh_label", "reviewed_at", "reviewed_by_id", "scope", "until") VALUES (NEW."ended_at", NEW."given_at", NEW."given_by_id", NEW."id", NEW."person_id", NOW(), \'insert\', NEW."reviewed_at", NEW."reviewed_by_id", NEW."scope", NEW."until"); RETURN NULL;',
                    hash="2cddca22b08e06539e9daf6d412d2f275db32954",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5735f",
                    table="referrals_consentoverride",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consentoverride",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."given_at" IS DISTINCT FROM (NEW."given_at") OR OLD."given_by_id" IS DISTINCT FROM (NEW."given_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."reviewed_at" IS DISTINCT FROM (NEW."reviewed_at") OR OLD."reviewed_by_id" IS DISTINCT FROM (NEW."reviewed_by_id") OR OLD."scope" IS DISTINCT FROM (NEW."scope") OR OLD."until" IS DISTINCT FROM (NEW."until"))',
                    func='INSERT INTO "referrals_consentoverridewriteevent" ("ended_at", "given_at", "given_by_id", "id", "person_id", "pgh_created_at", "pgh_label", "reviewed_at", "reviewed_by_id", "scope", "until") VALUES (NEW."ended_at", NEW."given_at", NEW."given_by_id", NEW."id", NEW."person_id", NOW(), \'update\', NEW."reviewed_at", NEW."reviewed_by_id", NEW."scope", NEW."until"); RETURN NULL;',
                    hash="170901978ff8b00072fabc4b33b06880e3a80d7d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1da1f",
                    table="referrals_consentoverride",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consentoverride",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "referrals_consentoverridewriteevent" ("ended_at", "given_at", "given_by_id", "id", "person_id", "pgh_created_at", "pgh_label", "reviewed_at", "reviewed_by_id", "scope", "until") VALUES (OLD."ended_at", OLD."given_at", OLD."given_by_id", OLD."id", OLD."person_id", NOW(), \'delete\', OLD."reviewed_at", OLD."reviewed_by_id", OLD."scope", OLD."until"); RETURN NULL;',
                    hash="a8004d113cc5c5df4598cf9dd2a5ef51d40a96e3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cd5b2",
                    table="referrals_consentoverride",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="consentoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "until__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("given_at"), "+", models.Value(datetime.timedelta(days=3))
                        ),
                    )
                ),
                name="an_override_is_short",
            ),
        ),
        migrations.AddConstraint(
            model_name="consentoverride",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at", None), ("reviewed_by", None)),
                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_review_of_an_override_is_named",
            ),
        ),
        migrations.RunSQL(SEE_AS_SENDER, "DROP POLICY see_as_sender ON referrals_person"),
    ])]
