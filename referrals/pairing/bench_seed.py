"""An invented field of any size, in memory: people who wait, therapists, interpreters, their hours. Seeded.

For the benchmark and for tests; nothing is written anywhere.
"""

import random
from datetime import date

from centre.reference import communes
from networks.choices import Modality, Public
from networks.models import Interpreter, Therapist
from referrals.choices import InterpreterWish
from referrals.models import PairingSettings, Person, Referral
from referrals.pairing import pool
from referrals.pairing.matrix import Instance
from referrals.pairing.queue import Waiting

LANGUAGES = (
    "prs",
    "pus",
    "ara",
    "som",
    "tir",
    "kat",
    "rus",
    "ukr",
    "kmr",
    "tur",
    "lin",
    "ful",
    "ben",
    "urd",
    "sqi",
)
DEPARTEMENTS = ("30",) * 8 + ("34",) * 6 + ("31", "31", "66", "11", "81", "12", "65", "48")
REACHED = ["30", "34"]
TODAY = date(2026, 3, 2)


def instance(*, seed: int, people: int, therapists: int, interpreters: int, places: int) -> Instance:
    """`places`: the most that a therapist has; 1 is a scarce year, 8 an abundant one."""
    chance = random.Random(seed)
    towns: dict[str, list[str]] = {}
    for one in communes().values():
        towns.setdefault(one.departement, []).append(one.code)
    weights = PairingSettings(pk=1)
    weights.reached = REACHED
    there = [_therapist(chance, index, towns, places) for index in range(therapists)]
    helping = [_interpreter(chance, index) for index in range(interpreters)]
    hours = pool.Hours(
        {one.pk: _week(chance) for one in there if chance.random() < 0.7},
        {one.pk: _week(chance) for one in helping if chance.random() < 0.7},
    )
    waiting = sorted(
        (_waiting(chance, towns, there, helping) for _ in range(people)), key=lambda one: -one.days
    )
    return Instance(waiting, there, helping, weights, hours)


def _therapist(chance: random.Random, index: int, towns: dict, places: int) -> Therapist:
    where = sorted(set(chance.choices(DEPARTEMENTS, k=2)))
    found = Therapist(
        pk=index + 1,
        code=f"T-{index}",
        gender=chance.choice(["F", "F", "F", "M", ""]),
        languages=["fra", *(chance.sample(LANGUAGES, 1) if chance.random() < 0.25 else [])],
        departements=where if chance.random() < 0.9 else [],
        communes=[chance.choice(towns[where[0]])] if chance.random() < 0.8 else [],
        capacity=chance.randint(1, places) if chance.random() < 0.95 else None,
        remote=chance.random() < 0.6,
        publics=chance.sample(Public.values, 3) if chance.random() < 0.8 else [],
    )
    found.promised = 0
    return found


def _interpreter(chance: random.Random, index: int) -> Interpreter:
    remote = chance.random() < 0.7
    return Interpreter(
        pk=index + 1,
        code=f"I-{index}",
        gender=chance.choice(["F", "M", "M", ""]),
        languages=["fra", *chance.sample(LANGUAGES, 2)],
        departements=sorted(set(chance.choices(DEPARTEMENTS, k=2))),
        remote=remote,
        modalities=[Modality.ON_SITE, *([Modality.PHONE] if remote else [])] if chance.random() < 0.8 else [],
    )


def _week(chance: random.Random) -> tuple:
    days = sorted(chance.sample(range(5), 2))
    return tuple(
        (day * 1440 + start, day * 1440 + start + 210)
        for day in days
        for start in (chance.choice((540, 810)),)
    )


def _waiting(chance: random.Random, towns: dict, therapists: list, interpreters: list) -> Waiting:
    departement = chance.choice(DEPARTEMENTS)
    days = chance.randint(0, 400)
    person = Person(
        code=f"P-{chance.random():.12f}",
        languages=chance.sample(LANGUAGES, chance.choice((1, 1, 2)))
        + (["fra"] if chance.random() < 0.15 else []),
        departement=departement,
        commune=chance.choice(towns[departement]) if chance.random() < 0.8 else "",
        publics=chance.sample(Public.values, 1) if chance.random() < 0.6 else [],
        modalities=[Modality.PHONE] if chance.random() < 0.05 else [],
        interpreter_wish=chance.choices(["", *InterpreterWish.values], [85, 8, 7])[0],
        therapist_gender="F" if chance.random() < 0.15 else "",
        interpreter_gender="F" if chance.random() < 0.08 else "",
    )
    referral = Referral(person=person, received_on=date.fromordinal(TODAY.toordinal() - days))
    apart = (
        {one.pk for one in chance.sample(therapists, min(1, len(therapists)))}
        if chance.random() < 0.05
        else ()
    )
    other = (
        {one.pk for one in chance.sample(interpreters, min(1, len(interpreters)))}
        if chance.random() < 0.05
        else ()
    )
    return Waiting(referral, person, days, frozenset(apart), frozenset(other))
