"""What the pages of pairing show."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils import timezone

from centre.health import broker_answers
from referrals.choices import PlanLineState, PlanState
from referrals.models import Exclusion, PairingSettings, Person, Plan, PlanLine
from referrals.pairing import costs

TONES = {
    PlanState.WAITING: "waiting",
    PlanState.RUNNING: "info",
    PlanState.READY: "good",
    PlanState.FAILED: "danger",
}
LINE_TONES = {
    PlanLineState.OFFERED: "waiting",
    PlanLineState.ACCEPTED: "good",
    PlanLineState.SET_ASIDE: "neutral",
    PlanLineState.STALE: "warning",
}
UNAVAILABLE = (
    "Le serveur de tâches ne répond pas. Votre demande est gardée : le plan sera calculé dès son retour."
)
# What `?voir=` chooses among the lines of a plan.
PARTS = {
    "a-decider": ("À décider", Q(state=PlanLineState.OFFERED, therapist__isnull=False)),
    "sans-place": ("Sans place", Q(therapist=None)),
    "decidees": ("Décidées", ~Q(state=PlanLineState.OFFERED)),
}
SIZE, SHOWN = 50, 20


def plans() -> list[Plan]:
    """The latest, each with `open_lines`: how many are still to decide."""
    to_decide = Q(lines__state=PlanLineState.OFFERED, lines__therapist__isnull=False)
    found = list(
        Plan.objects.select_related("requested_by").annotate(open_lines=Count("lines", filter=to_decide))[
            :SHOWN
        ]
    )
    for plan in found:
        plan.tone = TONES[plan.state]
    return found


def progress(plan: Plan) -> dict:
    unfinished = plan.state in (PlanState.WAITING, PlanState.RUNNING)
    return {
        "done": not unfinished,
        "value": plan.progress,
        "max": 100,
        "label": "Calcul du plan" if plan.state == PlanState.RUNNING else "En attente du serveur de tâches",
        "unavailable": UNAVAILABLE if plan.state == PlanState.WAITING and not broker_answers() else "",
    }


def gain(found: Plan) -> dict:
    """What the plan is worth beside taking people one by one, in words."""
    placed, greedy, cost, before = (
        f"{value:,}".replace(",", "\u202f")
        for value in (found.placed, found.greedy_placed, found.cost, found.greedy_cost)
    )
    several = "s" if found.placed > 1 else ""
    said = f"{placed} personne{several} placée{several}"
    said += f" au lieu de {greedy}" if placed != greedy else ", autant qu’en les prenant une à une"
    said += f" ; coût {cost} au lieu de {before}." if cost != before else " ; au même coût."
    return {
        "placed": f"En les prenant une à une, la plus ancienne d’abord : {greedy}.",
        "cost": f"En les prenant une à une : {before}.",
        "said": said.replace(" ;", "\u202f;"),
    }


@dataclass
class Part:
    key: str
    label: str
    count: int
    current: bool


def plan(found: Plan, query) -> dict:
    """A plan ready to read: `parts` with their counts, and a page of the lines of one, the longest waiting first."""
    counts = found.lines.aggregate(
        **{key.replace("-", "_"): Count("pk", filter=which) for key, (_, which) in PARTS.items()}
    )
    current = query.get("voir", "")
    current = current if current in PARTS else "a-decider"
    parts = [
        Part(key, label, counts[key.replace("-", "_")], key == current) for key, (label, _) in PARTS.items()
    ]
    lines = (
        PlanLine.objects.filter(PARTS[current][1], plan=found)
        .select_related("referral__person", "therapist", "interpreter", "answered_by")
        .defer("referral__vignette", "referral__decision_reason")
        .order_by("referral__received_on", "referral_id")
    )
    pages = Paginator(lines, SIZE)
    pages.count = counts[current.replace("-", "_")]
    page = pages.get_page(query.get("page"))
    today = timezone.localdate()
    shown = list(page.object_list)
    for line in shown:
        line.days = (today - line.referral.received_on).days
        line.tone = LINE_TONES[line.state]
    return {
        "gain": gain(found),
        "parts": parts,
        "part": current,
        "lines": shown,
        "previous_url": f"?voir={current}&page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?voir={current}&page={page.next_page_number()}" if page.has_next() else "",
        "page_number": page.number,
        "to_decide": counts["a_decider"],
    }


def exclusions(person: Person):
    return (
        Exclusion.objects.filter(person=person)
        .select_related("therapist", "interpreter", "added_by")
        .order_by("-added_at")
    )


@dataclass
class Example:
    """An invented therapist, what she would cost, and of what that is made: (words, points)."""

    title: str
    parts: list[tuple[str, int]]

    @property
    def cost(self) -> int:
        return sum(points for _, points in self.parts)


def examples(weights: PairingSettings) -> list[Example]:
    """Three therapists for one person, the cheapest first, by these weights."""
    found = [
        Example(
            "Parle dari, sa langue, à 40 km",
            [
                ("40 km", round(weights.per_10_km * 4)),
                ("public qu’elle ne suit pas d’ordinaire", weights.other_public),
                ("dernière place", costs.last_place_points(1, weights)),
            ],
        ),
        Example(
            "À 5 km, avec un interprète en dari qui vient, 3 créneaux communs",
            [
                ("5 km", round(weights.per_10_km * 5 / 10)),
                ("interprète", costs.interpreter_points(comes=True, common=3, weights=weights)),
            ],
        ),
        Example(
            "À 5 km, avec un interprète en pachto, sa deuxième langue, à distance, sans heure commune",
            [
                ("5 km", round(weights.per_10_km * 5 / 10)),
                ("interprète, à distance, sans heure commune",
                 costs.interpreter_points(comes=False, common=0, weights=weights)),
                ("deuxième langue", weights.second_language),
            ],
        ),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.cost)
