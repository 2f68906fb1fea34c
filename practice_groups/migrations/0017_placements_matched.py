"""Wishes are ranked, a session says who confirmed its pairs, and a computation of pairs is kept while it runs.

No page wrote a wish before this one: the unranked table that goes is empty.
"""

import uuid
from importlib import import_module

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import centre.models_journal
from centre.row_security import ME, STAFF, secure, secure_history
from centre.together import Together

HOSTS = import_module("practice_groups.migrations.0005_walls").HOSTS
OF_A_WISH = "EXISTS (SELECT 1 FROM practice_groups_wish AS w WHERE w.id = wish_id)"
OF_WRITTEN = (
    "EXISTS (SELECT 1 FROM practice_groups_wish AS w WHERE w.id = wish_id AND"
    f" ({STAFF} OR {HOSTS.format(columns='w.structure_id')}))"
)

RULES = """
CREATE FUNCTION keep_wanted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM practice_groups_wish WHERE id = NEW.wish_id AND structure_id = NEW.structure_id) THEN
        RAISE EXCEPTION 'wish: nobody asks for her own structure' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_wanted BEFORE INSERT OR UPDATE ON practice_groups_wantedstructure
FOR EACH ROW EXECUTE FUNCTION keep_wanted();

CREATE FUNCTION keep_wish() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM practice_groups_wantedstructure WHERE wish_id = NEW.id AND structure_id = NEW.structure_id)
    THEN
        RAISE EXCEPTION 'wish: nobody asks for her own structure' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_wish BEFORE UPDATE OF structure_id ON practice_groups_wish
FOR EACH ROW EXECUTE FUNCTION keep_wish();

CREATE FUNCTION keep_pair() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM practice_groups_wish WHERE id IN (NEW.first_id, NEW.second_id)
               AND session_id IS DISTINCT FROM NEW.session_id)
    THEN
        RAISE EXCEPTION 'pair: a wish of another session' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM practice_groups_pair WHERE session_id = NEW.session_id AND id IS DISTINCT FROM NEW.id
               AND (first_id IN (NEW.first_id, NEW.second_id) OR second_id IN (NEW.first_id, NEW.second_id)))
    THEN
        RAISE EXCEPTION 'pair: a wish is of one pair' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_pair BEFORE INSERT OR UPDATE ON practice_groups_pair
FOR EACH ROW EXECUTE FUNCTION keep_pair();

CREATE FUNCTION keep_placement_wish() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM practice_groups_wish WHERE id = NEW.wish_id AND structure_id = NEW.own_id
                   AND session_id = NEW.session_id)
    THEN
        RAISE EXCEPTION 'placement: the wish is of another structure or session' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_placement_wish BEFORE INSERT OR UPDATE OF wish_id, own_id, session_id ON practice_groups_placement
FOR EACH ROW EXECUTE FUNCTION keep_placement_wish();
"""
NO_RULES = """
DROP TRIGGER keep_placement_wish ON practice_groups_placement; DROP FUNCTION keep_placement_wish();
DROP TRIGGER keep_pair ON practice_groups_pair; DROP FUNCTION keep_pair();
DROP TRIGGER keep_wish ON practice_groups_wish; DROP FUNCTION keep_wish();
DROP TRIGGER keep_wanted ON practice_groups_wantedstructure; DROP FUNCTION keep_wanted();
"""
# Whoever receives somebody knows who comes, once the pairs are confirmed.
SEEN_BY_HER_HOST = f"""
DROP POLICY see ON practice_groups_wish;
CREATE POLICY see ON practice_groups_wish FOR SELECT USING
({STAFF} OR user_id = {ME} OR {HOSTS.format(columns="structure_id, received_by_id")});
"""
NOT_SEEN = f"""
DROP POLICY see ON practice_groups_wish;
CREATE POLICY see ON practice_groups_wish FOR SELECT USING
({STAFF} OR user_id = {ME} OR {HOSTS.format(columns="structure_id")});
"""


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0016_whose_word"),
        ("practice_groups", "0014_attendance"),
        ("practice_groups", "0015_placements_held"),
    ]
    operations = [
        migrations.RunSQL(
            migrations.RunSQL.noop, secure("practice_groups_wish_wanted", see=OF_A_WISH, remove=OF_A_WISH).sql
        ),
        Together(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="pair",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="pair",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="pair",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="placementsession",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="placementsession",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="placementsession",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="wish",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="wish",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="wish",
                    name="delete_delete",
                ),
                migrations.CreateModel(
                    name="Matching",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("requested_at", models.DateTimeField(verbose_name="demandé le")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("en_attente", "En attente"),
                                    ("en_cours", "En cours"),
                                    ("pret", "Prêt"),
                                    ("echec", "Échec"),
                                ],
                                default="en_attente",
                                max_length=10,
                                verbose_name="état",
                            ),
                        ),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        (
                            "progress",
                            models.PositiveSmallIntegerField(default=0, verbose_name="avancement (%)"),
                        ),
                        (
                            "seen_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="dernier signe du calcul"
                            ),
                        ),
                        (
                            "finished_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="terminé le"),
                        ),
                        (
                            "failure",
                            models.CharField(blank=True, max_length=200, verbose_name="cause d’échec"),
                        ),
                        ("unplaced", models.JSONField(blank=True, default=dict, verbose_name="sans place")),
                    ],
                    options={
                        "verbose_name": "appariement",
                        "ordering": ["-requested_at"],
                    },
                ),
                migrations.CreateModel(
                    name="WantedStructure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                    ],
                    options={
                        "verbose_name": "structure souhaitée",
                        "ordering": ["rank"],
                    },
                ),
                migrations.CreateModel(
                    name="WantedStructureWriteevent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("actor_id", models.BigIntegerField(db_default=centre.models_journal.JournalActor())),
                        ("id", models.BigIntegerField()),
                        ("rank", models.PositiveSmallIntegerField(null=True, verbose_name="rang")),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.AlterModelOptions(
                    name="wish",
                    options={"ordering": ["asked_at", "pk"], "verbose_name": "vœu de stage"},
                ),
                migrations.AddField(
                    model_name="pair",
                    name="reasons",
                    field=models.JSONField(blank=True, default=dict, verbose_name="raisons"),
                ),
                migrations.AddField(
                    model_name="pairwriteevent",
                    name="reasons",
                    field=models.JSONField(blank=True, null=True, verbose_name="raisons"),
                ),
                migrations.AddField(
                    model_name="placementsession",
                    name="confirmed_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="binômes retenus le"),
                ),
                migrations.AddField(
                    model_name="placementsession",
                    name="confirmed_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="binômes retenus par",
                    ),
                ),
                migrations.AddField(
                    model_name="placementsessionwriteevent",
                    name="confirmed_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="binômes retenus le"),
                ),
                migrations.AddField(
                    model_name="placementsessionwriteevent",
                    name="confirmed_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="binômes retenus par",
                    ),
                ),
                migrations.AddField(
                    model_name="wish",
                    name="channel",
                    field=models.CharField(
                        choices=[
                            ("en_ligne", "En ligne"),
                            ("telephone", "Par téléphone"),
                            ("papier", "Sur papier"),
                        ],
                        default="en_ligne",
                        max_length=10,
                        verbose_name="reçu",
                    ),
                ),
                migrations.AddField(
                    model_name="wish",
                    name="entered_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="wish",
                    name="idempotency_key",
                    field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
                ),
                migrations.AddField(
                    model_name="wish",
                    name="received_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.structure",
                        verbose_name="accueilli par",
                    ),
                ),
                migrations.AddField(
                    model_name="wishwriteevent",
                    name="channel",
                    field=models.CharField(
                        choices=[
                            ("en_ligne", "En ligne"),
                            ("telephone", "Par téléphone"),
                            ("papier", "Sur papier"),
                        ],
                        max_length=10,
                        null=True,
                        verbose_name="reçu",
                    ),
                ),
                migrations.AddField(
                    model_name="wishwriteevent",
                    name="entered_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="wishwriteevent",
                    name="idempotency_key",
                    field=models.UUIDField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="wishwriteevent",
                    name="received_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="networks.structure",
                        verbose_name="accueilli par",
                    ),
                ),
                migrations.AddField(
                    model_name="matching",
                    name="requested_by",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="matching",
                    name="session",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matchings",
                        to="practice_groups.placementsession",
                    ),
                ),
                migrations.AddField(
                    model_name="wantedstructure",
                    name="structure",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="networks.structure"
                    ),
                ),
                migrations.AddField(
                    model_name="wantedstructure",
                    name="wish",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wants",
                        to="practice_groups.wish",
                    ),
                ),
                migrations.AddField(
                    model_name="wantedstructurewriteevent",
                    name="structure",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="networks.structure",
                    ),
                ),
                migrations.AddField(
                    model_name="wantedstructurewriteevent",
                    name="wish",
                    field=models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="practice_groups.wish",
                    ),
                ),
                migrations.RemoveField(
                    model_name="wish",
                    name="wanted",
                ),
                migrations.AddField(
                    model_name="wish",
                    name="wanted",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        through="practice_groups.WantedStructure",
                        to="networks.structure",
                        verbose_name="structures souhaitées",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pair",
                    constraint=models.UniqueConstraint(
                        fields=("session", "second"), name="one_pair_each_way"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pair",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("crossed", True), ("second__isnull", False)),
                            models.Q(("crossed", False), ("second", None)),
                            _connector="OR",
                        ),
                        name="a_crossed_pair_has_two_sides",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placementsession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("preparation_on", None),
                            ("restitution_on", None),
                            ("preparation_on__lte", models.F("restitution_on")),
                            _connector="OR",
                        ),
                        name="a_session_prepares_before_it_concludes",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placementsession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("wishes_until__lte", models.F("starts_on"))),
                        name="wishes_come_before_a_session",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="placementsession",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="confirmed_pairs_say_who_and_when",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wish",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("offers__lte", 20)), name="a_structure_offers_a_few_places"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wish",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("structure", models.F("received_by")), _negated=True),
                        name="nobody_is_received_at_home",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wish",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("session", "email"),
                        name="one_wish_a_person",
                        nulls_distinct=False,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matching",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["en_attente", "en_cours"])),
                        fields=("session",),
                        name="one_running_matching_a_session",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="matching",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="matching_progress_is_a_share"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="wantedstructure",
                    constraint=models.UniqueConstraint(fields=("wish", "structure"), name="wanted_once"),
                ),
                migrations.AddConstraint(
                    model_name="wantedstructure",
                    constraint=models.UniqueConstraint(fields=("wish", "rank"), name="one_structure_a_rank"),
                ),
                migrations.AddConstraint(
                    model_name="wantedstructure",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("rank__range", (1, 3))), name="a_few_ranks"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pair",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_pairwriteevent" ("confirmed_at", "crossed", "first_id", "id", "pgh_created_at", "pgh_label", "reasons", "second_id", "session_id") VALUES (NEW."confirmed_at", NEW."crossed", NEW."first_id", NEW."id", NOW(), \'insert\', NEW."reasons", NEW."second_id", NEW."session_id"); RETURN NULL;',
                            hash="378da8f322c7478cbab34a8c3ce3ed78612fa4b8",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_46378",
                            table="practice_groups_pair",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pair",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "practice_groups_pairwriteevent" ("confirmed_at", "crossed", "first_id", "id", "pgh_created_at", "pgh_label", "reasons", "second_id", "session_id") VALUES (NEW."confirmed_at", NEW."crossed", NEW."first_id", NEW."id", NOW(), \'update\', NEW."reasons", NEW."second_id", NEW."session_id"); RETURN NULL;',
                            hash="0deeaefb66ee584f98afe39850a4353515be4483",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_05f7c",
                            table="practice_groups_pair",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="pair",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_pairwriteevent" ("confirmed_at", "crossed", "first_id", "id", "pgh_created_at", "pgh_label", "reasons", "second_id", "session_id") VALUES (OLD."confirmed_at", OLD."crossed", OLD."first_id", OLD."id", NOW(), \'delete\', OLD."reasons", OLD."second_id", OLD."session_id"); RETURN NULL;',
                            hash="bba21b0ae8f9cfe4d3b43a5ab8761f91f7b627d9",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_caa3c",
                            table="practice_groups_pair",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementsession",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_placementsessionwriteevent" ("confirmed_at", "confirmed_by_id", "ends_on", "id", "made_by_id", "pgh_created_at", "pgh_label", "preparation_on", "restitution_on", "starts_on", "state", "title", "version", "wishes_until") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."ends_on", NEW."id", NEW."made_by_id", NOW(), \'insert\', NEW."preparation_on", NEW."restitution_on", NEW."starts_on", NEW."state", NEW."title", NEW."version", NEW."wishes_until"); RETURN NULL;',
                            hash="d9d55ebb5a24dc51d8542cf81415ac8c05d3e4c6",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_5b617",
                            table="practice_groups_placementsession",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementsession",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "practice_groups_placementsessionwriteevent" ("confirmed_at", "confirmed_by_id", "ends_on", "id", "made_by_id", "pgh_created_at", "pgh_label", "preparation_on", "restitution_on", "starts_on", "state", "title", "version", "wishes_until") VALUES (NEW."confirmed_at", NEW."confirmed_by_id", NEW."ends_on", NEW."id", NEW."made_by_id", NOW(), \'update\', NEW."preparation_on", NEW."restitution_on", NEW."starts_on", NEW."state", NEW."title", NEW."version", NEW."wishes_until"); RETURN NULL;',
                            hash="fd5f02a7b005b4e34eb7bd990f0640a1dcb8b281",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_c2cc4",
                            table="practice_groups_placementsession",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="placementsession",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_placementsessionwriteevent" ("confirmed_at", "confirmed_by_id", "ends_on", "id", "made_by_id", "pgh_created_at", "pgh_label", "preparation_on", "restitution_on", "starts_on", "state", "title", "version", "wishes_until") VALUES (OLD."confirmed_at", OLD."confirmed_by_id", OLD."ends_on", OLD."id", OLD."made_by_id", NOW(), \'delete\', OLD."preparation_on", OLD."restitution_on", OLD."starts_on", OLD."state", OLD."title", OLD."version", OLD."wishes_until"); RETURN NULL;',
                            hash="956325a2b2b4b2170ec61421d71d21d882caef0d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_a5e81",
                            table="practice_groups_placementsession",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wish",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_wishwriteevent" ("asked_at", "channel", "days", "entered_by_id", "id", "idempotency_key", "offers", "pgh_created_at", "pgh_label", "profession", "received_by_id", "sector", "session_id", "structure_id", "user_id", "withdrawn_at") VALUES (NEW."asked_at", NEW."channel", NEW."days", NEW."entered_by_id", NEW."id", NEW."idempotency_key", NEW."offers", NOW(), \'insert\', NEW."profession", NEW."received_by_id", NEW."sector", NEW."session_id", NEW."structure_id", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;',
                            hash="4ebff081055bbada7aef8f41f91dee35a8e763cc",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_d4923",
                            table="practice_groups_wish",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wish",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."days" IS DISTINCT FROM (NEW."days") OR OLD."entered_by_id" IS DISTINCT FROM (NEW."entered_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."idempotency_key" IS DISTINCT FROM (NEW."idempotency_key") OR OLD."offers" IS DISTINCT FROM (NEW."offers") OR OLD."profession" IS DISTINCT FROM (NEW."profession") OR OLD."received_by_id" IS DISTINCT FROM (NEW."received_by_id") OR OLD."sector" IS DISTINCT FROM (NEW."sector") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."structure_id" IS DISTINCT FROM (NEW."structure_id") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))',
                            func='INSERT INTO "practice_groups_wishwriteevent" ("asked_at", "channel", "days", "entered_by_id", "id", "idempotency_key", "offers", "pgh_created_at", "pgh_label", "profession", "received_by_id", "sector", "session_id", "structure_id", "user_id", "withdrawn_at") VALUES (NEW."asked_at", NEW."channel", NEW."days", NEW."entered_by_id", NEW."id", NEW."idempotency_key", NEW."offers", NOW(), \'update\', NEW."profession", NEW."received_by_id", NEW."sector", NEW."session_id", NEW."structure_id", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;',
                            hash="298b544bdd9d5f3d583c02b164104fcb3f8da212",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_34fab",
                            table="practice_groups_wish",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wish",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_wishwriteevent" ("asked_at", "channel", "days", "entered_by_id", "id", "idempotency_key", "offers", "pgh_created_at", "pgh_label", "profession", "received_by_id", "sector", "session_id", "structure_id", "user_id", "withdrawn_at") VALUES (OLD."asked_at", OLD."channel", OLD."days", OLD."entered_by_id", OLD."id", OLD."idempotency_key", OLD."offers", NOW(), \'delete\', OLD."profession", OLD."received_by_id", OLD."sector", OLD."session_id", OLD."structure_id", OLD."user_id", OLD."withdrawn_at"); RETURN NULL;',
                            hash="9e6fccbc17000838de649430ecf3c8268647ae74",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_8f28d",
                            table="practice_groups_wish",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wantedstructure",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_wantedstructurewriteevent" ("id", "pgh_created_at", "pgh_label", "rank", "structure_id", "wish_id") VALUES (NEW."id", NOW(), \'insert\', NEW."rank", NEW."structure_id", NEW."wish_id"); RETURN NULL;',
                            hash="f861e5121dbd52b5d7776e1968134637315a2ac6",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_367b2",
                            table="practice_groups_wantedstructure",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wantedstructure",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "practice_groups_wantedstructurewriteevent" ("id", "pgh_created_at", "pgh_label", "rank", "structure_id", "wish_id") VALUES (NEW."id", NOW(), \'update\', NEW."rank", NEW."structure_id", NEW."wish_id"); RETURN NULL;',
                            hash="a64d8c681c92fb8b88384abb157a0d5d9468a7b3",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e495a",
                            table="practice_groups_wantedstructure",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wantedstructure",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_wantedstructurewriteevent" ("id", "pgh_created_at", "pgh_label", "rank", "structure_id", "wish_id") VALUES (OLD."id", NOW(), \'delete\', OLD."rank", OLD."structure_id", OLD."wish_id"); RETURN NULL;',
                            hash="c1994376c91c722e4714ae17b1ae1bf7d19fdf2e",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_0ca93",
                            table="practice_groups_wantedstructure",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wantedstructurewriteevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="seal",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            constraint="CONSTRAINT",
                            func="\n        PERFORM set_config('TimeZone', 'UTC', true);\n        PERFORM journal_seal(TG_TABLE_NAME, NEW.pgh_id::text, to_jsonb(NEW));\n        RETURN NULL;\n    ",
                            hash="cdb423bbd6f3b36d4a0a2d9e9f08bff74ba4d9f3",
                            operation="INSERT",
                            pgid="pgtrigger_seal_94255",
                            table="practice_groups_wantedstructurewriteevent",
                            timing="DEFERRABLE INITIALLY DEFERRED",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="wantedstructurewriteevent",
                    trigger=pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                            hash="0a1d0919c9761af3adb57c9fc2eb7612c8ffbe72",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_cc865",
                            table="practice_groups_wantedstructurewriteevent",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL([RULES, SEEN_BY_HER_HOST], [NOT_SEEN, NO_RULES]),
        secure(
            "practice_groups_wantedstructure",
            see=OF_A_WISH,
            add=OF_WRITTEN,
            change=OF_WRITTEN,
            remove=OF_WRITTEN,
        ),
        secure("practice_groups_matching", see=STAFF, remove=STAFF),
        *secure_history("practice_groups_wantedstructurewriteevent"),
    ]
