"""Who sees which row of the new rooms, and what the database refuses there whoever asks."""

from importlib import import_module

from django.db import migrations

from centre.row_security import ME, STAFF, holds, secure, secure_history

led = import_module("practice_groups.migrations.0002_secure").led
PORTAL = holds("systeme")
TODAY = "(SELECT (now() AT TIME ZONE 'Europe/Paris')::date)"

# Seats, those of each sector, and the queue: kept in the statement that takes or frees them.
PLACES = """
CREATE OR REPLACE FUNCTION keep_cycle_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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
DROP TRIGGER keep_cycle_places ON practice_groups_registration;
CREATE TRIGGER keep_cycle_places AFTER INSERT OR UPDATE OF state, cycle_id, sector OR DELETE
ON practice_groups_registration FOR EACH ROW EXECUTE FUNCTION keep_cycle_places();
"""

RULES = """
CREATE FUNCTION keep_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM practice_groups_meeting AS m JOIN practice_groups_registration AS r
                   ON r.cycle_id = m.cycle_id WHERE m.id = NEW.meeting_id AND r.id = NEW.registration_id)
    THEN
        RAISE EXCEPTION 'turn: the meeting is of another cycle' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_turn BEFORE INSERT OR UPDATE ON practice_groups_hostingturn
FOR EACH ROW EXECUTE FUNCTION keep_turn();
CREATE TRIGGER keep_turn BEFORE INSERT OR UPDATE ON practice_groups_situationturn
FOR EACH ROW EXECUTE FUNCTION keep_turn();

CREATE FUNCTION keep_clinical() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.situation AND NEW.state <> 'reporte' AND (SELECT count(*) FROM practice_groups_agendapoint
        WHERE meeting_id = NEW.meeting_id AND situation AND state <> 'reporte' AND id IS DISTINCT FROM NEW.id) >= 2
    THEN
        RAISE EXCEPTION 'meeting: two situations at most' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_clinical BEFORE INSERT OR UPDATE ON practice_groups_agendapoint
FOR EACH ROW EXECUTE FUNCTION keep_clinical();

CREATE FUNCTION keep_placement_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    SELECT p.state, s.starts_on, s.ends_on, s.preparation_on, s.restitution_on INTO one
    FROM practice_groups_placement AS p JOIN practice_groups_placementsession AS s ON s.id = p.session_id
    WHERE p.id = NEW.placement_id FOR UPDATE OF p;
    IF NEW.day NOT BETWEEN one.starts_on AND one.ends_on OR NEW.day < one.preparation_on OR NEW.day > one.restitution_on
    THEN
        RAISE EXCEPTION 'placement: outside its session' USING ERRCODE = 'check_violation';
    END IF;
    IF (SELECT count(*) FROM practice_groups_placementday WHERE placement_id = NEW.placement_id
        AND id IS DISTINCT FROM NEW.id) >= 5
    THEN
        RAISE EXCEPTION 'placement: five days at most' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_placement_day BEFORE INSERT OR UPDATE ON practice_groups_placementday
FOR EACH ROW EXECUTE FUNCTION keep_placement_day();

CREATE FUNCTION keep_placement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('signee', 'immersion', 'evaluee', 'restituee') AND OLD.state IN ('brouillon', 'convention_a_signer')
        AND (EXISTS (SELECT 1 FROM practice_groups_signature WHERE placement_id = NEW.id AND signed_at IS NULL)
             OR (SELECT count(*) FROM practice_groups_signature WHERE placement_id = NEW.id) < 4)
    THEN
        RAISE EXCEPTION 'placement: every signature comes first' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state <> 'brouillon' AND NEW.state <> 'brouillon'
        AND (NEW.convention_text, NEW.host_id, NEW.own_id, NEW.wish_id)
            IS DISTINCT FROM (OLD.convention_text, OLD.host_id, OLD.own_id, OLD.wish_id)
    THEN
        RAISE EXCEPTION 'placement: a convention out to be signed does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_placement BEFORE UPDATE ON practice_groups_placement
FOR EACH ROW EXECUTE FUNCTION keep_placement();

CREATE FUNCTION keep_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL AND (TG_OP = 'DELETE' OR (NEW.signed_at, NEW.name, NEW.function, NEW.by,
        NEW.text_digest, NEW.role, NEW.placement_id) IS DISTINCT FROM (OLD.signed_at, OLD.name, OLD.function, OLD.by,
        OLD.text_digest, OLD.role, OLD.placement_id))
    THEN
        RAISE EXCEPTION 'what is signed stays signed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_signature BEFORE UPDATE OR DELETE ON practice_groups_signature
FOR EACH ROW EXECUTE FUNCTION keep_signature();

CREATE FUNCTION keep_attestation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.code, NEW.registration_id, NEW.holder, NEW.title, NEW.hours, NEW.meetings,
        NEW.first_day, NEW.last_day, NEW.issued_at) IS DISTINCT FROM (OLD.code, OLD.registration_id, OLD.holder,
        OLD.title, OLD.hours, OLD.meetings, OLD.first_day, OLD.last_day, OLD.issued_at)
        OR OLD.revoked_on IS NOT NULL AND NEW.revoked_on IS DISTINCT FROM OLD.revoked_on
    THEN
        RAISE EXCEPTION 'an attestation issued does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_attestation BEFORE UPDATE OR DELETE ON practice_groups_attestation
FOR EACH ROW EXECUTE FUNCTION keep_attestation();

CREATE SEQUENCE practice_groups_receipt;
"""
NO_RULES = """
DROP SEQUENCE practice_groups_receipt;
DROP TRIGGER keep_attestation ON practice_groups_attestation; DROP FUNCTION keep_attestation();
DROP TRIGGER keep_signature ON practice_groups_signature; DROP FUNCTION keep_signature();
DROP TRIGGER keep_placement ON practice_groups_placement; DROP FUNCTION keep_placement();
DROP TRIGGER keep_placement_day ON practice_groups_placementday; DROP FUNCTION keep_placement_day();
DROP TRIGGER keep_clinical ON practice_groups_agendapoint; DROP FUNCTION keep_clinical();
DROP TRIGGER keep_turn ON practice_groups_situationturn; DROP TRIGGER keep_turn ON practice_groups_hostingturn;
DROP FUNCTION keep_turn();
"""

