"""What the database itself holds of the networks: who sees which row, who is where, what an issued statement is."""

from django.db import migrations

from centre.row_security import ME, STAFF, holds, secure, secure_history

PORTAL = holds("systeme")
PAYER = holds("administration", "systeme")
MEMBER = f"{ME} IS NOT NULL"
INTERPRETER = "(SELECT app_interpreter_id())"
# Somebody's own rows, whatever her role today: a profile, a document, a statement stay hers.
OWN_INTERPRETER = f"interpreter_id IN (SELECT i.id FROM networks_interpreter AS i WHERE i.user_id = {ME})"
OWN_THERAPIST = f"therapist_id IN (SELECT t.id FROM networks_therapist AS t WHERE t.user_id = {ME})"
OWN = f"({OWN_INTERPRETER} OR {OWN_THERAPIST})"
OFFERED = (
    f"EXISTS (SELECT 1 FROM networks_missionoffer AS o WHERE o.mission_id = networks_mission.id"
    f" AND o.interpreter_id = {INTERPRETER} AND o.state = 'proposee')"
)
MISSION = f"{STAFF} OR interpreter_id = {INTERPRETER} OR requested_by_id = {ME} OR {OFFERED}"

TAKEN = "('acceptee', 'confirmee', 'realisee', 'validee', 'relevee', 'payee')"  # missions.models.BLOCKING

# ── Who is where ────────────────────────────────────────────────────────────────────────────────
OCCUPY = f"""
CREATE FUNCTION occupy(mission networks_mission, interpreter bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO networks_occupation (mission_id, interpreter_id, period)
    VALUES (mission.id, interpreter, tstzrange(
        mission.starts_at - make_interval(mins => mission.travel_minutes::int),
        mission.ends_at + make_interval(mins => mission.travel_minutes::int)))
    ON CONFLICT (mission_id, interpreter_id) DO UPDATE SET period = excluded.period
$$;

CREATE FUNCTION occupy_by_mission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE taken boolean := NEW.state IN {TAKEN} AND NEW.interpreter_id IS NOT NULL;
BEGIN
    IF NEW.imported OR NEW.starts_at IS NULL THEN
        DELETE FROM networks_occupation WHERE mission_id = NEW.id;
        RETURN NULL;
    END IF;
    IF NEW.state <> 'proposee' THEN  -- no offer lives under another state: whoever was asked is free again
        DELETE FROM networks_occupation
        WHERE mission_id = NEW.id AND NOT (taken AND interpreter_id = NEW.interpreter_id);
    END IF;
    IF taken THEN
        PERFORM occupy(NEW, NEW.interpreter_id);
    ELSIF TG_OP = 'UPDATE' AND NEW.state = 'proposee'
        AND (NEW.starts_at, NEW.ends_at, NEW.travel_minutes) IS DISTINCT FROM
            (OLD.starts_at, OLD.ends_at, OLD.travel_minutes)
    THEN
        PERFORM occupy(NEW, o.interpreter_id) FROM networks_occupation AS o WHERE o.mission_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER occupy_by_mission
AFTER INSERT OR UPDATE OF state, interpreter_id, starts_at, ends_at, travel_minutes, imported ON networks_mission
FOR EACH ROW EXECUTE FUNCTION occupy_by_mission();

CREATE FUNCTION occupy_by_offer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE mission networks_mission;
BEGIN
    IF TG_OP <> 'DELETE' AND NEW.state = 'proposee' THEN
        SELECT * INTO mission FROM networks_mission WHERE id = NEW.mission_id;
        IF mission.state IS DISTINCT FROM 'proposee' OR mission.starts_at IS NULL THEN
            RAISE EXCEPTION 'only a mission that is being offered has offers' USING ERRCODE = 'restrict_violation';
        END IF;
        PERFORM occupy(mission, NEW.interpreter_id);
    ELSIF TG_OP <> 'INSERT' AND OLD.state = 'proposee' AND (TG_OP = 'DELETE' OR NEW.state <> 'acceptee') THEN
        DELETE FROM networks_occupation
        WHERE mission_id = OLD.mission_id AND interpreter_id = OLD.interpreter_id AND NOT EXISTS (
            SELECT 1 FROM networks_mission AS m WHERE m.id = OLD.mission_id
            AND m.interpreter_id = OLD.interpreter_id AND m.state IN {TAKEN});
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER occupy_by_offer AFTER INSERT OR UPDATE OF state OR DELETE ON networks_missionoffer
FOR EACH ROW EXECUTE FUNCTION occupy_by_offer();
"""

