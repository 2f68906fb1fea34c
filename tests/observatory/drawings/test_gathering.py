"""A table of a hundred languages, most of them withheld, is read in a few lines."""

from centre.numbers import UNKNOWN
from observatory.drawings.gathering import FEW, gathered


def rows(count: int, *told: str, unknown="masque") -> list[dict]:
    names = [*(f"langue {number}" for number in range(count)), *told]
    every = [
        {"key": name, "label": name, "cells": [21 if name in told else "masque"], "share": None}
        for name in sorted(names)
    ]
    return [*every, {"key": UNKNOWN, "label": "Non renseigné", "cells": [unknown], "share": None}]


def test_many_withheld_answers_are_one_line_before_those_not_known():
    printed = gathered(rows(158, "dari", "tigrinya"))
    assert [row["label"] for row in printed] == [
        "dari",
        "tigrinya",
        "Autres réponses (158)",
        "Non renseigné",
    ]
    assert printed[2]["cells"] == ["masque"]


def test_a_few_are_listed():
    every = rows(FEW, "dari")
    assert gathered(every) == every


def test_a_number_is_never_gathered_even_a_zero_or_one_not_counted():
    every = [{"key": str(n), "label": str(n), "cells": [n % 2 or None], "share": None} for n in range(40)]
    assert gathered(every) == every


def test_a_row_with_one_number_is_kept():
    every = [{"key": str(n), "label": str(n), "cells": ["masque", 12], "share": None} for n in range(40)]
    assert gathered(every) == every
