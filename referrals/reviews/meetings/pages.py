"""What the pages of meetings show."""

from datetime import datetime

from django.utils import timezone

from referrals.choices import ReviewMeetingState
from referrals.models import AgendaItem, Referral, ReviewMeeting
from referrals.pairing.candidates import candidates
from referrals.reviews import access
from referrals.reviews.forms import CriteriaForm
from referrals.reviews.meetings.forms import AttendForm, CloseForm
from referrals.reviews.meetings.minutes import state_of
from referrals.reviews.vignettes import tell_without_names
from referrals.states import MOVES

CORRECTED = ("relevance", "spoken_language", "availability", "decision", "reason", "dissent")


def for_meeting(meeting: ReviewMeeting, *, chosen: str, now: datetime, decide_form=None) -> dict:
    """The page of a meeting: its agenda, and under it the situation being discussed (`chosen`, or the first)."""
    items = list(meeting.items.all())
    reviews = {review.referral_id: review for review in meeting.reviews.all()}
    waiting = [item for item in items if not item.done]
    to_come = meeting.state == ReviewMeetingState.PLANNED
    for place, item in enumerate(waiting):
        item.first, item.last = place == 0, place == len(waiting) - 1
    for item in items:
        item.review = reviews.get(item.referral_id)
    open_item = next((item for item in waiting if str(item.pk) == chosen), waiting[0] if waiting else None)
    version = {"version": meeting.version}
    context = {
        "meeting": meeting,
        "waiting": waiting,
        "done": [item for item in items if item.done],
        "to_come": to_come,
        "begun": meeting.starts_at <= now,
        "proposed": list(access.proposed(meeting)) if to_come else [],
        "minutes_state": state_of(meeting, now),
        "sent_before": _sent_before(meeting),
    }
    if to_come:
        here = [user.pk for user in meeting.participants.all()]
        initial = version | {"participants": here or list(_team(meeting, now))}
        on = timezone.localdate(now)
        context["attend_form"] = AttendForm(initial=initial, meeting=meeting, on=on, auto_id="attend_%s")
        context["close_form"] = CloseForm(initial=version, auto_id="close_%s")
        context |= _situation(open_item, decide_form)
    return context


def _team(meeting: ReviewMeeting, now: datetime):
    return access.team_of(meeting.dispositif_id, timezone.localdate(now)).values_list("pk", flat=True)


def _sent_before(meeting: ReviewMeeting) -> bool:
    """Sent, then written again: the team has not been told of these."""
    sent, written = meeting.minutes_sent_at, meeting.minutes_at
    return bool(sent and written and sent < written)


def _situation(item: AgendaItem | None, form) -> dict:
    if item is None:
        return {"item": None}
    tell_without_names([item.referral])
    seats = candidates(item.referral.person)
    return {
        "item": item,
        "seats": len(seats),
        "seats_alone": sum(not one.needs_interpreter for one in seats),
        "decide_form": form or criteria_form(item.referral),
    }


def criteria_form(referral: Referral, **initial) -> CriteriaForm:
    form = CriteriaForm(initial={"version": referral.version} | initial)
    legal = MOVES[referral.state] | {initial.get("decision")}
    kept = [choice for choice in form.fields["decision"].choices if choice[0] in legal]
    form.fields["decision"].choices = kept
    return form


def for_team(meeting: ReviewMeeting) -> dict:
    """What a member of the team reads: situations under review, without a name."""
    items = list(access.under_review(meeting)) if meeting.state == ReviewMeetingState.PLANNED else []
    tell_without_names([item.referral for item in items])
    return {"meeting": meeting, "items": items}