# ── What a mission may be, and become ───────────────────────────────────────────────────────────
KEEP_MISSION = f"""
CREATE FUNCTION keep_mission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    staff boolean := app_is('coordination', 'systeme');
    holder networks_interpreter;
    reached varchar[];
BEGIN
    IF NEW.imported THEN
        IF NOT staff THEN
            RAISE EXCEPTION 'the past is told by the portal' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT staff AND NEW.state NOT IN ('demandee', 'realisee') THEN
            RAISE EXCEPTION 'a mission begins by being asked for' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSE
        IF OLD.state IN ('relevee', 'payee') AND (
            NEW.state NOT IN ('relevee', 'payee')
            OR (NEW.interpreter_id, NEW.day, NEW.starts_at, NEW.ends_at, NEW.duration, NEW.modality, NEW.language)
               IS DISTINCT FROM
               (OLD.interpreter_id, OLD.day, OLD.starts_at, OLD.ends_at, OLD.duration, OLD.modality, OLD.language))
        THEN
            RAISE EXCEPTION 'a mission on a statement never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.requested_by_id IS DISTINCT FROM OLD.requested_by_id OR NEW.imported <> OLD.imported THEN
            RAISE EXCEPTION 'a mission stays that of who asked for it' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT staff AND (
            NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
                ('proposee', 'acceptee'), ('confirmee', 'realisee'),
                ('demandee', 'annulee'), ('proposee', 'annulee'), ('acceptee', 'annulee'), ('confirmee', 'annulee'),
                ('acceptee', 'annulee_tardivement'), ('confirmee', 'annulee_tardivement'))
            OR NEW.interpreter_id IS DISTINCT FROM OLD.interpreter_id AND NOT (
                OLD.interpreter_id IS NULL AND NEW.state = 'acceptee' AND NEW.interpreter_id = app_interpreter_id())
            OR OLD.state = 'proposee' AND NEW.state = 'acceptee' AND NEW.interpreter_id IS DISTINCT FROM app_interpreter_id()
            OR (NEW.day, NEW.starts_at, NEW.ends_at, NEW.language, NEW.modality, NEW.departement, NEW.place,
                NEW.travel_minutes, NEW.derogation, NEW.derogation_by_id, NEW.validated_by_id)
               IS DISTINCT FROM
               (OLD.day, OLD.starts_at, OLD.ends_at, OLD.language, OLD.modality, OLD.departement, OLD.place,
                OLD.travel_minutes, OLD.derogation, OLD.derogation_by_id, OLD.validated_by_id)
            OR OLD.state NOT IN ('confirmee') AND NEW.duration IS DISTINCT FROM OLD.duration)
        THEN
            RAISE EXCEPTION 'only the coordination changes a mission' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.interpreter_id IS NULL OR NEW.state NOT IN {TAKEN} OR NEW.derogation <> '' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.interpreter_id, NEW.language, NEW.modality, NEW.departement, OLD.state IN {TAKEN})
        IS NOT DISTINCT FROM (OLD.interpreter_id, OLD.language, OLD.modality, OLD.departement, true)
    THEN
        RETURN NEW;
    END IF;
    SELECT * INTO holder FROM networks_interpreter WHERE id = NEW.interpreter_id;
    SELECT on_site_departements INTO reached FROM networks_networksettings WHERE id = 1;
    IF NEW.language <> '' AND NEW.language <> ALL (holder.languages) THEN
        RAISE EXCEPTION 'mission: the interpreter does not speak the language' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.modality = 'presentiel' AND NEW.departement <> ''
        AND (NEW.departement <> ALL (holder.departements) OR NEW.departement <> ALL (reached))
    THEN
        RAISE EXCEPTION 'mission: the interpreter does not go to this departement' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_mission BEFORE INSERT OR UPDATE ON networks_mission
FOR EACH ROW EXECUTE FUNCTION keep_mission();
"""

