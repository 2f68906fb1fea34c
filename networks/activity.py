"""What the observatory may know of the life of the networks: rows without names of people.

A row belongs to the year in which its date starts. An empty head count is None (« non compté »), never 0.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F
from django.db.models.functions import Coalesce

from networks.choices import ActivityState
from networks.models import Activity, Solicitation


def year_span(year: int) -> tuple[date, date]:
    """First and last day of a civil year."""
    return date(year, 1, 1), date(year, 12, 31)


def activity_rows(year: int) -> Iterator[dict]:
    """One dict an activity of the year that is no longer to come, in the order of a bilan's table (date, reference).

    Keys: starts_on, ends_on, postponed_to (date or None), type, title, rubric, modality, state, host, and the
    head counts professionals, users, participants, excused (int or None).
    """
    return (
        Activity.objects.filter(starts_on__range=year_span(year))
        .exclude(state=ActivityState.PLANNED)
        .order_by("starts_on", "reference")
        .values(
            "starts_on",
            "ends_on",
            "type",
            "title",
            "rubric",
            "modality",
            "state",
            "host",
            "professionals",
            "users",
            "participants",
            "excused",
            postponed_date=F("postponed_to__starts_on"),
        )
        .iterator(chunk_size=2000)
    )


def rubrics() -> list[str]:
    """Every rubric that an activity of any year bears, sorted; the empty one included if there is."""
    return list(Activity.objects.order_by("rubric").values_list("rubric", flat=True).distinct())


def solicitation_rows(year: int) -> Iterator[dict]:
    """One dict a solicitation of the year, which is the year it was asked in, else that of the intervention.

    Keys: asked_from, asked_to, wanted_from, wanted_to (dates or None), requester, subject, answer_count.
    """
    return (
        Solicitation.objects.annotate(
            dated=Coalesce("asked_from", "wanted_from"), answer_count=Count("answers")
        )
        .filter(dated__range=year_span(year))
        .order_by("dated", "reference")
        .values("asked_from", "asked_to", "wanted_from", "wanted_to", "requester", "subject", "answer_count")
        .iterator(chunk_size=2000)
    )


def any_in(year: int) -> bool:
    """Did anything of this app happen in that year?"""
    return next(activity_rows(year), None) is not None or next(solicitation_rows(year), None) is not None
