"""`python -m benchmarks [name …] [--scales 1000,100000] [--pairs 250]`; the last line is one JSON object."""

import argparse
import json
import sys
from datetime import date

from benchmarks import (
    board,
    directory,
    disclosure,
    disclosure_gap,
    disclosure_mass,
    figures,
    last_seat,
    machine,
    panel,
    pdf,
    plan,
    registrations,
    trust,
    worker,
    writes,
)
from benchmarks.databases import Databases

ALL = {
    "board": board.run,
    "directory": directory.run,
    "disclosure": disclosure.run,
    "disclosure_gap": disclosure_gap.run,
    "figures": figures.run,
    "disclosure_mass": disclosure_mass.run,
    "panel": panel.run,
    "pdf": pdf.run,
    "last_seat": last_seat.run,
    "plan": plan.run,
    "registrations": registrations.run,
    "trust": trust.run,
    "worker": worker.run,
    "writes": writes.run,
}


def main() -> int:
    asked = _arguments()
    machine.cite()
    results = {"date": date.today().isoformat(), "machine": machine.description()}
    with Databases() as databases:
        for name in asked.names or ALL:
            print(f"\n── {name} ──", flush=True)
            results[name] = ALL[name](databases, asked.scales, asked.pairs)
    print(json.dumps(results, ensure_ascii=False), flush=True)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], help="all of them by default")
    parser.add_argument("--scales", type=_scales, default=_scales("1000,100000"), help="small,large")
    parser.add_argument("--pairs", type=int, default=250)
    return parser.parse_args()


def _scales(text: str) -> tuple[int, int]:
    small, large = sorted(int(one) for one in text.split(","))
    return small, large


if __name__ == "__main__":
    sys.exit(main())
