"""The history of bilans is read by staff and the administration alone."""

from django.db import migrations

from centre.row_security import secure_history


class Migration(migrations.Migration):
    dependencies = [("observatory", "0001_initial"), ("centre", "0003_first_rows")]
    operations = secure_history(
        "observatory_plannedsectionwriteevent",
        "observatory_annualreportwriteevent",
        "observatory_reportrenderwriteevent",
    )
