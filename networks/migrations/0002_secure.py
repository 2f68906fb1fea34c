"""Row-level security on missions: an interpreter sees her own, whoever asked sees and changes what was asked."""

from django.db import migrations

from centre.row_security import ME, STAFF, secure, secure_history

WHO = """
CREATE FUNCTION app_therapist_id() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM networks_therapist WHERE user_id = app_user_id() AND active AND app_is('therapeute')
$$;
CREATE FUNCTION app_interpreter_id() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT id FROM networks_interpreter WHERE user_id = app_user_id() AND active AND app_is('interprete')
$$;
"""
MINE = "interpreter_id = (SELECT app_interpreter_id())"
ASKED = f"requested_by_id = {ME}"


class Migration(migrations.Migration):
    dependencies = [("networks", "0001_initial"), ("centre", "0003_first_rows")]
    operations = [
        migrations.RunSQL(WHO, "DROP FUNCTION app_therapist_id(); DROP FUNCTION app_interpreter_id();"),
        secure(
            "networks_mission",
            see=f"{STAFF} OR {MINE} OR {ASKED}",
            add=f"{STAFF} OR {ASKED}",
            change=f"{STAFF} OR {ASKED}",
        ),
        *secure_history(
            "networks_structurewriteevent",
            "networks_membershipwriteevent",
            "networks_therapistwriteevent",
            "networks_interpreterwriteevent",
            "networks_interpreterratewriteevent",
            "networks_activitywriteevent",
            "networks_solicitationwriteevent",
        ),
        *secure_history("networks_missionwriteevent", readers=STAFF),
    ]
