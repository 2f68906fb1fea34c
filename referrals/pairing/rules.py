"""The hard rules of pairing, in one place. Pure: they read rows, never the database.

Each function returns "" where the two may be paired, otherwise the reason in French. What depends on other rows (free
places, exclusions, accounts) is in `candidates`, which calls these.
"""

from collections.abc import Collection

from networks.choices import Modality
from networks.models import Interpreter, Therapist
from referrals.choices import InterpreterWish
from referrals.pairing.distances import distance
from referrals.people.models import Person

_FAR = frozenset({Modality.PHONE, Modality.VIDEO})


def shared_language(speaker: Therapist | Interpreter, person: Person) -> str:
    """The first of the person's languages that they share, "" without any."""
    return next((language for language in person.languages if language in speaker.languages), "")


def only_remote(person: Person) -> bool:
    """She said how she can be received, and coming is not part of it."""
    return bool(person.modalities) and Modality.ON_SITE not in person.modalities


def why_not_therapist(therapist: Therapist, person: Person, *, farthest_km: int) -> str:
    """`farthest_km` 0: no limit. An unknown distance excludes nobody."""
    if not therapist.active:
        return "Ce thérapeute ne prend plus de nouvelle situation : choisissez-en un autre."
    if therapist.departements and person.departement not in therapist.departements:
        return "Ce thérapeute ne reçoit pas dans ce département."
    if person.therapist_gender and therapist.gender != person.therapist_gender:
        wished = person.get_therapist_gender_display().lower()
        return f"La personne souhaite un thérapeute de genre : {wished}."
    if only_remote(person):
        return "" if therapist.remote else "La personne ne peut pas venir et ce thérapeute reçoit sur place."
    if farthest_km:
        far = distance(person, therapist)
        if far is not None and far.km > farthest_km:
            return f"Ce thérapeute est trop loin ({far}) : l’attribution s’arrête à {farthest_km} km."
    return ""


def on_site(interpreter: Interpreter, person: Person, *, reached: Collection[str]) -> bool:
    """The interpreter can come: she covers the département, and the centre sends interpreters there (`reached`)."""
    return (
        not only_remote(person)
        and person.departement in interpreter.departements
        and person.departement in reached
        and (not interpreter.modalities or Modality.ON_SITE in interpreter.modalities)
    )


def at_a_distance(interpreter: Interpreter, person: Person) -> bool:
    """By telephone or video; if the person herself is seen remotely, by a means they share."""
    if not interpreter.remote:
        return False
    if not only_remote(person) or not interpreter.modalities:
        return True
    return bool(_FAR.intersection(interpreter.modalities).intersection(person.modalities))


def why_not_interpreter(interpreter: Interpreter, person: Person, *, reached: Collection[str]) -> str:
    if person.interpreter_wish == InterpreterWish.WITHOUT:
        return "La personne ne veut pas d’interprète."
    if not interpreter.active:
        return "Cet interprète ne prend plus de nouvelle situation : choisissez-en un autre."
    if not shared_language(interpreter, person):
        return "Cet interprète ne parle pas la langue de la personne."
    if person.interpreter_gender and interpreter.gender != person.interpreter_gender:
        wished = person.get_interpreter_gender_display().lower()
        return f"La personne souhaite un interprète de genre : {wished}."
    if not on_site(interpreter, person, reached=reached) and not at_a_distance(interpreter, person):
        return "Cet interprète ne se déplace pas dans ce département et ne travaille pas à distance."
    return ""


def needs_interpreter(therapist: Therapist, person: Person) -> bool:
    return person.interpreter_wish == InterpreterWish.WITH or not shared_language(therapist, person)


def why_not_alone(therapist: Therapist, person: Person) -> str:
    """Why these two cannot work without an interpreter."""
    if person.interpreter_wish == InterpreterWish.WITH:
        return "La personne souhaite un interprète : choisissez-en un."
    if shared_language(therapist, person):
        return ""
    if person.interpreter_wish == InterpreterWish.WITHOUT:
        return "Ce thérapeute ne parle pas la langue de la personne, qui ne veut pas d’interprète."
    return "Ce thérapeute ne parle pas la langue de la personne : choisissez un interprète."
