"""The second half of crossed placements: what a convention says, what is signed, what is private, and every move."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import centre.models_journal
import centre.vault
from centre.row_security import ME, STAFF, secure, secure_history
from centre.together import Together

RULES = """
CREATE FUNCTION keep_placement_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'brouillon' THEN
            RAISE EXCEPTION 'placement: begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.session_id <> OLD.session_id THEN
        RAISE EXCEPTION 'placement: stays in its session' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.prepared_on IS DISTINCT FROM OLD.prepared_on AND EXISTS (SELECT 1 FROM practice_groups_placementday
        WHERE placement_id = NEW.id AND (NEW.prepared_on IS NULL OR day <= NEW.prepared_on))
    THEN
        RAISE EXCEPTION 'placement: the preparation comes before the days' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('brouillon', 'convention_a_signer'), ('brouillon', 'annulee'),
        ('convention_a_signer', 'brouillon'), ('convention_a_signer', 'signee'), ('convention_a_signer', 'annulee'),
        ('signee', 'immersion'), ('signee', 'annulee'),
        ('immersion', 'evaluee'), ('immersion', 'interrompue'), ('evaluee', 'restituee'))
    THEN
        RAISE EXCEPTION 'placement: no such move' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'convention_a_signer' AND (NEW.convention_text = '' OR NEW.convention_at IS NULL
        OR (SELECT count(*) FROM practice_groups_signature WHERE placement_id = NEW.id) < 4)
    THEN
        RAISE EXCEPTION 'placement: a convention has a text and four parties' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'brouillon' AND EXISTS (SELECT 1 FROM practice_groups_signature
        WHERE placement_id = NEW.id AND signed_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'placement: somebody has signed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state IN ('immersion', 'evaluee')
        AND NOT EXISTS (SELECT 1 FROM practice_groups_placementday WHERE placement_id = NEW.id)
    THEN
        RAISE EXCEPTION 'placement: one day at least' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'evaluee' AND (NEW.hours IS NULL OR NOT EXISTS (SELECT 1 FROM practice_groups_placementanswers
        WHERE placement_id = NEW.id AND kind = 'evaluation'))
    THEN
        RAISE EXCEPTION 'placement: the evaluation comes first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_placement_moves BEFORE INSERT OR UPDATE ON practice_groups_placement
FOR EACH ROW EXECUTE FUNCTION keep_placement_moves();

CREATE FUNCTION keep_signed_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    IF NEW.signed_at IS NULL OR TG_OP = 'UPDATE' AND OLD.signed_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    SELECT state, convention_text INTO one FROM practice_groups_placement WHERE id = NEW.placement_id FOR UPDATE;
    IF one.state IS DISTINCT FROM 'convention_a_signer' THEN
        RAISE EXCEPTION 'signature: no convention is out to be signed' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.text_digest <> sha256(convert_to(one.convention_text, 'UTF8')) THEN
        RAISE EXCEPTION 'signature: of another text' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_signed_text BEFORE INSERT OR UPDATE ON practice_groups_signature
FOR EACH ROW EXECUTE FUNCTION keep_signed_text();

CREATE FUNCTION keep_immersion_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record; asked record;
BEGIN
    asked := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    SELECT p.state, p.prepared_on, s.restitution_on INTO one
    FROM practice_groups_placement AS p JOIN practice_groups_placementsession AS s ON s.id = p.session_id
    WHERE p.id = asked.placement_id FOR UPDATE OF p FOR SHARE OF s;
    IF one.state NOT IN ('signee', 'immersion') THEN
        RAISE EXCEPTION 'placement: its days are not open' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF one.prepared_on IS NULL OR NEW.day <= one.prepared_on THEN
        RAISE EXCEPTION 'placement: the preparation comes first' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.day >= one.restitution_on THEN
        RAISE EXCEPTION 'placement: the restitution comes last' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_immersion_day BEFORE INSERT OR UPDATE OR DELETE ON practice_groups_placementday
FOR EACH ROW EXECUTE FUNCTION keep_immersion_day();

CREATE FUNCTION keep_session_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.starts_on, NEW.ends_on, NEW.preparation_on, NEW.restitution_on)
        IS DISTINCT FROM (OLD.starts_on, OLD.ends_on, OLD.preparation_on, OLD.restitution_on)
        AND EXISTS (SELECT 1 FROM practice_groups_placementday AS d JOIN practice_groups_placement AS p
            ON p.id = d.placement_id WHERE p.session_id = NEW.id AND (d.day NOT BETWEEN NEW.starts_on AND NEW.ends_on
            OR d.day <= NEW.preparation_on OR d.day >= NEW.restitution_on))
    THEN
        RAISE EXCEPTION 'session: days of immersion would be outside' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_session_days BEFORE UPDATE ON practice_groups_placementsession
