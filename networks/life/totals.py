"""The totals of some activities, in one statement, as a bilan counts them.

What was not counted is never summed: a sum of nothing is None (–). Only a held activity has head counts; a cancelled
(X) or postponed one is counted as such, and nowhere else.
"""

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from networks.choices import ActivityState, Modality

HELD = Q(state=ActivityState.HELD)
# *Têtes*: the participants, else professionals and users together, else not counted.
HEADS = Case(
    When(participants__isnull=False, then=F("participants")),
    When(professionals=None, users=None, then=None),
    default=Coalesce(F("professionals"), 0) + Coalesce(F("users"), 0),
    output_field=IntegerField(),
)


def totals(activities: QuerySet) -> dict[str, int | None]:
    """rows, held, cancelled, postponed, planned; professionals, users, participants, heads, excused (None where
    nothing was counted); uncounted (held ones without any head count); on_site, phone, video."""
    return activities.order_by().aggregate(
        rows=Count("pk"),
        held=Count("pk", filter=HELD),
        cancelled=Count("pk", filter=Q(state=ActivityState.CANCELLED)),
        postponed=Count("pk", filter=Q(state=ActivityState.POSTPONED)),
        planned=Count("pk", filter=Q(state=ActivityState.PLANNED)),
        professionals_sum=Sum("professionals", filter=HELD),
        users_sum=Sum("users", filter=HELD),
        participants_sum=Sum("participants", filter=HELD),
        heads=Sum(HEADS, filter=HELD),
        excused_sum=Sum("excused", filter=HELD),
        uncounted=Count("pk", filter=HELD & Q(professionals=None, users=None, participants=None)),
        on_site=Count("pk", filter=Q(modality=Modality.ON_SITE)),
        phone=Count("pk", filter=Q(modality=Modality.PHONE)),
        video=Count("pk", filter=Q(modality=Modality.VIDEO)),
    )
