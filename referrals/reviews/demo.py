"""Meetings for the demonstration: two held, with their decisions, one tomorrow with its agenda, two further on."""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account, demo_key
from referrals.choices import ReviewMeetingState
from referrals.models import AgendaItem, CaseReview, Dispositif, Referral, ReviewMeeting, TeamMember
from referrals.states import State

# Weeks from now: a meeting every second Tuesday.
_WEEKS = (-4, -2, 0, 2, 4)


def seed(*, at: datetime) -> None:
    coordinator, therapist = account("coordination"), account("therapeute")
    cape = Dispositif.objects.get(label="C.A.P.E.")
    TeamMember.objects.get_or_create(
        dispositif=cape,
        user=therapist,
        until=None,
        defaults={"function": "Psychologue", "since": "2024-01-08"},
    )
    tomorrow = timezone.localtime(at + timedelta(days=1)).replace(hour=14, minute=0, second=0, microsecond=0)
    for number, weeks in enumerate(_WEEKS):
        held = weeks < 0
        meeting = ReviewMeeting.objects.create(
            id=demo_key("meeting", number),
            dispositif=cape,
            starts_at=tomorrow + timedelta(weeks=weeks),
            place="Salle de réunion, premier étage",
            modality="presentiel",
            state=ReviewMeetingState.HELD if held else ReviewMeetingState.PLANNED,
            called_by=coordinator,
            minutes_wanted_at=tomorrow + timedelta(weeks=weeks, hours=2) if held else None,
        )
        if held:
            meeting.participants.set([coordinator, therapist])
            _decided(meeting)
    _agenda(cape, coordinator)


def _decided(meeting: ReviewMeeting) -> None:
    """The concertations of the fortnight before were those of this meeting."""
    since = timezone.localdate(meeting.starts_at) - timedelta(days=14)
    of_it = CaseReview.objects.filter(
        meeting=None,
        referral__dispositif=meeting.dispositif,
        held_on__range=(since, timezone.localdate(meeting.starts_at)),
    )
    for place, review in enumerate(of_it.select_related("referral"), 1):
        AgendaItem.objects.create(
            meeting=meeting, referral=review.referral, position=place, done=True, added_by=meeting.called_by
        )
        CaseReview.objects.filter(pk=review.pk).update(
            meeting=meeting, held_on=timezone.localdate(meeting.starts_at)
        )


def _agenda(cape: Dispositif, coordinator) -> None:
    """All but two of what is under review are on the next meeting's agenda."""
    meeting = ReviewMeeting.objects.filter(state=ReviewMeetingState.PLANNED).order_by("starts_at").first()
    waiting = list(Referral.objects.filter(state=State.REVIEWED, dispositif=cape).by_lateness())
    for place, referral in enumerate(waiting[:-2], 1):
        AgendaItem.objects.create(meeting=meeting, referral=referral, position=place, added_by=coordinator)
