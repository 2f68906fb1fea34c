"""The public figures of an edition for programs: what it is, its licence, its schema, its numbers.

The schema is inside: the one of today's portal may know figures that an edition of ten years ago did not.
"""

import json

from observatory.release.notice import LICENCE, LICENCE_URL, Notice
from observatory.schema import figures_schema


def make(figures: dict, listing: dict, notice: Notice) -> bytes:
    document = {
        "titre": notice.title,
        "centre": notice.centre,
        "annee": notice.year,
        "edition": notice.edition,
        "ce_qui_change": notice.changes,
        "licence": {"nom": LICENCE, "texte": LICENCE_URL},
        "signes": {"masque": "masqué par le secret statistique", "null": "non compté, ce qui n’est pas zéro"},
        "protection": [notice.rule, notice.limits],
        "schema_des_chiffres": figures_schema(),
        "chiffres": figures,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()
