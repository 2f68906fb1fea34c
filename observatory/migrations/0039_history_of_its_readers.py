"""The history of the observatory is read by the coordination alone: it holds small numbers noted by hand, texts that
are not published and where findings come from, which the administration does not read in the tables themselves."""

from django.db import migrations

from centre.row_security import STAFF, holds

HISTORIES = (
    *(
        "plannedsection",
        "annualreport",
        "reportrender",
        "reportsection",
        "block",
        "comment",
        "countedyear",
        "funder",
    ),
    *(
        "fundermember",
        "funding",
        "fundingsheet",
        "indicator",
        "achieved",
        "finding",
        "findingorigin",
        "findingstep",
    ),
)
BEFORE = holds("coordination", "administration", "systeme")


class Migration(migrations.Migration):
    dependencies = [("observatory", "0038_who_is_counted")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY see ON observatory_{name}writeevent USING ({STAFF})",
            f"ALTER POLICY see ON observatory_{name}writeevent USING ({BEFORE})",
        )
        for name in HISTORIES
    ]
