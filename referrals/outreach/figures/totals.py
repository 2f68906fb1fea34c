"""Figures of the *équipe mobile* over a period: visits, talks, groups, heads, needs. No row is about somebody.

None is « non compté » and is never summed. Talks and groups are those of the visits that were held.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Func, Q, Sum

from networks.models import Structure
from referrals.choices import AgeBand, Need, Sex, Situation, TalkOutcome, VisitState
from referrals.models import Talk, TalkingGroup, Visit
from referrals.outreach import access

HELD, CANCELLED = Q(state=VisitState.HELD), Q(state=VisitState.CANCELLED)


@dataclass
class Line:
    """The figures of one site, or of all (`name` « Ensemble »)."""

    name: str
    held: int = 0
    cancelled: int = 0
    heads: int | None = None
    uncounted: int = 0  # held visits that nobody counted
    talks: int = 0
    interpreted: int = 0
    referred: int = 0
    groups: int = 0
    group_heads: int | None = None
    group_uncounted: int = 0


@dataclass
class Figures:
    first: date
    last: date
    whole: Line
    sites: list[Line]
    needs: list[tuple[str, int, int]]  # need, visits that found it, talks that did
    breakdowns: list[tuple[str, list[tuple[str, int]]]]  # title, (label, talks)
    asked: int  # requests received in the period
    declined: int


def figures(first: date, last: date, structure: Structure | None = None) -> Figures:
    """Both days included; of one structure or of all."""
    visits = access.between(first, last).order_by()
    asked = Visit.objects.filter(asked_on__range=(first, last), idempotency_key__isnull=False)
    if structure is not None:
        visits, asked = visits.filter(structure=structure), asked.filter(structure=structure)
    held = visits.filter(HELD).values("pk")
    talks = Talk.objects.filter(visit__in=held).order_by()
    groups = TalkingGroup.objects.filter(visit__in=held).order_by()
    told = asked.aggregate(asked=Count("pk"), declined=Count("pk", filter=Q(state=VisitState.DECLINED)))
    lines = _lines(visits, talks, groups)
    return Figures(
        first=first,
        last=last,
        whole=_whole(lines),
        sites=lines,
        needs=_needs(visits.filter(HELD), talks),
        breakdowns=_breakdowns(talks),
        **told,
    )


def _lines(visits, talks, groups) -> list[Line]:
    found: dict[int, Line] = {}
    for row in visits.values("structure", name=F("structure__name")).annotate(
        held=Count("pk", filter=HELD),
        cancelled=Count("pk", filter=CANCELLED),
        total=Sum("heads", filter=HELD),
        uncounted=Count("pk", filter=HELD & Q(heads=None)),
    ):
        if row["held"] or row["cancelled"]:
            found[row["structure"]] = Line(
                row["name"], row["held"], row["cancelled"], row["total"], row["uncounted"]
            )
    for row in talks.values(site=F("visit__structure")).annotate(
        talks=Count("pk"),
        with_interpreter=Count("pk", filter=Q(interpreted=True)),
        referred=Count("pk", filter=Q(referral__isnull=False)),
    ):
        line = found[row["site"]]
        line.talks, line.interpreted, line.referred = row["talks"], row["with_interpreter"], row["referred"]
    for row in groups.values(site=F("visit__structure")).annotate(
        groups=Count("pk"), total=Sum("heads"), uncounted=Count("pk", filter=Q(heads=None))
    ):
        line = found[row["site"]]
        line.groups, line.group_heads, line.group_uncounted = row["groups"], row["total"], row["uncounted"]
    return sorted(found.values(), key=lambda line: (-line.held, line.name))


def _whole(lines: list[Line]) -> Line:
    whole = Line("Ensemble")
    for name in (
        "held",
        "cancelled",
        "uncounted",
        "talks",
        "interpreted",
        "referred",
        "groups",
        "group_uncounted",
    ):
        setattr(whole, name, sum(getattr(line, name) for line in lines))
    whole.heads = _sum(line.heads for line in lines)
    whole.group_heads = _sum(line.group_heads for line in lines)
    return whole


def _sum(counts) -> int | None:
    """The sum of what was counted; None when nothing was."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _needs(visits, talks) -> list[tuple[str, int, int]]:
    def counted(rows):
        each = rows.annotate(need=Func("needs", function="unnest")).values_list("need", flat=True)
        return Counter(each)

    by_visit, by_talk = counted(visits), counted(talks)
    told = [(need.label, by_visit[need.value], by_talk[need.value]) for need in Need]
    return sorted((one for one in told if one[1] or one[2]), key=lambda one: -(one[1] + one[2]))


def _breakdowns(talks) -> list[tuple[str, list[tuple[str, int]]]]:
    rows = list(talks.values_list("sex", "age_band", "situation", "outcome"))
    dimensions = (
        ("Sexe", Sex),
        ("Âge", AgeBand),
        ("Statut administratif", Situation),
        ("Suite", TalkOutcome),
    )
    found = []
    for position, (title, choices) in enumerate(dimensions):
        counts = Counter(row[position] for row in rows)
        lines = [(choice.label, counts[choice.value]) for choice in choices if counts[choice.value]]
        if counts[""]:
            lines.append(("Non renseigné", counts[""]))
        found.append((title, lines))
    return found
