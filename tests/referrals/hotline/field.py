"""Things the tests of the hotline are about, made in one line."""

import uuid
from datetime import UTC, date, datetime, time
from unittest.mock import patch

from referrals.hotline.calls import actions as calls
from referrals.hotline.grids import actions as grids
from referrals.hotline.openings import actions as openings
from referrals.models import Call, Hotline, HotlineOpening, Shift
from tests.people import make_user

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday, ten o'clock in Paris
UNTIL = date(2026, 3, 13)
USUAL = [["09:00", "12:00"], ["13:00", "17:00"], ["18:00", "21:00"]]
QUESTIONS = [
    {"text": "Angoisses", "most": 3, "alarm": False},
    {"text": "Isolement", "most": 3, "alarm": False},
    {"text": "Idées suicidaires", "most": 2, "alarm": True},
]


def lea():
    """A listener."""
    return make_user("Léa", "ecoutant")


def line(by, **facts) -> Hotline:
    """The line of a centre, asleep: Monday to Friday, 9 to 21, with a grid (psychologue 3, urgences 6)."""
    shape = {
        "label": "Cellule d'écoute",
        "phone": "0400000024",
        "starts": time(9),
        "ends": time(21),
        "slots": USUAL,
        "days": [0, 1, 2, 3, 4],
        "holidays": True,
        "call_back_days": 3,
    }
    made = openings.set_up_hotline(**shape | facts, by=by)
    grids.replace_grid(
        made, label="Grille", psychologist_from=3, emergency_from=6, questions=QUESTIONS, by=by, at=AT
    )
    return Hotline.objects.get(pk=made.pk)


def opened(by, *, until=UNTIL, at=AT, **facts) -> HotlineOpening:
    opening = openings.open_hotline(line(by, **facts), until=until, by=by, at=at)
    return HotlineOpening.objects.select_related("hotline__grid").get(pk=opening.pk)


def closed(opening: HotlineOpening, by, at=AT) -> HotlineOpening:
    return openings.close_hotline(opening, closing_note="", by=by, at=at)


def call(opening: HotlineOpening, by, *, at=AT, **typed) -> Call:
    """An anonymous call, noted while it lasts."""
    blank = {
        "day": at.date(),
        "hour": None,
        "duration": None,
        "caller_again": "",
        "first_name": "",
        "phone": "",
        "caller_kind": "",
        "sex": "",
        "age": None,
        "departement": "",
        "language": "",
        "introducer": "",
        "problems": [],
        "redirections": [],
        "answers": {},
        "outcome": calls.FOLLOW,
        "outcome_reason": "",
        "call_back_on": None,
        "call_back_note": "",
        "idempotency_key": uuid.uuid4(),
    }
    return calls.log_call(opening.hotline, **blank | typed, by=by, at=at)


def answers(opening: HotlineOpening, *scores: int) -> dict[int, int]:
    """Scores of the grid's questions, in their order."""
    questions = opening.hotline.grid.questions.order_by("position")
    return {question.pk: score for question, score in zip(questions, scores, strict=False)}


def free_shift(**of) -> Shift:
    return Shift.objects.planned().filter(keeper="", **of).order_by("day", "starts").first()


def typed_call(**answers) -> dict:
    """The form of a call, as a browser posts it."""
    return {
        "day": "2026-03-02",
        "hour": "",
        "outcome": "grille",
        "idempotency_key": str(uuid.uuid4()),
    } | answers


def clock_at(moment: datetime):
    """For what a page or a task reads off the clock."""
    return patch("django.utils.timezone.now", lambda: moment)
