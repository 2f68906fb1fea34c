"""One list of fifty rows kept in memory, filled up with text to the board's own size (`BENCH_BYTES`)."""

import os
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.shortcuts import render
from django.urls import path

ROWS = 50
OPTIONS = 185


@dataclass
class Row:
    pk: uuid.UUID
    reference: str
    due_at: datetime
    due_words: str
    state: str
    tone: str
    turn: str
    next_action: str
    languages: str
    age_band: str
    departement: str
    dispositif: str
    received_on: date
    owner: str


def _row(number: int) -> Row:
    return Row(
        pk=uuid.UUID(int=2**100 + number),
        reference=f"O-{number:08}",
        due_at=datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(hours=7 * number),
        due_words=f"en retard de {number + 2} jours",
        state="À l’étude",
        tone="info",
        turn="Coordination",
        next_action="Compléter ou passer en concertation",
        languages="persan (dari)",
        age_band="25-34 ans",
        departement="Gard",
        dispositif="Dispositif de mesure",
        received_on=date(2026, 2, 1) + timedelta(days=number % 28),
        owner="Mesure coordination" if number % 3 else "",
    )


_CONTEXT = {
    "rows": [_row(number) for number in range(ROWS)],
    "options": [(f"{number:03}", f"Langue n° {number}") for number in range(OPTIONS)],
    "filler": "",
}


def board(request):
    return render(request, "list.html", _CONTEXT)


def file(request, pk):
    raise NotImplementedError


urlpatterns = [
    path("orientations/", board),
    path("orientations/dossiers/<uuid:pk>/", file, name="file"),
]


def _fill() -> None:
    """Header, menu and footer cost a template nothing: text, as much of it as the board has."""
    missing = int(os.environ.get("BENCH_BYTES", "0")) - len(board(None).content)
    _CONTEXT["filler"] = "x" * max(0, missing)


_fill()
