"""A plan says when its worker was last seen."""

from django.db import migrations, models

from centre.together import Together


class Migration(migrations.Migration):
    dependencies = [("referrals", "0028_visits_held")]
    operations = [Together([
        migrations.AddField(
            "plan", "seen_at", models.DateTimeField("dernier signe du calcul", null=True, blank=True)
        )
    ])]
