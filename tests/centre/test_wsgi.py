"""What a web worker does before its first request."""

import subprocess
import sys


def test_what_a_web_worker_has_loaded_is_left_alone_by_the_collector():
    """Every address included: nothing of it is gone through again while somebody waits for a page."""
    code = "import gc, sys, centre.wsgi; print(gc.get_freeze_count(), 'observatory.views' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    frozen, addresses = done.stdout.split()
    assert int(frozen) > 100_000 and addresses == "True"
