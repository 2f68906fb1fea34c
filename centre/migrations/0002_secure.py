"""Row-level security on the journal."""

from django.db import migrations

from centre.row_security import ME, holds, secure, secure_history

class Migration(migrations.Migration):
    dependencies = [("centre", "0001_initial")]
    operations = [
        secure(
            "centre_reading",
            see=holds("administration", "systeme"),
            add=f"actor_id = {ME}",
            change="false",
        ),
        *secure_history(
            "centre_userwriteevent",
            "centre_rolegrantwriteevent",
            "centre_invitationwriteevent",
            "centre_settingswriteevent",
        ),
    ]
