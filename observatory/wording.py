"""How each figure is called in French, what it counts, and on what base: one entry per printed figure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from centre.numbers import UNKNOWN as UNKNOWN_KEY
from centre.reference import departements, language_name
from networks.choices import ActivityType, Modality, Status
from referrals.choices import Situation
from referrals.states import State

UNKNOWN = "Non renseigné"
OTHERS = "Autres"  # the answers that the crossed tables count together
DAYS = {"premier_jour", "dernier_jour"}  # figures that are dates


@dataclass(frozen=True)
class Figure:
    """A figure of one section: its key, its label, its definition, the key of its base if it has one.

    `unknown`: path, in its section, of how many could not be told apart for want of an answer.
    """

    key: str
    label: str
    definition: str = ""
    base: str = ""
    unknown: str = ""


@dataclass(frozen=True)
class Breakdown:
    """A table of one section: `label_of` turns a key into French; `base` is the figure it breaks down."""

    key: str
    title: str
    label_of: Callable[[str], str]
    base: str = ""
    definition: str = ""
    count: str = "Nombre"


@dataclass(frozen=True)
class Crossing:
    """A table of people in two dimensions; `row_of` and `column_of` turn their answers into French."""

    row: str
    column: str
    title: str
    row_of: Callable[[str], str]
    column_of: Callable[[str], str]

    @property
    def key(self) -> str:
        return f"{self.row}_{self.column}"


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    main: str  # the figure without which there is nothing to tell
    lead: str
    figures: tuple[Figure, ...]
    breakdowns: tuple[Breakdown, ...] = ()


def month(key: str) -> str:
    return format_date(date.fromisoformat(f"{key}-01"), "LLLL yyyy", locale="fr")


def day(key: str, pattern: str = "d MMMM yyyy") -> str:
    """« 1er avril 2020 »; the day and its month never part."""
    text = format_date(date.fromisoformat(key), pattern, locale="fr")
    first = "1er" + text[1:] if text.startswith("1 ") else text
    return first.replace(" ", "\u00a0")


def week(key: str) -> str:
    return f"semaine du {day(key)}"


def inside(title: str) -> str:
    """A title in the middle of a sentence, without its capital."""
    return f"{title[:1].lower()}{title[1:]}"


def whole_title(section: str, breakdown: Breakdown) -> str:
    """« Orientations selon la décision »: a breakdown's title says of what, once out of its section."""
    if not breakdown.title.startswith(("Selon", "Par ")):
        return breakdown.title
    return f"{section} {inside(breakdown.title)}"


def outside_plan(rubric: str) -> str:
    """The title of a rubric that the plan does not have."""
    return "Activités sans rubrique" if rubric in ("", UNKNOWN_KEY) else "Hors du plan"


def of(labels: dict[str, str]) -> Callable[[str], str]:
    return lambda key: UNKNOWN if key == UNKNOWN_KEY else labels.get(key, key)


_ANY = {UNKNOWN_KEY: UNKNOWN, OTHERS: OTHERS}


def age_band(key: str) -> str:
    if key in _ANY:
        return _ANY[key]
    return "60 ans et plus" if key == "60+" else f"{key.replace('-', ' à ')} ans"


def language(key: str) -> str:
    return UNKNOWN if key == UNKNOWN_KEY else language_name(key)


def departement(key: str) -> str:
    return _ANY.get(key) or f"{departements().get(key, 'Département')} ({key})"


as_met = of({})
sex = of({"F": "Femmes", "M": "Hommes", "X": "Autre"})
situation = of(dict(Situation.choices))
decision = of(dict(State.choices))
modality = of(dict(Modality.choices))
status = of(dict(Status.choices))
activity_type = of(dict(ActivityType.choices))
outcome = of(
    {"psychologue": "Psychologue", "urgences_psychiatriques": "Urgences psychiatriques", "aucune": "Aucune"}
)

