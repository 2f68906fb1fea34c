"""What was withheld on the way and is not needed in the end is printed."""

from observatory.disclosure.lattice import build, spread
from observatory.disclosure.register import NO, YES, Register, System, Table
from observatory.disclosure.suppression import protect

SPOKEN = {"som": 12, "fra": 0, "prs": 0}
YOUNG, EVERYBODY, K = 2, 30, 5


def of_thirty_people():
    values = {"âge": ("jeune", "adulte"), **{language: (YES, NO) for language in SPOKEN}}
    tables = [
        Table("total", (), {(): ("total",)}),
        Table("âge", ("âge",), {(band,): ("âge", band) for band in values["âge"]}),
        *(Table(one, (one,), {(YES,): ("langue", one)}, "langues") for one in SPOKEN),
    ]
    lattice = build(System((Register("gens", values, tuple(tables)),)))
    known = {
        (): {(): EVERYBODY},
        ("âge",): {("jeune",): YOUNG, ("adulte",): EVERYBODY - YOUNG},
        **{(one,): {(YES,): many, (NO,): EVERYBODY - many} for one, many in SPOKEN.items()},
    }
    return lattice, spread(lattice, lambda _, clique: known[clique])


def test_answers_of_nobody_that_hold_each_other_are_printed_together():
    """Two of thirty are young. On the way « som » was withheld, and with it the two languages that nobody speaks; each
    of these would keep the other withheld when « som » is printed again."""
    lattice, truth = of_thirty_people()
    dear = {cell: 0.1 if cell.table in ("total", "som") else 1 for cell in lattice.cells}
    found = protect(lattice, truth, k=K, dear=dear)
    printed = {cell for cell in found.withheld if lattice.printed[lattice.row[cell]]}
    assert {(cell.table, *cell.answers) for cell in printed} == {("âge", "jeune"), ("âge", "adulte")}
