"""An account that keeps a shift is shown on the planning: a shift without a name is free to take."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_dispositifs_held")]
    operations = [
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=Q(user=None) | ~Q(keeper=""), name="who_keeps_a_shift_is_shown"
            ),
        )
    ]