SECTIONS = (
    Section(
        "sollicitations",
        "Sollicitations",
        "total",
        "Demandes adressées au centre, comptées l’année où elles ont été faites.",
        (
            Figure("total", "Sollicitations reçues"),
            Figure("avec_date_intervention", "Avec une date d’intervention", base="total"),
            Figure(
                "reponses",
                "Réponses apportées",
                "Orientations et intervenants proposés\u202f; une demande peut en recevoir plusieurs.",
            ),
        ),
        (Breakdown("par_mois", "Par mois de la demande", month, "total"),),
    ),
    Section(
        "appels",
        "Cellule d’écoute\u00a0: les appels",
        "total",
        "On compte des appels, non des personnes\u00a0: l’anonymat est la règle.",
        (
            Figure("total", "Appels reçus"),
            Figure(
                "par_jour",
                "Appels par jour d’ouverture",
                "Appels reçus divisés par les jours où une permanence était tenue.",
                "jours",
            ),
            Figure("jours", "Jours d’ouverture", "Jours où une permanence était tenue."),
            Figure("age_moyen", "Âge moyen", "Moyenne des âges connus, arrondie à l’année.", "age_connus"),
            Figure("age_connus", "Âges connus", "Appels dont l’âge a été noté.", "total"),
            Figure("spontanes", "Appels spontanés", "Personne n’avait adressé l’appelant.", "total"),
            Figure(
                "adresses",
                "Appels adressés",
                "Un professionnel ou un service avait donné le numéro.",
                "total",
            ),
            Figure("adresseurs", "Sortes d’adresseurs", base="adresses"),
            Figure("rappels_total", "Rappels effectués"),
            Figure(
                "rappels_moyenne",
                "Rappels par appel rappelé",
                "Moyenne sur les appels suivis d’au moins un rappel.",
            ),
        ),
        (
            Breakdown("par_sexe", "Selon le sexe", sex, "total"),
            Breakdown("par_orientation", "Selon l’orientation donnée", outcome, "total"),
            Breakdown("par_semaine", "Par semaine", week, "total"),
        ),
    ),
    Section(
        "permanences",
        "Cellule d’écoute\u00a0: les permanences",
        "jours",
        "Les créneaux tenus, jours fériés compris.",
        (
            Figure("heures", "Heures de permanence"),
            Figure("jours", "Jours couverts"),
            Figure("jours_feries", "Dont jours fériés", base="jours"),
            Figure("premier_jour", "Premier jour"),
            Figure("dernier_jour", "Dernier jour"),
            Figure("intervenants", "Intervenants"),
        ),
        (Breakdown("par_statut", "Intervenants selon leur statut", status, "intervenants"),),
    ),
    Section(
        "personnes",
        "Personnes accompagnées",
        "file_active",
        "Chaque personne compte une fois, quel que soit le nombre de ses séances et de ses thérapeutes.",
        (
            Figure("file_active", "File active", "Personnes venues à une séance au moins dans l’année."),
            Figure(
                "nouvelles",
                "Nouvelles personnes",
                "Leur première orientation a été reçue dans l’année.",
                "file_active",
            ),
            Figure(
                "mineures",
                "Mineures",
                "Moins de 18 ans d’après l’année de naissance.",
                "file_active",
                "par_tranche_age.non_renseigne",
            ),
            Figure(
                "avec_interprete",
                "Avec interprète",
                "Une séance au moins s’est tenue avec un interprète.",
                "file_active",
            ),
            Figure("pays", "Pays d’origine", "Nombre de pays différents parmi ceux qui sont renseignés."),
        ),
        (
            Breakdown("par_sexe", "Selon le sexe", sex, "file_active", count="Personnes"),
            Breakdown(
                "par_tranche_age",
                "Selon l’âge",
                age_band,
                "file_active",
                "Âge atteint dans l’année.",
                "Personnes",
            ),
            Breakdown("par_situation", "Selon la situation", situation, "file_active", count="Personnes"),
            Breakdown(
                "nouvelles_par_situation",
                "Nouvelles personnes selon la situation",
                situation,
                "nouvelles",
                count="Personnes",
            ),
            Breakdown(
                "par_departement", "Selon le département", departement, "file_active", count="Personnes"
            ),
            Breakdown(
                "par_langue",
                "Selon les langues parlées",
                language,
                "file_active",
                "Une personne compte dans chacune de ses langues\u00a0: la somme dépasse la base.",
                "Personnes",
            ),
        ),
    ),
    Section(
        "orientations",
        "Orientations",
        "recues",
        "Demandes reçues dans l’année\u202f; une personne peut être orientée plusieurs fois.",
        (
            Figure("recues", "Orientations reçues"),
            Figure(
                "delai_median_premiere_seance_jours",
                "Délai médian jusqu’à la première séance (jours)",
                "De la réception à la première séance tenue, pour les orientations suivies d’une séance.",
            ),
        ),
        (
            Breakdown("par_decision", "Selon la décision", decision, "recues"),
            Breakdown("par_orienteur_type", "Selon l’orienteur", as_met, "recues"),
        ),
    ),
    Section(
        "seances",
        "Séances",
        "realisees",
        "Séances de l’année selon leur issue.",
        (
            Figure("realisees", "Séances tenues"),
            Figure("absences", "Absences"),
            Figure("absences_excusees", "Absences excusées"),
            Figure("annulees", "Séances annulées"),
            Figure("avec_interprete", "Tenues avec interprète", base="realisees"),
            Figure("heures", "Heures de séance", "Somme des durées connues des séances tenues."),
            Figure(
                "moyenne_par_personne", "Séances par personne", "Séances tenues divisées par la file active."
            ),
        ),
        (Breakdown("par_modalite", "Séances tenues selon la modalité", modality, "realisees"),),
    ),
    Section(
        "interpretariat",
        "Interprétariat",
        "missions",
        "Séances tenues avec un interprète.",
        (Figure("missions", "Missions"), Figure("heures", "Heures d’interprétariat")),
        (Breakdown("par_langue", "Selon la langue", language, "missions", count="Missions"),),
    ),
    Section(
        "groupes",
        "Groupes",
        "cycles",
        "Analyse de pratiques, supervision, intervision, formation et groupes de travail.",
        (
            Figure("cycles", "Cycles"),
            Figure("rencontres_tenues", "Rencontres tenues"),
            Figure("participants", "Participants", "Chaque personne inscrite et confirmée, une fois."),
            Figure("presences", "Présences", "Présents de toutes les rencontres tenues."),
            Figure("heures", "Heures de rencontre"),
        ),
    ),
    Section(
        "stages",
        "Stages croisés",
        "sessions",
        "Immersions d’un professionnel dans la structure d’un autre.",
        (
            Figure("sessions", "Sessions"),
            Figure("binomes", "Binômes"),
            Figure("structures", "Structures"),
            Figure("jours", "Jours d’immersion"),
        ),
    ),
)

