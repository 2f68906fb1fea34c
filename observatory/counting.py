"""The figures of an edition: the year counted, kept as facts and as documents, with what is withheld and why."""

from datetime import datetime

from centre.context import acting_as_system
from centre.document import CannotRender
from observatory import figures, told
from observatory.disclosure import NothingPublished, TooClose
from observatory.facts.actions import count_year
from observatory.listing import compile_listing
from observatory.models import AnnualReport, ExactFigures
from observatory.states import Mode

TOO_CLOSE = (
    "À quelques personnes près, c’est la file active de chiffres déjà publiés ou transmis\u00a0: un lecteur des deux "
    "lirait la différence. Reprenez ces chiffres-là et corrigez le texte seul."
)
NOT_PROVED = (
    "Protection non démontrée\u00a0: rien n’est publiable. Refaites les documents\u202f; si cela se répète, prévenez "
    "l’administration."
)


def count_edition(edition: AnnualReport, *, at: datetime) -> None:
    """Count and freeze the figures of a draft. Raises CannotRender, and keeps nothing, when nothing may leave the
    centre."""
    cells = count_year(edition.year, by=edition.requested_by, at=at)
    counted = figures.count(
        edition.year,
        cells,
        preferred=edition.preferred,
        earlier=told.documents(edition.year, but=edition),
    )
    try:
        public = counted.document(Mode.PUBLIC)
    except TooClose as reason:
        raise CannotRender(TOO_CLOSE) from reason
    except NothingPublished as reason:
        raise CannotRender(NOT_PROVED) from reason
    why = counted.protected.report | {"preferred": edition.preferred}
    kept = {"document": counted.document(Mode.EXACT), "protection": why}
    edition.figures_public, edition.listing = public, compile_listing(edition.year)
    with acting_as_system():  # read in the name of whoever asked; nobody types a figure
        ExactFigures.objects.update_or_create(report=edition, defaults=kept)
        edition.save(update_fields=["figures_public", "listing"])
