"""States of a bilan and of its documents, and their legal moves, in words a coordinator understands. No database
here."""

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
STEPS = (
    "Compter l’année et protéger ses effectifs",
    "Mettre en page le document",
    "Faire la page web et les tableaux",
    "Enregistrer les fichiers",
)


class Population(TextChoices):
    """What a fact counts: people, or kinds of acts."""

    PEOPLE = "personnes", "File active"
    SESSIONS = "seances", "Séances"
    REFERRALS = "orientations", "Orientations"
    CALLS = "appels", "Appels"


class BlockKind(TextChoices):
    TEXT = "texte", "Texte"
    FIGURES = "chiffres", "Chiffres clés"
    TABLE = "tableau", "Tableau"
    CHART = "graphique", "Graphique"
    MAP = "carte", "Carte"
    YEARS = "annees", "D’une année à l’autre"
    ACTIVITIES = "activites", "Activités de la rubrique"
    SOLICITATIONS = "sollicitations", "Liste des sollicitations"
    FINDINGS = "constats", "Constats publiés"


class CommentKind(TextChoices):
    REMARK = "remarque", "Remarque"
    CORRECTION = "correction", "Demande de correction"


class FileFormat(TextChoices):
    CSV = "csv", "Tableaux (CSV)"
    XLSX = "xlsx", "Tableaux (classeur)"
    JSON = "json", "Chiffres (JSON)"
    HTML = "html", "Page web"


class IndicatorUnit(TextChoices):
    PEOPLE = "personnes", "personnes"
    ACTIVITIES = "activites", "activités"
    MEETINGS = "rencontres", "rencontres"
    SESSIONS = "seances", "séances"
    HOURS = "heures", "heures"
    DAYS = "jours", "jours"
    STRUCTURES = "structures", "structures"
    OTHER = "autre", "autre"


class Counted(TextChoices):
    """Whom an indicator of people counts, if declared: it decides what its numbers are compared with before they are
    sent."""

    UNSAID = "", "Non précisé\u00a0: tout effectif des mêmes années peut compter les mêmes personnes"
    ALL = (
        "toutes",
        "Des personnes reçues, sans distinction de sexe, d’âge, de lieu, de langue ni de situation",
    )
    APART = (
        "a_part",
        "D’autres personnes\u00a0: aucune n’est comptée dans un bilan, ni dans un autre indicateur",
    )


class FindingKind(TextChoices):
    NEED = "besoin", "Besoin"
    LACK = "manque", "Manque"
    BRAKE = "frein", "Frein"
    LEVER = "levier", "Levier"


class FindingTheme(TextChoices):
    CARE = "acces_soins", "Accès aux soins"
    MENTAL_HEALTH = "sante_mentale", "Santé mentale"
    INTERPRETING = "interpretariat", "Interprétariat"
    HOUSING = "hebergement", "Hébergement"
    RIGHTS = "droits", "Droits et procédure d’asile"
    MINORS = "mineurs", "Mineurs non accompagnés"
    FAMILIES = "familles", "Familles et enfance"
    TRAINING = "formation", "Formation des professionnels"
    NETWORK = "reseau", "Travail en réseau"
    MOBILITY = "mobilite", "Mobilité et territoire"
    OTHER = "autre", "Autre"


class StepState(TextChoices):
    TO_DO = "a_faire", "À faire"
    UNDER_WAY = "en_cours", "En cours"
    DONE = "faite", "Faite"
    DROPPED = "abandonnee", "Abandonnée"
