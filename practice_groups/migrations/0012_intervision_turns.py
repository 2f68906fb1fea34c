"""Turns: asked once more when unanswered; what the database holds of fairness, of answers, and of what is done."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from centre.together import Together

# The cycle's row queues whoever gives turns at the same time. `keep_turn` (0005) has checked that it is one cycle.
MOVES = """
CREATE FUNCTION keep_turn_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    one record;
    mine integer;
    theme boolean := TG_TABLE_NAME = 'practice_groups_situationturn';
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'faite' THEN
            RAISE EXCEPTION 'turn: done, it stays' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    SELECT r.state, r.cycle_id INTO one FROM practice_groups_registration AS r WHERE r.id = NEW.registration_id;
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM practice_groups_cycle WHERE id = one.cycle_id FOR UPDATE;
        SELECT r.state, r.cycle_id INTO one FROM practice_groups_registration AS r WHERE r.id = NEW.registration_id;
        IF NEW.state IN ('proposee', 'confirmee') AND one.state IS DISTINCT FROM 'confirmee' THEN
            RAISE EXCEPTION 'turn: she has no seat' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state IN ('proposee', 'confirmee') AND NOT EXISTS (SELECT 1 FROM practice_groups_meeting
            WHERE id = NEW.meeting_id AND state IN ('prevue', 'tenue'))
        THEN
            RAISE EXCEPTION 'turn: the meeting is off' USING ERRCODE = 'check_violation';
        END IF;
        IF theme AND NEW.state <> 'rendue' AND (SELECT count(*) FROM practice_groups_situationturn
            WHERE meeting_id = NEW.meeting_id AND state <> 'rendue') >= 2
        THEN
            RAISE EXCEPTION 'turn: two situations at most' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT theme AND NEW.state IN ('proposee', 'confirmee') THEN
            SELECT count(*) INTO mine FROM practice_groups_hostingturn
            WHERE registration_id = NEW.registration_id AND state <> 'rendue';
            IF mine > 0 AND EXISTS (SELECT 1 FROM practice_groups_registration AS r
                WHERE r.cycle_id = one.cycle_id AND r.state = 'confirmee' AND r.id <> NEW.registration_id
                AND (SELECT count(*) FROM practice_groups_hostingturn AS t
                     WHERE t.registration_id = r.id AND t.state <> 'rendue') < mine)
            THEN
                RAISE EXCEPTION 'turn: somebody hosted less' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state IN ('faite', 'rendue')
        AND to_jsonb(NEW) - (CASE WHEN theme AND OLD.state = 'faite' THEN 'theme' ELSE '' END)
            IS DISTINCT FROM to_jsonb(OLD) - (CASE WHEN theme AND OLD.state = 'faite' THEN 'theme' ELSE '' END)
    THEN
        RAISE EXCEPTION 'turn: done or given back, it stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.registration_id <> OLD.registration_id OR to_jsonb(NEW) -> 'round' IS DISTINCT FROM to_jsonb(OLD) -> 'round'
        OR NEW.meeting_id <> OLD.meeting_id AND NOT EXISTS (SELECT 1 FROM practice_groups_meeting
            WHERE id = OLD.meeting_id AND postponed_to_id = NEW.meeting_id)
    THEN
        RAISE EXCEPTION 'turn: another meeting or person takes another turn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND NOT (OLD.state = 'proposee' OR OLD.state = 'confirmee' AND NEW.state <> 'proposee')
    THEN
        RAISE EXCEPTION 'turn: no such move' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'confirmee' AND OLD.state = 'proposee' AND one.state IS DISTINCT FROM 'confirmee' THEN
        RAISE EXCEPTION 'turn: she has no seat' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT app_is('coordination', 'systeme') AND NOT (app_is('animation') AND EXISTS (
        SELECT 1 FROM practice_groups_cycle_facilitators WHERE cycle_id = one.cycle_id AND user_id = app_user_id()))
        AND ((to_jsonb(NEW) - 'state' - 'answered_at' - 'theme') IS DISTINCT FROM
             (to_jsonb(OLD) - 'state' - 'answered_at' - 'theme')
             OR NEW.state = 'faite' AND NOT theme)
    THEN
        RAISE EXCEPTION 'turn: she answers, and nothing else' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_turn_moves BEFORE INSERT OR UPDATE OR DELETE ON practice_groups_hostingturn
