"""Closed lists about people and referrals, always with a way to say nothing."""

from django.db.models import TextChoices

SENT_ALREADY = "Ce formulaire a déjà été envoyé : ouvrez-en un nouveau."


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


class CallOutcome(TextChoices):
    PSYCHOLOGIST = "psychologue", "Psychologue"
    EMERGENCY = "urgences_psychiatriques", "Urgences psychiatriques"
