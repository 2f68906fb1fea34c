"""The members' dashboard: the chosen table of the chosen years, from the published documents alone."""

from datetime import datetime

from centre.journal import record_read
from centre.models import User
from observatory import figures
from observatory.drawings.blocks import numbered, shown
from observatory.models import AnnualReport, CountedYear
from observatory.public import choosing, editions
from observatory.public.choosing import Choice
from observatory.release.csv_files import as_text
from observatory.release.notice import Notice


def context(query) -> dict:
    """{"choice", "years", "groups", "blocks", "notice"}; nothing published, nothing to choose."""
    years = editions.years()
    if not years:
        return {"years": []}
    choice, reports = _chosen(query, years)
    latest = reports[choice.year]
    return {
        "years": years,
        "choice": choice,
        "groups": choosing.grouped(choosing.sources(latest.figures_public), latest.figures_public),
        "blocks": _blocks(choice, reports),
        "notice": Notice.of(latest.figures_public, latest.listing, edition=latest.edition),
    }


def _chosen(query, years: list[int]) -> tuple[Choice, dict[int, AnnualReport]]:
    asked = {year for year in years if str(year) in (query.get("annee"), query.get("comparer"))}
    reports = {one.year: one for one in editions.editions().filter(year__in=asked | {years[0]})}
    year = next((year for year in years if str(year) == query.get("annee")), years[0])
    return choosing.read(query, years, choosing.sources(reports[year].figures_public)), reports


def _blocks(choice: Choice, reports: dict[int, AnnualReport]) -> list[dict]:
    """One block per year; a figure over the years is one block for all of them."""
    if not choice.is_over_the_years:
        years = filter(None, (choice.year, choice.other))
        return editions.blocks([(choice.item, reports[year]) for year in years], {})
    every = editions.parts([choice.source.path.partition(".")[0]])
    return editions.blocks([(choice.item, reports[choice.year])], every)


def table(query) -> tuple[str, list[str], list[list[str]]]:
    """Name, columns and rows of the shown tables, as in any file; no row when nothing is published."""
    told = context(query)
    if not told["years"]:
        return "observatoire", ["Année"], []
    rows, columns = [], []
    for block in told["blocks"]:
        if block["absent"]:
            continue
        columns = columns or ["Année", block["table"]["head"], *block["table"]["columns"]]
        rows += [[block["year"], row["label"], *map(as_text, row["cells"])] for row in block["table"]["rows"]]
    path = told["choice"].source.path.replace(".", "-").replace("_", "-")
    return f"{path}-{told['choice'].year}", columns, rows


def internal(query, *, by: User, at: datetime) -> dict:
    """The same table with the exact figures of the current year, for the coordination alone; the reading is
    journalled."""
    year = at.year
    exact = figures.count(year).exact
    found = choosing.sources(exact)
    choice = choosing.read({**query.dict(), "annee": str(year), "comparer": ""}, [year], found)
    why = f"chiffres exacts de l’année en cours ({choice.source.path})"
    record_read(CountedYear(year=year), by=by, at=at, why=why)
    listing = {"centre": "", "sections": []}
    return {
        "year": year,
        "choice": choice,
        "groups": choosing.grouped(found, exact),
        "blocks": numbered([shown(choice.plain, exact, listing, {})]),
    }
