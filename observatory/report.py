"""A bilan's document from frozen data: the very code that the command and the worker run."""

from centre import document
from observatory.layout import report_context


def render(figures: dict, listing: dict, *, edition: int) -> bytes:
    """The PDF of an edition in the mode of its figures. Raises `centre.document.CannotRender`."""
    context = report_context(figures, listing, edition=edition)
    identifier = f"bilan-{figures['annee']}-{edition}-{figures['mode']}"
    return document.render("documents/report.html", context, identifier=identifier)
