"""In the process that has the portal's code: `python -m benchmarks.trust PAIRS`."""

import json
import sys

import django

django.setup()

from benchmarks.trust import journal, row_security, sealing, vault  # noqa: E402


def main(pairs: int) -> None:
    result = {
        "row_security": row_security.run(pairs),
        "vault": vault.run(),
        "journal": journal.run(),
        "sealing": sealing.run(),
    }
    for part, figures in result.items():
        print(f"{part} :")
        for name, value in figures.items():
            print(f"    {name} : {value}")
    print(json.dumps(result))


main(int(sys.argv[1]))
