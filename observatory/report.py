"""A bilan's document from frozen data: the very code that the command and the worker run."""

from dataclasses import dataclass, field

from centre import document
from observatory.content import SectionContent
from observatory.layout import report_context
from observatory.states import Mode


@dataclass(frozen=True)
class Printed:
    """All that the documents of an edition are made of. `earlier`: {year: its figures document}, same mode."""

    figures: dict
    listing: dict
    edition: int = 1
    content: tuple[SectionContent, ...] = ()
    changes: str = ""
    earlier: dict[int, dict] = field(default_factory=dict)

    @property
    def mode(self) -> str:
        return self.figures["mode"]


def render(printed: Printed) -> bytes:
    """The PDF of an edition in the mode of its figures. Raises `centre.document.CannotRender`."""
    identifier = f"bilan-{printed.figures['annee']}-{printed.edition}-{printed.mode}"
    return document.render("documents/report.html", report_context(printed), identifier=identifier)


def printed_of(report, mode: str) -> Printed:
    """What an edition prints in that mode; its figures and its listing are frozen already."""
    figures = report.figures_exact if mode == Mode.EXACT else report.figures_public
    return Printed(figures, report.listing, report.edition, changes=report.changes)
