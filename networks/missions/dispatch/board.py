"""What the page of a mission shows to the coordination."""

from datetime import datetime
from functools import cached_property

from centre.models import User
from networks.choices import MissionState, OfferState
from networks.missions import access
from networks.missions.actions import is_late
from networks.missions.dispatch.forms import ConfirmForm, RefuseForm, ValidateForm
from networks.missions.moves import history
from networks.missions.offers.candidates import Candidate, candidates
from networks.missions.offers.forms import OfferForm
from networks.missions.states import CANCELLABLE, TO_OFFER, turn
from networks.models import Mission


class MissionPage:
    """A mission as its page shows it, at one instant. `forms`: those that came back refused, by verb."""

    def __init__(self, mission: Mission, *, at: datetime, by: User, forms: dict):
        self.mission, self.at, self.by, self.forms = mission, at, by, forms
        self.who, self.what = turn(mission.state, over=mission.ends_at is not None and mission.ends_at < at)

    @cached_property
    def offers(self) -> list:
        return list(access.offers_of(self.mission))

    @cached_property
    def series(self) -> list[Mission]:
        return list(access.series_of(self.mission).select_related("interpreter"))

    @property
    def open_dates(self) -> int:
        """How many other dates of the series look for somebody."""
        return sum(one.state in TO_OFFER and one.starts_at > self.at for one in self.series)

    @property
    def accepted_dates(self) -> int:
        return sum(one.state == MissionState.ACCEPTED for one in self.series)

    @property
    def to_offer(self) -> bool:
        return self.mission.state in TO_OFFER and self.mission.starts_at > self.at

    @property
    def to_confirm(self) -> bool:
        return self.mission.state == MissionState.ACCEPTED

    @property
    def to_validate(self) -> bool:
        return self.mission.state == MissionState.HELD

    @property
    def hers(self) -> bool:
        """Whether the reader is the interpreter who declared it."""
        return self.mission.interpreter is not None and self.mission.interpreter.user_id == self.by.pk

    @property
    def may_cancel(self) -> bool:
        return self.mission.state in CANCELLABLE

    @property
    def may_refuse(self) -> bool:
        return self.mission.state in (*TO_OFFER, MissionState.HELD)

    @cached_property
    def is_late(self) -> bool:
        return is_late(self.mission, at=self.at)

    @cached_property
    def candidates(self) -> list[Candidate]:
        return candidates(self.mission, at=self.at) if self.to_offer else []

    @property
    def free(self) -> list[Candidate]:
        return [one for one in self.candidates if one.fits and not one.busy and not one.asked]

    @property
    def busy(self) -> list[Candidate]:
        return [one for one in self.candidates if one.fits and one.busy]

    @property
    def outside(self) -> list[Candidate]:
        """Those who speak the language but are outside another rule."""
        return [one for one in self.candidates if not one.fits and one.speaks and self._open(one)]

    @property
    def strangers(self) -> list[Candidate]:
        """Those who do not speak the language: a neighbouring one may do."""
        return [one for one in self.candidates if not one.speaks and self._open(one)]

    @property
    def strangers_count(self) -> int:
        return len(self.strangers)

    @property
    def chose_stranger(self) -> bool:
        return any(one.interpreter.pk in self.offer_form.chosen for one in self.strangers)

    @staticmethod
    def _open(one: Candidate) -> bool:
        return not one.busy and not one.asked

    @property
    def unanswered(self) -> bool:
        return any(offer.state == OfferState.OFFERED for offer in self.offers)

    @cached_property
    def offer_form(self) -> OfferForm:
        return self.forms.get("offer") or OfferForm(initial={"version": self.mission.version})

    @cached_property
    def confirm_form(self) -> ConfirmForm:
        form = self.forms.get("confirm") or ConfirmForm(initial={"version": self.mission.version})
        if not self.accepted_dates:
            del form.fields["series"]
        return form

    @cached_property
    def validate_form(self) -> ValidateForm:
        declared = {"version": self.mission.version, "duration": self.mission.duration}
        return self.forms.get("validate") or ValidateForm(initial=declared)

    @cached_property
    def refuse_form(self) -> RefuseForm:
        return self.forms.get("refuse") or RefuseForm(initial={"version": self.mission.version})

    @cached_property
    def history(self) -> list[dict]:
        """What the journal keeps, as sentences: when, who, what, the latest first."""
        events = list(history(self.mission)[:40])
        names = dict(
            User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "display_name")
        )
        return [
            {"at": event.pgh_created_at, "who": names.get(event.actor_id, ""), "what": said}
            for event, before in zip(events, [*events[1:], None], strict=True)
            if (said := _said(event, before))
        ]


def _said(event, before) -> str:
    """What one line of the journal says against the line before it."""
    said = []
    if before is None or before.state != event.state:
        said.append(MissionState(event.state).label)
    if before is not None and before.duration != event.duration and event.duration:
        change = f"{before.duration} → {event.duration}" if before.duration else str(event.duration)
        said.append(f"durée {change} min")
    if event.derogation and (before is None or before.derogation != event.derogation):
        said.append(f"dérogation : {event.derogation}")
    return ", ".join(said)
