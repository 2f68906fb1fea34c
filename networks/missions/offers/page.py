"""What an interpreter sees of an offer: with an account open, place and first name while it is hers to answer or to
hold; by the link alone, neither."""

from datetime import datetime

from django.utils import timezone

from centre.context import acting_as_system
from centre.reference import departements
from networks.choices import MissionState, OfferState
from networks.models import Mission, MissionOffer


class OfferPage:
    """Plain facts, read once in the portal's name: nothing here leads further than what is shown."""

    def __init__(self, offer: MissionOffer, *, at: datetime, hers: bool):
        with acting_as_system():
            offer = MissionOffer.objects.select_related("mission", "interpreter__user").get(pk=offer.pk)
            mission = offer.mission
            dates = _dates_of(offer, at=at)
        self.pk, self.state, self.hers, self.at = offer.pk, offer.state, hers, at
        self.starts_at, self.ends_at, self.minutes = (
            mission.starts_at,
            mission.ends_at,
            mission.planned_minutes,
        )
        self.language, self.modality = mission.language_name, mission.get_modality_display()
        self.departement = departements().get(mission.departement, "")
        self.travel_minutes = mission.travel_minutes
        self.mission_state = mission.state
        self.taken = offer.state == OfferState.ACCEPTED and mission.interpreter_id == offer.interpreter_id
        self.dates = dates
        self.standing = "" if offer.interpreter.active else offer.interpreter.get_standing_display().lower()
        # Declined, lapsed, withdrawn: row-level security hides the mission, and so does this page.
        told = hers and (self.is_open or self.taken)
        self.place, self.client_label = (mission.place, mission.client_label) if told else ("", "")

    @property
    def day(self):
        return timezone.localdate(self.starts_at)

    @property
    def begun(self) -> bool:
        return self.starts_at <= self.at

    @property
    def cancelled(self) -> bool:
        return self.mission_state in (MissionState.CANCELLED, MissionState.LATE_CANCELLED)

    @property
    def is_open(self) -> bool:
        """Whether it still takes an answer."""
        return (
            self.state == OfferState.OFFERED
            and self.mission_state == MissionState.OFFERED
            and not self.begun
            and not self.standing
        )

    @property
    def others(self) -> list[Mission]:
        """The other dates of the series that wait for her answer."""
        return [one for one in self.dates if one.starts_at != self.starts_at]


def _dates_of(offer: MissionOffer, *, at: datetime) -> list[Mission]:
    """Every date of the series that she has to answer, this one included."""
    if offer.mission.series is None:
        return [offer.mission]
    mine = offer.mission.__class__.objects.filter(
        series=offer.mission.series,
        starts_at__gt=at,
        offers__interpreter=offer.interpreter_id,
        offers__state=OfferState.OFFERED,
    )
    return list(mine.order_by("starts_at").only("starts_at", "ends_at"))
