"""What the public pages show of an edition: its key figures, its map, a few tables, its files, the promise it
keeps."""

from observatory.access import published_documents
from observatory.content import Item
from observatory.drawings.blocks import numbered
from observatory.drawings.catalogue import MAPPED
from observatory.layout import glance, typeset
from observatory.models import AnnualReport
from observatory.public import editions
from observatory.release.notice import Notice
from observatory.states import BlockKind

OVER_THE_YEARS = "personnes.file_active"
SITUATIONS = (
    "Réfugié statutaire, protection subsidiaire\u00a0: la protection est accordée. Débouté\u00a0: elle est refusée. "
    "Procédure Dublin\u00a0: un autre pays d’Europe doit examiner la demande d’asile. Sans titre\u00a0: de séjour."
)
ITEMS = (
    Item(BlockKind.MAP, source=MAPPED),
    Item(BlockKind.CHART, source="personnes.par_tranche_age"),
    Item(BlockKind.CHART, source="personnes.par_situation", note=SITUATIONS),
    Item(BlockKind.TABLE, source="croisements.sexe_tranche_age"),
    Item(BlockKind.YEARS, source=OVER_THE_YEARS),
)


def notice(report: AnnualReport) -> Notice:
    return Notice.of(
        report.figures_public, report.listing, edition=report.edition, changes=typeset(report.changes)
    )


def context(report: AnnualReport | None) -> dict:
    """{"report", "years", "glance", "blocks", "notice", "pdf", "files"}; without a report, the years alone."""
    every = editions.parts(["personnes"])
    found = {"report": report, "years": sorted(every, reverse=True)}
    if report is None:
        return found
    earlier = {year: document for year, document in every.items() if year < report.year}
    return found | {
        "glance": glance(report.figures_public),
        "blocks": _telling(editions.blocks([(item, report) for item in ITEMS], earlier)),
        "notice": notice(report),
        "pdf": published_documents().filter(report=report).first(),
        "files": list(editions.files().filter(render__report=report)),
    }


def _telling(found: list[dict]) -> list[dict]:
    """The blocks that have something to show."""
    return numbered(
        [
            block
            for block in found
            if not block["absent"]
            and block["table"]["withheld"] != "all"
            and (block["kind"] != BlockKind.YEARS or len(block["table"]["rows"]) > 1)
        ]
    )
