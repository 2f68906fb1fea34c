"""Draws, in the worker, what the pages of the published editions show."""

from centre.context import acting_as_system
from observatory.content import Item
from observatory.drawings.blocks import shown
from observatory.drawings.making import svg_of
from observatory.drawings.models import Drawing
from observatory.models import AnnualReport
from observatory.public import choosing, editions
from observatory.public.pages import ITEMS
from observatory.states import Mode


def draw_missing(*, pages_alone: bool = False) -> int:
    """Make the missing drawings; returns how many. `pages_alone`: without the many tables of the dashboard."""
    with acting_as_system():
        reports = list(editions.editions())
        wanted = {
            block["fingerprint"]: block["spec"] for block in _blocks(reports, pages_alone) if block["spec"]
        }
        known = set(Drawing.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    missing = wanted.keys() - known  # one that failed is not tried again: its table says the same
    for name in sorted(missing):
        svg_of(wanted[name], Mode.PUBLIC)
    return len(missing)


def _blocks(reports: list[AnnualReport], pages_alone: bool):
    documents = {report.year: report.figures_public for report in reports}
    for report in reports:
        earlier = {year: one for year, one in documents.items() if year < report.year}
        others = {year: one for year, one in documents.items() if year != report.year}
        for item in ITEMS:
            yield shown(item, report.figures_public, report.listing, earlier)
        for source in [] if pages_alone else choosing.sources(report.figures_public):
            item: Item = choosing.Choice(report.year, None, source).item
            yield shown(item, report.figures_public, report.listing, others)
