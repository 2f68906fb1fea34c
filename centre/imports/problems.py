"""The errors of an import, one line each, in the order of the sheets."""

import re
from dataclasses import dataclass, field

KEPT = 5000
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(value: object, limit: int = 60) -> str:
    """A value on one printable line, cut at `limit` characters."""
    text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(str(value).split()))
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass(frozen=True)
class Problem:
    """Printed as `actions.csv:17:date: « 2020-13-02 » n'est pas une date`; line and column only when there is one.

    `advice`: what to do about it, where the reason does not say.
    """

    place: str
    reason: str
    line: int | None = None
    column: str = ""
    advice: str = ""

    def __str__(self):
        where = ":".join(str(part) for part in (shown(self.place, 200), self.line, self.column) if part)
        return f"{where}: {self.reason}"


@dataclass
class Problems:
    """A collector that counts every error and keeps the first `KEPT`."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(
        self, place: str, reason: str, *, line: int | None = None, column: str = "", advice: str = ""
    ) -> None:
        self.count += 1
        if self.count <= KEPT:
            self.kept.append(Problem(place, reason, line, column, advice))

    def in_order(self) -> list[Problem]:
        """Those kept, sorted by sheet and line."""
        places = {place: rank for rank, place in enumerate(dict.fromkeys(p.place for p in self.kept))}
        return sorted(self.kept, key=lambda problem: (places[problem.place], problem.line or 0))

    def lines(self, limit: int) -> list[str]:
        """At most `limit` errors as text, sorted by sheet and line, then how many more there are."""
        said = [str(problem) for problem in self.in_order()[:limit]]
        return said if self.count == len(said) else [*said, f"… et {self.count - len(said)} autres"]


class ImportRefused(Exception):
    """The import failed and nothing was written; `problems` says why."""

    def __init__(self, problems: Problems):
        super().__init__(f"{problems.count} problèmes")
        self.problems = problems
