"""A funder reads the sheets sent about what it funds; the values noted by hand behind them stay with the coordination."""

from django.db import migrations

from centre.row_security import ME, STAFF, secure, secure_history

MY_FUNDING = f"""EXISTS (
    SELECT 1 FROM observatory_funding AS f JOIN observatory_fundermember AS m ON m.funder_id = f.funder_id
    WHERE f.id = {{funding}} AND m.user_id = {ME}
    AND (SELECT (now() AT TIME ZONE 'Europe/Paris')::date) BETWEEN m.since AND coalesce(m.until, 'infinity'))"""
OF_INDICATOR = f"""EXISTS (
    SELECT 1 FROM observatory_indicator AS i WHERE i.id = indicator_id AND {MY_FUNDING.format(funding="i.funding_id")})"""


class Migration(migrations.Migration):
    dependencies = [("observatory", "0026_funding_sheets")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY see ON observatory_achieved USING ({STAFF})",
            f"ALTER POLICY see ON observatory_achieved USING ({STAFF} OR {OF_INDICATOR})",
        ),
        secure(
            "observatory_fundingsheet",
            see=f"{STAFF} OR {MY_FUNDING.format(funding='funding_id')}",
            add=STAFF,
            change=STAFF,
        ),
        *secure_history("observatory_fundingsheetwriteevent"),
    ]
