"""The state of a dispositif on a day, and whom it takes in then. No database here."""

from datetime import date

from django.db.models import TextChoices
from django.utils.formats import date_format

from centre.reference import departements
from referrals.choices import Origin


class Standing(TextChoices):
    OPEN = "ouvert", "Ouvert"
    PAUSED = "suspendu", "Accueil suspendu"
    ENDING = "fin_accueil", "Accueil terminé"
    DORMANT = "dormance", "En dormance"
    CLOSED = "ferme", "Fermé"


TONES = {
    Standing.OPEN: "good",
    Standing.PAUSED: "warning",
    Standing.ENDING: "waiting",
    Standing.DORMANT: "neutral",
    Standing.CLOSED: "neutral",
}
ASKED_BY_ONESELF = (Origin.PERSON, Origin.RELATIVE)
NOT_VALIDATED = (
    "Votre structure n’est pas encore validée pour ce dispositif : appelez la coordination, qui le fera."
)
BY_PROFESSIONALS = "Ce dispositif se demande par l’intermédiaire d’un professionnel ou d’un bénévole."


def standing_on(dispositif, day: date) -> Standing:
    if dispositif.closed_on and dispositif.closed_on <= day:
        return Standing.CLOSED
    if not dispositif.active:
        return Standing.DORMANT
    if dispositif.intake_until and dispositif.intake_until < day:
        return Standing.ENDING
    return Standing.OPEN if dispositif.open_to_intake else Standing.PAUSED


def why_closed(dispositif, day: date) -> str:
    """Why nobody new is taken in on that day, as whole sentences; "" when it is open."""
    said = {
        Standing.OPEN: "",
        Standing.PAUSED: "Ce dispositif n’accepte pas de nouvelles orientations pour l’instant.",
        Standing.ENDING: "Ce dispositif n’accepte plus de nouvelles orientations après le {until} ; les situations "
        "en cours vont à leur terme.",
        Standing.DORMANT: "Ce dispositif est en dormance : il n’accueille personne pour l’instant.",
        Standing.CLOSED: "Ce dispositif est fermé depuis le {closed}.",
    }[standing_on(dispositif, day)]
    until, closed = dispositif.intake_until, dispositif.closed_on
    said = said.format(until=until and _day(until), closed=closed and _day(closed))
    return f"{said} {dispositif.closing_note}".strip() if said else ""


def refusal(
    dispositif, *, origin: str, day: date, departement: str, is_validated: bool
) -> tuple[str, str] | None:
    """(why this orientation is not taken in, the field it is about); None when it is.

    `is_validated`: the referrer's structure is validated, or she coordinates. An unknown `departement` is accepted.
    The hotline and the outreach team belong to the centre: they refer from everywhere.
    """
    closed = why_closed(dispositif, day)
    if closed:
        return closed, "dispositif"
    if origin in ASKED_BY_ONESELF and not dispositif.open_to_persons:
        return BY_PROFESSIONALS, "dispositif"
    if origin == Origin.REFERRER and dispositif.known_referrers_only and not is_validated:
        return NOT_VALIDATED, "dispositif"
    if departement and dispositif.departements and departement not in dispositif.departements:
        there = ", ".join(territory(dispositif))
        return f"Ce dispositif accueille les personnes de ces départements : {there}.", "departement"
    return None


def territory(dispositif) -> list[str]:
    """Names of its départements; none is the whole region."""
    names = departements()
    return [names.get(code, code) for code in dispositif.departements]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
