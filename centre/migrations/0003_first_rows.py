"""The portal's own account and the centre's settings."""

from django.db import migrations

from centre.context import SYSTEM_EMAIL

FIRST_ROWS = f"""
DO $$
DECLARE me bigint := nextval(pg_get_serial_sequence('centre_user', 'id'));
BEGIN
    PERFORM set_config('app.user_id', me::text, true);
    INSERT INTO centre_user (id, email, display_name, password, language, is_active, date_joined)
    VALUES (me, '{SYSTEM_EMAIL}', 'Portail', '!', 'fr', true, now());
    INSERT INTO centre_rolegrant (user_id, role, since) VALUES (me, 'systeme', '2000-01-01');
    INSERT INTO centre_settings (id, name, emergency_name, emergency_phone, disclosure_threshold)
    VALUES (1, 'Centre de ressources exil et santé mentale', 'Urgences psychiatriques du CHU', '', 11);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("centre", "0002_secure")]
    operations = [migrations.RunSQL(FIRST_ROWS, migrations.RunSQL.noop)]
