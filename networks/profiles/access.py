"""Who sees which sheet: the coordination all of them, everybody her own. Row-level security decides who changes
them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from centre.models import User
from networks.choices import MissionState, OfferState
from networks.missions.models import DONE
from networks.models import Absence, Interpreter, Mission, MissionOffer, Professional, Therapist, WeeklySlot

NETWORKS = {"therapeutes": Therapist, "interpretes": Interpreter}
TO_COME = [MissionState.ACCEPTED, MissionState.CONFIRMED]


def sheets(network: str, day: date) -> QuerySet:
    """Every sheet of a network, active ones first, each with `away_from` and `away_to`: the next absence.

    KeyError for an unknown network.
    """
    model = NETWORKS[network]
    ahead = Absence.objects.filter(ends_on__gte=day, **{model._meta.model_name: OuterRef("pk")})
    return model.objects.annotate(
        away_from=Subquery(ahead.order_by("starts_on").values("starts_on")[:1]),
        away_to=Subquery(ahead.order_by("starts_on").values("ends_on")[:1]),
    ).order_by("-active", "display_name", "code")


def whole_sheets(network: str) -> QuerySet:
    """The same with the account, the week and the absences that go with each."""
    return (
        NETWORKS[network]
        .objects.select_related("user", "invitation")
        .prefetch_related(
            Prefetch("weeklyslots", WeeklySlot.objects.order_by("weekday", "starts")),
            Prefetch("absences", Absence.objects.order_by("starts_on")),
        )
    )


def own(user: User) -> list[Professional]:
    """The sheets of `user`: as a therapist, as an interpreter, most often one."""
    found = (whole_sheets(network).filter(user=user).first() for network in NETWORKS)
    return [sheet for sheet in found if sheet is not None]


@dataclass(frozen=True)
class Engagements:
    """What somebody still has in hand when she stops: people followed, missions to come, unanswered offers."""

    cares: int = 0
    missions: int = 0
    offers: int = 0

    def __bool__(self):
        return bool(self.cares or self.missions or self.offers)


def engagements(profile: Professional, at: datetime) -> Engagements:
    if isinstance(profile, Therapist):
        return Engagements(cares=profile.active_cares)
    mine = {"interpreter": profile}
    return Engagements(
        missions=Mission.objects.filter(**mine, state__in=TO_COME, starts_at__gt=at, imported=False).count(),
        offers=MissionOffer.objects.filter(**mine, state=OfferState.OFFERED).count(),
    )


def missions_done(interpreter: Interpreter) -> int:
    return Mission.objects.filter(interpreter=interpreter, state__in=DONE).count()


def rates(interpreter: Interpreter):
    """The rates of an interpreter, the latest first."""
    return interpreter.rates.order_by("-since")
