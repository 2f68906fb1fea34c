"""Finding by what people write: any usual spelling, with or without accents, in any script."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

CLOSE = 0.75  # of difflib's ratio: one letter out of four or five
TIE = 0.03


def plain(text: str) -> str:
    """`text` as it is compared: lower case, no accent, words apart by one space."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.split(r"[^\w]+", bare.casefold().replace("_", " "))).strip()


class Names:
    """An index of `(key, its names)`; keys keep their order."""

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]]):
        self._names = {key: list(dict.fromkeys(filter(None, map(plain, names)))) for key, names in named}

    def exactly(self, text: str) -> list[str]:
        wanted = plain(text)
        return [key for key, names in self._names.items() if wanted in names]

    def beginning(self, text: str) -> list[str]:
        """Those of which a name begins with `text`, then those of which a later word does."""
        wanted = plain(text)
        if not wanted:
            return []
        first = [key for key, names in self._names.items() if any(n.startswith(wanted) for n in names)]
        later = [key for key, names in self._names.items() if any(f" {wanted}" in n for n in names)]
        return list(dict.fromkeys(first + later))

    def close_to(self, text: str, *, at_least: float = CLOSE, tie: float = TIE) -> list[str]:
        """Those with the closest name, if it is close enough; several when they are as close."""
        wanted = plain(text)
        scores = {
            key: max((likeness(wanted, name) for name in names), default=0)
            for key, names in self._names.items()
        }
        best = max(scores.values(), default=0)
        if not wanted or best < at_least:
            return []
        return sorted(
            (key for key, score in scores.items() if score >= max(best - tie, at_least)),
            key=lambda key: -scores[key],
        )

    def search(self, text: str) -> list[str]:
        """The exact ones; without any, those that begin so; without any, the closest."""
        return self.exactly(text) or self.beginning(text) or self.close_to(text)


def likeness(one: str, other: str) -> float:
    if 2 * min(len(one), len(other)) < CLOSE / 2 * (len(one) + len(other)):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