# ── Money ───────────────────────────────────────────────────────────────────────────────────────
KEEP_PAY = """
CREATE FUNCTION keep_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'brouillon' THEN
            RAISE EXCEPTION 'an issued statement never goes away' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'brouillon' THEN
        IF NOT (OLD.state = NEW.state OR OLD.state = 'emis' AND NEW.state = 'paye')
            OR (NEW.number, NEW.interpreter_id, NEW.month, NEW.issued_at, NEW.issued_by_id, NEW.payer, NEW.rule,
                NEW.payee_name, NEW.iban, NEW.siret, NEW.total)
               IS DISTINCT FROM
               (OLD.number, OLD.interpreter_id, OLD.month, OLD.issued_at, OLD.issued_by_id, OLD.payer, OLD.rule,
                OLD.payee_name, OLD.iban, OLD.siret, OLD.total)
            OR length(OLD.pdf) > 0 AND NEW.pdf IS DISTINCT FROM OLD.pdf
            OR OLD.state = 'paye' AND (NEW.paid_on, NEW.paid_by_id) IS DISTINCT FROM (OLD.paid_on, OLD.paid_by_id)
        THEN
            RAISE EXCEPTION 'an issued statement never changes' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF EXISTS (SELECT 1 FROM networks_payline AS l WHERE l.statement_id = NEW.id
               AND l.asked_by_id IN (NEW.issued_by_id, NEW.paid_by_id))
    THEN
        RAISE EXCEPTION 'pay: who asks never pays' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'brouillon' AND NEW.state <> 'brouillon' AND NEW.total IS DISTINCT FROM (
        SELECT coalesce(sum(amount), 0) FROM networks_payline WHERE statement_id = NEW.id)
    THEN
        RAISE EXCEPTION 'a statement is the sum of its lines' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_statement BEFORE UPDATE OR DELETE ON networks_paystatement
FOR EACH ROW EXECUTE FUNCTION keep_statement();

CREATE FUNCTION keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM networks_paystatement AS s WHERE s.state <> 'brouillon'
               AND s.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.statement_id END,
                            CASE WHEN TG_OP <> 'DELETE' THEN NEW.statement_id END))
    THEN
        RAISE EXCEPTION 'an issued statement never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_line BEFORE INSERT OR UPDATE OR DELETE ON networks_payline
FOR EACH ROW EXECUTE FUNCTION keep_line();

CREATE FUNCTION last_paid_day(interpreter bigint) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT max(l.day) FROM networks_payline AS l JOIN networks_paystatement AS s ON s.id = l.statement_id
            WHERE s.interpreter_id = interpreter AND s.state <> 'brouillon' AND l.corrects_id IS NULL);
END $$;

CREATE FUNCTION keep_rate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE who bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.interpreter_id ELSE NEW.interpreter_id END;
BEGIN
    IF least(CASE WHEN TG_OP <> 'INSERT' THEN OLD.since END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.since END)
        <= last_paid_day(who)
    THEN
        RAISE EXCEPTION 'rate: it would reach back into an issued statement' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_rate BEFORE INSERT OR UPDATE OR DELETE ON networks_interpreterrate
FOR EACH ROW EXECUTE FUNCTION keep_rate();
"""

