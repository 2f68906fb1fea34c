"""The board's columns: one statement for the cards and the counts of every state, whatever lies behind."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import IntegerField, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from centre.pages import CAP, SIZE, after
from centre.reference import departements, language_name
from centre.templatetags.ui import clock, status_badge
from referrals.people.models import AGE_BANDS
from referrals.states import ESCALATE_AFTER, OPEN, TURN, State

SHOWN = 10  # cards of a column when all are side by side: five columns are fifty cards
_NOBODY = "00000000-0000-0000-0000-000000000000"


class Row(NamedTuple):
    """What the database gives of a card; no model is made of it, and nothing encrypted is read."""

    count: int
    state: str
    pk: object
    reference: str
    due_at: datetime
    state_since: datetime
    urgency: str
    version: int
    owner_id: int | None
    owner: str | None
    dispositif: str | None
    languages: list[str]
    birth_year: int | None
    departement: str


_FIELDS = (
    "state",
    "pk",
    "reference",
    "due_at",
    "state_since",
    "urgency",
    "version",
    "owner_id",
    "owner__display_name",
    "dispositif__label",
    "person__languages",
    "person__birth_year",
    "person__departement",
)


@dataclass(slots=True)
class Card:
    """What a card says, ready to print."""

    url: str
    reference: str
    marks: SafeString
    person: str
    owner: str
    dispositif: str
    chosen: str


@dataclass
class Column:
    state: State
    cards: list[Card]
    count: int | None
    capped: bool
    url: str
    next_url: str = ""
    first_url: str = ""

    @property
    def turn(self) -> str:
        return TURN[self.state][0]

    @property
    def next_action(self) -> str:
        return TURN[self.state][1]

    @property
    def hidden(self) -> bool:
        """Whether the column holds more than its cards."""
        return self.count is not None and self.count > len(self.cards)


class _Capped(Subquery):
    template = "(SELECT count(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()


def columns(referrals: QuerySet, query: dict[str, str], *, start: str, user, now: datetime) -> list[Column]:
    """The columns of the filtered `referrals`, or the only one that `query` names, page after page from `start`."""
    only = query.get("state")
    states, size = ([State(only)], SIZE) if only else (OPEN, SHOWN)
    key = after(start) if only else None
    rows: dict[str, list[Row]] = {state: [] for state in states}
    for row in _read(referrals, states, size + 1, key):
        rows[row[1]].append(Row(*row))
    return [_column(state, rows[state], size, query, key is not None, user, now) for state in states]


def _read(referrals: QuerySet, states: list[State], size: int, key):
    referrals = referrals.select_related(None)
    parts = []
    for state in states:
        own = referrals.filter(state=state).order_by("due_at", "pk")
        count = Value(0) if key else _Capped(own.values("pk")[: CAP + 1])
        shown = own.filter(key) if key else own
        parts.append(shown.annotate(behind=count).values_list("behind", *_FIELDS)[:size])
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _column(state, rows: list[Row], size: int, query: dict, further: bool, user, now: datetime) -> Column:
    alone = query | {"state": state.value}
    count = rows[0].count if rows else 0
    last = rows[size - 1] if len(rows) > size else None
    return Column(
        state=state,
        cards=[_card(row, user, now) for row in rows[:size]],
        count=None if further else min(count, CAP),
        capped=count > CAP,
        url="?" + urlencode(alone),
        next_url="?" + urlencode(alone | {"apres": f"{last.due_at.isoformat()}|{last.pk}"}) if last else "",
        first_url="?" + urlencode(alone) if further else "",
    )


def _card(row: Row, user, now: datetime) -> Card:
    due = timezone.localtime(row.due_at).date()
    return Card(
        url=_file_url().replace(_NOBODY, str(row.pk)),
        reference=row.reference,
        marks=_marks(
            due, timezone.localdate(now), row.urgency == "urgente", row.state_since <= now - ESCALATE_AFTER
        ),
        person=_person(tuple(row.languages), row.birth_year, row.departement, timezone.localdate(now).year),
        owner="suivie par vous"
        if row.owner_id == user.pk
        else f"suivie par {row.owner}"
        if row.owner_id
        else "sans responsable",
        dispositif=row.dispositif or "",
        chosen=f"{row.pk}:{row.version}" if row.state == State.SENT else "",
    )


@lru_cache(maxsize=1)
def _file_url() -> str:
    return reverse("referrals:file", args=[_NOBODY])


@lru_cache(maxsize=4096)
def _marks(due: date, today: date, urgent: bool, escalated: bool) -> SafeString:
    return format_html(
        "{}{}{}",
        clock(due, today=today),
        status_badge("Urgente", tone="danger") if urgent else "",
        status_badge("Signalée à tous", tone="warning") if escalated else "",
    )


@lru_cache(maxsize=4096)
def _person(languages: tuple[str, ...], birth_year: int | None, departement: str, year: int) -> str:
    age = "âge non renseigné"
    if birth_year is not None:
        age = next(band for top, band in AGE_BANDS if year - birth_year <= top)
    where = departements().get(departement, "territoire non renseigné")
    return " · ".join([", ".join(map(language_name, languages)) or "langue non renseignée", age, where])
