"""Closed lists about people and referrals, always with a way to say nothing."""

from django.db.models import TextChoices

SENT_ALREADY = "Ce formulaire a déjà été envoyé : ouvrez-en un nouveau."


class Sex(TextChoices):
    FEMALE = "F", "Femme"
    MALE = "M", "Homme"
    OTHER = "X", "Autre"


class Situation(TextChoices):
    ASYLUM_SEEKER = "demandeur_asile", "Demande d’asile"
    REFUGEE = "refugie", "Réfugié statutaire"
    SUBSIDIARY = "protection_subsidiaire", "Protection subsidiaire"
    REJECTED = "deboute", "Débouté"
    DUBLIN = "dubline", "Procédure Dublin"
    MINOR = "mineur_isole", "Mineur non accompagné"
    RESIDENT = "titre_sejour", "Titre de séjour"
    NO_PERMIT = "sans_titre", "Sans titre"
    OTHER = "autre", "Autre"


class Urgency(TextChoices):
    ORDINARY = "ordinaire", "Sans urgence particulière"
    SOON = "rapide", "À voir rapidement"
    URGENT = "urgente", "Urgente"


class Emergency(TextChoices):
    """Answers that never wait in a queue."""

    SUICIDE = "suicide", "Idées suicidaires ou geste récent"
    DANGER = "danger", "Danger immédiat pour la personne ou pour autrui"
    PSYCHOSIS = "decompensation", "Perte de contact avec la réalité, agitation extrême"


class Motive(TextChoices):
    SLEEP = "sommeil", "Sommeil, cauchemars"
    ANXIETY = "anxiete", "Anxiété, angoisses"
    SADNESS = "depression", "Tristesse, perte d’élan"
    TRAUMA = "trauma", "Suites d’événements traumatiques"
    SOMATIC = "somatique", "Douleurs, plaintes somatiques"
    ISOLATION = "isolement", "Isolement"
    PROCEDURE = "procedure", "Effets de la procédure d’asile"
    FAMILY = "famille", "Famille, parentalité"
    ADDICTION = "addiction", "Consommations"
    OTHER = "autre", "Autre"


class ConsentScope(TextChoices):
    TEAM = "equipe", "L’équipe de soin"
    INTERPRETER = "interprete", "L’interprète"
    PARTNER = "partenaire", "Un partenaire nommé"
    STATISTICS = "statistiques", "Les statistiques anonymes"


class ConsentForm(TextChoices):
    ORAL = "oral", "Oral"
    WRITTEN = "ecrit", "Écrit"


class Criterion(TextChoices):
    YES = "oui", "Oui"
    NO = "non", "Non"
    UNSURE = "a_preciser", "À préciser"


class CancelledBy(TextChoices):
    PERSON = "personne", "La personne"
    THERAPIST = "therapeute", "Le thérapeute"
    INTERPRETER = "interprete", "L’interprète"
    CENTRE = "centre", "Le centre"


class Helper(TextChoices):
    """Who interprets a session to come."""

    NONE = "", "Sans interprète"
    USUAL = "suivi", "L’interprète du suivi"
    SEARCH = "recherche", "Un interprète que la coordination cherche"


class CallOutcome(TextChoices):
    PSYCHOLOGIST = "psychologue", "Psychologue"
    EMERGENCY = "urgences_psychiatriques", "Urgences psychiatriques"


class DispositifKind(TextChoices):
    CARE = "soin", "Accueil et soin"
    OUTREACH = "mobile", "Équipe mobile"
    HOTLINE = "ecoute", "Cellule d’écoute"


class Origin(TextChoices):
    """Who sent the orientation."""

    REFERRER = "professionnel", "Un professionnel ou un bénévole"
    PERSON = "personne", "La personne elle-même"
    RELATIVE = "proche", "Un proche"
    HOTLINE = "ecoute", "La cellule d’écoute"
    OUTREACH = "permanence", "Une permanence de l’équipe mobile"


class InterpreterWish(TextChoices):
    """What the person says of an interpreter; nothing said is « peu importe »."""

    WITH = "avec", "Avec un interprète"
    WITHOUT = "sans", "Sans interprète : un thérapeute qui parle sa langue"


class ReviewMeetingState(TextChoices):
    PLANNED = "prevue", "Prévue"
    HELD = "tenue", "Tenue"
    CANCELLED = "annulee", "Annulée"


class PlanState(TextChoices):
    WAITING = "en_attente", "En attente de calcul"
    RUNNING = "en_cours", "Calcul en cours"
    READY = "pret", "Prêt à lire"
    FAILED = "echec", "Calcul interrompu"


class PlanLineState(TextChoices):
    OFFERED = "a_decider", "À décider"
    ACCEPTED = "acceptee", "Retenue"
    SET_ASIDE = "ecartee", "Écartée"
    STALE = "perimee", "Périmée"


class DeclineKind(TextChoices):
    """Why a therapist declines; the words beside it are hers."""

    FULL = "plus_de_place", "Je n’ai plus de place"
    HOURS = "horaires", "Les horaires ne conviennent pas"
    LANGUAGE = "langue", "La langue ou l’interprétariat"
    BEYOND = "hors_competence", "La situation relève d’autres compétences"
    KNOWN = "connue", "Je connais la personne autrement"
    OTHER = "autre", "Autre raison"