LED_MEETING = (
    "EXISTS (SELECT 1 FROM practice_groups_meeting AS m WHERE m.id = {table}.meeting_id AND "
    + led("m.cycle_id")
    + ")"
)
TAKES_PART = (
    "EXISTS (SELECT 1 FROM practice_groups_meeting AS m JOIN practice_groups_registration AS r"
    f" ON r.cycle_id = m.cycle_id WHERE m.id = {{table}}.meeting_id AND r.user_id = {ME} AND r.state = 'confirmee')"
)
MEMBER = (
    "EXISTS (SELECT 1 FROM practice_groups_meeting AS m JOIN practice_groups_cycle AS c ON c.id = m.cycle_id"
    " JOIN practice_groups_groupmember AS g ON g.group_id = c.group_id WHERE m.id = {table}.meeting_id"
    f" AND g.user_id = {ME} AND g.until IS NULL)"
)
MINE = f"EXISTS (SELECT 1 FROM practice_groups_registration AS r WHERE r.id = registration_id AND r.user_id = {ME})"
SEEN = "EXISTS (SELECT 1 FROM practice_groups_registration AS r WHERE r.id = registration_id)"
HOSTS = (
    f"({holds('accueil')} AND EXISTS (SELECT 1 FROM networks_membership AS m WHERE m.user_id = {ME}"
    f" AND m.structure_id IN ({{columns}}) AND m.validated_on <= {TODAY} AND (m.until IS NULL OR m.until >= {TODAY})))"
)


