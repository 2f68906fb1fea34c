"""Answers counted, date by date."""

from dataclasses import dataclass

from networks.choices import PollChoice
from networks.models import DatePoll, PollDate, PollInvitee

TONES = {PollChoice.YES: "good", PollChoice.MAYBE: "waiting", PollChoice.NO: "neutral"}


@dataclass(frozen=True)
class Count:
    date: PollDate
    yes: int
    maybe: int
    no: int
    best: bool = False


@dataclass(frozen=True)
class Tally:
    counts: list[Count]
    rows: list[tuple[PollInvitee, list[tuple[str, str]]]]  # who, then (label, tone) a date
    answered: int

    @property
    def asked(self) -> int:
        return len(self.rows)


def tally(poll: DatePoll) -> Tally:
    """Of a poll with its dates, invitees and answers loaded. The best dates: most yes, then most « si besoin »."""
    dates = list(poll.dates.all())
    said = {
        (answer.invitee_id, answer.date_id): answer.choice
        for invitee in poll.invitees.all()
        for answer in invitee.answers.all()
    }
    counts = []
    for date in dates:
        given = [choice for (_, of), choice in said.items() if of == date.pk]
        counts.append(Count(date, *(given.count(choice) for choice in PollChoice)))
    top = max(((one.yes, one.maybe) for one in counts), default=(0, 0))
    if top > (0, 0):
        counts = [
            Count(one.date, one.yes, one.maybe, one.no, best=(one.yes, one.maybe) == top) for one in counts
        ]
    rows = [
        (invitee, [_cell(said.get((invitee.pk, date.pk))) for date in dates])
        for invitee in poll.invitees.all()
    ]
    return Tally(counts, rows, sum(invitee.answered_at is not None for invitee, _ in rows))


def _cell(choice: str | None) -> tuple[str, str]:
    return (PollChoice(choice).label, TONES[PollChoice(choice)]) if choice else ("", "")
