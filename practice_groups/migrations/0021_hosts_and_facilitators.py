"""A host's address fits the meeting that takes it; an intervision announced from the start has its two facilitators."""

from django.db import migrations, models

TWO = """
CREATE CONSTRAINT TRIGGER keep_two_facilitators_from_the_start AFTER INSERT ON practice_groups_cycle
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.published) EXECUTE FUNCTION keep_two_facilitators();
"""
NO_TWO = "DROP TRIGGER keep_two_facilitators_from_the_start ON practice_groups_cycle;"


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0020_placement_documents_printed")]
    operations = [
        migrations.AlterField(
            "meeting", "place", models.CharField(blank=True, max_length=200, verbose_name="lieu")
        ),
        migrations.RunSQL(TWO, NO_TWO),
    ]