FOR EACH ROW EXECUTE FUNCTION keep_session_days();

CREATE FUNCTION keep_placement_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM practice_groups_placement WHERE id = NEW.placement_id
                   AND state IN ('signee', 'immersion', 'evaluee', 'interrompue'))
    THEN
        RAISE EXCEPTION 'placement: nothing to fill in' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_placement_answers BEFORE INSERT OR UPDATE ON practice_groups_placementanswers
FOR EACH ROW EXECUTE FUNCTION keep_placement_answers();
"""
NO_RULES = """
DROP TRIGGER keep_placement_answers ON practice_groups_placementanswers; DROP FUNCTION keep_placement_answers();
DROP TRIGGER keep_session_days ON practice_groups_placementsession; DROP FUNCTION keep_session_days();
DROP TRIGGER keep_immersion_day ON practice_groups_placementday; DROP FUNCTION keep_immersion_day();
DROP TRIGGER keep_signed_text ON practice_groups_signature; DROP FUNCTION keep_signed_text();
DROP TRIGGER keep_placement_moves ON practice_groups_placement; DROP FUNCTION keep_placement_moves();
"""

# Hers and the coordination's: a host who sees the placement sees no row of what was written about it.
HERS = (
    f"{STAFF} OR EXISTS (SELECT 1 FROM practice_groups_placement AS p JOIN practice_groups_wish AS w"
    f" ON w.id = p.wish_id WHERE p.id = placement_id AND w.user_id = {ME})"
)
READERS = (
    f"{STAFF} OR EXISTS (SELECT 1 FROM practice_groups_placement AS p"
    " WHERE p.session_id = practice_groups_placementdocument.session_id)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0016_whose_word"),
        ("practice_groups", "0016_working_groups"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="PlacementAnswers",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("grille", "Grille d’observation"),
                                    ("evaluation", "Évaluation de fin de stage"),
                                ],
                                max_length=12,
                                verbose_name="document",
                            ),
                        ),
                        (
                            "answers",
                            centre.vault.EncryptedTextField(max_length=20000, verbose_name="réponses"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="rempli le")),
                    ],
                    options={
                        "verbose_name": "carnet de stage",
                    },
                ),
                migrations.CreateModel(
                    name="PlacementAnswersWriteevent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("actor_id", models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                        ("id", models.UUIDField(editable=False, null=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("grille", "Grille d’observation"),
                                    ("evaluation", "Évaluation de fin de stage"),
                                ],
                                max_length=12,
                                null=True,
                                verbose_name="document",
                            ),
                        ),
                        ("written_at", models.DateTimeField(null=True, verbose_name="rempli le")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="placement",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="placement",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="placement",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="signature",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="signature",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="signature",
                    name="delete_delete",
                ),
                migrations.RemoveConstraint(
                    model_name="placement",
                    name="one_placement_a_wish",
                ),
                migrations.RemoveConstraint(
                    model_name="placement",
                    name="a_convention_comes_first",
                ),
                migrations.RemoveField(
                    model_name="placement",
                    name="evaluation",
                ),
                migrations.RemoveField(
                    model_name="placement",
                    name="grid",
                ),
                migrations.AddField(
                    model_name="placement",
                    name="hours_a_day",
                    field=models.DecimalField(
                        blank=True, decimal_places=2, max_digits=4, null=True, verbose_name="heures par jour"
                    ),
                ),
                migrations.AddField(
                    model_name="placement",
                    name="intended_days",
                    field=models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="jours prévus"
                    ),
                ),
                migrations.AddField(
                    model_name="placement",
                    name="notebook_hash",
                    field=models.BinaryField(blank=True, null=True, unique=True),
                ),
                migrations.AddField(
                    model_name="placementwriteevent",
                    name="hours_a_day",
                    field=models.DecimalField(
                        blank=True, decimal_places=2, max_digits=4, null=True, verbose_name="heures par jour"
                    ),
                ),
                migrations.AddField(
                    model_name="placementwriteevent",
                    name="intended_days",
                    field=models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="jours prévus"
                    ),
                ),
                migrations.AddField(
                    model_name="signature",
                    name="asked_name",
                    field=models.CharField(blank=True, max_length=120, verbose_name="signataire"),
                ),
                migrations.AddField(
                    model_name="signature",
                    name="reminded_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="rappelée le"),
                ),
                migrations.AddField(
                    model_name="signaturewriteevent",
                    name="reminded_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="rappelée le"),
                ),
                migrations.AlterField(
                    model_name="placement",
                    name="interruption",
                    field=models.CharField(
                        blank=True, max_length=200, verbose_name="pourquoi interrompu ou annulé"
                    ),
                ),
                migrations.AlterField(
                    model_name="placement",
                    name="pdf",
                    field=centre.vault.EncryptedTextField(default="", editable=False),
                ),
                migrations.AlterField(
                    model_name="placement",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("brouillon", "Brouillon"),
                            ("convention_a_signer", "Convention à signer"),
                            ("signee", "Signée"),
                            ("immersion", "En immersion"),
                            ("evaluee", "Évalué"),
                            ("restituee", "Restitué"),
                            ("interrompue", "Interrompu"),
                            ("annulee", "Annulé"),
                        ],
                        default="brouillon",
                        max_length=20,
                        verbose_name="état",
                    ),
                ),
                migrations.AlterField(
                    model_name="placementwriteevent",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("brouillon", "Brouillon"),
                            ("convention_a_signer", "Convention à signer"),
                            ("signee", "Signée"),
                            ("immersion", "En immersion"),
                            ("evaluee", "Évalué"),
                            ("restituee", "Restitué"),
                            ("interrompue", "Interrompu"),
                            ("annulee", "Annulé"),
                        ],
                        max_length=20,
                        null=True,
                        verbose_name="état",
                    ),
                ),
                migrations.AlterField(
                    model_name="signature",
                    name="scan",
                    field=centre.vault.EncryptedTextField(default="", editable=False),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_placementwriteevent" ("convention_at", "host_id", "hours", "hours_a_day", "id", "intended_days", "own_id", "pair_id", "pgh_created_at", "pgh_label", "prepared_on", "session_id", "state", "version", "wish_id") VALUES (NEW."convention_at", NEW."host_id", NEW."hours", NEW."hours_a_day", NEW."id", NEW."intended_days", NEW."own_id", NEW."pair_id", NOW(), \'insert\', NEW."prepared_on", NEW."session_id", NEW."state", NEW."version", NEW."wish_id"); RETURN NULL;',
                            hash="33ab4e4704a6dd50b99ad98e012ff6db27e34a2f",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b5e80",
                            table="practice_groups_placement",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."convention_at" IS DISTINCT FROM (NEW."convention_at") OR OLD."host_id" IS DISTINCT FROM (NEW."host_id") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."hours_a_day" IS DISTINCT FROM (NEW."hours_a_day") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."intended_days" IS DISTINCT FROM (NEW."intended_days") OR OLD."own_id" IS DISTINCT FROM (NEW."own_id") OR OLD."pair_id" IS DISTINCT FROM (NEW."pair_id") OR OLD."prepared_on" IS DISTINCT FROM (NEW."prepared_on") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."wish_id" IS DISTINCT FROM (NEW."wish_id"))',
                            func='INSERT INTO "practice_groups_placementwriteevent" ("convention_at", "host_id", "hours", "hours_a_day", "id", "intended_days", "own_id", "pair_id", "pgh_created_at", "pgh_label", "prepared_on", "session_id", "state", "version", "wish_id") VALUES (NEW."convention_at", NEW."host_id", NEW."hours", NEW."hours_a_day", NEW."id", NEW."intended_days", NEW."own_id", NEW."pair_id", NOW(), \'update\', NEW."prepared_on", NEW."session_id", NEW."state", NEW."version", NEW."wish_id"); RETURN NULL;',
                            hash="3b42d0944262e622405fd3f6b22952948bbb2d40",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_b53f9",
                            table="practice_groups_placement",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_placementwriteevent" ("convention_at", "host_id", "hours", "hours_a_day", "id", "intended_days", "own_id", "pair_id", "pgh_created_at", "pgh_label", "prepared_on", "session_id", "state", "version", "wish_id") VALUES (OLD."convention_at", OLD."host_id", OLD."hours", OLD."hours_a_day", OLD."id", OLD."intended_days", OLD."own_id", OLD."pair_id", NOW(), \'delete\', OLD."prepared_on", OLD."session_id", OLD."state", OLD."version", OLD."wish_id"); RETURN NULL;',
                            hash="5c0c7f97aff33a0c4794b14c3801f1a18d4e1fc9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_573be",
                            table="practice_groups_placement",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="signature",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_signaturewriteevent" ("asked_at", "by", "function", "id", "pgh_created_at", "pgh_label", "placement_id", "reminded_at", "role", "signed_at", "text_digest") VALUES (NEW."asked_at", NEW."by", NEW."function", NEW."id", NOW(), \'insert\', NEW."placement_id", NEW."reminded_at", NEW."role", NEW."signed_at", NEW."text_digest"); RETURN NULL;',
                            hash="34ad2e4b2fc457f8ce6aba6c1be51097586cfb39",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_513af",
                            table="practice_groups_signature",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="signature",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."by" IS DISTINCT FROM (NEW."by") OR OLD."function" IS DISTINCT FROM (NEW."function") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."placement_id" IS DISTINCT FROM (NEW."placement_id") OR OLD."reminded_at" IS DISTINCT FROM (NEW."reminded_at") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."text_digest" IS DISTINCT FROM (NEW."text_digest"))',
                            func='INSERT INTO "practice_groups_signaturewriteevent" ("asked_at", "by", "function", "id", "pgh_created_at", "pgh_label", "placement_id", "reminded_at", "role", "signed_at", "text_digest") VALUES (NEW."asked_at", NEW."by", NEW."function", NEW."id", NOW(), \'update\', NEW."placement_id", NEW."reminded_at", NEW."role", NEW."signed_at", NEW."text_digest"); RETURN NULL;',
                            hash="fa0a35fc3f41ed86cf30cd219bcaa4c8ac5b520b",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_91778",
                            table="practice_groups_signature",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="signature",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_signaturewriteevent" ("asked_at", "by", "function", "id", "pgh_created_at", "pgh_label", "placement_id", "reminded_at", "role", "signed_at", "text_digest") VALUES (OLD."asked_at", OLD."by", OLD."function", OLD."id", NOW(), \'delete\', OLD."placement_id", OLD."reminded_at", OLD."role", OLD."signed_at", OLD."text_digest"); RETURN NULL;',
                            hash="78cc2fa47f094cdfdab97298a41958a38d5ece09",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_80461",
                            table="practice_groups_signature",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placement",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "annulee"), _negated=True),
                        fields=("session", "wish"),
                        name="one_placement_a_wish",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["brouillon", "annulee"]),
                            ("convention_at__isnull", False),
                            _connector="OR",
                        ),
                        name="a_convention_comes_first",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "annulee"), _negated=True),
                            models.Q(("interruption", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_cancelled_placement_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placement",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("intended_days", None), ("intended_days__range", (1, 5)), _connector="OR"
                        ),
                        name="a_convention_is_of_one_to_five_days",
                    ),
                ),
                migrations.AddField(
                    model_name="placementanswers",
                    name="placement",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="practice_groups.placement",
                    ),
                ),
                migrations.AddField(
                    model_name="placementanswerswriteevent",
                    name="placement",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice_groups.placement",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placementanswers",
                    constraint=models.UniqueConstraint(
                        fields=("placement", "kind"), name="one_grid_one_evaluation_a_placement"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementanswers",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_placementanswerswriteevent" ("id", "kind", "pgh_created_at", "pgh_label", "placement_id", "written_at") VALUES (NEW."id", NEW."kind", NOW(), \'insert\', NEW."placement_id", NEW."written_at"); RETURN NULL;',
                            hash="97b8b10e0cc391d02ef8bdeb6484825682a3818b",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_97911",
                            table="practice_groups_placementanswers",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementanswers",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."placement_id" IS DISTINCT FROM (NEW."placement_id") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))',
                            func='INSERT INTO "practice_groups_placementanswerswriteevent" ("id", "kind", "pgh_created_at", "pgh_label", "placement_id", "written_at") VALUES (NEW."id", NEW."kind", NOW(), \'update\', NEW."placement_id", NEW."written_at"); RETURN NULL;',
                            hash="9c3ff91e304326eaf5f0e6bbdf046044fccbe578",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_76fde",
                            table="practice_groups_placementanswers",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementanswers",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_placementanswerswriteevent" ("id", "kind", "pgh_created_at", "pgh_label", "placement_id", "written_at") VALUES (OLD."id", OLD."kind", NOW(), \'delete\', OLD."placement_id", OLD."written_at"); RETURN NULL;',
                            hash="9020524e7d317cb9d8e9518a44aa6ebd10fac0e2",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0390d",
                            table="practice_groups_placementanswers",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementanswerswriteevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="seal",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ",
                            hash="36169c6f5789e09ad05e25f1f35d9fd45429be3a",
                            operation="INSERT",
                            pgid="pgtrigger_seal_3c027",
                            table="practice_groups_placementanswerswriteevent",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementanswerswriteevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="12c788cc873f0ce1b22b17789d6e623411e58058",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_1e95b",
                            table="practice_groups_placementanswerswriteevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(RULES, NO_RULES),
        secure("practice_groups_placementanswers", see=HERS),
        *secure_history("practice_groups_placementanswerswriteevent"),
        # Whoever takes part in a session reads what is handed out at its preparation.
        migrations.RunSQL(
            f"ALTER POLICY see ON practice_groups_placementdocument USING ({READERS})",
            f"ALTER POLICY see ON practice_groups_placementdocument USING ({STAFF})",
        ),
    ]
