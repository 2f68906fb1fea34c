"""Who sees which row of the new rooms, and what the database refuses there whoever asks."""

from importlib import import_module

from django.db import migrations

from centre.row_security import ME, STAFF, holds, secure, secure_history

before = import_module("referrals.migrations.0002_secure")
PORTAL, THERAPIST, LIVING, TODAY = before.PORTAL, before.THERAPIST, before.LIVING, before.TODAY
in_care = before.in_care
LISTENER = holds("ecoutant")

IN_TEAM = (
    f"({holds('therapeute')} AND EXISTS (SELECT 1 FROM referrals_teammember AS t WHERE t.user_id = {ME}"
    f" AND t.dispositif_id = {{table}}.dispositif_id AND t.since <= {TODAY}"
    f" AND (t.until IS NULL OR t.until >= {TODAY})))"
)
# A listener sees the line she keeps while it is open; asleep, she sees nothing of it.
LISTENS = (
    f"({LISTENER} AND EXISTS (SELECT 1 FROM referrals_hotline AS h JOIN referrals_hotlineopening AS o"
    " ON o.hotline_id = h.id WHERE h.dispositif_id = {table}.dispositif_id AND o.closed_on IS NULL))"
)
OF_A_CALL = "EXISTS (SELECT 1 FROM referrals_call AS c WHERE c.id = call_id)"
VISITS = f"({holds('therapeute')} AND (keeper_id = {ME} OR second_id = {ME}))"
HOSTS = (
    f"({holds('accueil')} AND EXISTS (SELECT 1 FROM networks_membership AS m WHERE m.user_id = {ME}"
    f" AND m.structure_id = referrals_visit.structure_id AND m.validated_on <= {TODAY}"
    f" AND (m.until IS NULL OR m.until >= {TODAY})))"
)
OF_MY_VISIT = (
    f"({holds('therapeute')} AND EXISTS (SELECT 1 FROM referrals_visit AS v WHERE v.id = visit_id"
    f" AND (v.keeper_id = {ME} OR v.second_id = {ME})))"
)
OF_A_REFERRAL = "EXISTS (SELECT 1 FROM referrals_referral AS r WHERE r.id = referral_id)"
DISCUSSED = f"(state = 'en_concertation' AND {IN_TEAM.format(table='referrals_referral')})"

TEAM = [
    f"CREATE POLICY see_in_review ON referrals_referral FOR SELECT USING ({DISCUSSED})",
    f"CREATE POLICY see_in_review ON referrals_person FOR SELECT USING ({holds('therapeute')} AND EXISTS ("
    " SELECT 1 FROM referrals_referral AS r WHERE r.person_id = referrals_person.id AND r.state = 'en_concertation'))",
    "CREATE POLICY see_in_meeting ON referrals_casereview FOR SELECT USING ("
    "EXISTS (SELECT 1 FROM referrals_reviewmeeting AS m WHERE m.id = meeting_id))",
]
NO_TEAM = [
    "DROP POLICY see_in_review ON referrals_referral",
    "DROP POLICY see_in_review ON referrals_person",
    "DROP POLICY see_in_meeting ON referrals_casereview",
]

OVERRIDDEN = """EXISTS (
    SELECT 1 FROM referrals_consentoverride AS o
    WHERE o.person_id = referrals_identity.person_id AND o.scope = 'equipe' AND o.ended_at IS NULL AND o.until > now()
)"""
OPENED = (
    f"{in_care('person_id = referrals_identity.person_id', *LIVING)} AND ({before.CONSENTED} OR {OVERRIDDEN})"
)
SEE_IDENTITY = f"{STAFF} OR {before.OF_MY_PERSON} OR ({OPENED})"