# ── Smaller promises ────────────────────────────────────────────────────────────────────────────
KEEP_SMALL = """
CREATE FUNCTION structure_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.search := lower(unaccent(concat_ws(' ', NEW.name, NEW.kind, NEW.commune_name, NEW.description)));
    RETURN NEW;
END $$;
CREATE TRIGGER structure_search BEFORE INSERT OR UPDATE OF name, kind, commune_name, description, search
ON networks_structure FOR EACH ROW EXECUTE FUNCTION structure_search();

CREATE FUNCTION keep_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.language_levels := coalesce(
        (SELECT jsonb_object_agg(key, value) FROM jsonb_each(NEW.language_levels) WHERE key = ANY (NEW.languages)), '{}');
    RETURN NEW;
END $$;
CREATE TRIGGER keep_levels BEFORE INSERT OR UPDATE OF languages, language_levels ON networks_therapist
FOR EACH ROW EXECUTE FUNCTION keep_levels();
CREATE TRIGGER keep_levels BEFORE INSERT OR UPDATE OF languages, language_levels ON networks_interpreter
FOR EACH ROW EXECUTE FUNCTION keep_levels();

CREATE FUNCTION keep_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'confirmee' AND NEW.heads > (SELECT capacity FROM networks_room WHERE id = NEW.room_id) THEN
        RAISE EXCEPTION 'booking: more people than seats' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_seats BEFORE INSERT OR UPDATE OF room_id, heads, state ON networks_roombooking
FOR EACH ROW EXECUTE FUNCTION keep_seats();

CREATE FUNCTION welcome() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE networks_therapist SET user_id = NEW.accepted_by_id WHERE invitation_id = NEW.id AND user_id IS NULL;
    UPDATE networks_interpreter SET user_id = NEW.accepted_by_id WHERE invitation_id = NEW.id AND user_id IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER welcome AFTER UPDATE OF accepted_by_id ON centre_invitation
FOR EACH ROW WHEN (NEW.accepted_by_id IS NOT NULL) EXECUTE FUNCTION welcome();
"""

UNDO = """
DROP TRIGGER welcome ON centre_invitation; DROP FUNCTION welcome();
DROP TRIGGER keep_seats ON networks_roombooking; DROP FUNCTION keep_seats();
DROP TRIGGER keep_levels ON networks_interpreter; DROP TRIGGER keep_levels ON networks_therapist;
DROP FUNCTION keep_levels();
DROP TRIGGER structure_search ON networks_structure; DROP FUNCTION structure_search();
DROP TRIGGER keep_rate ON networks_interpreterrate; DROP FUNCTION keep_rate(); DROP FUNCTION last_paid_day(bigint);
DROP TRIGGER keep_line ON networks_payline; DROP FUNCTION keep_line();
DROP TRIGGER keep_statement ON networks_paystatement; DROP FUNCTION keep_statement();
DROP TRIGGER keep_mission ON networks_mission; DROP FUNCTION keep_mission();
DROP TRIGGER occupy_by_offer ON networks_missionoffer; DROP FUNCTION occupy_by_offer();
DROP TRIGGER occupy_by_mission ON networks_mission; DROP FUNCTION occupy_by_mission();
DROP FUNCTION occupy(networks_mission, bigint);
"""
BY_TRIGGER = "(SELECT pg_trigger_depth()) > 0"

SEE_MISSIONS = [
    f"ALTER POLICY see ON networks_mission USING ({MISSION})",
    f"ALTER POLICY change ON networks_mission USING ({MISSION}) WITH CHECK ({MISSION})",
]
ORDINARY = (
    "absence",
    "announcement",
    "announcementrefusal",
    "axis",
    "calendarlink",
    "charter",
    "charteracceptance",
    "contact",
    "datepoll",
    "networksettings",
    "project",
    "room",
    "roombooking",
    "stafftime",
    "structurecorrection",
)


def histories(*names: str) -> list[str]:
    return [f"networks_{name}writeevent" for name in names]


