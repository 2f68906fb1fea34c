"""Walls attacked from inside: what a funder, one that left, or a careless coordinator could still do in SQL."""

from django.db import migrations

from centre.row_security import ME, STAFF, holds

NAMED = "fingerprint = ANY (string_to_array(current_setting('app.drawings', true), ','))"
ASKS = f"""author_id = {ME} AND {holds("financeur")} AND kind = 'correction'
    AND answer = '' AND settled_at IS NULL AND settled_by_id IS NULL
    AND EXISTS (
        SELECT 1 FROM observatory_reportsection AS s JOIN observatory_annualreport AS r ON r.id = s.report_id
        WHERE s.id = observatory_comment.section_id AND r.state = 'publie')"""
ASKED = f"""author_id = {ME} AND {holds("financeur")} AND kind = 'correction' AND EXISTS (
    SELECT 1 FROM observatory_reportsection AS s JOIN observatory_annualreport AS r ON r.id = s.report_id
    WHERE s.id = section_id AND r.state IN ('publie', 'remplace'))"""


def member(funder: str) -> str:
    return f"""EXISTS (
        SELECT 1 FROM observatory_fundermember AS m WHERE m.funder_id = {funder} AND m.user_id = {ME}
        AND (SELECT (now() AT TIME ZONE 'Europe/Paris')::date) BETWEEN m.since AND coalesce(m.until, 'infinity'))"""


def funding(key: str) -> str:
    return f"EXISTS (SELECT 1 FROM observatory_funding AS f WHERE f.id = {key} AND {member('f.funder_id')})"


def alter(policy: str, table: str, now: str, before: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER POLICY {policy} ON {table} {now}", f"ALTER POLICY {policy} ON {table} {before}"
    )


def funded(table: str, mine: str) -> migrations.RunSQL:
    """A funder's, as long as it holds the role too: without it an account reads nothing, whatever its dates say."""
    now = f"USING ({STAFF} OR ({holds('financeur')} AND {mine}))"
    return alter("see", table, now, f"USING ({STAFF} OR {mine})")


class Migration(migrations.Migration):
    dependencies = [("observatory", "0033_exact_and_why"), ("centre", "0012_import_walls")]
    operations = [
        # A drawing of a draft is nobody's but the team's; of a published edition, whoever names it has its figures.
        alter(
            "see",
            "observatory_drawing",
            f"USING ({STAFF} OR (mode = 'public' AND {NAMED}))",
            f"USING ({STAFF} OR mode = 'public')",
        ),
        # A funder asks, it does not answer itself in the name of the coordination.
        alter(
            "add",
            "observatory_comment",
            f"WITH CHECK ({STAFF} OR ({ASKS}))",
            f"WITH CHECK ({STAFF} OR ({ASKED}))",
        ),
        funded("observatory_funder", member("observatory_funder.id")),
        funded("observatory_funding", member("observatory_funding.funder_id")),
        funded("observatory_indicator", funding("observatory_indicator.funding_id")),
        funded("observatory_fundingsheet", funding("observatory_fundingsheet.funding_id")),
        # A published year opens again for an edition that counts it anew, and for nothing else.
        alter(
            "remove",
            "centre_closedyear",
            f"""USING ({STAFF} AND (
                NOT EXISTS (SELECT 1 FROM observatory_annualreport AS r
                    WHERE r.year = centre_closedyear.year AND r.state = 'publie')
                OR EXISTS (SELECT 1 FROM observatory_annualreport AS r
                    WHERE r.year = centre_closedyear.year AND r.state = 'brouillon')))""",
            f"USING ({STAFF})",
        ),
    ]