ALTERED = [
    f"ALTER POLICY see ON referrals_identity USING ({SEE_IDENTITY})",
    f"ALTER POLICY see ON referrals_call USING ({STAFF} OR {LISTENS.format(table='referrals_call')})",
    f"ALTER POLICY add ON referrals_call WITH CHECK ({STAFF} OR {LISTENS.format(table='referrals_call')})",
    f"ALTER POLICY change ON referrals_call USING ({STAFF} OR {LISTENS.format(table='referrals_call')})"
    f" WITH CHECK ({STAFF} OR {LISTENS.format(table='referrals_call')})",
    f"ALTER POLICY see ON referrals_shift USING ({STAFF} OR {LISTENER})",
    f"ALTER POLICY change ON referrals_shift"
    f" USING ({STAFF} OR ({LISTENER} AND (user_id = {ME} OR user_id IS NULL AND keeper = '')))"
    f" WITH CHECK ({STAFF} OR ({LISTENER} AND (user_id = {ME} OR user_id IS NULL AND keeper = '')))",
    f"ALTER POLICY see ON referrals_referraldraft USING (author_id = {ME} OR ({PORTAL} AND expires_at < now()))",
    f"ALTER POLICY remove ON referrals_referraldraft USING (author_id = {ME} OR ({PORTAL} AND expires_at < now()))",
    f"ALTER POLICY change ON referrals_referralstep USING ({PORTAL}) WITH CHECK ({PORTAL})",
]

# The portal alone removes the rows of somebody erased, once nothing counts them any more.
REMOVED = [
    f"CREATE POLICY remove ON referrals_{table} FOR DELETE USING ({PORTAL})"
    for table in ("person", "consent", "referral", "referralstep", "care", "therapysession", "casereview")
]

RULES = """
ALTER TABLE referrals_shift ADD CONSTRAINT keeper_in_one_place EXCLUDE USING gist (
    user_id WITH =, tsrange(day + starts, day + ends) WITH &&
) WHERE (user_id IS NOT NULL AND state <> 'annulee');

CREATE FUNCTION keep_shift() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT app_is('coordination', 'systeme') AND (NEW.day, NEW.starts, NEW.ends, NEW.dispositif_id, NEW.state,
        NEW.idempotency_key) IS DISTINCT FROM (OLD.day, OLD.starts, OLD.ends, OLD.dispositif_id, OLD.state,
        OLD.idempotency_key)
    THEN
        RAISE EXCEPTION 'a listener takes a shift or gives it back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_shift BEFORE UPDATE ON referrals_shift FOR EACH ROW EXECUTE FUNCTION keep_shift();

CREATE FUNCTION keep_grid_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.score > (SELECT most FROM referrals_gridquestion WHERE id = NEW.question_id) THEN
        RAISE EXCEPTION 'grid: more points than the question gives' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_grid_answer BEFORE INSERT OR UPDATE ON referrals_callanswer
FOR EACH ROW EXECUTE FUNCTION keep_grid_answer();

CREATE FUNCTION keep_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND NOT OLD.imported OR TG_OP <> 'DELETE' AND NOT NEW.imported)
        AND EXISTS (SELECT 1 FROM centre_closedyear WHERE year IN (
            CASE WHEN TG_OP <> 'INSERT' THEN extract(year FROM OLD.day) END,
            CASE WHEN TG_OP <> 'DELETE' THEN extract(year FROM NEW.day) END))
        AND NOT (TG_OP = 'UPDATE' AND app_is('systeme') AND NEW.day = OLD.day AND NEW.state = OLD.state
            OR TG_OP = 'DELETE' AND app_is('systeme'))
    THEN
        RAISE EXCEPTION 'session: the bilan of its year is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_session BEFORE INSERT OR UPDATE OR DELETE ON referrals_therapysession
FOR EACH ROW EXECUTE FUNCTION keep_session();

CREATE FUNCTION begin_care() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.imported AND NEW.relays_id IS NULL AND EXISTS (
        SELECT 1 FROM referrals_care WHERE referral_id = NEW.referral_id AND state IN ('active', 'suspendue')
            AND NOT imported)
    THEN
        RAISE EXCEPTION 'care: somebody follows this person already, a relay is needed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.relays_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM referrals_care WHERE id = NEW.relays_id AND person_id = NEW.person_id
            AND referral_id = NEW.referral_id AND therapist_id <> NEW.therapist_id)
    THEN
        RAISE EXCEPTION 'care: a relay is for the same person, by somebody else' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER begin_care BEFORE INSERT ON referrals_care FOR EACH ROW EXECUTE FUNCTION begin_care();

CREATE FUNCTION keep_backup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_is('coordination', 'systeme') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'demandee' OR NEW.answer_kind <> '' OR NEW.asked_by_id <> app_user_id() THEN
            RAISE EXCEPTION 'a backup begins by being asked for' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF (NEW.care_id, NEW.person_id, NEW.therapist_id, NEW.kind, NEW.request, NEW.structure_id, NEW.answer_kind,
        NEW.answer, NEW.answered_at, NEW.answered_by_id, NEW.asked_at, NEW.asked_by_id)
        IS DISTINCT FROM (OLD.care_id, OLD.person_id, OLD.therapist_id, OLD.kind, OLD.request, OLD.structure_id,
        OLD.answer_kind, OLD.answer, OLD.answered_at, OLD.answered_by_id, OLD.asked_at, OLD.asked_by_id)
        OR NEW.state <> OLD.state AND NEW.state NOT IN ('close', 'annulee')
    THEN
        RAISE EXCEPTION 'a therapist asks for a backup, closes it or takes it back'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_backup BEFORE INSERT OR UPDATE ON referrals_backup FOR EACH ROW EXECUTE FUNCTION keep_backup();

CREATE FUNCTION keep_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_is('coordination', 'systeme') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'demandee' OR NEW.asked_by_id <> app_user_id() THEN
            RAISE EXCEPTION 'a visit begins by being asked for' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.structure_id, NEW.asked_by_id, NEW.keeper_id, NEW.second_id, NEW.dispositif_id, NEW.series)
        IS DISTINCT FROM (OLD.structure_id, OLD.asked_by_id, OLD.keeper_id, OLD.second_id, OLD.dispositif_id,
        OLD.series)
        OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('demandee', 'annulee'), ('planifiee', 'annulee'), ('planifiee', 'tenue'))
        OR OLD.keeper_id IS DISTINCT FROM app_user_id() AND OLD.second_id IS DISTINCT FROM app_user_id() AND (
            NEW.state = 'tenue' OR (NEW.starts_at, NEW.ends_at, NEW.heads, NEW.needs, NEW.note, NEW.activity_id)
            IS DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD.heads, OLD.needs, OLD.note, OLD.activity_id))
    THEN
        RAISE EXCEPTION 'a visit is planned by the coordination' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_visit BEFORE INSERT OR UPDATE ON referrals_visit FOR EACH ROW EXECUTE FUNCTION keep_visit();
"""
NO_RULES = """
ALTER TABLE referrals_shift DROP CONSTRAINT keeper_in_one_place;
DROP TRIGGER keep_shift ON referrals_shift; DROP FUNCTION keep_shift();
DROP TRIGGER keep_grid_answer ON referrals_callanswer; DROP FUNCTION keep_grid_answer();
DROP TRIGGER keep_session ON referrals_therapysession; DROP FUNCTION keep_session();
DROP TRIGGER begin_care ON referrals_care; DROP FUNCTION begin_care();
DROP TRIGGER keep_backup ON referrals_backup; DROP FUNCTION keep_backup();
DROP TRIGGER keep_visit ON referrals_visit; DROP FUNCTION keep_visit();
"""


