"""What links the populations of any year: known to every reader, hence true of every population considered."""

from collections.abc import Iterable, Iterator

from observatory.disclosure.register import NO, UNKNOWN, YES, AtMost, Count, Register

ALONE = frozenset({"mineur_isole"})
YOUNG = frozenset({"0-17", "18-24", UNKNOWN})  # no « mineur isolé » is 25 or more
MOST_EACH = 1000  # séances of one person in a year: where there is a séance, there is somebody


def relations(registers: Iterable[Register], *, alone_is_young: bool) -> Iterator[AtMost]:
    by_name = {register.population: register for register in registers}

    def count(times: int, population: str, **where: str | frozenset) -> Count:
        wanted = {dim: frozenset({one}) if isinstance(one, str) else one for dim, one in where.items()}
        return Count(times, population, wanted)

    if "personnes" in by_name and "seances" in by_name:
        yield from _attended(count)
    if "personnes" in by_name and "orientations" in by_name:
        new = count(1, "personnes", nouvelle=YES)
        yield AtMost((new, count(-1, "orientations")), "nouvelles ≤ orientations")
    if "interpretariat" in by_name:
        for sign in (1, -1):
            missions = count(sign, "interpretariat")
            yield AtMost(
                (missions, count(-sign, "seances", interprete=YES)), "missions = séances interprétées"
            )
    if "personnes" in by_name:
        yield from _spoken(by_name["personnes"])
        if alone_is_young:
            yield from _young(by_name["personnes"], count)


def _attended(count) -> Iterator[AtMost]:
    """Everybody had a séance, and every séance had somebody; likewise with an interpreter, and without."""
    for where in ({}, {"interprete": YES}):
        people, acts = count(1, "personnes", **where), count(-1, "seances", **where)
        yield AtMost((people, acts), "personnes ≤ séances")
        acts, people = count(1, "seances", **where), count(-MOST_EACH, "personnes", **where)
        yield AtMost((acts, people), "une séance est à quelqu’un")
    never = count(1, "personnes", interprete=NO)
    yield AtMost(
        (never, count(-1, "seances", interprete=NO)), "personnes sans interprète ≤ séances sans interprète"
    )


def _spoken(people: Register) -> Iterator[AtMost]:
    """Everybody speaks at least one language, or none is known: exactly what allows languages to be dealt out."""

    def those(times: int, dim: str, answer: str) -> Count:
        return Count(times, "personnes", {dim: frozenset({answer})})

    known = those(1, people.unanswered, NO)
    languages = [dim for dim in people.languages if dim != people.unanswered]
    for dim in languages:
        yield AtMost((those(1, dim, YES), those(-1, people.unanswered, NO)), f"{dim} ≤ langue connue")
    yield AtMost((known, *(those(-1, dim, YES) for dim in languages)), "une langue au moins")


def _young(people: Register, count) -> Iterator[AtMost]:
    yield AtMost(
        (count(1, "personnes", situation=ALONE), count(-1, "personnes", tranche_age=YOUNG)),
        "mineurs isolés ≤ moins de 25 ans",
    )
    territory = "departement'"
    placed = {dim for link in people.links if territory in link for dim in link}
    if {"situation", "tranche_age"} <= placed:
        for answer in people.values[territory]:
            where = {territory: answer}
            yield AtMost(
                (
                    count(1, "personnes", situation=ALONE, **where),
                    count(-1, "personnes", tranche_age=YOUNG, **where),
                ),
                "mineurs isolés ≤ moins de 25 ans, par territoire",
            )
