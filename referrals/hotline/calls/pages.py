"""What the pages of calls show and suggest."""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.reference import departements, language_name
from referrals.choices import CallOutcome
from referrals.hotline import access
from referrals.hotline.access import Desk
from referrals.models import Call

LATELY = 500


def words_met(line) -> dict[str, list[str]]:
    """The labels already used on this line, by field, so that a thing is written one way. One statement."""
    found = access.calls(line).values_list("problems", "introducer", "redirections")[:LATELY]
    rows = list(found)
    return {
        "problems": _each(label for problems, _, _ in rows for label in problems),
        "introducers": _each(introducer for _, introducer, _ in rows if introducer),
        "redirections": _each(label for _, _, redirections in rows for label in redirections),
    }


def _each(labels) -> list[str]:
    return sorted(set(labels), key=str.casefold)


def as_it_begins(desk: Desk, *, at: datetime) -> dict:
    """What the form knows before anybody speaks."""
    now = timezone.localtime(at)
    return {"day": now.date(), "hour": now.time().replace(second=0, microsecond=0)}


_NOTED = (
    *("day", "hour", "duration", "caller_kind", "sex", "age", "departement", "language", "introducer"),
    *("problems", "outcome", "outcome_reason", "redirections", "version"),
)


def as_noted(call: Call) -> dict:
    """A call as its form shows it again."""
    answers = {f"question_{answer.question_id}": answer.score for answer in call.answers.all()}
    return {name: getattr(call, name) for name in _NOTED} | answers


def for_call(desk: Desk, call: Call) -> dict:
    """Context of `call.html`."""
    return {
        "desk": desk,
        "call": call,
        "backs": call.backs.select_related("done_by", "asked_by").order_by("due_on", "pk"),
        "scores": call.answers.select_related("question").order_by("question__position"),
        "language": language_name(call.language) if call.language else "",
        "departement": departements().get(call.departement, ""),
        "is_emergency": call.outcome == CallOutcome.EMERGENCY,
    }


def next_call_back(desk: Desk, *, at: datetime) -> dict:
    return {"due_on": timezone.localdate(at) + timedelta(days=desk.line.call_back_days)}


def known_of(call: Call) -> dict:
    """What the orientation takes over from the call."""
    caller = call.caller
    return {
        "first_name": caller.first_name if caller else "",
        "phone": caller.phone if caller else "",
        "birth_year": call.day.year - call.age if call.age is not None else None,
        "language": call.language,
        "departement": call.departement,
        "urgency": "urgente" if call.outcome == CallOutcome.EMERGENCY else "ordinaire",
    }
