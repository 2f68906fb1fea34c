"""What the observatory may read of the networks: rows without names of people.

A row belongs to the year in which its date starts. An empty head count is None (« non compté »), never 0.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from networks.choices import ActivityState
from networks.models import Activity, Project, Solicitation


def year_span(year: int) -> tuple[date, date]:
    """First and last day of a civil year."""
    return date(year, 1, 1), date(year, 12, 31)


def activity_rows(year: int) -> Iterator[dict]:
    """One dict per activity of the year that is not still planned, ordered by date, then reference.

    Keys: starts_on, ends_on, postponed_date (date or None), type, title, rubric, network, project_id, project_name,
    axis_name (None without one), modality, state, host, and the head counts professionals, users, participants,
    excused (int or None).
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
            "network",
            "project_id",
            "modality",
            "state",
            "host",
            "professionals",
            "users",
            "participants",
            "excused",
            postponed_date=F("postponed_to__starts_on"),
            project_name=F("project__name"),
            axis_name=F("axis__name"),
        )
        .iterator(chunk_size=2000)
    )


def tagged_rows(first: date, last: date) -> Iterator[dict]:
    """One dict per activity held between two days, both included: starts_on, state, project_id, axis_name (or None),
    and the head counts professionals, users, participants."""
    return (
        Activity.objects.filter(starts_on__range=(first, last), state=ActivityState.HELD)
        .order_by("starts_on", "reference")
        .values(
            "starts_on",
            "state",
            "project_id",
            "professionals",
            "users",
            "participants",
            axis_name=F("axis__name"),
        )
        .iterator(chunk_size=2000)
    )


def untagged_count(year: int) -> int:
    """How many activities held in the year belong to no project."""
    held = Activity.objects.filter(starts_on__range=year_span(year), state=ActivityState.HELD)
    return held.filter(project=None).count()


def project_names() -> dict[int, str]:
    """Every project that activities may be tagged with, by id, in the order of names."""
    return dict(Project.objects.values_list("pk", "name"))


def recent_activities(text: str = "", *, limit: int) -> list[dict]:
    """The latest activities held, whose title or reference holds `text`: id, day, title."""
    held = Activity.objects.filter(state=ActivityState.HELD).order_by("-starts_on", "-reference")
    if text:
        held = held.filter(Q(title__unaccent__icontains=text) | Q(reference__icontains=text))
    return list(held.values("id", "title", day=F("starts_on"))[:limit])


def is_held(pk: int) -> bool:
    """Whether there is such an activity, and it was held."""
    return pk < 2**63 and Activity.objects.filter(pk=pk, state=ActivityState.HELD).exists()


def rubrics() -> list[str]:
    """Every rubric borne by an activity of any year, sorted, the empty one included."""
    return list(Activity.objects.order_by("rubric").values_list("rubric", flat=True).distinct())


def solicitation_rows(year: int) -> Iterator[dict]:
    """One dict per solicitation of the year, which is the year it was asked in, else that of the intervention.

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
    """Whether anything of this app happened in that year."""
    return next(activity_rows(year), None) is not None or next(solicitation_rows(year), None) is not None
