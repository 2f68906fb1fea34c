"""`python3 -m launcher demo|test|bench|manage|lint|clean`: the verbs of the Makefile."""

import os
import signal
import sys

from . import demo, verbs
from .portal import Portal
from .processes import Stopped, die_with_parent, stop_on_signals
from .project import Failure, chosen_var, say

VERBS = {
    "demo": demo.run,
    "test": verbs.test,
    "bench": verbs.bench,
    "manage": verbs.manage,
    "lint": verbs.lint,
    "clean": verbs.clean,
}


def main() -> int:
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    if verb not in VERBS:
        say(f"Usage : python3 -m launcher {'|'.join(VERBS)}")
        return 2
    stop_on_signals(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)  # a killed make leaves nothing behind either
    try:
        return VERBS[verb](Portal(chosen_var()))
    except Failure as failure:
        say(str(failure))
        return 1
    except PermissionError as error:
        say(f"Accès refusé ({error}). Le dossier appartient sans doute à un autre compte.")
        return 1
    except OSError as error:
        say(f"Le système refuse : {error}")
        return 1
    except Stopped as request:
        if verb == "demo":
            say("Le portail est arrêté.")
            return 0
        return 128 + request.signal_number


if __name__ == "__main__":
    sys.exit(main())