class EndReason(TextChoices):
    """Why a care is over."""

    COMPLETED = "objectifs_atteints", "Objectifs atteints"
    STOPPED = "arret_personne", "La personne a souhaité arrêter"
    LOST = "perdue_de_vue", "Perdue de vue"
    MOVED = "demenagement", "Déménagement ou transfert"
    HANDED_OVER = "relais", "Relais avec un autre thérapeute"
    REDIRECTED = "reorientation", "Réorientation"
    THERAPIST = "depart_therapeute", "Fin d’activité du thérapeute"
    REFERRAL = "orientation_close", "Orientation retirée ou close"
    DECEASED = "deces", "Décès"
    OTHER = "autre", "Autre"


class CareOutcome(TextChoices):
    """How the person is at the end, in the therapist's eyes. No clinical word."""

    BETTER = "amelioration", "Amélioration"
    STABLE = "stabilisation", "Stabilisation"
    UNCHANGED = "sans_changement", "Sans changement"
    WORSE = "aggravation", "Aggravation"


class ReorientationState(TextChoices):
    SENT = "transmise", "Transmise au partenaire"
    ACCEPTED = "acceptee", "Acceptée par le partenaire"
    DECLINED = "refusee", "Refusée par le partenaire"
    UNANSWERED = "sans_reponse", "Restée sans réponse"
    CANCELLED = "annulee", "Annulée"


class BackupKind(TextChoices):
    SOMATIC = "somatique", "Santé somatique"
    PSYCHIATRIC = "psychiatrique", "Psychiatrie"


class BackupState(TextChoices):
    ASKED = "demandee", "Demandé"
    TAKEN = "prise_en_compte", "Pris en compte"
    ANSWERED = "repondue", "Répondu"
    CLOSED = "close", "Clos"
    CANCELLED = "annulee", "Annulé"


class BackupAnswer(TextChoices):
    MET = "rendez_vous", "Rendez-vous donné"
    ADVISED = "avis", "Avis donné au thérapeute"
    REDIRECTED = "adressee", "Adressée à un service"
    IMPOSSIBLE = "impossible", "Pas possible"


class ShiftState(TextChoices):
    PLANNED = "prevue", "Prévue"
    CANCELLED = "annulee", "Annulée"


class Caller(TextChoices):
    """Who is on the line: not always whom the call is about."""

    PERSON = "personne", "La personne concernée"
    RELATIVE = "proche", "Un proche"
    PROFESSIONAL = "professionnel", "Un professionnel ou un bénévole"


class OutcomeReason(TextChoices):
    """Why a listener does not follow the grid."""

    FOLLOWED = "deja_suivie", "Déjà suivie par un soignant"
    WISH = "souhait", "La personne ne le souhaite pas"
    ALREADY_CALLED = "secours_appeles", "Les secours sont déjà prévenus"
    WORRYING = "inquietude", "L’échange inquiète plus que la grille"
    REASSURING = "rassurant", "L’échange rassure plus que la grille"
    OTHER_NEED = "autre_besoin", "Le besoin est ailleurs (droits, hébergement…)"


class CallBackState(TextChoices):
    DUE = "a_faire", "À faire"
    DONE = "fait", "Fait"
    UNREACHED = "injoignable", "Injoignable"
    CANCELLED = "annule", "Annulé"


class VisitState(TextChoices):
    ASKED = "demandee", "Demandée"
    PLANNED = "planifiee", "Planifiée"
    HELD = "tenue", "Tenue"
    CANCELLED = "annulee", "Annulée"
    DECLINED = "refusee", "Refusée"


class VisitKind(TextChoices):
    SHIFT = "permanence", "Permanence psychosociale"
    LISTENING = "ecoute", "Écoute"
    FOLLOW_UP = "suivi_individuel", "Suivi individuel"
    GROUP = "groupe_parole", "Groupe de parole"
    NEEDS = "besoins", "Définition des besoins"


class Need(TextChoices):
    """What a talk or a visit found to be needed."""

    MENTAL = "soins_psychiques", "Soins psychiques"
    PSYCHIATRIC = "psychiatrie", "Psychiatrie"
    SOMATIC = "soins_somatiques", "Soins somatiques"
    INTERPRETER = "interpretariat", "Interprétariat"
    RIGHTS = "acces_droits", "Accès aux droits"
    HOUSING = "hebergement", "Hébergement"
    SCHOOL = "scolarite", "Scolarité, français, insertion"
    CHILDREN = "enfance", "Enfance et parentalité"
    VIOLENCE = "violences", "Protection face à des violences"
    TEAM = "soutien_equipe", "Soutien à l’équipe d’accueil"
    OTHER = "autre", "Autre"


class TalkOutcome(TextChoices):
    LISTENED = "ecoute", "Écoute, sans suite"
    AGAIN = "revoir", "À revoir à une prochaine permanence"
    REFERRED = "orientation", "Orientation vers le centre"
    ELSEWHERE = "autre_structure", "Adressée à une autre structure"


class AgeBand(TextChoices):
    """Where the year of birth is not asked."""

    CHILD = "0-17", "Moins de 18 ans"
    YOUNG = "18-24", "18-24 ans"
    ADULT = "25-34", "25-34 ans"
    MIDDLE = "35-44", "35-44 ans"
    OLDER = "45-59", "45-59 ans"
    SENIOR = "60+", "60 ans et plus"


class RightKind(TextChoices):
    ACCESS = "acces", "Accès : copie de ses données"
    RECTIFICATION = "rectification", "Rectification"
    ERASURE = "effacement", "Effacement"
    OPPOSITION = "opposition", "Opposition aux statistiques"


class RightState(TextChoices):
    RECEIVED = "recue", "Reçue"
    DONE = "faite", "Faite"
    REFUSED = "refusee", "Refusée, avec le motif"
