"""States of a bilan and of the making of its documents, and the moves a coordinator may read. No database here."""

from django.db.models import TextChoices


class ReportState(TextChoices):
    DRAFT = "brouillon", "Brouillon"
    READ = "relu", "Relu"
    SENT = "transmis", "Transmis"
    PUBLISHED = "publie", "Publié"
    REPLACED = "remplace", "Remplacé"


# from → to. A published bilan only ever becomes « remplacé », when the next edition of its year is published.
MOVES: dict[str, frozenset[str]] = {
    ReportState.DRAFT: frozenset({ReportState.READ, ReportState.PUBLISHED}),
    ReportState.READ: frozenset({ReportState.SENT, ReportState.PUBLISHED, ReportState.DRAFT}),
    ReportState.SENT: frozenset({ReportState.PUBLISHED, ReportState.DRAFT}),
    ReportState.PUBLISHED: frozenset({ReportState.REPLACED}),
    ReportState.REPLACED: frozenset(),
}

LIVING = [ReportState.DRAFT, ReportState.READ, ReportState.SENT]
FROZEN = [ReportState.PUBLISHED, ReportState.REPLACED]

TONES: dict[str, str] = {
    ReportState.DRAFT: "neutral",
    ReportState.READ: "info",
    ReportState.SENT: "waiting",
    ReportState.PUBLISHED: "good",
    ReportState.REPLACED: "neutral",
}


def may_move(origin: str, target: str) -> bool:
    return target in MOVES[origin]


class Mode(TextChoices):
    EXACT = "exact", "Exact, pour la coordination"
    PUBLIC = "public", "Protégé, pour la diffusion"


class RenderState(TextChoices):
    WAITING = "en_attente", "En attente"
    RUNNING = "en_cours", "En cours"
    READY = "pret", "Prêt"
    FAILED = "echec", "Échec"


UNFINISHED = [RenderState.WAITING, RenderState.RUNNING]

RENDER_TONES: dict[str, str] = {
    RenderState.WAITING: "waiting",
    RenderState.RUNNING: "info",
    RenderState.READY: "good",
    RenderState.FAILED: "danger",
}

# What the page says while a document is being made, in order.
STEPS = ("Compter l’année", "Protéger les effectifs", "Mettre en page", "Enregistrer le document")
