"""The name of a drawing: a hash of what it shows and how it is drawn."""

import hashlib
import json

STYLE = 1  # one more each time `draw` draws the same specification otherwise


def fingerprint(spec: dict, mode: str) -> str:
    """SHA-256 of the whole specification: equal drawings have equal names."""
    whole = {"spec": spec, "mode": str(mode), "style": STYLE}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
