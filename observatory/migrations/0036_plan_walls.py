"""The plan of the bilan is written by the coordination and by imports; whoever reads a bilan reads it."""

from django.db import migrations

from centre.row_security import STAFF, secure


class Migration(migrations.Migration):
    dependencies = [("observatory", "0035_drawings_by_name")]
    operations = [secure("observatory_plannedsection", see="true", add=STAFF, change=STAFF, remove=STAFF)]