FOR EACH ROW EXECUTE FUNCTION keep_turn_moves();
CREATE TRIGGER keep_turn_moves BEFORE INSERT OR UPDATE OR DELETE ON practice_groups_situationturn
FOR EACH ROW EXECUTE FUNCTION keep_turn_moves();

-- Before: the leaver still sees her turns.
CREATE FUNCTION free_turns_of_leaver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE practice_groups_hostingturn AS t SET state = 'rendue', answered_at = NEW.ended_at
    FROM practice_groups_meeting AS m
    WHERE t.registration_id = NEW.id AND t.state IN ('proposee', 'confirmee') AND m.id = t.meeting_id
        AND m.starts_at > NEW.ended_at;
    UPDATE practice_groups_situationturn AS t SET state = 'rendue', answered_at = NEW.ended_at
    FROM practice_groups_meeting AS m
    WHERE t.registration_id = NEW.id AND t.state IN ('proposee', 'confirmee') AND m.id = t.meeting_id
        AND m.starts_at > NEW.ended_at;
    RETURN NEW;
END $$;
CREATE TRIGGER free_turns_of_leaver BEFORE UPDATE OF state ON practice_groups_registration FOR EACH ROW
WHEN (OLD.state = 'confirmee' AND NEW.state <> 'confirmee') EXECUTE FUNCTION free_turns_of_leaver();

CREATE FUNCTION carry_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.visit_from := NEW.visit_from + (NEW.starts_at - OLD.starts_at);
    NEW.visit_until := NEW.visit_until + (NEW.starts_at - OLD.starts_at);
    IF NEW.visit_until > NEW.ends_at THEN
        NEW.visit_from := NULL;
        NEW.visit_until := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER carry_visit BEFORE UPDATE OF starts_at, ends_at ON practice_groups_meeting FOR EACH ROW
WHEN (NEW.visit_from IS NOT NULL AND NEW.visit_from = OLD.visit_from AND NEW.visit_until = OLD.visit_until
      AND (NEW.starts_at, NEW.ends_at) IS DISTINCT FROM (OLD.starts_at, OLD.ends_at))
EXECUTE FUNCTION carry_visit();

CREATE FUNCTION carry_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.postponed_to_id IS NOT NULL AND OLD.postponed_to_id IS NULL THEN
        UPDATE practice_groups_hostingturn SET meeting_id = NEW.postponed_to_id
        WHERE meeting_id = NEW.id AND state IN ('proposee', 'confirmee');
        UPDATE practice_groups_situationturn SET meeting_id = NEW.postponed_to_id
        WHERE meeting_id = NEW.id AND state IN ('proposee', 'confirmee');
        UPDATE practice_groups_meeting SET visit_from = starts_at + (NEW.visit_from - NEW.starts_at),
            visit_until = starts_at + (NEW.visit_until - NEW.starts_at)
        WHERE id = NEW.postponed_to_id AND visit_from IS NULL
            AND starts_at + (NEW.visit_until - NEW.starts_at) <= ends_at;
    END IF;
    IF NEW.state = 'annulee' AND OLD.state <> 'annulee' THEN
        UPDATE practice_groups_hostingturn SET state = 'rendue', answered_at = NULL
        WHERE meeting_id = NEW.id AND state IN ('proposee', 'confirmee');
        UPDATE practice_groups_situationturn SET state = 'rendue', answered_at = NULL
        WHERE meeting_id = NEW.id AND state IN ('proposee', 'confirmee');
    END IF;
    IF NEW.state = 'tenue' AND OLD.state <> 'tenue' THEN
        UPDATE practice_groups_hostingturn SET state = 'faite' WHERE meeting_id = NEW.id AND state = 'confirmee';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER carry_turns AFTER UPDATE OF state, postponed_to_id ON practice_groups_meeting
