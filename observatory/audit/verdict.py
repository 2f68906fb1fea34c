"""The attacker's answer. Nothing heavy here: web pages read verdicts, workers make them."""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

VERSION = 2  # of what the attacker looks for: a verdict of another version is asked again


class Kind(StrEnum):
    PRINTED = "imprime"
    WITHHELD = "masque"
    UNSAID = "jamais_imprime"
    ALIKE = "groupe_homogene"
    BETWEEN = "entre_editions"
    AS_ONE = "editions_ensemble"


class Unfinished(Exception):
    """No verdict: what is not proved safe is not published."""


@dataclass(frozen=True)
class Exposed:
    """A number that readers can deduce. `least`, `greatest`: its bounds, in people or acts; `greatest` None: no
    bound."""

    kind: Kind
    path: str
    least: int
    greatest: int | None
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """`sha256`: fingerprint of the document to publish; `earlier`: of those published before, in their order.

    `unfinished`: why there is no answer, empty when there is one.
    """

    sha256: str
    earlier: tuple[str, ...]
    exposed: tuple[Exposed, ...]
    targets: int
    solved: int
    seconds: float
    unfinished: str = ""

    @property
    def holds(self) -> bool:
        return not self.exposed and not self.unfinished

    def as_json(self) -> dict:
        return asdict(self) | {
            "version": VERSION,
            "holds": self.holds,
            "earlier": list(self.earlier),
            "exposed": [asdict(one) for one in self.exposed],
        }


def fingerprint(document: dict) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def holds_for(verdict: dict | None, document: dict, earlier: list[dict]) -> bool:
    """Whether this stored verdict is about exactly this document together with exactly these published ones."""
    return bool(
        verdict
        and verdict.get("version") == VERSION
        and verdict.get("holds") is True
        and verdict.get("sha256") == fingerprint(document)
        and verdict.get("earlier") == [fingerprint(one) for one in earlier]
    )
