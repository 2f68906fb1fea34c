"""`python -m benchmarks.memory YEAR`: what counting the figures of a year takes of this process; one line of JSON."""

import json
import os
import resource
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "centre.settings")


def main() -> None:
    import django

    django.setup()
    from centre.bench_seed import address
    from centre.context import acting_as
    from centre.models import User
    from observatory import figures

    with acting_as(User.objects.get(email=address("coordination"))):
        figures.count(1999)  # what any count loads
        before = _peak()
        figures.count(int(sys.argv[1]))
    print(json.dumps({"peak_mb": round(_peak(), 1), "taken_mb": round(_peak() - before, 1)}))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


main()
