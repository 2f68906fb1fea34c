"""What pairing weighs, on the first day."""

from django.db import migrations

FIRST_ROWS = """
DO $$
BEGIN
    PERFORM set_config('app.user_id', (SELECT u.id::text FROM centre_user AS u
        JOIN centre_rolegrant AS g ON g.user_id = u.id WHERE g.role = 'systeme' LIMIT 1), true);
    INSERT INTO referrals_pairingsettings (id, per_10_km, interpreter, interpreter_remote, second_language,
        other_public, no_common_hour, few_places, waiting, farthest_km)
    VALUES (1, 4, 10, 5, 3, 6, 8, 2, 5, 0);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0005_walls")]
    operations = [migrations.RunSQL(FIRST_ROWS, migrations.RunSQL.noop)]
