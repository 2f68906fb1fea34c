"""Closed lists of the networks: what is stored, and what screens say."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    SOCIAL = "social", _("Social")
    MENTAL_HEALTH = "sante_mentale", _("Santé mentale")
    OTHER = "autre", _("Autre")


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


class Gender(TextChoices):
    WOMAN = "F", "Femme"
    MAN = "M", "Homme"
    OTHER = "X", "Autre"


class Level(TextChoices):
    """How well somebody speaks a language she works in."""

    NATIVE = "maternelle", "Langue maternelle"
    FLUENT = "courante", "Langue courante"
    WORKING = "travail", "Langue de travail"


class Qualification(TextChoices):
    MEDIATOR = "interprète-médiateur", "Interprète-médiateur"
    SWORN = "interprète assermenté", "Interprète assermenté"


class Public(TextChoices):
    """Whom a therapist or a structure receives."""

    ADULTS = "adultes", "Adultes"
    CHILDREN = "enfants", "Enfants"
    ADOLESCENTS = "adolescents", "Adolescents"
    MINORS_ALONE = "mineurs_non_accompagnes", "Mineurs non accompagnés"
    FAMILIES = "familles", "Couples et familles"
    WOMEN = "femmes_victimes", "Femmes victimes de violences"
    LGBT = "lgbt", "Personnes LGBT+"
    TORTURE = "victimes_torture", "Victimes de torture"


class Approach(TextChoices):
    ANALYTIC = "psychanalytique", "Psychanalytique"
    COGNITIVE = "tcc", "Cognitive et comportementale"
    SYSTEMIC = "systemique", "Systémique et familiale"
    TRANSCULTURAL = "transculturelle", "Transculturelle"
    TRAUMA = "psychotrauma", "Psychotraumatologie"
    EMDR = "emdr", "EMDR"
    BODY = "psychocorporelle", "Psychocorporelle"
    GROUP = "groupe", "De groupe"
    ART = "art_therapie", "Art-thérapie"


class Standing(TextChoices):
    """Where somebody is in a network; history stays, new assignments stop with « suspendu » and « parti »."""

    ACTIVE = "actif", "En activité"
    SUSPENDED = "suspendu", "Suspendu"
    LEFT = "parti", "Parti"


class Listing(TextChoices):
    """Who finds a sheet in the annuaire."""

    NOBODY = "personne", "Pas dans l’annuaire"
    MEMBERS = "membres", "Pour les membres"
    PUBLIC = "public", "Pour tout le monde"


class Service(TextChoices):
    """What somebody may need, and a structure answers to."""

    MENTAL_CARE = "soins_psychiques", "Soins psychiques"
    SOMATIC_CARE = "soins_somatiques", "Soins somatiques"
    HOUSING = "hebergement", "Hébergement"
    RIGHTS = "acces_droits", "Accès aux droits"
    ASYLUM = "demande_asile", "Demande d’asile"
    INTERPRETING = "interpretariat", "Interprétariat"
    FRENCH = "francais", "Cours de français"
    WORK = "insertion", "Insertion et emploi"
    FOOD = "aide_materielle", "Aide alimentaire et matérielle"
    MINORS = "protection_enfance", "Protection de l’enfance"
    WOMEN = "violences_femmes", "Violences faites aux femmes"
    SOCIAL_LINK = "lien_social", "Lien social et culture"


class Network(TextChoices):
    """What somebody may ask to join."""

    THERAPISTS = "therapeute", "Réseau de thérapeutes"
    INTERPRETERS = "interprete", "Réseau d’interprètes"
    AMBASSADORS = "ambassadeur", "Ambassadeurs de l’intégration"
    VOLUNTEERS = "benevole", "Bénévoles"


class ApplicationState(TextChoices):
    RECEIVED = "recue", "Reçue"
    ASKED = "complements_demandes", "Compléments demandés"
    VALIDATED = "validee", "Validée"
    DECLINED = "declinee", "Déclinée"
    WITHDRAWN = "retiree", "Retirée"


class DocumentKind(TextChoices):
    DIPLOMA = "diplome", "Diplôme ou titre"
    INSURANCE = "assurance", "Assurance responsabilité civile professionnelle"
    REGISTRATION = "rpps", "Inscription RPPS ou Adeli"
    SWORN = "assermentation", "Attestation d’assermentation"
    RECORD = "casier", "Extrait de casier judiciaire (bulletin n° 3)"
    AGREEMENT = "convention", "Convention signée"
    OTHER = "autre", "Autre pièce"


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
    ROOM_LOAN = "pret_salle", "Prêt de salle"


class ActivityState(TextChoices):
    PLANNED = "prevue", "Prévue"
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


class OfferState(TextChoices):
    """What became of a mission offered to one interpreter."""

    OFFERED = "proposee", "Proposée"
    ACCEPTED = "acceptee", "Acceptée"
    DECLINED = "declinee", "Déclinée"
    LAPSED = "caduque", "Prise par quelqu’un d’autre"
    WITHDRAWN = "retiree", "Retirée"


class StatementState(TextChoices):
    DRAFT = "brouillon", "Brouillon"
    ISSUED = "emis", "Émis"
    PAID = "paye", "Payé"


class Presence(TextChoices):
    PRESENT = "present", "Présent"
    EXCUSED = "excuse", "Excusé"
    ABSENT = "absent", "Absent"


class PollChoice(TextChoices):
    YES = "oui", "Oui"
    MAYBE = "si_besoin", "Si besoin"
    NO = "non", "Non"


class BookingState(TextChoices):
    CONFIRMED = "confirmee", "Confirmée"
    CANCELLED = "annulee", "Annulée"


class Topic(TextChoices):
    """What an announcement is about."""

    LAW = "droit", "Droit et procédures"
    TRAINING = "formation", "Formations"
    CONFERENCE = "colloque", "Colloques et rencontres"
    FUNDING = "appel_projets", "Appels à projets"
    NETWORK = "reseau", "Vie du réseau"
