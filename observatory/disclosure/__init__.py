"""Statistical disclosure control: what may leave the centre (docs/decisions/0019). Pure, and closed by default.

Nothing here loads the solver until it is asked to protect something: web workers never do.
"""

from observatory.disclosure.document import MASK
from observatory.disclosure.refusals import NothingPublished, TooClose
from observatory.disclosure.register import UNKNOWN

__all__ = ["MASK", "UNKNOWN", "NothingPublished", "TooClose", "protect"]


def protect(exact: dict, behind: dict, vocabulary: dict[str, list[str]]) -> dict:
    """The public document of an exact one without margins: its crossed tables are withheld whole."""
    from observatory.disclosure.year import protect_year

    return protect_year(exact, {}, behind, vocabulary, advise=False).document
