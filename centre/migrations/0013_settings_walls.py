"""What the centre says of itself is read by every page, and changed by the administration alone."""

from django.db import migrations

from centre.row_security import holds, secure


class Migration(migrations.Migration):
    dependencies = [("centre", "0012_import_walls")]
    operations = [
        secure("centre_settings", see="true", add="true", change=holds("administration", "systeme"))
    ]
