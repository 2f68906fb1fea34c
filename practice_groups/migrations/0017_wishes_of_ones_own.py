"""The wishes of one structure are hidden from another: inside the sub-select, `structure_id` was the membership's own."""

from importlib import import_module

from django.db import migrations

from centre.row_security import ME, STAFF

HOSTS = import_module("practice_groups.migrations.0005_walls").HOSTS
OWN = HOSTS.format(columns="practice_groups_wish.structure_id")
RECEIVED = HOSTS.format(columns="practice_groups_wish.structure_id, practice_groups_wish.received_by_id")

WALLS = f"""
ALTER POLICY see ON practice_groups_wish USING ({STAFF} OR user_id = {ME} OR {RECEIVED});
ALTER POLICY add ON practice_groups_wish WITH CHECK ({STAFF} OR {OWN});
ALTER POLICY change ON practice_groups_wish USING ({STAFF} OR {OWN}) WITH CHECK ({STAFF} OR {OWN});
"""


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0018_receipts_say_who")]
    operations = [migrations.RunSQL(WALLS, migrations.RunSQL.noop)]