FOR EACH ROW EXECUTE FUNCTION carry_turns();
"""
NO_MOVES = """
DROP TRIGGER carry_turns ON practice_groups_meeting; DROP FUNCTION carry_turns();
DROP TRIGGER carry_visit ON practice_groups_meeting; DROP FUNCTION carry_visit();
DROP TRIGGER free_turns_of_leaver ON practice_groups_registration; DROP FUNCTION free_turns_of_leaver();
DROP TRIGGER keep_turn_moves ON practice_groups_situationturn;
DROP TRIGGER keep_turn_moves ON practice_groups_hostingturn; DROP FUNCTION keep_turn_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0010_registrations_held")]
    operations = [
        Together(
            [
                pgtrigger.migrations.RemoveTrigger(
                    model_name="hostingturn",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="hostingturn",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="hostingturn",
                    name="delete_delete",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="situationturn",
                    name="insert_insert",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="situationturn",
                    name="update_update",
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name="situationturn",
                    name="delete_delete",
                ),
                migrations.AddField(
                    model_name="hostingturn",
                    name="reminded_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="relancée le"),
                ),
                migrations.AddField(
                    model_name="hostingturnwriteevent",
                    name="reminded_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="relancée le"),
                ),
                migrations.AddField(
                    model_name="situationturn",
                    name="reminded_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="relancée le"),
                ),
                migrations.AddField(
                    model_name="situationturnwriteevent",
                    name="reminded_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="relancée le"),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hostingturn",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_hostingturnwriteevent" ("answered_at", "id", "meeting_id", "pgh_created_at", "pgh_label", "proposed_at", "registration_id", "reminded_at", "round", "state") VALUES (NEW."answered_at", NEW."id", NEW."meeting_id", NOW(), \'insert\', NEW."proposed_at", NEW."registration_id", NEW."reminded_at", NEW."round", NEW."state"); RETURN NULL;',
                            hash="89d07c1877400e7ec9678e5019b475860076317f",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a6425",
                            table="practice_groups_hostingturn",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hostingturn",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "practice_groups_hostingturnwriteevent" ("answered_at", "id", "meeting_id", "pgh_created_at", "pgh_label", "proposed_at", "registration_id", "reminded_at", "round", "state") VALUES (NEW."answered_at", NEW."id", NEW."meeting_id", NOW(), \'update\', NEW."proposed_at", NEW."registration_id", NEW."reminded_at", NEW."round", NEW."state"); RETURN NULL;',
                            hash="9aba95432809b09770df33919eddb3d401f4d058",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_1fe53",
                            table="practice_groups_hostingturn",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="hostingturn",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_hostingturnwriteevent" ("answered_at", "id", "meeting_id", "pgh_created_at", "pgh_label", "proposed_at", "registration_id", "reminded_at", "round", "state") VALUES (OLD."answered_at", OLD."id", OLD."meeting_id", NOW(), \'delete\', OLD."proposed_at", OLD."registration_id", OLD."reminded_at", OLD."round", OLD."state"); RETURN NULL;',
                            hash="118255224d8c60397775c71d6eb6ffd3762292a3",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_894cb",
                            table="practice_groups_hostingturn",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="situationturn",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_situationturnwriteevent" ("answered_at", "id", "meeting_id", "pgh_created_at", "pgh_label", "proposed_at", "registration_id", "reminded_at", "state", "theme") VALUES (NEW."answered_at", NEW."id", NEW."meeting_id", NOW(), \'insert\', NEW."proposed_at", NEW."registration_id", NEW."reminded_at", NEW."state", NEW."theme"); RETURN NULL;',
                            hash="12e5b046243a7980f0784cb779245b43db27b295",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_f4768",
                            table="practice_groups_situationturn",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="situationturn",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "practice_groups_situationturnwriteevent" ("answered_at", "id", "meeting_id", "pgh_created_at", "pgh_label", "proposed_at", "registration_id", "reminded_at", "state", "theme") VALUES (NEW."answered_at", NEW."id", NEW."meeting_id", NOW(), \'update\', NEW."proposed_at", NEW."registration_id", NEW."reminded_at", NEW."state", NEW."theme"); RETURN NULL;',
                            hash="046426dabdc5a0fbb311b388033c56788a789ad1",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_dc093",
                            table="practice_groups_situationturn",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="situationturn",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "practice_groups_situationturnwriteevent" ("answered_at", "id", "meeting_id", "pgh_created_at", "pgh_label", "proposed_at", "registration_id", "reminded_at", "state", "theme") VALUES (OLD."answered_at", OLD."id", OLD."meeting_id", NOW(), \'delete\', OLD."proposed_at", OLD."registration_id", OLD."reminded_at", OLD."state", OLD."theme"); RETURN NULL;',
                            hash="ed6cfc630b92617258ad3721767f587053c32dfc",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_e68e6",
                            table="practice_groups_situationturn",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="situationturn",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "faite"), models.Q(("theme", ""), _negated=True)),
                            models.Q(models.Q(("state", "faite"), _negated=True), ("theme", "")),
                            _connector="OR",
                        ),
                        name="a_situation_presented_has_its_theme",
                    ),
                ),
            ]
        ),
        migrations.RunSQL(MOVES, NO_MOVES),
    ]
