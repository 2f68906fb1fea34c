"""Everybody who waits × every therapist with a place: what each pair costs, in one pass.

A cell is the least cost of the pair, with the best interpreter or without one; `NEVER` where a hard rule forbids it.
Interpreters are bits of an integer: whether a therapist and an interpreter share hours is computed once per pair of
them, not once per person.
"""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from networks.models import Interpreter, Therapist
from referrals.models import PairingSettings
from referrals.pairing import costs, pool, rules
from referrals.pairing.candidates import Helper, Option, helpers_of, options
from referrals.pairing.hours import in_common
from referrals.pairing.optimum import NEVER
from referrals.pairing.queue import Waiting


@dataclass
class Instance:
    """The input of a plan. `cells[person][therapist]`; `waits`: points for the time each has waited.

    `seats`: places of each therapist, promises counted; one if she declared no capacity. `last`: points of her last
    place (0 without a declared capacity).
    """

    people: list[Waiting]
    therapists: list[Therapist]
    interpreters: list[Interpreter]
    weights: PairingSettings
    hours: pool.Hours
    seats: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    waits: list[int] = field(default_factory=list)
    cells: list[array] = field(default_factory=list)

    def helpers(self, one: Waiting) -> list[Helper]:
        allowed = [other for other in self.interpreters if other.pk not in one.interpreters_apart]
        return helpers_of(one.person, allowed, self.weights)

    def options(self, one: Waiting, therapist: Therapist) -> list[Option]:
        """Every way for these two to work together, the cheapest first."""
        return options(therapist, one.person, self.helpers(one), self.weights, self.hours)


def read(people: list[Waiting]) -> Instance:
    """Four statements: therapists, interpreters, hours, weights."""
    therapists = list(pool.therapists_with_room().order_by("pk"))
    interpreters = list(pool.interpreters())
    hours = pool.hours_of(therapists, interpreters)
    return Instance(people, therapists, interpreters, pool.weights(), hours)


def fill(instance: Instance, told: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Compute every cell; `told(done, total)` is called after each person."""
    free = [pool.free(one) for one in instance.therapists]
    instance.seats = [1 if places is None else places for places in free]
    instance.last = [0 if places is None else instance.weights.few_places for places in free]
    instance.waits = [costs.waiting_points(one.days, instance.weights) for one in instance.people]
    willing = _willing(instance)
    bits = {one.pk: 1 << index for index, one in enumerate(instance.interpreters)}
    for number, one in enumerate(instance.people, start=1):
        instance.cells.append(array("i", _row(instance, one, willing, bits)))
        told(number, len(instance.people))


def _willing(instance: Instance) -> list[int]:
    """For each therapist, the bits of the interpreters whose hours are no obstacle."""
    weeks = [instance.hours.interpreters.get(one.pk, ()) for one in instance.interpreters]
    found = []
    for therapist in instance.therapists:
        week = instance.hours.therapists.get(therapist.pk, ())
        found.append(sum(1 << index for index, other in enumerate(weeks) if in_common(week, other) != 0))
    return found


def _row(instance: Instance, one: Waiting, willing: list[int], bits: dict[int, int]) -> Iterator[int]:
    person, weights = one.person, instance.weights
    groups: dict[int, int] = {}
    for helper in instance.helpers(one):
        groups[helper.points] = groups.get(helper.points, 0) | bits[helper.interpreter.pk]
    ways = sorted(groups.items())
    for therapist, mask in zip(instance.therapists, willing, strict=True):
        if therapist.pk in one.apart or rules.why_not_therapist(
            therapist, person, farthest_km=weights.farthest_km
        ):
            yield NEVER
            continue
        least = min(
            (points + (0 if group & mask else weights.no_common_hour) for points, group in ways), default=None
        )
        if not rules.why_not_alone(therapist, person):
            alone = costs.language_points(therapist, person, weights)
            least = alone if least is None else min(alone, least)
        yield NEVER if least is None else least + costs.pair_points(therapist, person, weights)
