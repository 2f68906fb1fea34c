"""A bilan's document from frozen data: the very code that the command and the worker run."""

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
from observatory.states import BlockKind, Mode


@dataclass(frozen=True)
class Printed:
    """All that the documents of an edition are made of. `earlier`: {year: its figures document}, same mode."""

    figures: dict
    listing: dict
    edition: int = 1
    content: tuple[SectionContent, ...] = ()
    changes: str = ""
    earlier: dict[int, dict] = field(default_factory=dict)

    @cached_property
    def pages(self) -> dict:
        """What its templates say: laid out and drawn once for all the forms."""
        return pages.context(self)

    @property
    def mode(self) -> str:
        return self.figures["mode"]


def render(printed: Printed) -> bytes:
    """The PDF of an edition in the mode of its figures. Raises `centre.document.CannotRender`."""
    identifier = f"bilan-{printed.figures['annee']}-{printed.edition}-{printed.mode}"
    return document.render("documents/report.html", printed.pages, identifier=identifier)


def printed_of(report: AnnualReport, mode: str) -> Printed:
    """What an edition prints in that mode; its figures and its listing are frozen already."""
    counted = report.figures_exact if mode == Mode.EXACT else report.figures_public
    return _printed(report, counted, report.listing, contents.content_of(report))


def printed_of_year(year: int, mode: str) -> Printed:
    """What a year prints today: its published edition if there is one; else today's figures, in the words of the
    edition being written, or of the plan alone. Its figures are those of the command `figures`."""
    published = AnnualReport.objects.published().filter(year=year).first()
    if published is not None:
        return printed_of(published, mode)
    counted, listing = figures(year, mode), compile_listing(year)
    draft = AnnualReport.objects.living().filter(year=year).first()
    if draft is None:
        return Printed(counted, listing, earlier=_earlier(year, mode, ()))
    return _printed(draft, counted, listing, contents.printed(contents.written(draft), counted))


def _printed(report: AnnualReport, counted: dict, listing: dict, content) -> Printed:
    return Printed(
        figures=in_order(counted),
        listing=listing,
        edition=report.edition,
        content=content,
        changes=report.changes,
        earlier=_earlier(report.year, counted["mode"], content),
    )


def _earlier(year: int, mode: str, content: tuple[SectionContent, ...]) -> dict[int, dict]:
    """The documents of the years published before, where something compares years."""
    if content and not any(item.kind == BlockKind.YEARS for section in content for item in section.items):
        return {}
    before = AnnualReport.objects.published().filter(year__lt=year)
    if mode == Mode.EXACT:
        before = before.select_related("exact")
        return {one.year: in_order(one.exact.document) for one in before}
    return {one.year: in_order(one.figures_public) for one in before}