def _replaced(name: str) -> str:
    """The function of 0002, which the coordination may ask to move a file to the person's other one (a duplicate)."""
    whole = before.KEPT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    body = whole[whole.index(f"CREATE OR REPLACE FUNCTION {name}()") :]
    return body[: body.index("END $$;") + len("END $$;")]


def _merging(name: str) -> str:
    function = _replaced(name)
    for kept, merged in (
        (
            "NEW.id, NEW.person_id, NEW.",
            "NEW.id, CASE WHEN staff THEN OLD.person_id ELSE NEW.person_id END, NEW.",
        ),
    ):
        assert function.count(kept) == 1
        function = function.replace(kept, merged)
    return function


KEEP_CONSENT = _replaced("keep_consent").replace(
    "(NEW.person_id, NEW.scope) IS DISTINCT FROM (OLD.person_id, OLD.scope)",
    "(NEW.scope, NEW.partner_id) IS DISTINCT FROM (OLD.scope, OLD.partner_id)\n"
    "        OR NEW.person_id IS DISTINCT FROM OLD.person_id AND NOT app_is('coordination', 'systeme')",
)
assert "partner_id" in KEEP_CONSENT

NEW_TABLES = (
    "agendaitem",
    "backup",
    "callanswer",
    "callback",
    "caller",
    "consentoverride",
    "exclusion",
    "grid",
    "gridquestion",
    "hotline",
    "hotlineopening",
    "pairingsettings",
    "planline",
    "reorientation",
    "reviewmeeting",
    "rightsrequest",
    "talk",
    "talkinggroup",
    "teammember",
    "textreview",
    "visit",
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_in_full"), ("centre", "0008_what_closes")]
    operations = [
        secure("referrals_dispositif", see="true", add=STAFF, change=STAFF),
        secure("referrals_teammember", see=f"{STAFF} OR {holds('therapeute')}", add=STAFF, change=STAFF),
        secure("referrals_savedview", see=f"user_id = {ME}", remove=f"user_id = {ME}"),
        secure("referrals_pairingsettings", see=STAFF),
        *[
            secure(f"referrals_{table}", see=STAFF, remove=STAFF)
            for table in ("exclusion", "plan", "planline", "rightsrequest")
        ],
        secure(
            "referrals_reviewmeeting",
            see=f"{STAFF} OR {IN_TEAM.format(table='referrals_reviewmeeting')}",
            add=STAFF,
            change=STAFF,
        ),
        secure(
            "referrals_reviewmeeting_participants", see=f"{STAFF} OR user_id = {ME}", add=STAFF, remove=STAFF
        ),
        secure(
            "referrals_agendaitem",
            see=f"{STAFF} OR EXISTS (SELECT 1 FROM referrals_reviewmeeting AS m WHERE m.id = meeting_id)",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        secure(
            "referrals_reorientation",
            see=f"{STAFF} OR EXISTS (SELECT 1 FROM referrals_care AS c WHERE c.id = care_id"
            f" AND c.therapist_id = {THERAPIST})",
            add=STAFF,
            change=STAFF,
            remove=PORTAL,
        ),
        secure(
            "referrals_backup",
            see=f"{STAFF} OR therapist_id = {THERAPIST}",
            add=f"{STAFF} OR (therapist_id = {THERAPIST} AND EXISTS (SELECT 1 FROM referrals_care AS c"
            " WHERE c.id = care_id AND c.therapist_id = referrals_backup.therapist_id"
            " AND c.person_id = referrals_backup.person_id AND c.state IN ('active', 'suspendue')))",
            change=f"{STAFF} OR therapist_id = {THERAPIST}",
            remove=PORTAL,
        ),
        secure(
            "referrals_consentoverride",
            see=f"{STAFF} OR {in_care('person_id = referrals_consentoverride.person_id', *LIVING)}",
            add=STAFF,
            change=STAFF,
            remove=PORTAL,
        ),
        secure("referrals_textreview", see="true", add=STAFF, change=STAFF, remove=STAFF),
        *[
            secure(f"referrals_{table}", see=f"{STAFF} OR {LISTENER}", add=STAFF, change=STAFF)
            for table in ("hotline", "hotlineopening", "grid", "gridquestion")
        ],
        secure(
            "referrals_caller", see=f"{STAFF} OR {LISTENS.format(table='referrals_caller')}", remove=STAFF
        ),
        secure("referrals_callanswer", see=OF_A_CALL, remove=OF_A_CALL),
        secure("referrals_callback", see=OF_A_CALL),
        secure(
            "referrals_visit",
            see=f"{STAFF} OR {VISITS} OR {HOSTS}",
            add=f"{STAFF} OR {HOSTS}",
            change=f"{STAFF} OR {VISITS} OR {HOSTS}",
        ),
        *[
            secure(f"referrals_{table}", see=f"{STAFF} OR {OF_MY_VISIT}", remove=f"{STAFF} OR {OF_MY_VISIT}")
            for table in ("talk", "talkinggroup")
        ],
        migrations.RunSQL(TEAM, NO_TEAM),
        migrations.RunSQL([*ALTERED, *REMOVED], migrations.RunSQL.noop),
        migrations.RunSQL(RULES, NO_RULES),
        migrations.RunSQL(
            [_merging("keep_referral"), _merging("keep_care"), KEEP_CONSENT], migrations.RunSQL.noop
        ),
        *secure_history(*(f"referrals_{table}writeevent" for table in NEW_TABLES), readers=STAFF),
    ]
