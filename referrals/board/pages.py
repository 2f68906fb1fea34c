"""What the board and the file show."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict

from referrals import access
from referrals.board.actions import Taken
from referrals.board.columns import columns
from referrals.board.filters import BoardFilter
from referrals.models import Referral, SavedView
from referrals.states import State

READY = (
    ("Tout", ""),
    ("À moi", "owner=moi"),
    ("Urgentes", "urgency=urgente"),
    ("Sans responsable", "owner=personne"),
    ("En retard", "late=on"),
)


def for_board(request, now: datetime) -> dict:
    found = BoardFilter(request.GET, queryset=access.board(), request=request)
    query = found.chosen
    shown = columns(found.qs, query, start=request.GET.get("apres", ""), user=request.user, now=now)
    return {
        "filter": found,
        "columns": shown,
        "any": any(column.cards for column in shown),
        "views": _views(request.user, query),
        "query": urlencode(query),
    }


def _views(user, query: dict[str, str]) -> list[dict]:
    """Those ready made, then her own; `here` is the one whose filters are on."""
    own = [(view.name, view.query) for view in SavedView.objects.filter(user=user)]
    return [
        {"name": name, "query": said, "here": QueryDict(said).dict() == query}
        for name, said in (*READY, *own)
    ]


def query_of(request) -> str:
    """The filters of the address, cleaned: what a view may keep."""
    return urlencode(BoardFilter(request.GET, queryset=Referral.objects.none(), request=request).chosen)


def taken_in_words(done: Taken) -> str:
    if len(done.taken) == 1:
        return f"Vous suivez {done.taken[0].reference}\u202f; l’orienteur en est averti."
    return f"Vous suivez {len(done.taken)} orientations de plus\u202f; les orienteurs en sont avertis."


def left_in_words(done: Taken) -> str:
    if len(done.left) == 1:
        return f"Une orientation a changé entre-temps et reste comme elle est\u00a0: {done.left[0]}."
    listed = "\u202f; ".join(done.left)
    return (
        f"{len(done.left)} orientations ont changé entre-temps et restent comme elles sont\u00a0: {listed}."
    )


def doors(referral: Referral) -> dict[str, bool]:
    """Which of the file's doors are open in this state."""
    state, followed = referral.state, any(care.is_living for care in referral.cares.all())
    return {
        "take": state == State.SENT,
        "study_again": state in (State.INCOMPLETE, State.REVIEWED),
        "ask": state == State.STUDIED,
        "bring_to_review": state in (State.STUDIED, State.WAITING),
        "review": state == State.REVIEWED,
        "decide": state in (State.STUDIED, State.INCOMPLETE, State.WAITING, State.ACCEPTED),
        "propose": state in (State.ACCEPTED, State.WAITING) and not followed,
    }
