"""The public figures of an edition for programs: one JSON that says what it is, how to read it, and its licence."""

import json

from observatory.release.notice import LICENCE, LICENCE_URL, Notice


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
        "chiffres": figures,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1).encode()
