"""The floor of a write: one view that runs the statements kept of a real request (`BENCH_STATEMENTS`), and redirects.

The same transaction, the same triggers, the same row security; no session, no form, no template.
"""

import os
import pickle
from collections.abc import Iterable
from contextlib import nullcontext
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.urls import path

_KEPT: dict[str, list] = pickle.loads(Path(os.environ["BENCH_STATEMENTS"]).read_bytes())


def write(request):
    """Each transaction of the request, and what it asked outside of any."""
    kept, given = _KEPT[request.POST["kind"]][int(request.POST["number"])], {}
    for transaction_number, statements in groupby(kept, key=itemgetter(0)):
        with nullcontext() if transaction_number is None else transaction.atomic():
            _run(statements, given)
    return HttpResponseRedirect("/")


def _run(statements: Iterable[tuple], given: dict) -> None:
    """`given`: numbers that the database gave then, and what it gives now."""
    for _within, sql, params, returned in statements:
        with connection.cursor() as cursor:
            cursor.execute(sql, params and [_now(one, given) for one in params])
            rows = cursor.fetchall() if cursor.description else []
        for old, new in zip(returned or (), rows, strict=False):
            given |= {was: now for was, now in zip(old, new, strict=True) if isinstance(was, int)}


def _now(value, given: dict):
    return given.get(value, value) if isinstance(value, int) and not isinstance(value, bool) else value


urlpatterns = [path("", write)]
