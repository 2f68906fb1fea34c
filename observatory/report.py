"""A bilan's document from frozen data: the same code for the command and for the worker."""

from dataclasses import dataclass, field
from functools import cached_property

from centre import document
from observatory.bilan import contents
from observatory.content import SectionContent
from observatory.figures import figures
from observatory.listing import compile_listing
from observatory.models import AnnualReport
from observatory.order import in_order
from observatory.release import pages
from observatory.states import Mode


@dataclass(frozen=True)
class Printed:
    """Everything that the documents of an edition are made from. `earlier`: {year: figures document} in the same
    mode."""

    figures: dict
    listing: dict
    edition: int = 1
    content: tuple[SectionContent, ...] = ()
    changes: str = ""
    earlier: dict[int, dict] = field(default_factory=dict)

    @cached_property
    def pages(self) -> dict:
        """The templates' context: laid out and drawn once for all formats."""
        return pages.context(self)

    @property
    def mode(self) -> str:
        return self.figures["mode"]


def render(printed: Printed) -> bytes:
    """The PDF of an edition in the mode of its figures. Raises `centre.document.CannotRender`."""
    identifier = f"bilan-{printed.figures['annee']}-{printed.edition}-{printed.mode}"
    return document.render("documents/report.html", printed.pages, identifier=identifier)


def printed_of(report: AnnualReport, mode: str) -> Printed:
    """What an edition prints in that mode, from its frozen figures and listing."""
    counted = report.figures_exact if mode == Mode.EXACT else report.figures_public
    content = contents.content_of(report, report.figures_public, report.listing)
    return _printed(counted, report.listing, content, edition=report.edition, changes=report.changes)


def printed_of_year(year: int, mode: str) -> Printed:
    """What a year prints today: its published edition; otherwise today's figures, with the text of the draft, or of
    the plan alone. Its figures are those of the command `figures`."""
    published = AnnualReport.objects.published().filter(year=year).first()
    if published is not None:
        return printed_of(published, mode)
    counted, listing = figures(year, mode), compile_listing(year)
    draft = AnnualReport.objects.living().filter(year=year).first()
    if draft is None:
        return _printed(counted, listing, contents.default_of(counted, listing))
    content = contents.content_of(draft, counted, listing)
    return _printed(counted, listing, content, edition=draft.edition, changes=draft.changes)


def _printed(counted: dict, listing: dict, content: tuple[SectionContent, ...], **edition) -> Printed:
    items = [item for section in content for item in section.items]
    earlier = contents.earlier(counted["annee"], counted["mode"], items)
    return Printed(in_order(counted), listing, content=content, earlier=earlier, **edition)
