"""A funder sees its own name and its own fundings: the column of the table, not that of the subquery's."""

from django.db import migrations

from centre.row_security import ME, STAFF


def mine(funder: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM observatory_fundermember AS m
        WHERE m.funder_id = {funder} AND m.user_id = {ME}
        AND (SELECT (now() AT TIME ZONE 'Europe/Paris')::date) BETWEEN m.since AND coalesce(m.until, 'infinity'))"""


def see(table: str, funder: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER POLICY see ON {table} USING ({STAFF} OR {mine(funder)})",
        f"ALTER POLICY see ON {table} USING ({STAFF})",
    )


class Migration(migrations.Migration):
    dependencies = [("observatory", "0015_bilan_text")]
    operations = [
        see("observatory_funder", "observatory_funder.id"),
        see("observatory_funding", "observatory_funding.funder_id"),
    ]
