"""`python -m benchmarks.captured requests.json statements.pickle`: what each request asks of the database.

Sends them through the portal, in a database that is thrown away; how many statements each kind makes, as JSON.
"""

import json
import pickle
import sys
from itertools import count
from pathlib import Path

import django


def capture(requests: list[dict]) -> list[list[tuple]]:
    """Of each request: (number of the transaction or None, statement, parameters, the rows that an INSERT returned)."""
    from django.db import connection
    from django.test import Client

    kept: list[list[tuple]] = []
    client = Client(headers={"host": "127.0.0.1"})
    transactions, commit = count(), connection.commit
    current = next(transactions)

    def note(execute, sql, params, many, context):
        within = current if connection.in_atomic_block else None
        answer = execute(sql, params, many, context)
        kept[-1].append((within, sql, params, _returned(sql, context["cursor"].cursor)))
        return answer

    def committed():
        nonlocal current
        current = next(transactions)
        commit()

    connection.commit = committed

    for one in requests:
        kept.append([])
        with connection.execute_wrapper(note):
            answer = client.post(one["path"], one["data"], headers={"cookie": one["cookie"]})
        if answer.status_code != 302:
            raise SystemExit(f"{one['path']} : {answer.status_code}\n{answer.content.decode()[-3000:]}")
    return kept


def _returned(sql: str, cursor) -> list[tuple] | None:
    if not sql.startswith("INSERT") or cursor.description is None:
        return None
    rows = cursor.fetchall()
    cursor.scroll(0, mode="absolute")
    return rows


if __name__ == "__main__":
    django.setup()
    asked = json.loads(Path(sys.argv[1]).read_text())
    found = {kind: capture(requests) for kind, requests in asked.items()}
    Path(sys.argv[2]).write_bytes(pickle.dumps(found))
    print(json.dumps({kind: sorted(map(len, some))[len(some) // 2] for kind, some in found.items()}))
