"""Receipts, and the moves of a fee: what the database itself holds.

A participant's own hand makes a fee due, as her cycle says, and nothing else. Whoever leaves owes nothing more. The
number of a receipt is given here, under one lock: it follows the one before, without a gap, and serves once.
"""

import centre.models_journal
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from centre.row_security import ME, STAFF, secure, secure_history

RULES = """
CREATE FUNCTION keep_fee() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    staff boolean := COALESCE(app_is('coordination', 'systeme'), false);
    before text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.fee_state ELSE '' END;
BEGIN
    IF NEW.fee_state = 'due' AND before = '' AND (NEW.fee_amount IS NULL OR NOT staff) THEN
        SELECT fee, NULL INTO NEW.fee_amount, NEW.fee_reminded_on
        FROM practice_groups_cycle WHERE id = NEW.cycle_id;
    END IF;
    IF NEW.fee_state = 'due' AND (NEW.fee_amount = 0 OR NEW.state IN ('desistee', 'refusee', 'expiree')) THEN
        NEW.fee_state := ''; NEW.fee_amount := NULL; NEW.fee_reminded_on := NULL;
    END IF;
    IF NOT staff THEN
        IF TG_OP = 'INSERT' THEN
            IF NEW.fee_state NOT IN ('', 'due') OR (NEW.fee_settled_on, NEW.fee_reminded_on, NEW.receipt) IS DISTINCT FROM
                (NULL::date, NULL::date, NULL::int) OR NEW.fee_by <> '' OR NEW.fee_reason <> ''
            THEN
                RAISE EXCEPTION 'fee: the coordination alone notes it' USING ERRCODE = 'insufficient_privilege';
            END IF;
        ELSIF (NEW.fee_settled_on, NEW.fee_by, NEW.fee_reason, NEW.receipt) IS DISTINCT FROM
            (OLD.fee_settled_on, OLD.fee_by, OLD.fee_reason, OLD.receipt)
            OR (before, NEW.fee_state) NOT IN (('', 'due'), ('due', ''))
            AND (NEW.fee_state, NEW.fee_amount, NEW.fee_reminded_on)
                IS DISTINCT FROM (before, OLD.fee_amount, OLD.fee_reminded_on)
            OR before = 'due' AND NEW.fee_state = '' AND NEW.state NOT IN ('desistee', 'refusee', 'expiree')
        THEN
            RAISE EXCEPTION 'fee: the coordination alone notes it' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND before <> NEW.fee_state AND (before, NEW.fee_state) NOT IN (('', 'due'),
        ('due', 'recue'), ('due', 'exoneree'), ('exoneree', 'due'), ('recue', 'remboursee'), ('recue', 'due'))
        AND NOT (NEW.fee_state = '' AND NEW.state IN ('desistee', 'refusee', 'expiree') AND before <> 'remboursee')
    THEN
        RAISE EXCEPTION 'fee: % does not become %', before, NEW.fee_state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_fee BEFORE INSERT OR UPDATE ON practice_groups_registration
FOR EACH ROW EXECUTE FUNCTION keep_fee();

CREATE FUNCTION number_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('practice_groups.receipt'));
    NEW.number := (SELECT COALESCE(max(number), 0) + 1 FROM practice_groups_receipt);
    RETURN NEW;
END $$;
CREATE TRIGGER number_receipt BEFORE INSERT ON practice_groups_receipt
FOR EACH ROW EXECUTE FUNCTION number_receipt();

CREATE FUNCTION keep_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.id, NEW.number, NEW.registration_id, NEW.holder, NEW.payer, NEW.title, NEW.amount,
            NEW.received_on, NEW.means, NEW.language, NEW.issued_at, NEW.issued_by_id)
        IS DISTINCT FROM (OLD.id, OLD.number, OLD.registration_id, OLD.holder, OLD.payer, OLD.title, OLD.amount,
            OLD.received_on, OLD.means, OLD.language, OLD.issued_at, OLD.issued_by_id)
        OR OLD.refunded_on IS NOT NULL
            AND (NEW.refunded, NEW.refunded_on) IS DISTINCT FROM (OLD.refunded, OLD.refunded_on)
        OR OLD.cancelled_on IS NOT NULL
            AND (NEW.cancelled_on, NEW.cancelled_why) IS DISTINCT FROM (OLD.cancelled_on, OLD.cancelled_why)
        OR OLD.pdf <> '' AND NEW.pdf <> OLD.pdf
            AND (NEW.refunded_on, NEW.cancelled_on) IS NOT DISTINCT FROM (OLD.refunded_on, OLD.cancelled_on)
    THEN
        RAISE EXCEPTION 'a receipt issued does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_receipt BEFORE UPDATE OR DELETE ON practice_groups_receipt
FOR EACH ROW EXECUTE FUNCTION keep_receipt();
"""
NO_RULES = """
DROP TRIGGER keep_receipt ON practice_groups_receipt; DROP FUNCTION keep_receipt();
DROP TRIGGER number_receipt ON practice_groups_receipt; DROP FUNCTION number_receipt();
DROP TRIGGER keep_fee ON practice_groups_registration; DROP FUNCTION keep_fee();
"""

