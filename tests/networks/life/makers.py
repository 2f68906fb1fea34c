"""Activities the tests are about, made in one line."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from centre.context import acting_as
from networks.life import actions

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
READ = (
    *("type", "title", "starts_on", "ends_on", "state", "modality"),
    *("professionals", "users", "participants", "excused", "rubric"),
)


def record(by, *, at=AT, **typed):
    """A meeting held the day before."""
    day = timezone.localdate(at) - timedelta(days=1)
    facts = {"type": "reunion", "title": "Réunion d’équipe", "starts_on": day, "state": "tenue"}
    with acting_as(by):
        return actions.record(**facts | typed, by=by, at=at)


def record_now(by, **typed):
    return record(by, at=timezone.now(), **typed)


def edit(activity, by, *, at=AT, **typed):
    """`activity` as it was read, with these changes."""
    facts = {name: getattr(activity, name) for name in READ} | {"version": activity.version}
    with acting_as(by):
        return actions.edit(activity, **facts | typed, by=by, at=at)


def postpone(activity, by, *, at=AT, **where):
    with acting_as(by):
        return actions.postpone(activity, version=activity.version, by=by, at=at, **where)


def typed(**more):
    """What a browser sends from the form that records."""
    return {
        "type": "reunion",
        "title": "Réunion d’équipe",
        "starts_on": (timezone.localdate() - timedelta(days=1)).isoformat(),
        "state": "tenue",
        "modality": "",
    } | more
