"""Imports are the coordination's own; the portal works at them."""

from django.db import migrations

from centre.row_security import STAFF, secure, secure_history


class Migration(migrations.Migration):
    dependencies = [("centre", "0011_import_runs")]
    operations = [
        secure("centre_importrun", see=STAFF),
        *secure_history("centre_importrunwriteevent"),
    ]
