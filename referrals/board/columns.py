"""The board's columns: one statement for the cards and the counts of every state, however many there are."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
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
    """A row of that statement, made into no model; nothing encrypted is read."""

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
    """What a card shows, in words."""

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


def columns(referrals: QuerySet, query: dict[str, str], *, start: str, user, now: datetime) -> list[Column]:
    """The columns of the filtered `referrals`, or the single one that `query` asks for, page by page from `start`."""
    only = query.get("state")
    states, size = ([State(only)], SIZE) if only else (OPEN, SHOWN)
    key = after(start) if only else None
    now = timezone.localtime(now)
    rows: dict[str, list[Row]] = {state: [] for state in states}
    with connection.cursor() as cursor:
        cursor.execute(*statement(referrals, states, size + 1, key))
        for row in map(Row._make, cursor):
            rows[row.state].append(row)
    return [_column(state, rows[state], size, query, key is not None, user, now) for state in states]


def statement(referrals: QuerySet, states: list[State], size: int, key) -> tuple[str, list]:
    """SQL and parameters: the first cards of each state after `key`, and its count up to the cap. A LATERAL over the
    states spells the row security of files and people once: planning it costs more than reading these cards."""
    own = referrals.select_related(None).filter(state=RawSQL("board.state", ()))
    shown = (own.filter(key) if key else own).order_by("due_at", "pk").values_list(*_FIELDS)[:size]
    behind = own.order_by().values("pk")[: 1 if key else CAP + 1]
    (cards, shown_with), (capped, behind_with) = (part.query.sql_with_params() for part in (shown, behind))
    return (
        f"SELECT behind.count, card.* FROM unnest(%s::text[]) AS board (state)"
        f" CROSS JOIN LATERAL (SELECT count(*) FROM ({capped}) AS capped) AS behind"
        f" CROSS JOIN LATERAL ({cards}) AS card",
        [[state.value for state in states], *behind_with, *shown_with],
    )


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
    due, today = row.due_at.astimezone(now.tzinfo).date(), now.date()
    return Card(
        url=_file_url().replace(_NOBODY, str(row.pk)),
        reference=row.reference,
        marks=_marks(due, today, row.urgency == "urgente", row.state_since <= now - ESCALATE_AFTER),
        person=_person(tuple(row.languages), row.birth_year, row.departement, today.year),
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
