"""Whose documents, in what condition, and what is missing."""

from datetime import date, timedelta
from functools import reduce

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from centre.models import User
from networks.choices import Network
from networks.joining.access import SHEETS
from networks.joining.models import Document
from networks.joining.states import EXPECTED
from networks.models import NetworkSettings, Professional

DAY = timedelta(days=1)


def sheets_of(user: User) -> list[Professional]:
    """Her sheets: one, or one in each network."""
    return [sheet for model in SHEETS.values() for sheet in model.objects.filter(user=user)]


def documents_of(user: User):
    """Hers, without their content."""
    return (
        Document.objects.of(user)
        .defer("content")
        .select_related("therapist", "interpreter")
        .order_by("kind", "-uploaded_at")
    )


def documents():
    """Current documents of every active member, with `owner_name`; the first to expire first."""
    return (
        Document.objects.standing()
        .of_active_people()
        .select_related("therapist", "interpreter")
        .order_by(F("expires_on").asc(nulls_last=True), "pk")
    )


def calendar() -> dict[str, date]:
    """`today`, and `soon`: the last expiry date that already triggers a reminder."""
    today = timezone.localdate()
    return {"today": today, "soon": today + NetworkSettings.current().document_notice_days * DAY}


def to_renew(day: date) -> dict:
    """How many documents have expired, and how many will soon."""
    standing = Document.objects.standing().of_active_people()
    notice = NetworkSettings.current().document_notice_days
    return {
        "expired": standing.expired(day).count(),
        "expiring": standing.expiring(day, notice).count(),
    }


def missing(day: date):
    """Rows `who`, `code`, `network`, `kind`: each document that an active member has still to give."""
    rows = [_lacking(network, kind, day) for network, kinds in EXPECTED.items() for kind in kinds]
    return reduce(lambda one, other: one.union(other, all=True), rows).order_by("who", "code", "kind")


def _lacking(network: str, kind: str, day: date):
    model = SHEETS[network]
    owner = "therapist" if network == Network.THERAPISTS else "interpreter"
    given = Document.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=day), kind=kind, **{owner: OuterRef("pk")}
    )
    return (
        model.objects.active()
        .filter(~Exists(given))
        .annotate(
            who=Coalesce(NullIf("display_name", Value("")), "code"),
            network=Value(network, CharField()),
            kind=Value(kind, CharField()),
        )
        .values("who", "code", "network", "kind")
    )


def due(day: date, notice: int):
    """Documents whose owner is to be mailed today: once before they expire, once after, never twice."""
    soon = Q(expires_on__gte=day, reminded_on=None)
    over = Q(expires_on__lt=day) & (Q(reminded_on=None) | Q(reminded_on__lte=F("expires_on")))
    return (
        Document.objects.standing().of_active_people().filter(soon | over, expires_on__lte=day + notice * DAY)
    )
