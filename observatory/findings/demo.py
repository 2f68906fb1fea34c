"""*Constats* of the demonstration, over the territory and the themes. All invented; none speaks of anybody."""

from datetime import date, datetime, timedelta

from centre.demo import account
from observatory.findings import actions, origins
from observatory.states import FindingKind as Kind
from observatory.states import FindingTheme as Theme
from observatory.states import StepState as Step

# kind, theme, départements, days ago, title, detail, published, steps: (state, days ago, text)
_FINDINGS = (
    (
        Kind.LACK, Theme.INTERPRETING, ["48", "12"], 24,
        "Aucun interprète en tigrinya à moins de cent kilomètres",
        "Les entretiens se font à distance, ou attendent. Le téléphone passe mal dans une partie du département.",
        True,
        (
            (Step.DONE, 18, "Appel à candidatures relayé auprès des réseaux voisins"),
            (Step.UNDER_WAY, 6, "Salle équipée pour la visioconférence dans deux structures d’accueil"),
        ),
    ),
    (
        Kind.NEED, Theme.MINORS, ["30"], 33,
        "Les foyers demandent des temps d’échange réguliers sur le sommeil des mineurs",
        "La demande revient dans trois réunions de suite.", True,
        ((Step.UNDER_WAY, 12, "Cycle d’analyse de pratiques proposé aux équipes de nuit"),),
    ),
    (
        Kind.BRAKE, Theme.CARE, ["31", "82"], 41,
        "Sans couverture maladie ouverte, l’accueil en CMP est refusé au guichet",
        "Refus oral, sans écrit, avant toute évaluation.", False,
        (
            (Step.DONE, 30, "Rappel des textes adressé par courrier à la direction de l’offre de soins"),
            (Step.TO_DO, -20, "Point en comité de pilotage"),
        ),
    ),
    (
        Kind.LEVER, Theme.NETWORK, ["34"], 47,
        "Une réunion mensuelle entre PASS et hébergement raccourcit les délais",
        "Les situations s’annoncent avant la crise\u202f; chacun sait qui appeler.", True,
        ((Step.DONE, 15, "Trame de réunion partagée avec deux autres départements"),),
    ),
    (
        Kind.LACK, Theme.MOBILITY, ["09"], 52,
        "Pas de transport en commun entre les hébergements de vallée et les lieux de soin",
        "Une consultation prend la journée.", True,
        (
            (Step.DROPPED, 40, "Bons de transport\u00a0: le dispositif départemental a pris fin"),
            (Step.TO_DO, -10, "Permanence de l’équipe mobile à étudier"),
        ),
    ),
    (
        Kind.NEED, Theme.TRAINING, [], 60,
        "Travailler avec un interprète s’apprend\u00a0: les équipes le demandent partout", "", True,
        ((Step.DONE, 35, "Module d’une journée ajouté au catalogue des formations"),),
    ),
    (
        Kind.BRAKE, Theme.RIGHTS, ["66"], 68,
        "Les convocations arrivent trop tard pour organiser un accompagnement",
        "Le courrier met parfois plus de dix jours entre la domiciliation et l’hébergement.", False, (),
    ),
    (
        Kind.LACK, Theme.MENTAL_HEALTH, ["32", "65"], 75,
        "Plus de six mois d’attente pour un premier rendez-vous de psychiatrie",
        "", True,
        ((Step.UNDER_WAY, 20, "Groupe d’attente animé par deux psychologues du réseau"),),
    ),
    (
        Kind.NEED, Theme.FAMILIES, ["11"], 83,
        "Une garde d’enfants pendant les entretiens des parents",
        "Sans elle, les enfants entendent le récit, ou l’entretien n’a pas lieu.", True,
        ((Step.TO_DO, -15, "Demande à la caisse d’allocations pour une ludothèque mobile"),),
    ),
    (
        Kind.LEVER, Theme.INTERPRETING, ["30", "34"], 90,
        "Le même interprète d’une séance à l’autre change l’alliance",
        "Relevé par les thérapeutes comme par les interprètes.", True,
        ((Step.DONE, 60, "Règle écrite dans la charte de l’interprétariat"),),
    ),
    (
        Kind.BRAKE, Theme.HOUSING, ["31"], 97,
        "Les changements d’hébergement interrompent les suivis",
        "Un déménagement sur deux n’est pas annoncé au lieu de soin.", True,
        ((Step.UNDER_WAY, 25, "Fiche de liaison au départ, à l’essai dans quatre structures"),),
    ),
    (
        Kind.LACK, Theme.TRAINING, ["81"], 110,
        "Les médecins de ville n’ont pas de référent psychotraumatisme", "", False, (),
    ),
    (
        Kind.NEED, Theme.MENTAL_HEALTH, ["46", "82"], 121,
        "Des groupes de parole en langue maternelle", "Demandés en pachto et en lingala.", False,
        ((Step.TO_DO, -30, "Chercher deux animateurs et un lieu neutre"),),
    ),
    (
        Kind.LEVER, Theme.MINORS, ["65"], 128,
        "Un éducateur référent présent au premier entretien rassure et tient le lien", "", True, (),
    ),
    (
        Kind.BRAKE, Theme.NETWORK, ["12"], 139,
        "Les équipes changent vite\u00a0: les personnes repères ne sont plus connues",
        "L’annuaire n’est plus à jour au bout d’un semestre.", False,
        ((Step.DONE, 70, "Vérification des fiches de l’annuaire demandée deux fois par an"),),
    ),
    (
        Kind.NEED, Theme.CARE, ["48"], 150,
        "Des consultations avancées dans les lieux d’hébergement", "", True,
        ((Step.UNDER_WAY, 45, "Une permanence par mois, à l’essai pour un an"),),
    ),
    (
        Kind.LACK, Theme.RIGHTS, [], 162,
        "Les certificats médicaux pour la procédure d’asile\u00a0: personne ne sait qui les rédige",
        "Chaque structure a sa réponse.", True,
        ((Step.DONE, 80, "Note de repères relue par le comité et mise dans l’annuaire"),),
    ),
    (
        Kind.LEVER, Theme.MOBILITY, ["09", "66"], 400,
        "La visioconférence depuis la structure d’accueil évite les ruptures l’hiver", "", True, (),
    ),
    (
        Kind.BRAKE, Theme.FAMILIES, ["34"], 420,
        "Les créneaux de consultation tombent pendant la sortie de l’école", "", False, (),
    ),
    (
        Kind.NEED, Theme.OTHER, ["31"], 436,
        "Un lieu où se poser entre deux rendez-vous administratifs",
        "Demande des accueils de jour.", True,
        ((Step.DROPPED, 300, "Local pressenti\u00a0: les travaux dépassent le budget"),),
    ),
)  # fmt: skip


def seed(*, at: datetime) -> None:
    camille = account("coordination")
    latest = [choice.key for _, some in origins.recent() for choice in some]
    for index, (kind, theme, places, ago, title, detail, published, steps) in enumerate(_FINDINGS):
        finding = actions.record_finding(
            kind=kind,
            theme=theme,
            title=title,
            detail=detail,
            departements=places,
            seen_on=_day(at, ago),
            origin=latest[index] if index % 3 and index < len(latest) else "",
            by=camille,
            at=at,
        )
        for state, days, text in steps:
            actions.add_step(finding, state=state, text=text, day=_day(at, days), by=camille, at=at)
        if published:
            actions.publish_finding(finding, read_again=True, version=1, by=camille, at=at)


def _day(at: datetime, ago: int) -> date:
    return at.date() - timedelta(days=ago)
