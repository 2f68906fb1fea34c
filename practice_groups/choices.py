"""Closed lists of practice groups: what is stored, and what screens say. No database here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    PRACTICE_ANALYSIS = "analyse_pratiques", _("Analyse de pratiques")
    SUPERVISION = "supervision", _("Supervision")
    INTERVISION = "intervision", _("Intervision")
    TRAINING = "formation", _("Formation")
    WORKING_GROUP = "groupe_travail", _("Groupe de travail")


class Language(TextChoices):
    """The language a group works in."""

    FRENCH = "fr", _("Français")
    DUTCH = "nl", _("Néerlandais")
    ENGLISH = "en", _("Anglais")


class Country(TextChoices):
    """Whose public holidays a group keeps."""

    FRANCE = "FR", _("France")
    BELGIUM = "BE", _("Belgique")


class FeeState(TextChoices):
    """What became of the fee. Empty: nothing to pay, or no seat yet. The portal never handles cards."""

    DUE = "due", _("À régler")
    RECEIVED = "recue", _("Reçue")
    WAIVED = "exoneree", _("Exonérée")
    REFUNDED = "remboursee", _("Remboursée")


class Presence(TextChoices):
    PRESENT = "present", _("Présent")
    EXCUSED = "excuse", _("Excusé")
    ABSENT = "absent", _("Absent")


class Audience(TextChoices):
    """Who may register."""

    EVERYBODY = "tous", _("Tout professionnel ou bénévole")
    NETWORK = "reseau", _("Les membres des réseaux du centre")
    THERAPISTS = "therapeutes", _("Les thérapeutes du réseau")
    INTERPRETERS = "interpretes", _("Les interprètes du réseau")


class TurnState(TextChoices):
    """A turn of hosting, or of presenting a situation."""

    PROPOSED = "proposee", _("Proposé")
    CONFIRMED = "confirmee", _("Confirmé")
    DONE = "faite", _("Fait")
    RELEASED = "rendue", _("Rendu")


class SwapState(TextChoices):
    """What became of a request to change turns with somebody."""

    ASKED = "demandee", _("Demandé")
    AGREED = "acceptee", _("Accepté")
    DECLINED = "declinee", _("Décliné")
    WITHDRAWN = "retiree", _("Retiré")


class Theme(TextChoices):
    """What a situation was about: from this list, and nothing else is ever stored of it."""

    TRAUMA = "trauma", _("Suites d’événements traumatiques")
    PROCEDURE = "procedure", _("Procédure d’asile et ses effets")
    FAMILY = "famille", _("Famille, parentalité")
    MINORS = "mineurs", _("Mineurs non accompagnés")
    ADDICTION = "addictions", _("Consommations")
    VIOLENCE = "violences", _("Violences")
    HOUSING = "hebergement", _("Hébergement et précarité")
    INTERPRETING = "interpretariat", _("Travail avec un interprète")
    TEAM = "equipe", _("Équipe et institution")
    ENDING = "separation", _("Fin d’accompagnement")
    CULTURE = "culture", _("Différences de culture")
    OTHER = "autre", _("Autre")


class PayBy(TextChoices):
    TRANSFER = "virement", _("Virement")
    CHEQUE = "cheque", _("Chèque")
    CASH = "especes", _("Espèces")
    EMPLOYER = "employeur", _("Convention avec l’employeur")


class HoursKind(TextChoices):
    SUPERVISION = "supervision", _("Supervision")
    PRACTICE_ANALYSIS = "analyse_pratiques", _("Analyse de pratiques")
    TRAINING = "formation", _("Formation")


class ItemState(TextChoices):
    OPEN = "a_traiter", _("À traiter")
    DONE = "traite", _("Traité")
    LATER = "reporte", _("Reporté")


class PlacementSessionState(TextChoices):
    OPEN = "voeux", _("Vœux ouverts")
    PAIRED = "binomes", _("Binômes proposés")
    RUNNING = "en_cours", _("En cours")
    RESTITUTED = "restituee", _("Restituée")
    CANCELLED = "annulee", _("Annulée")


class WishChannel(TextChoices):
    """How a wish came."""

    ONLINE = "en_ligne", _("En ligne")
    PHONE = "telephone", _("Par téléphone")
    PAPER = "papier", _("Sur papier")


class MatchingState(TextChoices):
    WAITING = "en_attente", _("En attente")
    RUNNING = "en_cours", _("En cours")
    READY = "pret", _("Prêt")
    FAILED = "echec", _("Échec")


class PlacementState(TextChoices):
    DRAFT = "brouillon", _("Brouillon")
    TO_SIGN = "convention_a_signer", _("Convention à signer")
    SIGNED = "signee", _("Signée")
    IMMERSION = "immersion", _("En immersion")
    EVALUATED = "evaluee", _("Évalué")
    RESTITUTED = "restituee", _("Restitué")
    INTERRUPTED = "interrompue", _("Interrompu")
    CANCELLED = "annulee", _("Annulé")


class SignatoryRole(TextChoices):
    TRAINEE = "stagiaire", _("La personne accueillie")
    EMPLOYER = "employeur", _("Sa structure")
    HOST = "accueil", _("La structure d’accueil")
    CENTRE = "centre", _("Le centre de ressources")


class SignedBy(TextChoices):
    TYPED = "en_ligne", _("En ligne")
    PAPER = "papier", _("Sur papier")


class AnswersKind(TextChoices):
    """What a trainee fills in."""

    GRID = "grille", _("Grille d’observation")
    EVALUATION = "evaluation", _("Évaluation de fin de stage")


class DocumentKind(TextChoices):
    """What the house prints for a session of crossed placements; anything else was uploaded."""

    GRID = AnswersKind.GRID.value, AnswersKind.GRID.label
    EVALUATION = AnswersKind.EVALUATION.value, AnswersKind.EVALUATION.label
    SUMMARY = "bilan", _("Bilan de la session")
