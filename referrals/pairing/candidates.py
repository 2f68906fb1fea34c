"""Who could follow this person, and with which interpreter: the best first, with the reasons in words.

Staged: SQL applies the hard rules, then each therapist gets a cost without hours, then hours are compared for the best
fifty.
"""

from dataclasses import dataclass, field
from math import inf

from django.db import transaction

from centre.context import acting_as_system
from centre.refusals import Refused
from networks.models import Interpreter, NetworkSettings, Professional, Therapist
from referrals.models import Exclusion, PairingSettings, Person
from referrals.pairing import costs, pool, rules
from referrals.pairing.hours import in_common
from referrals.pairing.pool import may_answer

SHOWN, STAGED = 12, 50


@dataclass
class Helper:
    """An interpreter allowed to this person. `comes`: on site. `points`: without the hours."""

    interpreter: Interpreter
    comes: bool
    points: int


@dataclass
class Option:
    """A way to work together: an interpreter and how many hours in common (None: unknown), or nobody."""

    cost: int
    helper: Helper | None = None
    common: int | None = None

    @property
    def interpreter(self) -> Interpreter | None:
        return self.helper and self.helper.interpreter

    @property
    def words(self) -> str:
        """« sur place, 3 créneaux communs »"""
        where = "sur place" if self.helper.comes else "à distance"
        return f"{where}, {costs.hours_words(self.common)}"


@dataclass
class Candidate:
    therapist: Therapist
    free: int | None
    cost: int = 0
    options: list[Option] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def best(self) -> Option:
        return self.options[0]

    @property
    def interpreter(self) -> Interpreter | None:
        return self.best.interpreter

    @property
    def needs_interpreter(self) -> bool:
        return self.best.helper is not None

    @property
    def interpreters(self) -> list[Interpreter]:
        return [option.interpreter for option in self.options if option.helper]


def candidates(person: Person, *, staged: int | None = STAGED) -> list[Candidate]:
    """Twelve at most, the cheapest first, those who declined once last. `staged` None: compare the hours of all."""
    if not person.languages:
        return []
    weights = pool.weights()
    helpers = helpers_of(person, pool.interpreters_for(person), weights)
    found = []
    for therapist in pool.therapists_for(person):
        if not rules.why_not_therapist(therapist, person, farthest_km=weights.farthest_km):
            base = base_points(therapist, pool.free(therapist), person, weights)
            least = _least(therapist, person, helpers, weights)
            if least is not None:
                found.append((therapist.declined, base + least, therapist.pk, base, therapist))
    best = [(base, one) for *_, base, one in sorted(found)[:staged]]
    return _finished(person, best, helpers, weights)[:SHOWN]


def _finished(person, best, helpers, weights) -> list[Candidate]:
    hours = pool.hours_of([one for _, one in best], [one.interpreter for one in helpers])
    ranked = [
        Candidate(one, pool.free(one), base + cheapest(one, person, helpers, weights, hours))
        for base, one in best
    ]
    ranked.sort(key=lambda one: (one.therapist.declined, one.cost, one.therapist.pk))
    for candidate in ranked[:SHOWN]:
        candidate.options = options(candidate.therapist, person, helpers, weights, hours)
        candidate.reasons = reasons(person, candidate.therapist, candidate.free, candidate.best)
        if candidate.therapist.declined:
            candidate.reasons.append("a déjà décliné")
    return ranked


def base_points(therapist: Therapist, free: int | None, person: Person, weights: PairingSettings) -> int:
    return costs.pair_points(therapist, person, weights) + costs.last_place_points(free, weights)


def helpers_of(person: Person, interpreters, weights: PairingSettings) -> list[Helper]:
    """The interpreters whom the rules allow for this person, the cheapest first. `weights` carries `reached`."""
    found = []
    for one in interpreters:
        if not rules.why_not_interpreter(one, person, reached=weights.reached):
            comes = rules.on_site(one, person, reached=weights.reached)
            points = costs.interpreter_points(comes=comes, common=None, weights=weights)
            found.append(Helper(one, comes, points + costs.language_points(one, person, weights)))
    return sorted(found, key=lambda helper: helper.points)


