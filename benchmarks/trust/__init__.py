"""What each part of the ground of trust costs (docs/decisions/0004): row security, vault, journal, seal."""

import json

from benchmarks.databases import Databases, python

SCALE = 20_000


def run(databases: Databases, scales: tuple[int, int], pairs: int) -> dict:
    scale = scales[1] if scales[1] <= 100_000 else SCALE
    said = python(databases.at(scale), "-W", "ignore", "-m", "benchmarks.trust", str(pairs))
    *lines, last = said.splitlines()
    print("\n".join(lines), flush=True)
    return {"scale": scale} | json.loads(last)
