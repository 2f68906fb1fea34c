"""Fees settled before their day and amount were kept: the day the seat was confirmed, the fee of the cycle."""

from django.db import migrations

FILLED = """
DO $$
BEGIN
    PERFORM set_config('app.user_id', (SELECT u.id::text FROM centre_user AS u
        JOIN centre_rolegrant AS g ON g.user_id = u.id WHERE g.role = 'systeme' LIMIT 1), true);
    UPDATE practice_groups_registration AS r SET
        fee_settled_on = (r.confirmed_at AT TIME ZONE 'Europe/Paris')::date,
        fee_amount = c.fee,
        fee_reason = CASE WHEN r.fee_state = 'recue' THEN '' ELSE 'Avant que le motif soit gardé.' END
    FROM practice_groups_cycle AS c
    WHERE c.id = r.cycle_id AND r.fee_state IN ('recue', 'remboursee', 'exoneree');
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0005_walls")]
    operations = [migrations.RunSQL(FILLED, migrations.RunSQL.noop)]