class Migration(migrations.Migration):
    dependencies = [("networks", "0003_networks_in_full")]
    operations = [
        migrations.RunSQL([OCCUPY, KEEP_MISSION, KEEP_PAY, KEEP_SMALL], UNDO),
        migrations.RunSQL(SEE_MISSIONS, migrations.RunSQL.noop),
        secure(
            "networks_missionoffer",
            see=f"{STAFF} OR interpreter_id = {INTERPRETER}",
            add=STAFF,
            change=f"{STAFF} OR interpreter_id = {INTERPRETER}",
            remove=STAFF,
        ),
        secure("networks_occupation", see="true", add=BY_TRIGGER, change=BY_TRIGGER, remove=BY_TRIGGER),
        secure("networks_calendarlink", see=f"user_id = {ME} OR {PORTAL}", change=f"user_id = {ME}"),
        secure("networks_application", see=STAFF),
        secure(
            "networks_charteracceptance",
            see=f"user_id = {ME} OR {STAFF}",
            add=f"user_id = {ME} OR {PORTAL}",
            change="false",
        ),
        secure("networks_document", see=f"{STAFF} OR {OWN}", change=STAFF, remove=f"{STAFF} OR {OWN}"),
        *[
            secure(
                f"networks_{table}",
                see=MEMBER,
                add=f"{STAFF} OR {OWN}",
                change=f"{STAFF} OR {OWN}",
                remove=f"{STAFF} OR {OWN}",
            )
            for table in ("weeklyslot", "absence")
        ],
        secure("networks_payeedetails", see=f"{PAYER} OR {OWN_INTERPRETER}"),
        secure(
            "networks_paystatement",
            see=f"{PAYER} OR ({OWN_INTERPRETER} AND state <> 'brouillon')",
            add=PAYER,
            change=PAYER,
            remove=PAYER,
        ),
        secure(
            "networks_payline",
            see=f"{PAYER} OR EXISTS (SELECT 1 FROM networks_paystatement AS s WHERE s.id = statement_id)",
            add=PAYER,
            change=PAYER,
            remove=PAYER,
        ),
        secure(
            "networks_structure",
            see=f"public OR {MEMBER}",
            add=MEMBER,
            change=f"{STAFF} OR EXISTS (SELECT 1 FROM networks_membership AS m WHERE m.structure_id = "
            f"networks_structure.id AND m.user_id = {ME} AND m.validated_on IS NOT NULL AND m.until IS NULL)",
        ),
        secure("networks_structurecorrection", see=STAFF, add=MEMBER),
        secure("networks_contact", see=STAFF, remove=STAFF),
        secure("networks_activityattendance", see=STAFF, remove=STAFF),
        secure("networks_datepoll", see=MEMBER, add=STAFF, change=STAFF),
        secure(
            "networks_pollinvitee",
            see=f"{STAFF} OR user_id = {ME}",
            add=STAFF,
            change=f"{STAFF} OR user_id = {ME}",
            remove=STAFF,
        ),
        secure(
            "networks_pollanswer",
            see=f"{STAFF} OR EXISTS (SELECT 1 FROM networks_pollinvitee AS i WHERE i.id = invitee_id"
            f" AND i.user_id = {ME})",
            remove=f"{STAFF} OR EXISTS (SELECT 1 FROM networks_pollinvitee AS i WHERE i.id = invitee_id"
            f" AND i.user_id = {ME})",
        ),
        secure("networks_roombooking", see=STAFF),
        secure("networks_announcement", see=STAFF),
        secure(
            "networks_announcementrefusal",
            see=f"user_id = {ME} OR {STAFF}",
            remove=f"user_id = {ME} OR {STAFF}",
        ),
        *secure_history(*histories(*ORDINARY)),
        *secure_history(*histories("missionoffer", "document", "application"), readers=STAFF),
        *secure_history(*histories("payeedetails", "payline", "paystatement"), readers=PAYER),
    ]
