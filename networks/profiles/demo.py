"""What people say of themselves in the demonstration: levels, publics, hours, absences; some stopped. Invented."""

import random
from datetime import date, datetime, time, timedelta

from networks.choices import Approach, Gender, Level, Listing, Modality, Public, Standing
from networks.models import Absence, Interpreter, Professional, Therapist, WeeklySlot

MORNING, AFTERNOON, EVENING = (time(9), time(12, 30)), (time(13, 30), time(17)), (time(17, 30), time(20))
COMMUNES = ["30189", "30007", "34172", "34032", "34301", "30032"]
STOPPED = {
    9: (Standing.SUSPENDED, "Congé parental"),
    22: (Standing.SUSPENDED, "Formation longue"),
    30: (Standing.LEFT, "Départ à la retraite"),
    37: (Standing.LEFT, "Déménagement"),
}
STOPPED_INTERPRETERS = {
    11: (Standing.SUSPENDED, "Assermentation à renouveler"),
    19: (Standing.LEFT, "Autre emploi"),
}
LISTINGS = [Listing.MEMBERS, Listing.MEMBERS, Listing.PUBLIC, Listing.NOBODY]


def seed(*, at: datetime) -> None:
    chance = random.Random(30)
    day = at.date()
    therapists = list(Therapist.objects.order_by("pk"))
    for index, one in enumerate(therapists):
        _shared(one, index, chance, day)
        one.publics = _some(Public, chance, 2 + index % 3) if index % 9 != 5 else []
        one.approaches = _some(Approach, chance, 1 + index % 3) if index % 7 != 3 else []
        _stop(one, STOPPED.get(index), day - timedelta(days=20 + 9 * index))
        if one.standing == Standing.LEFT:
            one.capacity = 0
    _save(therapists, "publics approaches capacity")
    interpreters = list(Interpreter.objects.order_by("pk"))
    for index, one in enumerate(interpreters):
        _shared(one, index, chance, day)
        far = [Modality.PHONE, Modality.VIDEO][: 1 + index % 2]
        one.modalities = [Modality.ON_SITE, *(far if one.remote else [])] if index % 10 != 7 else []
        _stop(one, STOPPED_INTERPRETERS.get(index), day - timedelta(days=40 + 6 * index))
    _save(interpreters, "modalities")
    WeeklySlot.objects.bulk_create(
        slot for index, one in enumerate([*therapists, *interpreters]) for slot in _week(one, index)
    )
    Absence.objects.bulk_create(
        away for index, one in enumerate([*therapists, *interpreters]) for away in _absences(one, index, day)
    )


def _shared(one: Professional, index: int, chance: random.Random, day: date) -> None:
    one.gender = chance.choice([Gender.WOMAN, Gender.WOMAN, Gender.MAN, ""])
    if index == 0:  # the two whose accounts are shown
        one.gender = Gender.WOMAN if isinstance(one, Therapist) else Gender.MAN
    one.phone = f"06 00 {index:02} {chance.randint(10, 99)} {chance.randint(10, 99)}"
    one.joined_on = day - timedelta(days=1100 + 31 * index)
    one.listing = LISTINGS[index % len(LISTINGS)]
    one.communes = [COMMUNES[index % len(COMMUNES)]] if index % 6 == 4 else []
    levels = {code: Level.NATIVE if code != "fra" else Level.FLUENT for code in one.languages}
    if isinstance(one, Therapist):
        levels = {code: chance.choice([Level.FLUENT, Level.WORKING]) for code in one.languages} | {
            "fra": Level.NATIVE
        }
    elif len(one.languages) > 2:
        levels[one.languages[2]] = chance.choice([Level.FLUENT, Level.WORKING])
    one.language_levels = levels if index % 8 != 6 else {}


def _stop(one: Professional, stop: tuple[str, str] | None, since: date) -> None:
    if stop:
        one.standing, one.standing_reason = stop
        one.active, one.standing_since = False, since


def _save(people: list[Professional], more: str) -> None:
    shared = "gender phone joined_on listing communes language_levels standing standing_reason standing_since active"
    type(people[0]).objects.bulk_update(people, [*shared.split(), *more.split()])


def _week(one: Professional, index: int) -> list[WeeklySlot]:
    """Four people in five say their hours; nobody has the same week."""
    if index % 5 == 4:
        return []
    owner = {one._meta.model_name: one}
    days = [day for day in range(1, 6) if (day + index) % 3 != 0]
    hours = [[MORNING], [MORNING, AFTERNOON], [AFTERNOON, EVENING]][index % 3]
    return [
        WeeklySlot(**owner, weekday=day, starts=starts, ends=ends) for day in days for starts, ends in hours
    ]


def _absences(one: Professional, index: int, day: date) -> list[Absence]:
    owner = {one._meta.model_name: one}
    spans = [[], [(6, 12)], [(-3, 2), (40, 54)], [(20, 20)], []][index % 5]
    if index == 0:
        spans = [(18, 25)]
    return [
        Absence(**owner, starts_on=day + timedelta(days=first), ends_on=day + timedelta(days=last))
        for first, last in spans
    ]


def _some(choices, chance: random.Random, count: int) -> list[str]:
    picked = set(chance.sample(choices.values, count))
    return [value for value in choices.values if value in picked]