# Every rubric of the plan has the same figures; `total` is all of them together.
ACTIVITY_FIGURES = (
    Figure("lignes", "Activités inscrites", "Tenues, annulées et reportées."),
    Figure("tenues", "Activités tenues", base="lignes"),
    Figure("annulees", "Activités annulées", base="lignes"),
    Figure("reportees", "Activités reportées", base="lignes"),
    Figure(
        "tetes",
        "Présences comptées",
        "Participants ou, à défaut, professionnels et usagers.",
        "tenues",
        "non_comptees",
    ),
    Figure("professionnels", "Professionnels", "Présences, là où elles ont été comptées.", "tenues"),
    Figure("usagers", "Usagers", "Présences, là où elles ont été comptées.", "tenues"),
    Figure("participants", "Participants", "Présences, là où elles ont été comptées.", "tenues"),
    Figure("non_comptees", "Tenues sans comptage", base="tenues"),
    Figure("excuses", "Excusés", "Là où ils ont été comptés.", "tenues"),
    Figure("presentiel", "En présence", base="tenues"),
    Figure("telephone", "Par téléphone", base="tenues"),
    Figure("visio", "En visio", base="tenues"),
)
ACTIVITY_BREAKDOWNS = (
    Breakdown("par_type", "Activités par type", activity_type, count="Activités"),
    Breakdown("par_hote", "Activités par structure d’accueil", as_met, count="Activités"),
)
ACTIVITY_COLUMNS = {
    "lignes": "Activités",
    "tenues": "Tenues",
    "annulees": "Annulées",
    "reportees": "Reportées",
    "tetes": "Présences",
}

DIMENSIONS = {"sexe": "Sexe", "departement": "Département", "tranche_age": "Âge", "situation": "Situation"}
CROSSINGS = (
    Crossing("sexe", "tranche_age", "Personnes selon l’âge et le sexe", sex, age_band),
    Crossing("departement", "sexe", "Personnes selon le département et le sexe", departement, sex),
    Crossing("departement", "tranche_age", "Personnes selon le département et l’âge", departement, age_band),
    Crossing(
        "departement", "situation", "Personnes selon le département et la situation", departement, situation
    ),
)
