"""The rules of the networks, and where interpreters already are."""

from django.db import migrations

FIRST_ROWS = """
DO $$
BEGIN
    PERFORM set_config('app.user_id', (SELECT u.id::text FROM centre_user AS u
        JOIN centre_rolegrant AS g ON g.user_id = u.id WHERE g.role = 'systeme' LIMIT 1), true);
    INSERT INTO networks_networksettings (id, on_site_departements, minimum_minutes, rounding_minutes, late_hours,
        verify_months, document_notice_days, payer)
    VALUES (1, '{30,34}', 60, 15, 24, 12, 30, '');
    UPDATE networks_mission SET state = state
    WHERE NOT imported AND starts_at IS NOT NULL AND state IN ('proposee', 'acceptee', 'confirmee', 'realisee',
        'validee', 'relevee', 'payee') AND interpreter_id IS NOT NULL;
    UPDATE networks_structure SET name = name;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("networks", "0004_networks_held")]
    operations = [migrations.RunSQL(FIRST_ROWS, migrations.RunSQL.noop)]
