"""How many lives of a task are spent: the portal alone writes it."""

from django.db import migrations, models

from centre.row_security import holds, secure

PORTAL = holds("systeme")


class Migration(migrations.Migration):
    dependencies = [("centre", "0014_import_batches")]
    operations = [
        migrations.CreateModel(
            name="TaskLife",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("task", models.CharField(max_length=120)),
                ("subject", models.CharField(blank=True, max_length=64)),
                ("spent", models.PositiveSmallIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("task", "subject"), name="one_life_a_task")],
            },
        ),
        secure("centre_tasklife", see="true", add=PORTAL, change=PORTAL, remove=PORTAL),
    ]
