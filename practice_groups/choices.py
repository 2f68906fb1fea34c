"""Closed lists of practice groups: what is stored, and what screens say. No database here."""

from django.db.models import TextChoices


class Kind(TextChoices):
    PRACTICE_ANALYSIS = "analyse_pratiques", "Analyse de pratiques"
    SUPERVISION = "supervision", "Supervision"
    INTERVISION = "intervision", "Intervision"
    TRAINING = "formation", "Formation"
    WORKING_GROUP = "groupe_travail", "Groupe de travail"


class Language(TextChoices):
    """The language a group works in."""

    FRENCH = "fr", "Français"
    DUTCH = "nl", "Néerlandais"
    ENGLISH = "en", "Anglais"


class FeeState(TextChoices):
    """What became of the fee. Empty: nothing to pay, or no seat yet. The portal never handles cards."""

    DUE = "due", "À régler"
    RECEIVED = "recue", "Reçue"
    WAIVED = "exoneree", "Exonérée"
    REFUNDED = "remboursee", "Remboursée"


class Presence(TextChoices):
    PRESENT = "present", "Présent"
    EXCUSED = "excuse", "Excusé"
    ABSENT = "absent", "Absent"
