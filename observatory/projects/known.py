"""What readers already know of how many people there were: published bilans, and every sheet sent, to whomever."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from observatory import wording
from observatory.models import AnnualReport
from observatory.projects import length
from observatory.projects.protection import Count, Noted
from observatory.states import IndicatorUnit

NEW = "personnes.nouvelles"
WHOLE = "personnes.file_active"  # the only figure of a bilan that is counted again over several years
_SECTION = next(section for section in wording.SECTIONS if section.key == "personnes")


@dataclass(frozen=True)
class Line:
    """An indicator of people as a sheet told it. `of`: the indicator's id; `funding`: whose sheet."""

    funding: str
    of: str
    label: str
    noted: Noted

    @property
    def counts(self) -> list[Count]:
        return self.noted.counts(self.of, f"«\u00a0{self.label}\u00a0»")


def lines(sheets: Iterable[tuple[object, dict]]) -> list[Line]:
    """`sheets`: whose funding, and what left."""
    return [
        Line(str(funding), told["id"], told["label"], _as_sent(told, _span(content["facts"])))
        for funding, content in sheets
        for told in content["indicators"]
        if told["unit"] == IndicatorUnit.PEOPLE.label
    ]


def _span(facts: Mapping) -> frozenset[int]:
    return frozenset(length.years(*(date.fromisoformat(facts[name]) for name in ("starts_on", "ends_on"))))


def _as_sent(told: dict, span: frozenset[int]) -> Noted:
    """A sum of years is nobody's count."""
    years = {year["year"]: year["value"] for year in told["years"]}
    return Noted(years, told["total"] if told["by_hand"] or told.get("distinct") else None, span)


def published(reports: Iterable[AnnualReport]) -> list[Count]:
    """Every count of people of these bilans, crossed tables too; the file active is that of `WHOLE`."""
    return [
        Count(frozenset([report.year]), people, path, f"«\u00a0{label}\u00a0» du bilan {report.year}")
        for report in reports
        for path, label, people in _numbers(report.figures_public or {})
        if isinstance(people, int)
    ]


def _numbers(document: Mapping) -> Iterator[tuple[str, str, object]]:
    people = document.get("personnes", {})
    for figure in _SECTION.figures:
        if figure.key != "pays":
            yield f"personnes.{figure.key}", figure.label, people.get(figure.key)
    for table in _SECTION.breakdowns:
        for key, value in _cells(people.get(table.key)):
            yield f"personnes.{table.key}.{key}", table.label_of(key), value
    for crossing in wording.CROSSINGS:
        for key, row in _cells(document.get("croisements", {}).get(crossing.key)):
            for other, value in _cells(row):
                label = f"{crossing.row_of(key)}, {crossing.column_of(other)}"
                yield f"croisements.{crossing.key}.{key}.{other}", label, value


def _cells(table) -> Iterable[tuple[str, object]]:
    """None of a table withheld whole, or not there."""
    return table.items() if isinstance(table, Mapping) else ()
