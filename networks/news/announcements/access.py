"""Who reads which announcement. Row-level security says the same of roles."""

from django.db.models import F, Q

from centre.models import User
from networks.models import Announcement
from networks.news.announcements.audience import departements_of


def announcements():
    """Every announcement, drafts first: the coordination writes them."""
    return Announcement.objects.select_related("written_by", "sent_by").order_by(
        F("sent_at").desc(nulls_first=True), "-written_at", "pk"
    )


def drafts():
    return announcements().filter(sent_at=None)


def addressed_to(user: User):
    """Those sent to a role that she holds today, where she works; the latest first."""
    found = Announcement.objects.filter(sent_at__isnull=False, roles__overlap=user.codes)
    there = departements_of(user)
    if there is not None:
        found = found.filter(Q(departements=[]) | Q(departements__overlap=list(there)))
    return found.order_by("-sent_at", "pk")
