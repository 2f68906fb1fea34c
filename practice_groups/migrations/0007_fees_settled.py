"""A settled fee says when and how much; a waived one, why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice_groups", "0006_fees_of_yesterday")]
    operations = [
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fee_state__in", ["recue", "remboursee"]), _negated=True),
                    models.Q(("fee_amount__isnull", False), ("fee_settled_on__isnull", False)),
                    _connector="OR",
                ),
                name="a_settled_fee_says_when_and_how_much",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fee_state__in", ["exoneree", "remboursee"]), _negated=True),
                    models.Q(("fee_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_waived_fee_says_why",
            ),
        ),
    ]
