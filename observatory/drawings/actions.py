"""Drawings asked for, made once, found again by their fingerprint. A bilan never waits for one: its tables say the
same."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db import connection, transaction

from centre.models import User
from centre.tasks import enqueue
from observatory.drawings import tasks
from observatory.drawings.fingerprints import fingerprint
from observatory.drawings.models import Drawing

PATIENCE = timedelta(minutes=2)  # a drawing takes a second: after that, its worker is away
SALT = "observatory.drawing"


# ── On a page ───────────────────────────────────────────────────────────────────────────────────


def pictured(blocks: Iterable[dict], *, mode: str, may_ask: bool) -> list[dict]:
    """The blocks with their drawings, in one statement. `may_ask`: whether the page may request the missing ones."""
    blocks = list(blocks)
    drawn = _drawn(blocks)
    for block in blocks:
        if block["spec"]:
            block["svg"] = drawn.get(block["fingerprint"], "")
            block["asking"] = "" if block["svg"] or not may_ask else signed(block["spec"], mode)
    return blocks


def _drawn(blocks: Iterable[dict]) -> dict[str, str]:
    """Row-level security lets a reader see exactly the drawings she names: a name is the fingerprint of everything
    drawn, so whoever knows it already has the figures."""
    names = {block["fingerprint"] for block in blocks if block["spec"]}
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerprint, svg FROM observatory_drawings(%s)", [sorted(names)])
        return dict(cursor.fetchall())


def signed(spec: dict, mode: str) -> str:
    """A signed token of what a page may ask to have drawn."""
    return signing.dumps({"spec": spec, "mode": str(mode)}, salt=SALT, compress=True)


def unsigned(token: str) -> dict | None:
    """The `spec` and `mode` of `ask`; None for a token that the portal did not sign."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None


@transaction.atomic
def ask(*, spec: dict, mode: str, by: User, at: datetime) -> Drawing:
    """Have the worker make a drawing, once however many ask; one that failed or was lost is tried again."""
    drawing, new = Drawing.objects.get_or_create(
        fingerprint=fingerprint(spec, mode), defaults={"spec": spec, "mode": mode, "asked_at": at}
    )
    if not new:
        drawing = Drawing.objects.select_for_update().get(pk=drawing.pk)
        if drawing.svg or not (drawing.error or is_late(drawing, at)):
            return drawing
        drawing.asked_at, drawing.error = at, ""
        drawing.save(update_fields=["asked_at", "error"])
    transaction.on_commit(lambda: enqueue(tasks.draw_drawing, drawing.pk))
    return drawing


def is_late(drawing: Drawing, at: datetime) -> bool:
    return not drawing.svg and drawing.asked_at < at - PATIENCE
