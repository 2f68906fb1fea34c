"""Closed lists of the networks: what is stored, and what screens say."""

from django.db.models import TextChoices


class Sector(TextChoices):
    SOCIAL = "social", "Social"
    MENTAL_HEALTH = "sante_mentale", "Santé mentale"
    OTHER = "autre", "Autre"


class Status(TextChoices):
    """How somebody works with the centre."""

    VOLUNTEER = "benevole", "Bénévole"
    PRIVATE = "liberal", "Libéral"
    INSTITUTIONAL = "institutionnel", "Institutionnel"
    EMPLOYED = "salarie", "Salarié"


class Modality(TextChoices):
    ON_SITE = "presentiel", "En présence"
    PHONE = "telephone", "Par téléphone"
    VIDEO = "visio", "En visio"


class ActivityType(TextChoices):
    MEETING = "reunion", "Réunion"
    STEERING = "comite_pilotage", "Comité de pilotage"
    PARTNERS = "rencontre_partenariale", "Rencontre partenariale"
    PARTICIPATION = "participation", "Participation et valorisation"
    WORKING_GROUP = "groupe_travail", "Groupe de travail"
    TRAINING = "formation", "Formation"
    AWARENESS = "sensibilisation", "Sensibilisation"
    EVENT = "evenement", "Événement"
    USERS = "pro_usagers", "Rencontre professionnels-usagers"
    TALKING_GROUP = "groupe_parole", "Groupe de parole"
    PARTNER_SHIFT = "permanence_partenaire", "Permanence d’un partenaire"
    COORDINATION = "coordination", "Coordination"
    WORKSHOP = "atelier", "Atelier"


class ActivityState(TextChoices):
    HELD = "tenue", "Tenue"
    CANCELLED = "annulee", "Annulée"
    POSTPONED = "reportee", "Reportée"


class MissionState(TextChoices):
    REQUESTED = "demandee", "Demandée"
    OFFERED = "proposee", "Proposée"
    ACCEPTED = "acceptee", "Acceptée"
    CONFIRMED = "confirmee", "Confirmée"
    HELD = "realisee", "Réalisée"
    VALIDATED = "validee", "Validée"
    STATED = "relevee", "Relevée"
    PAID = "payee", "Payée"
    DECLINED = "refusee", "Refusée"
    CANCELLED = "annulee", "Annulée"
    LATE_CANCELLED = "annulee_tardivement", "Annulée tardivement (due)"
