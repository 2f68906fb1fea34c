"""Which mail goes after which action; none says what it is about."""

from datetime import date

from centre import mail
from observatory.projects.access import current_members
from observatory.projects.models import FundingSheet


def sheet_sent(sheet: FundingSheet, *, today: date) -> None:
    """To the accounts that read for its funder today."""
    members = current_members(today).filter(funder=sheet.funding.funder_id, user__is_active=True)
    for member in members.select_related("user").order_by("pk"):
        mail.post(member.user, "sheet_sent")