def about(table: str, *conditions: str) -> str:
    return " OR ".join(one.format(table=f"practice_groups_{table}") for one in conditions)


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0004_in_full")]
    operations = [
        migrations.RunSQL([PLACES, RULES], NO_RULES),
        secure("practice_groups_group", see="true", add=STAFF, change=STAFF),
        secure(
            "practice_groups_meeting",
            see="true",
            add=f"{STAFF} OR {led('practice_groups_meeting.cycle_id')}",
            change=f"{STAFF} OR {led('practice_groups_meeting.cycle_id')}",
        ),
        secure("practice_groups_registrationrequest", see=PORTAL, add=PORTAL, change=PORTAL, remove=PORTAL),
        secure(
            "practice_groups_loggedhours",
            see=f"{STAFF} OR user_id = {ME}",
            add=f"{STAFF} OR user_id = {ME} AND noted_by_id = {ME}",
            change="false",
            remove=f"{STAFF} OR user_id = {ME} AND noted_by_id = {ME}",
        ),
        secure("practice_groups_seasonreminder", see=STAFF, add=PORTAL, change="false"),
        secure("practice_groups_trainingfacts", see="true", add=STAFF, change=STAFF),
        *[
            secure(
                f"practice_groups_{table}",
                see=f"{STAFF} OR {about(table, LED_MEETING, TAKES_PART)}",
                add=f"{STAFF} OR {about(table, LED_MEETING)}",
                change=f"{STAFF} OR {about(table, LED_MEETING)} OR {MINE}",
                remove=f"{STAFF} OR {about(table, LED_MEETING)}",
            )
            for table in ("hostingturn", "situationturn")
        ],
        secure(
            "practice_groups_minutes",
            see=f"{STAFF} OR {about('minutes', LED_MEETING, TAKES_PART, MEMBER)}",
            add=f"{STAFF} OR {about('minutes', LED_MEETING)}",
            change=f"{STAFF} OR {about('minutes', LED_MEETING)}",
        ),
        secure(
            "practice_groups_agendapoint",
            see=f"{STAFF} OR {about('agendapoint', LED_MEETING, TAKES_PART, MEMBER)}",
            add=f"{STAFF} OR {about('agendapoint', LED_MEETING)}",
            change=f"{STAFF} OR {about('agendapoint', LED_MEETING)}",
            remove=f"{STAFF} OR {about('agendapoint', LED_MEETING)}",
        ),
        secure("practice_groups_groupmember", see=f"{STAFF} OR user_id = {ME}", add=STAFF, change=STAFF),
        secure(
            "practice_groups_attestation",
            see=f"{STAFF} OR {SEEN}",
            add=f"{STAFF} OR EXISTS (SELECT 1 FROM practice_groups_registration AS r WHERE r.id = registration_id"
            f" AND {led('r.cycle_id')})",
            change=STAFF,
        ),
        secure(
            "practice_groups_evaluation",
            see=f"{STAFF} OR {led('practice_groups_evaluation.cycle_id')} OR EXISTS (SELECT 1 FROM"
            f" practice_groups_registration AS r WHERE r.cycle_id = practice_groups_evaluation.cycle_id"
            f" AND r.user_id = {ME} AND r.state = 'confirmee')",
            add=f"{STAFF} OR {led('practice_groups_evaluation.cycle_id')}",
            change=PORTAL,
        ),
        # Written by the portal for whoever answers, so that no row says who did.
        secure("practice_groups_evaluationanswer", see=STAFF, add=PORTAL, change="false"),
        secure("practice_groups_placementsession", see="true", add=STAFF, change=STAFF),
        secure("practice_groups_placementdocument", see=STAFF, remove=STAFF),
        secure(
            "practice_groups_wish",
            see=f"{STAFF} OR user_id = {ME} OR {HOSTS.format(columns='structure_id')}",
            add=f"{STAFF} OR {HOSTS.format(columns='structure_id')}",
            change=f"{STAFF} OR {HOSTS.format(columns='structure_id')}",
        ),
        secure(
            "practice_groups_wish_wanted",
            see="EXISTS (SELECT 1 FROM practice_groups_wish AS w WHERE w.id = wish_id)",
            remove="EXISTS (SELECT 1 FROM practice_groups_wish AS w WHERE w.id = wish_id)",
        ),
        secure("practice_groups_pair", see=STAFF, remove=STAFF),
        secure(
            "practice_groups_placement",
            see=f"{STAFF} OR {HOSTS.format(columns='host_id, own_id')} OR EXISTS (SELECT 1 FROM practice_groups_wish"
            f" AS w WHERE w.id = wish_id AND w.user_id = {ME})",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        *[
            secure(
                f"practice_groups_{table}",
                see="EXISTS (SELECT 1 FROM practice_groups_placement AS p WHERE p.id = placement_id)",
                add=STAFF,
                change=STAFF,
                remove=STAFF,
            )
            for table in ("placementday", "signature")
        ],
        *secure_history(
            *(
                f"practice_groups_{table}writeevent"
                for table in (
                    "agendapoint",
                    "attestation",
                    "evaluation",
                    "groupmember",
                    "hostingturn",
                    "loggedhours",
                    "minutes",
                    "pair",
                    "placement",
                    "placementday",
                    "placementdocument",
                    "placementsession",
                    "signature",
                    "situationturn",
                    "trainingfacts",
                    "wish",
                )
            )
        ),
    ]
