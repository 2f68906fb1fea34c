"""Figures of the *équipe mobile* over a period: visits, talks, groups, heads, needs. No row is about somebody.

None is « non compté » and is never summed. Talks and groups are those of the visits that were held.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Count, F, Q

from networks.models import Structure
from referrals.choices import AgeBand, Need, Sex, Situation, TalkOutcome, VisitState
from referrals.models import Talk, TalkingGroup, Visit
from referrals.outreach import access

_DIMENSIONS = (
    ("sex", "Sexe", Sex),
    ("age_band", "Âge", AgeBand),
    ("situation", "Statut administratif", Situation),
    ("outcome", "Suite", TalkOutcome),
)
_OF_A_TALK = ("needs", "interpreted", "referral", *(field for field, *_ in _DIMENSIONS))


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
    held = visits.filter(state=VisitState.HELD).values("pk")
    site = F("visit__structure")
    talks = list(Talk.objects.filter(visit__in=held).values(*_OF_A_TALK, site=site))
    groups = TalkingGroup.objects.filter(visit__in=held).values("heads", site=site)
    told = asked.aggregate(asked=Count("pk"), declined=Count("pk", filter=Q(state=VisitState.DECLINED)))
    done = visits.filter(state__in=[VisitState.HELD, VisitState.CANCELLED])
    visits = list(done.values("state", "heads", "needs", site=F("structure"), name=F("structure__name")))
    lines = _lines(visits, talks, groups)
    return Figures(
        first=first,
        last=last,
        whole=_whole(lines),
        sites=lines,
        needs=_needs([visit for visit in visits if visit["state"] == VisitState.HELD], talks),
        breakdowns=_breakdowns(talks),
        **told,
    )


def _lines(visits, talks, groups) -> list[Line]:
    found = {visit["site"]: Line(visit["name"]) for visit in visits}
    for visit in visits:
        line = found[visit["site"]]
        if visit["state"] == VisitState.CANCELLED:
            line.cancelled += 1
            continue
        line.held += 1
        line.heads = _sum([line.heads, visit["heads"]])
        line.uncounted += visit["heads"] is None
    for talk in talks:
        line = found[talk["site"]]
        line.talks += 1
        line.interpreted += bool(talk["interpreted"])
        line.referred += talk["referral"] is not None
    for group in groups:
        line = found[group["site"]]
        line.groups += 1
        line.group_heads = _sum([line.group_heads, group["heads"]])
        line.group_uncounted += group["heads"] is None
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
    by_visit, by_talk = (
        Counter(chain.from_iterable(row["needs"] for row in rows)) for rows in (visits, talks)
    )
    told = [(need.label, by_visit[need.value], by_talk[need.value]) for need in Need]
    return sorted((one for one in told if one[1] or one[2]), key=lambda one: -(one[1] + one[2]))


def _breakdowns(talks) -> list[tuple[str, list[tuple[str, int]]]]:
    found = []
    for field, title, choices in _DIMENSIONS:
        counts = Counter(talk[field] for talk in talks)
        lines = [(choice.label, counts[choice.value]) for choice in choices if counts[choice.value]]
        if counts[""]:
            lines.append(("Non renseigné", counts[""]))
        found.append((title, lines))
    return found
