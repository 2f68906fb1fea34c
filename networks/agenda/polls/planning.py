"""Plans the activity of a chosen date."""

from datetime import datetime

from django.utils import timezone

from centre.models import User
from networks.choices import ActivityState, ActivityType
from networks.life.actions import alone, next_reference
from networks.models import Activity, DatePoll, PollDate

CONTINUED = ("type", "rubric", "network", "modality", "host", "project", "axis")


def plan(poll: DatePoll, date: PollDate, *, by: User, at: datetime) -> Activity:
    """Set the date of the poll's activity if it is still planned; otherwise plan a new one of the same kind."""
    alone()
    day = timezone.localdate(date.starts_at)
    facts = {
        "starts_on": day,
        "ends_on": max(day, timezone.localdate(date.ends_at)),
        "hour": timezone.localtime(date.starts_at).time(),
    }
    before = Activity.objects.select_for_update().filter(pk=poll.activity_id).first()
    if before is not None and before.state == ActivityState.PLANNED:
        facts |= {"place": poll.place or before.place, "version": before.version + 1}
        for name, value in facts.items():
            setattr(before, name, value)
        before.save(update_fields=list(facts))
        return before
    kept = (
        {name: getattr(before, name) for name in CONTINUED}
        if before
        else {"type": ActivityType.WORKING_GROUP}
    )
    return Activity.objects.create(
        reference=next_reference(Activity, "A", day.year),
        title=poll.title,
        place=poll.place or (before.place if before else ""),
        state=ActivityState.PLANNED,
        recorded_by=by,
        **facts,
        **kept,
    )
