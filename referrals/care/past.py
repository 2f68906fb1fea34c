"""Cares of the past, as a centre's sheets tell them: ended, `imported`, derived from referrals and sessions.

Each ends on its last session, otherwise on the day the referral was decided.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from centre.imports.sheets import Run
from centre.imports.writing import amend
from referrals.models import Care, Referral, TherapySession
from referrals.states import CareState


def noon(day: date) -> datetime:
    """The time given to what is known by its day only."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def past_therapist() -> Subquery:
    """The code of the therapist of a referral's past care."""
    cares = Care.objects.filter(imported=True, referral=OuterRef("pk")).exclude(state=CareState.DECLINED)
    return Subquery(cares.order_by("proposed_at").values("therapist__code")[:1])


def settle_referred_cares(therapist_of: Mapping[Referral, int | None], run: Run) -> set:
    """One past care for each referral that names a therapist. `therapist_of`: referral → therapist's id or None.

    When a referral no longer names anybody, its care never existed: it becomes « déclinée », which nobody may read.
    Returns the ids of the referrals whose care was created or changed.
    """
    wanted = {referral.pk: _care(referral, therapist) for referral, therapist in therapist_of.items()}
    cares = {
        care.referral_id: care
        for care in Care.objects.filter(imported=True, referral__in=wanted).order_by("-proposed_at")
    }
    new = [
        Care(referral_id=pk, imported=True, proposed_by_id=run.actor_id, **values)
        for pk, values in wanted.items()
        if pk not in cares and "therapist_id" in values
    ]
    Care.objects.bulk_create(new, batch_size=1000)
    last = _last_sessions(care.pk for care in cares.values())
    amended = amend(Care, {care: _ended(care, wanted[referral], last) for referral, care in cares.items()})
    return {care.referral_id for care in [*new, *amended]}


def _care(referral: Referral, therapist: int | None) -> dict:
    if therapist is None:
        return {"state": CareState.DECLINED, "ended_on": None}
    day = referral.decided_on or referral.received_on
    return {
        "person_id": referral.person_id,
        "therapist_id": therapist,
        "state": CareState.ENDED,
        "proposed_at": noon(day),
        "answered_at": noon(day),
        "ended_on": day,
    }


def _ended(care: Care, values: dict, last: dict) -> dict:
    """These values, ended on the last session if there was one."""
    if values["ended_on"] is None or care.pk not in last:
        return values
    return values | {"ended_on": last[care.pk]}


def _last_sessions(cares: Iterable) -> dict:
    """Care → day of its last session."""
    days = TherapySession.objects.filter(care__in=list(cares)).order_by()
    return dict(days.values_list("care").annotate(last=Max("day")))


class PastCares:
    """Finds the past care of each session: that of its person and therapist, the latest begun by then."""

    def __init__(self, sessions: Iterable[tuple], run: Run):
        """`sessions`: (person's id, therapist's id, day). Cares that no referral told of are created."""
        sessions = list(sessions)
        self.cares: dict[tuple, list[Care]] = defaultdict(list)
        people = {person for person, _, _ in sessions}
        known = Care.objects.filter(imported=True, state=CareState.ENDED, person__in=people)
        for care in known.order_by("proposed_at", "pk"):
            self.cares[care.person_id, care.therapist_id].append(care)
        self._create_missing(sessions, run)

    def _create_missing(self, sessions: list[tuple], run: Run) -> None:
        first: dict[tuple, date] = {}
        for person, therapist, day in sessions:
            if (person, therapist) not in self.cares:
                first[person, therapist] = min(day, first.get((person, therapist), day))
        new = [
            Care(
                person_id=person,
                therapist_id=therapist,
                state=CareState.ENDED,
                proposed_at=noon(day),
                answered_at=noon(day),
                ended_on=day,
                proposed_by_id=run.actor_id,
                imported=True,
            )
            for (person, therapist), day in first.items()
        ]
        for care in Care.objects.bulk_create(new, batch_size=1000):
            self.cares[care.person_id, care.therapist_id].append(care)

    def of(self, person, therapist, day: date) -> Care:
        cares = self.cares[person, therapist]
        begun = bisect_right(cares, day, key=lambda care: timezone.localdate(care.proposed_at))
        return cares[max(begun - 1, 0)]

    def end(self) -> None:
        """End each care on its last session."""
        cares = {care.pk: care for cares in self.cares.values() for care in cares}
        last = _last_sessions(cares)
        amend(Care, {cares[pk]: {"ended_on": day} for pk, day in last.items()})
