"""Closed years; the coordination lets people into the hotline too."""

from importlib import import_module

from django.db import migrations

from centre.row_security import STAFF, secure, secure_history

KEEP = import_module("centre.migrations.0006_who_gives_roles").KEEP
FUNCTION = KEEP[: KEEP.index("END $$;") + len("END $$;")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
WITH_LISTENERS = FUNCTION.replace("'ambassadeur', 'benevole')", "'ambassadeur', 'benevole', 'ecoutant')")
assert WITH_LISTENERS != FUNCTION


class Migration(migrations.Migration):
    dependencies = [("centre", "0007_closed_years")]
    operations = [
        migrations.RunSQL(WITH_LISTENERS, FUNCTION),
        secure("centre_closedyear", see="true", add=STAFF, change="false", remove=STAFF),
        *secure_history("centre_closedyearwriteevent"),
    ]
