"""Who sees which mission. Row-level security enforces the same."""

from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, Min, Q, When

from networks.choices import MissionState, OfferState
from networks.missions.states import HELD_BY, OPEN
from networks.models import Mission, MissionOffer

TO_DO = [
    MissionState.REQUESTED,
    MissionState.OFFERED,
    MissionState.ACCEPTED,
    MissionState.HELD,
    MissionState.CONFIRMED,
]


def live():
    return Mission.objects.filter(imported=False)


# ── The interpreter: an hour, a place, a language, a first name or a code ───────────────────────


def missions_of(user):
    """Missions that this interpreter holds or held."""
    return live().filter(interpreter__user=user)


def expected(user):
    """Missions where she is expected, and past ones whose duration she has still to declare; the nearest first."""
    return missions_of(user).filter(state__in=HELD_BY).order_by("starts_at")


def past(user):
    return missions_of(user).exclude(state__in=HELD_BY).order_by("-day", "-starts_at")


def offers_to(user, *, at: datetime):
    """Offers waiting for her answer, the nearest first."""
    return (
        MissionOffer.objects.filter(
            interpreter__user=user, state=OfferState.OFFERED, mission__starts_at__gt=at
        )
        .select_related("mission")
        .order_by("mission__starts_at")
    )


def own_offers(user):
    """Every offer ever made to her: the mission of one that is over may be hidden from her."""
    return MissionOffer.objects.filter(interpreter__user=user).select_related("interpreter__user")


# ── Whoever asked ───────────────────────────────────────────────────────────────────────────────


def requested_by(user):
    """Missions she asked for, with their interpreter."""
    return live().filter(requested_by=user).select_related("interpreter")


def cancellable_by(user):
    """Missions that `user` may cancel: those she asked for; any for the coordination."""
    return live().select_related("interpreter") if user.may("networks") else requested_by(user)


# ── The coordination ────────────────────────────────────────────────────────────────────────────


def board():
    """Missions of the board: by whose turn it is, then the nearest first."""
    turn = Case(
        *(When(state=state, then=rank) for rank, state in enumerate(TO_DO)),
        default=len(TO_DO),
        output_field=IntegerField(),
    )
    unanswered = Q(offers__state=OfferState.OFFERED)
    return (
        live()
        .select_related("interpreter")
        .annotate(
            turn_rank=turn,
            asked=Count("offers", filter=unanswered),
            asked_since=Min("offers__offered_at", filter=unanswered),
        )
        .order_by("turn_rank", "starts_at", "pk")
    )


def counts(*, at: datetime) -> dict[str, int]:
    """How many missions wait for what; `late`, those offered for more than a day without an answer."""
    waiting = live().filter(state__in=OPEN)
    found = waiting.aggregate(
        to_offer=Count("pk", filter=Q(state=MissionState.REQUESTED)),
        to_answer=Count("pk", filter=Q(state=MissionState.OFFERED)),
        to_confirm=Count("pk", filter=Q(state=MissionState.ACCEPTED)),
        to_validate=Count("pk", filter=Q(state=MissionState.HELD)),
        to_come=Count("pk", filter=Q(state=MissionState.CONFIRMED)),
    )
    overdue = MissionOffer.objects.filter(
        state=OfferState.OFFERED, offered_at__lt=at - timedelta(hours=24), mission__state=MissionState.OFFERED
    )
    return found | {"late": overdue.values("mission").distinct().count()}


def desk():
    """Missions with everything their page shows."""
    return live().select_related(
        "interpreter", "requested_by", "derogation_by", "cancelled_by", "validated_by"
    )


def offers_of(mission: Mission):
    return mission.offers.select_related("interpreter", "offered_by").order_by("offered_at", "pk")


def series_of(mission: Mission):
    """The other missions asked for with this one."""
    if mission.series is None:
        return live().none()
    return live().filter(series=mission.series).exclude(pk=mission.pk).order_by("starts_at")
