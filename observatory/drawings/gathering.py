"""Merges consecutive withheld answers of a table into one row, so that it stays readable."""

from centre.numbers import UNKNOWN
from observatory.disclosure import MASK

FEW = 12  # so many answers withheld are still listed


def gathered(rows: list[dict]) -> list[dict]:
    """The rows, with answers withheld whole merged into one, placed before « non renseigné ».

    It discloses nothing: the vocabulary is public, and each of these answers is « c » in the data files.
    """
    hidden = [row for row in rows if _is_withheld(row)]
    if len(hidden) <= FEW:
        return rows
    kept = [row for row in rows if not _is_withheld(row)]
    last = [row for row in kept if row["key"] == UNKNOWN]
    line = hidden[0] | {"key": "", "label": f"Autres réponses ({len(hidden)})"}
    return [*(row for row in kept if row["key"] != UNKNOWN), line, *last]


def _is_withheld(row: dict) -> bool:
    return row["key"] != UNKNOWN and all(value == MASK for value in row["cells"])