# Fees due before their amount was kept; `keep_fee` forgets those of people who left, and of cycles at 0 €.
FILLED = """
DO $$
BEGIN
    PERFORM set_config('app.user_id', (SELECT u.id::text FROM centre_user AS u
        JOIN centre_rolegrant AS g ON g.user_id = u.id WHERE g.role = 'systeme' LIMIT 1), true);
    UPDATE practice_groups_registration AS r SET fee_amount = COALESCE(r.fee_amount, c.fee)
    FROM practice_groups_cycle AS c WHERE c.id = r.cycle_id AND r.fee_state = 'due';
END $$;
"""
MINE = f"EXISTS (SELECT 1 FROM practice_groups_registration AS r WHERE r.id = registration_id AND r.user_id = {ME})"


class Migration(migrations.Migration):
    dependencies = [
        ("practice_groups", "0015_placements_held"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A number that a rolled back transaction loses is a gap to explain: the trigger gives them instead.
        migrations.RunSQL("DROP SEQUENCE practice_groups_receipt", "CREATE SEQUENCE practice_groups_receipt"),
        migrations.CreateModel(
            name="ReceiptWriteevent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("actor_id", models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                ("id", models.UUIDField(editable=False, null=True, serialize=False)),
                ("number", models.PositiveIntegerField(editable=False, null=True, verbose_name="numéro")),
                ("title", models.CharField(max_length=200, null=True, verbose_name="pour")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=7, null=True, verbose_name="montant (€)"
                    ),
                ),
                ("received_on", models.DateField(null=True, verbose_name="reçu le")),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("virement", "Virement"),
                            ("cheque", "Chèque"),
                            ("especes", "Espèces"),
                            ("employeur", "Convention avec l’employeur"),
                        ],
                        max_length=15,
                        null=True,
                        verbose_name="moyen",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
                        max_length=2,
                        null=True,
                        verbose_name="langue",
                    ),
                ),
                ("issued_at", models.DateTimeField(null=True, verbose_name="établi le")),
                (
                    "refunded",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="remboursé (€)"
                    ),
                ),
                ("refunded_on", models.DateField(blank=True, null=True, verbose_name="remboursé le")),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="annulé le")),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice_groups.registration",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        default=0, editable=False, unique=True, verbose_name="numéro"
                    ),
                ),
                ("holder", models.CharField(max_length=120, verbose_name="participant")),
                ("payer", models.CharField(blank=True, max_length=120, verbose_name="reçu de")),
                ("title", models.CharField(max_length=200, verbose_name="pour")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=7, verbose_name="montant (€)")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("virement", "Virement"),
                            ("cheque", "Chèque"),
                            ("especes", "Espèces"),
                            ("employeur", "Convention avec l’employeur"),
                        ],
                        max_length=15,
                        verbose_name="moyen",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
                        default="fr",
                        max_length=2,
                        verbose_name="langue",
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="établi le")),
                (
                    "refunded",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="remboursé (€)"
                    ),
                ),
                ("refunded_on", models.DateField(blank=True, null=True, verbose_name="remboursé le")),
                (
                    "kept_why",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="pourquoi il n’est pas remboursé"
                    ),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="annulé le")),
                (
                    "cancelled_why",
                    models.CharField(blank=True, max_length=200, verbose_name="pourquoi il est annulé"),
                ),
                ("pdf", models.BinaryField(default=bytes)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="practice_groups.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "reçu",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_on", None)),
                        fields=("registration",),
                        name="one_standing_receipt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="a_receipt_is_of_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refunded", None), ("refunded_on", None)),
                            models.Q(
                                ("refunded__gt", 0),
                                ("refunded__lte", models.F("amount")),
                                ("refunded_on__gte", models.F("received_on")),
                            ),
                            _connector="OR",
                        ),
                        name="no_more_is_refunded_than_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_on", None), ("cancelled_why", "")),
                            models.Q(
                                ("cancelled_on__isnull", False),
                                ("refunded", None),
                                models.Q(("cancelled_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_cancelled_receipt_says_why",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "practice_groups_receiptwriteevent" ("amount", "cancelled_on", "id", "issued_at", "issued_by_id", "language", "means", "number", "pgh_created_at", "pgh_label", "received_on", "refunded", "refunded_on", "registration_id", "title") VALUES (NEW."amount", NEW."cancelled_on", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."language", NEW."means", NEW."number", NOW(), \'insert\', NEW."received_on", NEW."refunded", NEW."refunded_on", NEW."registration_id", NEW."title"); RETURN NULL;',
                    hash="2732e97be521ca8fe4cc2872f46786ba71803918",
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
                    condition='WHEN (OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."cancelled_on" IS DISTINCT FROM (NEW."cancelled_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."means" IS DISTINCT FROM (NEW."means") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."refunded" IS DISTINCT FROM (NEW."refunded") OR OLD."refunded_on" IS DISTINCT FROM (NEW."refunded_on") OR OLD."registration_id" IS DISTINCT FROM (NEW."registration_id") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "practice_groups_receiptwriteevent" ("amount", "cancelled_on", "id", "issued_at", "issued_by_id", "language", "means", "number", "pgh_created_at", "pgh_label", "received_on", "refunded", "refunded_on", "registration_id", "title") VALUES (NEW."amount", NEW."cancelled_on", NEW."id", NEW."issued_at", NEW."issued_by_id", NEW."language", NEW."means", NEW."number", NOW(), \'update\', NEW."received_on", NEW."refunded", NEW."refunded_on", NEW."registration_id", NEW."title"); RETURN NULL;',
                    hash="b471cf39eb677ebb9af4ba70e2db3a2f2109483e",
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
                    func='INSERT INTO "practice_groups_receiptwriteevent" ("amount", "cancelled_on", "id", "issued_at", "issued_by_id", "language", "means", "number", "pgh_created_at", "pgh_label", "received_on", "refunded", "refunded_on", "registration_id", "title") VALUES (OLD."amount", OLD."cancelled_on", OLD."id", OLD."issued_at", OLD."issued_by_id", OLD."language", OLD."means", OLD."number", NOW(), \'delete\', OLD."received_on", OLD."refunded", OLD."refunded_on", OLD."registration_id", OLD."title"); RETURN NULL;',
                    hash="46cbafbc6d48cb93e0820d283cc4bf95e09e645a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_666dd",
                    table="practice_groups_receipt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receiptwriteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="seal",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ",
                    hash="aeaa6050b287c5d1250324052356611e076e8636",
                    operation="INSERT",
                    pgid="pgtrigger_seal_9a734",
                    table="practice_groups_receiptwriteevent",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receiptwriteevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="033da20f13ed90b0fcc356f7d31486165ec5a115",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b31b4",
                    table="practice_groups_receiptwriteevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(RULES, NO_RULES),
        secure("practice_groups_receipt", see=f"{STAFF} OR {MINE}", add=STAFF, change=STAFF),
        *secure_history("practice_groups_receiptwriteevent"),
        migrations.RunSQL(FILLED, migrations.RunSQL.noop),
    ]
