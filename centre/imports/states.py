"""States of an import through the screens, and the steps its page shows. No database here."""

from datetime import timedelta

from django.db.models import TextChoices

KEPT_FOR = timedelta(days=7)  # a file nobody confirms is erased
SILENCE = timedelta(
    minutes=2
)  # a run without a sign for that long, whose row nobody holds, has lost its worker
MAX_ATTEMPTS = 3


class ImportState(TextChoices):
    TO_CHECK = "a_verifier", "À vérifier"
    CHECKING = "verification", "Vérification en cours"
    REFUSED = "refuse", "Refusé"
    PREVIEWED = "apercu", "Aperçu prêt"
    CONFIRMED = "confirme", "Confirmé"
    APPLYING = "application", "Import en cours"
    APPLIED = "importe", "Importé"
    ABANDONED = "abandonne", "Abandonné"
    EXPIRED = "perime", "Périmé"
    FAILED = "echec", "Échec"


# What a worker takes up → what it is while the worker is at it.
WORK = {ImportState.TO_CHECK: ImportState.CHECKING, ImportState.CONFIRMED: ImportState.APPLYING}
AT_WORK = [*WORK, *WORK.values()]
DROPPABLE = [
    ImportState.TO_CHECK,
    ImportState.REFUSED,
    ImportState.PREVIEWED,
    ImportState.CONFIRMED,
    ImportState.FAILED,
]
LIVING = [*AT_WORK, ImportState.PREVIEWED]  # the others have no file any more
OVER = [ImportState.APPLIED, ImportState.ABANDONED, ImportState.EXPIRED]  # nor anything of what was in it

TONES: dict[str, str] = {
    ImportState.TO_CHECK: "waiting",
    ImportState.CHECKING: "info",
    ImportState.REFUSED: "danger",
    ImportState.PREVIEWED: "waiting",
    ImportState.CONFIRMED: "waiting",
    ImportState.APPLYING: "info",
    ImportState.APPLIED: "good",
    ImportState.ABANDONED: "neutral",
    ImportState.EXPIRED: "neutral",
    ImportState.FAILED: "danger",
}

STEPS = ("En attente du serveur de tâches", "Lecture du fichier", "Vérification des lignes")
WRITING = "Import des lignes"
LAST_STEP = 2
