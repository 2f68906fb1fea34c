"""What is checked of a request for an interpreter. Each check refuses with a sentence beside its field."""

import re
from datetime import datetime, timedelta

from centre.refusals import Refused
from networks.choices import Modality
from networks.models import Interpreter

LONG = 240  # minutes: a longer mission must be confirmed
OVERRUN = 60  # minutes beyond the plan: a longer duration must be confirmed
MOST = 12  # missions of one request
AHEAD = timedelta(days=366)
_CODE = re.compile(r"[A-Z]-[0-9A-Z]{7}")  # one of the portal's codes; it may be all digits
_BETWEEN, _DIGIT = re.compile(r"[\s._,;/+]+"), re.compile(r"\d")


def refuse_unless_within_reach(interpreter: Interpreter, departement: str) -> None:
    """An interpreter covers the département or works remotely."""
    if not (interpreter.remote or interpreter.covers(departement)):
        raise Refused("Cet interprète ne se déplace pas dans ce département.", field="interpreter")


def refuse_full_name(label: str) -> None:
    """Refuse anything but a first name or a code: one word of letters with at most an initial after it, and no
    number."""
    if _CODE.fullmatch(label):
        return
    if re.search(r"(?:\d[\s.\-/]?){6,}", label) or "@" in label:
        raise Refused("Ni numéro ni adresse ici : un prénom ou un code suffit.", field="client_label")
    words = [
        word for word in _BETWEEN.split(label) if any(map(str.isalpha, word)) and not _DIGIT.search(word)
    ]
    if len(words) > 1 and (len(words) > 2 or len(words[1]) > 1):
        raise Refused(
            "Un prénom ou un code seulement, jamais le nom de famille. "
            "Un prénom composé s’écrit avec un trait d’union.",
            field="client_label",
        )


def refuse_place(modality: str, *, departement: str, place: str, travel_minutes: int) -> None:
    if modality == Modality.ON_SITE and not departement:
        raise Refused("Indiquez le département : l’interprète doit pouvoir s’y rendre.", field="departement")
    if modality != Modality.ON_SITE and (place or travel_minutes):
        field = "place" if place else "travel_minutes"
        raise Refused("À distance, il n’y a ni lieu ni trajet : laissez vide.", field=field)


def refuse_series(*, every: int, times: int) -> None:
    if not 1 <= times <= (MOST if every else 1):
        raise Refused(
            f"Au plus {MOST} dates à la fois." if every else "Pour plusieurs dates, dites à quel rythme.",
            field="times" if every else "every",
        )


def refuse_hours(starts_at: datetime, ends_at: datetime, *, confirm_long: bool, at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("La fin doit être après le début.", field="until")
    if starts_at <= at:
        raise Refused("Cette heure est déjà passée : choisissez une heure à venir.", field="day")
    if starts_at > at + AHEAD:
        raise Refused("Vérifiez l’année : une mission se demande au plus un an à l’avance.", field="day")
    if ends_at - starts_at > timedelta(minutes=LONG) and not confirm_long:
        raise Refused("Mission de plus de 4 h : confirmez.", field="confirm_long")
