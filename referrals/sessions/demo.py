"""Sessions to come, to note and corrected, for the demonstration. Everybody is invented."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from centre.refusals import Refused
from networks.choices import Modality
from referrals.choices import CancelledBy, Helper
from referrals.models import Care, TherapySession
from referrals.sessions import actions
from referrals.sessions.planned import actions as planned
from referrals.sessions.start import as_it_is
from referrals.states import CareState, SessionState

HOURS = (time(9), time(10), time(11), time(14), time(15), time(16), time(17))


def seed(*, at: datetime) -> None:
    _Sessions(at).write()


class _Sessions:
    def __init__(self, at: datetime):
        self.at, self.today = at, timezone.localdate(at)
        self.by, self.chance, self.made = account("therapeute"), random.Random(11), 0

    def write(self) -> None:
        living = Care.objects.filter(therapist__user=self.by, state=CareState.ACTIVE, imported=False)
        cares = list(living.select_related("person", "interpreter").order_by("pk"))
        for number, care in enumerate(cares):
            series = self._plan(care, 2 + number, every=7 if number % 3 else 14, times=4 if number % 2 else 1)
            if number == 1 and len(series) > 2:
                planned.cancel_session(series[2], cancelled_by=CancelledBy.THERAPIST, by=self.by, at=self.at)
        for care in cares[:2]:
            self._plan(care, -1, asked=self.at - timedelta(days=9))  # its hour has come: to be noted
        self._correct()

    def _plan(
        self, care: Care, days: int, *, every: int = 0, times: int = 1, asked=None
    ) -> list[TherapySession]:
        """At the first free hour of the first weekday from `days` on."""
        day = _weekday(self.today + timedelta(days=days))
        modality = Modality.ON_SITE if care.interpreter is None else self._modality(care)
        for hour in HOURS:
            self.made += 1
            try:
                return planned.plan_session(
                    care,
                    day=day,
                    hour=hour,
                    duration=45,
                    every=every,
                    times=times,
                    modality=modality,
                    place="Maison des associations, Nîmes" if modality == Modality.ON_SITE else "",
                    helper=Helper.USUAL if care.interpreter else Helper.NONE,
                    client_label="",
                    travel_minutes=15 if modality == Modality.ON_SITE else 0,
                    confirm_long=False,
                    idempotency_key=demo_key("session-planned", self.made),
                    by=self.by,
                    at=asked or self.at,
                )
            except Refused:
                continue
        return []

    def _modality(self, care: Care) -> str:
        return Modality.ON_SITE if care.interpreter.comes_to(care.person.departement) else Modality.VIDEO

    def _correct(self) -> None:
        """Two sessions noted this year, corrected since."""
        held = TherapySession.objects.filter(
            therapist__user=self.by,
            state=SessionState.HELD,
            day__gte=date(self.today.year, 1, 1),
            mission=None,
        )
        reasons = ("Durée mal tapée", "La séance a duré moins longtemps que prévu")
        for session, reason in zip(held.select_related("care").order_by("-day", "pk"), reasons, strict=False):
            typed = as_it_is(session) | {"duration": self.chance.choice((30, 60)), "interpreter": None}
            actions.correct_session(
                session, **typed, confirm_long=False, reason=reason, by=self.by, at=self.at
            )


def _weekday(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))
