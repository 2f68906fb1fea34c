"""Who sees which row of the observatory. Exact figures, facts and origins of findings are the coordination's alone."""

from django.db import migrations

from centre.row_security import ME, STAFF, holds, secure, secure_history

FROZEN = "('publie', 'remplace')"


def published(report: str) -> str:
    return f"EXISTS (SELECT 1 FROM observatory_annualreport AS r WHERE r.id = {report} AND r.state IN {FROZEN})"


SECTION_PUBLISHED = f"""EXISTS (
    SELECT 1 FROM observatory_reportsection AS s JOIN observatory_annualreport AS r ON r.id = s.report_id
    WHERE s.id = section_id AND r.state IN {FROZEN})"""
MY_FUNDER = f"""EXISTS (
    SELECT 1 FROM observatory_fundermember AS m
    WHERE m.funder_id = {{funder}} AND m.user_id = {ME}
    AND (SELECT (now() AT TIME ZONE 'Europe/Paris')::date) BETWEEN m.since AND coalesce(m.until, 'infinity'))"""
MY_FUNDING = f"EXISTS (SELECT 1 FROM observatory_funding AS f WHERE f.id = {{funding}} AND {MY_FUNDER.format(funder='f.funder_id')})"
INDICATOR_OF_MINE = f"""EXISTS (
    SELECT 1 FROM observatory_indicator AS i WHERE i.id = indicator_id AND {MY_FUNDING.format(funding='i.funding_id')})"""


class Migration(migrations.Migration):
    dependencies = [("observatory", "0004_in_full"), ("centre", "0010_two_to_publish")]
    operations = [
        secure("observatory_annualreport", see=f"{STAFF} OR state IN {FROZEN}", add=STAFF, change=STAFF),
        secure("observatory_exactfigures", see=STAFF, remove=STAFF),
        secure(
            "observatory_reportrender",
            see=f"{STAFF} OR (mode = 'public' AND {published('report_id')})",
            add=STAFF,
            change=STAFF,
        ),
        secure(
            "observatory_reportfile",
            see=f"""{STAFF} OR EXISTS (
                SELECT 1 FROM observatory_reportrender AS d
                WHERE d.id = render_id AND d.mode = 'public' AND {published('d.report_id')})""",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        secure(
            "observatory_reportsection",
            see=f"{STAFF} OR {published('report_id')}",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        secure(
            "observatory_block", see=f"{STAFF} OR {SECTION_PUBLISHED}", add=STAFF, change=STAFF, remove=STAFF
        ),
        secure(
            "observatory_comment",
            see=f"{STAFF} OR author_id = {ME}",
            add=f"{STAFF} OR (author_id = {ME} AND {holds('financeur')} AND kind = 'correction' AND {SECTION_PUBLISHED})",
            change=STAFF,
        ),
        secure("observatory_drawing", see=f"{STAFF} OR mode = 'public'", add=STAFF, change=STAFF, remove=STAFF),
        secure("observatory_fact", see=STAFF, remove=STAFF),
        secure("observatory_countedyear", see=STAFF, remove=STAFF),
        secure("observatory_fundermember", see=f"{STAFF} OR user_id = {ME}", add=STAFF, change=STAFF),
        secure(
            "observatory_funder",
            see=f"{STAFF} OR {MY_FUNDER.format(funder='id')}",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        secure(
            "observatory_funding",
            see=f"{STAFF} OR {MY_FUNDER.format(funder='funder_id')}",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        secure(
            "observatory_indicator",
            see=f"{STAFF} OR {MY_FUNDING.format(funding='funding_id')}",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        secure("observatory_achieved", see=f"{STAFF} OR {INDICATOR_OF_MINE}", add=STAFF, change=STAFF, remove=STAFF),
        secure(
            "observatory_finding",
            see=f"{STAFF} OR published_at IS NOT NULL",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        secure("observatory_findingorigin", see=STAFF, remove=STAFF),
        secure(
            "observatory_findingstep",
            see=f"""{STAFF} OR EXISTS (SELECT 1 FROM observatory_finding AS f
                    WHERE f.id = finding_id AND f.published_at IS NOT NULL)""",
            add=STAFF,
            change=STAFF,
            remove=STAFF,
        ),
        *secure_history(
            "observatory_countedyearwriteevent",
            "observatory_reportsectionwriteevent",
            "observatory_blockwriteevent",
            "observatory_commentwriteevent",
            "observatory_funderwriteevent",
            "observatory_fundermemberwriteevent",
            "observatory_fundingwriteevent",
            "observatory_indicatorwriteevent",
            "observatory_achievedwriteevent",
            "observatory_findingwriteevent",
            "observatory_findingoriginwriteevent",
            "observatory_findingstepwriteevent",
        ),
    ]