def _least(therapist, person, helpers, weights) -> int | None:
    """A lower bound of the cost of working together, whatever the hours; None: they cannot."""
    alone = [] if rules.why_not_alone(therapist, person) else [_alone(therapist, person, weights)]
    return min(alone + [helper.points for helper in helpers[:1]], default=None)


def _alone(therapist, person, weights) -> int:
    return costs.language_points(therapist, person, weights)


def cheapest(therapist, person, helpers, weights, hours: pool.Hours) -> int:
    """The least cost among `options`, without comparing the hours of every interpreter."""
    alone = [] if rules.why_not_alone(therapist, person) else [_alone(therapist, person, weights)]
    least, week = min(alone, default=inf), hours.therapists.get(therapist.pk, ())
    for helper in helpers:  # the cheapest first
        if helper.points >= least:
            break
        common = in_common(week, hours.interpreters.get(helper.interpreter.pk, ()))
        least = min(least, helper.points + (weights.no_common_hour if common == 0 else 0))
    return int(least)


def options(therapist, person, helpers, weights, hours: pool.Hours) -> list[Option]:
    found = [] if rules.why_not_alone(therapist, person) else [Option(_alone(therapist, person, weights))]
    week = hours.therapists.get(therapist.pk, ())
    for helper in helpers:
        common = in_common(week, hours.interpreters.get(helper.interpreter.pk, ()))
        found.append(Option(helper.points + (weights.no_common_hour if common == 0 else 0), helper, common))
    return sorted(found, key=lambda option: (option.cost, -(option.common or 0)))


def reasons(person: Person, therapist: Therapist, free: int | None, option: Option) -> list[str]:
    """« parle dari · 12 km · 2 places · suit des mineurs »"""
    words = [] if option.helper else costs.language_words(therapist, person)
    if option.helper:
        words += costs.interpreter_words(
            option.helper.interpreter, person, comes=option.helper.comes, common=option.common
        )
    return [
        *words,
        *costs.place_words(therapist, person),
        *costs.room_words(free),
        *costs.public_words(therapist, person),
        *costs.wish_words(person),
    ]


@transaction.atomic
def may_be_paired(person: Person, therapist: Therapist, interpreter: Interpreter | None) -> None:
    """Raise `Refused` (field "therapist" or "interpreter") unless every hard rule allows the three to be brought
    together now.

    Call it in the transaction that then proposes, the orientation already locked: it locks the therapist, so that two
    proposals count her places one after the other. The portal reads: exclusions apply whoever asks.
    """
    with acting_as_system():
        therapist = Therapist.objects.select_for_update(of=("self",)).get(pk=therapist.pk)
        _refuse(why_not_place(therapist), "therapist")
        _refuse(_why_no_account(therapist, "therapeute"), "therapist")
        farthest_km = PairingSettings.current().farthest_km
        _refuse(rules.why_not_therapist(therapist, person, farthest_km=farthest_km), "therapist")
        excluded = Exclusion.objects.filter(person=person)
        if excluded.filter(therapist=therapist).exists():
            raise Refused("Une exclusion est notée entre cette personne et ce thérapeute.", field="therapist")
        if interpreter is None:
            _refuse(rules.why_not_alone(therapist, person), "interpreter")
            return
        interpreter = Interpreter.objects.get(pk=interpreter.pk)
        reached = NetworkSettings.current().on_site_departements
        _refuse(rules.why_not_interpreter(interpreter, person, reached=reached), "interpreter")
        _refuse(_why_no_account(interpreter, "interprete"), "interpreter")
        if excluded.filter(interpreter=interpreter).exists():
            raise Refused(
                "Une exclusion est notée entre cette personne et cet interprète.", field="interpreter"
            )


def why_not_place(therapist: Therapist) -> str:
    """Places are promised by open proposals as much as taken by cares."""
    counted = Therapist.objects.annotate(promised=pool.promised()).get(pk=therapist.pk)
    return "Ce thérapeute n’a plus de place : choisissez-en un autre." if pool.free(counted) == 0 else ""


def _why_no_account(professional: Professional, role: str) -> str:
    if may_answer(professional, role):
        return ""
    kind = "Ce thérapeute" if role == "therapeute" else "Cet interprète"
    return f"{kind} n’a plus accès au portail : choisissez-en un autre."


def _refuse(reason: str, field: str) -> None:
    if reason:
        raise Refused(reason, field=field)
