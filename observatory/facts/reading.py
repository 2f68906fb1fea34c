"""The cells of a year: the kept facts once it is closed, otherwise counted now."""

from centre.models import ClosedYear
from observatory.models import CountedYear, Fact
from referrals.activity import Cell, year_cells


def cells_of(year: int) -> list[Cell]:
    """A closed year keeps its facts, whatever becomes of the people they were counted from."""
    return kept_cells(year) if is_kept(year) else year_cells(year)


def is_kept(year: int) -> bool:
    return ClosedYear.objects.filter(year=year).exists() and CountedYear.objects.filter(year=year).exists()


def kept_cells(year: int) -> list[Cell]:
    return [
        Cell(population, tuple(dims), tuple(answers), *measures)
        for population, dims, answers, *measures in Fact.objects.filter(year=year)
        .order_by("population", "dims", "answers")
        .values_list("population", "dims", "answers", "people", "acts", "minutes", "extra")
    ]
