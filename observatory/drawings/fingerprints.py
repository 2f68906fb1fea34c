"""The name of a drawing: what it shows and how it is drawn, nothing else."""

import hashlib
import json

STYLE = 1  # one more each time `draw` draws the same specification otherwise


def fingerprint(spec: dict, mode: str) -> str:
    """SHA-256 of the whole specification: the same drawing has the same name, for ever."""
    whole = {"spec": spec, "mode": str(mode), "style": STYLE}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
