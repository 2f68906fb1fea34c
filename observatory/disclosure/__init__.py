"""What may leave the centre (docs/decisions/0019). Pure, and closed by default."""

from observatory.disclosure.first_rule import MASK, UNKNOWN, protect

__all__ = ["MASK", "UNKNOWN", "protect"]
