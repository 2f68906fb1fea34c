"""What a registration may become and who may say so, held by the database; the request of somebody without account.

Whoever registers writes one row that waits, at the end of the queue: the portal alone seats, offers and passes over.
Of her own row she then accepts an offer in time, or leaves. Seats and queue of a cycle are counted by the trigger of
the registrations, and by nothing else.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

import centre.vault
from centre.row_security import STAFF, secure

COLUMNS = "taken, taken_social, taken_mental, queue"
NEW, OLD = (", ".join(f"{row}.{name}" for name in COLUMNS.split(", ")) for row in ("NEW", "OLD"))
OWNER = "current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)"

# As 0005 wrote it, in the name of the tables' owner: so that nobody else needs to write these columns.
PLACES = """
CREATE OR REPLACE FUNCTION keep_cycle_places() RETURNS trigger LANGUAGE plpgsql
{definer} AS $$
BEGIN
    {only_here}
    IF TG_OP <> 'INSERT' THEN
        IF OLD.state IN ('confirmee', 'place_proposee') THEN
            UPDATE practice_groups_cycle SET taken = taken - 1,
                taken_social = taken_social - (OLD.sector = 'social')::int,
                taken_mental = taken_mental - (OLD.sector = 'sante_mentale')::int WHERE id = OLD.cycle_id;
        ELSIF OLD.state = 'liste_attente' THEN
            UPDATE practice_groups_cycle SET queue = array_remove(queue, OLD.id) WHERE id = OLD.cycle_id;
        END IF;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        IF NEW.state IN ('confirmee', 'place_proposee') THEN
            UPDATE practice_groups_cycle SET taken = taken + 1,
                taken_social = taken_social + (NEW.sector = 'social')::int,
                taken_mental = taken_mental + (NEW.sector = 'sante_mentale')::int WHERE id = NEW.cycle_id;
        ELSIF NEW.state = 'liste_attente' THEN
            UPDATE practice_groups_cycle
            SET queue = (SELECT array_agg(waiting ORDER BY waiting) FROM unnest(queue || NEW.id) AS waiting)
            WHERE id = NEW.cycle_id;
        END IF;
    END IF;
    RETURN NULL;
END $$;
"""
ONLY_HERE = """IF TG_RELID <> 'public.practice_groups_registration'::regclass THEN
        RAISE EXCEPTION 'places: only registrations count' USING ERRCODE = 'insufficient_privilege';
    END IF;"""
DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

CYCLE = f"""
CREATE FUNCTION keep_cycle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted text[] := ARRAY['{COLUMNS.replace(", ", "', '")}'];
BEGIN
    IF {OWNER} THEN
        RETURN NEW;
    END IF;
    IF ({NEW}) IS DISTINCT FROM ({OLD}) THEN
        RAISE EXCEPTION 'cycle: seats and queue are counted, not written' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF to_jsonb(NEW) - counted IS DISTINCT FROM to_jsonb(OLD) - counted AND NOT {STAFF}
        AND NOT (app_is('animation') AND EXISTS (SELECT 1 FROM practice_groups_cycle_facilitators AS f
                                                 WHERE f.cycle_id = OLD.id AND f.user_id = app_user_id()))
    THEN
        RAISE EXCEPTION 'cycle: for the coordination and its facilitators' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_cycle BEFORE UPDATE ON practice_groups_cycle FOR EACH ROW EXECUTE FUNCTION keep_cycle();
