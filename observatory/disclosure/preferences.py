"""What the coordination would rather publish, in words that outlive a count:

« personnes.par_sexe.F »: this figure, or all those under it, rather than others;
« sans:departement_sexe »: that crossed table is left out;
« autres:departement.48 »: in the crossed tables, this answer is merged into « Autres ».

They are confidential: a reader who knew that an answer was merged by hand would know that it is not small.
"""

from collections.abc import Iterable
from dataclasses import dataclass

WITHOUT, JOINED = "sans:", "autres:"


@dataclass(frozen=True)
class Preferences:
    """`figures`: paths. `without`: crossed tables. `joined`: (dimension, answer)."""

    figures: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    joined: frozenset[tuple[str, str]] = frozenset()


def without(table: str) -> str:
    return WITHOUT + table


def joined(dim: str, answer: str) -> str:
    return f"{JOINED}{dim}.{answer}"


def is_figure(word: str) -> bool:
    return not word.startswith((WITHOUT, JOINED))


def read(words: Iterable[str]) -> Preferences:
    """Parse them; words about a table or an answer that the year does not have are ignored."""
    figures, tables, answers = set(), set(), set()
    for word in words:
        if word.startswith(WITHOUT):
            tables.add(word.removeprefix(WITHOUT))
        elif word.startswith(JOINED):
            dim, _, answer = word.removeprefix(JOINED).partition(".")
            answers.add((dim, answer))
        else:
            figures.add(word)
    return Preferences(frozenset(figures), frozenset(tables), frozenset(answers))
