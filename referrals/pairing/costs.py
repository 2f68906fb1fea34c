"""The soft rules: how many points each thing costs, and how it is said. The lower the sum, the better.

`weights` is `PairingSettings`. What is unknown costs nothing, except a distance, which counts as `UNKNOWN_KM`: unknown
is not near.
"""

from dataclasses import dataclass, field

from centre.reference import language_name
from networks.choices import Gender, Public
from networks.models import Interpreter, Therapist
from referrals.choices import Situation
from referrals.pairing.distances import distance
from referrals.pairing.models import PairingSettings
from referrals.pairing.rules import only_remote, shared_language
from referrals.people.models import Person

UNKNOWN_KM = 30
_FOLLOWS = {
    Public.ADULTS: "suit des adultes",
    Public.CHILDREN: "suit des enfants",
    Public.ADOLESCENTS: "suit des adolescents",
    Public.MINORS_ALONE: "suit des mineurs",
    Public.FAMILIES: "suit des familles",
    Public.WOMEN: "suit des femmes victimes de violences",
    Public.LGBT: "suit des personnes LGBT+",
    Public.TORTURE: "suit des victimes de torture",
}


@dataclass
class Weighed:
    points: int = 0
    words: list[str] = field(default_factory=list)

    def __add__(self, other: "Weighed") -> "Weighed":
        return Weighed(self.points + other.points, self.words + other.words)


def publics_of(person: Person) -> set[str]:
    """The publics she stated, and those implied by her situation."""
    alone = {Public.MINORS_ALONE} if person.situation == Situation.MINOR else set()
    return {*person.publics, *alone}


def unusual_public(therapist: Therapist, person: Person) -> bool:
    """A public of hers that this therapist, who named some, does not follow."""
    return bool(therapist.publics) and not publics_of(person) <= set(therapist.publics)


def pair_points(therapist: Therapist, person: Person, weights: PairingSettings) -> int:
    """The cost of bringing these two together, the interpreter and the last place apart."""
    return _distance_points(therapist, person, weights) + weights.other_public * unusual_public(
        therapist, person
    )


def _distance_points(therapist: Therapist, person: Person, weights: PairingSettings) -> int:
    if only_remote(person) or not weights.per_10_km:
        return 0
    far = distance(person, therapist)
    return round(weights.per_10_km * (UNKNOWN_KM if far is None else far.km) / 10)


def language_points(speaker: Therapist | Interpreter, person: Person, weights: PairingSettings) -> int:
    return 0 if shared_language(speaker, person) == person.languages[0] else weights.second_language


def interpreter_points(*, comes: bool, common: int | None, weights: PairingSettings) -> int:
    """`comes`: on site. `common`: number of shared slots, None where unknown."""
    return (
        weights.interpreter
        + (0 if comes else weights.interpreter_remote)
        + (weights.no_common_hour if common == 0 else 0)
    )


def last_place_points(free: int | None, weights: PairingSettings) -> int:
    return weights.few_places if free == 1 else 0


def waiting_points(days: int, weights: PairingSettings) -> int:
    return round(weights.waiting * max(days, 0) / 7)


# ── The same in words; nobody is named: a plan keeps them ────────────────────────────────────────


def language_words(therapist: Therapist, person: Person) -> list[str]:
    code = shared_language(therapist, person)
    if not code:
        return []
    others = code != person.languages[0]
    return [f"parle {language_name(code)}" + (", pas sa première langue" if others else "")]


def place_words(therapist: Therapist, person: Person) -> list[str]:
    if only_remote(person):
        return ["à distance"]
    far = distance(person, therapist)
    return [str(far) if far else "distance inconnue"]


def room_words(free: int | None) -> list[str]:
    if free is None:
        return ["places non déclarées"]
    return ["dernière place"] if free == 1 else [f"{free}\u00a0places"]


def public_words(therapist: Therapist, person: Person) -> list[str]:
    wanted = publics_of(person)
    followed = [words for public, words in _FOLLOWS.items() if public in wanted & set(therapist.publics)]
    return followed + (["public qu’il ne suit pas d’ordinaire"] if unusual_public(therapist, person) else [])


def wish_words(person: Person) -> list[str]:
    if not person.therapist_gender:
        return []
    return ["une femme, comme souhaité" if person.therapist_gender == Gender.WOMAN else "genre souhaité"]


def hours_words(common: int | None) -> str:
    if common is None:
        return "heures communes inconnues"
    if common == 0:
        return "aucune heure commune"
    return f"{common}\u00a0créneaux communs" if common > 1 else "1\u00a0créneau commun"


def interpreter_words(
    interpreter: Interpreter, person: Person, *, comes: bool, common: int | None
) -> list[str]:
    language = language_name(shared_language(interpreter, person))
    where = "sur place" if comes else "à distance"
    return [f"avec un interprète en {language}, {where}", hours_words(common)]