"""
NO_CYCLE = "DROP TRIGGER keep_cycle ON practice_groups_cycle; DROP FUNCTION keep_cycle();"

REGISTRATION = f"""
CREATE FUNCTION keep_registration() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    staff boolean := {OWNER} OR {STAFF};
    fee numeric;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'demandee' THEN
            RAISE EXCEPTION 'registration: confirmed or waiting from the start' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT staff THEN
            -- Her place in the queue is the order in which the cycle was locked, whatever number she gives.
            SELECT c.fee INTO fee FROM practice_groups_cycle AS c WHERE c.id = NEW.cycle_id FOR NO KEY UPDATE;
            NEW.id := nextval(pg_get_serial_sequence('practice_groups_registration', 'id'));
            IF NEW.state <> 'liste_attente' OR NEW.passed_over <> ''
                OR num_nonnulls(NEW.offered_at, NEW.offered_until, NEW.confirmed_at) > 0
            THEN
                RAISE EXCEPTION 'registration: whoever registers waits, the portal seats'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
        END IF;
        RETURN NEW;
    END IF;

    IF (NEW.id, NEW.cycle_id, NEW.user_id) IS DISTINCT FROM (OLD.id, OLD.cycle_id, OLD.user_id) THEN
        RAISE EXCEPTION 'registration: of one person, in one cycle, at one place' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('liste_attente', 'place_proposee'), ('liste_attente', 'refusee'), ('liste_attente', 'desistee'),
        ('place_proposee', 'confirmee'), ('place_proposee', 'desistee'), ('place_proposee', 'expiree'),
        ('confirmee', 'desistee'))
    THEN
        RAISE EXCEPTION 'registration: from % to % is no move', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF staff OR OLD.user_id IS DISTINCT FROM app_user_id() THEN
        RETURN NEW;
    END IF;

    -- From here on, her own row in her own name. What becomes of a fee due is held by keep_fee.
    IF (NEW.registered_at, NEW.charter_accepted_at, NEW.sector, NEW.offered_at, NEW.offered_until, NEW.passed_over,
        NEW.idempotency_key) IS DISTINCT FROM
       (OLD.registered_at, OLD.charter_accepted_at, OLD.sector, OLD.offered_at, OLD.offered_until, OLD.passed_over,
        OLD.idempotency_key)
    THEN
        RAISE EXCEPTION 'registration: not hers to write' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'place_proposee' AND NEW.state = 'confirmee' THEN
        SELECT c.fee INTO fee FROM practice_groups_cycle AS c WHERE c.id = NEW.cycle_id;
        IF NEW.confirmed_at > OLD.offered_until
            OR (NEW.fee_state, NEW.fee_amount) IS DISTINCT FROM
               (CASE WHEN fee > 0 THEN 'due' ELSE '' END, CASE WHEN fee > 0 THEN fee END)
        THEN
            RAISE EXCEPTION 'registration: an offer is accepted in time and its fee is due'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    ELSIF NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at
        OR NEW.state <> OLD.state AND (NEW.state <> 'desistee' OR NEW.ended_by_id <> app_user_id())
        OR NEW.state = OLD.state AND (NEW.ended_at, NEW.ended_by_id) IS DISTINCT FROM (OLD.ended_at, OLD.ended_by_id)
    THEN
        RAISE EXCEPTION 'registration: not hers to write' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_registration BEFORE INSERT OR UPDATE ON practice_groups_registration
FOR EACH ROW EXECUTE FUNCTION keep_registration();
"""
NO_REGISTRATION = (
    "DROP TRIGGER keep_registration ON practice_groups_registration; DROP FUNCTION keep_registration();"
)


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0013_receipts"), ("practice_groups", "0017_placements_matched")]
    operations = [
        migrations.AddField(
            "registrationrequest",
            "host_address",
            centre.vault.EncryptedTextField(blank=True, max_length=200, verbose_name="où elle accueille", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "registrationrequest",
            "host_commune",
            models.CharField(blank=True, max_length=5, verbose_name="commune où elle accueille", default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "registrationrequest",
            "avoids_months",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=7),
                blank=True,
                default=list,
                size=None,
                verbose_name="mois où elle ne peut accueillir",
            ),
        ),
        migrations.AddField(
            "registrationrequest",
            "idempotency_key",
            models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddIndex(
            "registrationrequest", models.Index(fields=["cycle", "asked_at"], name="requests_of_a_cycle")
        ),
        migrations.AddIndex(
            "registrationrequest", models.Index(fields=["email_index", "asked_at"], name="requests_of_an_address")
        ),
        migrations.RunSQL(
            PLACES.format(definer=DEFINER, only_here=ONLY_HERE),
            PLACES.format(definer="SECURITY INVOKER", only_here=""),
        ),
        # Whoever registers locks the cycle: its row is everybody's to lock, and the trigger's to keep.
        secure("practice_groups_cycle", see="true", add=STAFF, change="true"),
        migrations.RunSQL(CYCLE, NO_CYCLE),
        migrations.RunSQL(REGISTRATION, NO_REGISTRATION),
    ]
