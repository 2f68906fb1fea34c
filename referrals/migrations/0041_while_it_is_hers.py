"""A referrer reads who she sent while her request is under way; a team reads what was decided once it is sent to it."""

from importlib import import_module

from django.db import migrations

from centre.row_security import ME, STAFF

sent = import_module("referrals.migrations.0002_secure")
walls = import_module("referrals.migrations.0005_walls")

# What the coordination learns later (an address, another telephone) is not for whoever asked once.
UNDER_WAY = (
    "EXISTS (SELECT 1 FROM referrals_referral AS mine WHERE mine.person_id = referrals_identity.person_id"
    f" AND mine.referrer_id = {ME} AND mine.state NOT IN ('reorientee', 'refusee', 'retiree', 'close'))"
)
IDENTITY = f"{STAFF} OR ({sent.OF_MY_PERSON} AND {UNDER_WAY}) OR ({walls.OPENED})"
MEETING = "EXISTS (SELECT 1 FROM referrals_reviewmeeting AS m WHERE m.id = meeting_id{})"


class Migration(migrations.Migration):
    dependencies = [("referrals", "0040_rows_not_forged")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY see ON referrals_identity USING ({IDENTITY})",
            f"ALTER POLICY see ON referrals_identity USING ({walls.SEE_IDENTITY})",
        ),
        migrations.RunSQL(
            "ALTER POLICY see_in_meeting ON referrals_casereview USING ("
            + MEETING.format(" AND m.minutes_sent_at IS NOT NULL")
            + ")",
            "ALTER POLICY see_in_meeting ON referrals_casereview USING (" + MEETING.format("") + ")",
        ),
    ]
