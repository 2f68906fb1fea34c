"""Where the people of the demonstration live, what they wish, three exclusions, a plan ready to read. Invented."""

import random
from datetime import datetime

from centre.demo import account, demo_key
from centre.reference import communes
from networks.choices import Gender, Modality, Public
from networks.models import Therapist
from referrals.choices import InterpreterWish
from referrals.models import Exclusion, Person, Plan
from referrals.pairing.candidates import candidates
from referrals.pairing.computing import compute
from referrals.pairing.queue import waiting

TOWNS = {
    "30": ("30189", "30007", "30032", "30258", "30341"),
    "34": ("34172", "34032", "34301", "34108", "34003"),
}


def seed(*, at: datetime) -> None:
    chance = random.Random(31)
    _live(chance)
    _exclude(at)
    _make_scarce(at)
    plan = Plan.objects.create(id=demo_key("plan", 0), requested_by=account("coordination"), requested_at=at)
    compute(plan.pk)


def _live(chance: random.Random) -> None:
    people = list(Person.objects.filter(commune="").order_by("created_at", "pk"))
    for index, person in enumerate(people):
        towns = [code for code in TOWNS.get(person.departement, ()) if code in communes()]
        person.commune = chance.choice(towns) if towns and index % 5 else ""
        if not person.publics:
            person.publics = (
                [] if index % 3 else [chance.choice([Public.ADULTS, Public.TORTURE, Public.WOMEN])]
            )
        if index % 17 == 4:
            person.therapist_gender = Gender.WOMAN
        if index % 23 == 6:
            person.interpreter_wish = InterpreterWish.WITHOUT
        if index % 19 == 8:
            person.interpreter_gender = Gender.WOMAN
        if index % 31 == 9:
            person.modalities = [Modality.PHONE, Modality.VIDEO]
    Person.objects.bulk_update(
        people,
        ["commune", "publics", "therapist_gender", "interpreter_wish", "interpreter_gender", "modalities"],
    )


def _make_scarce(at: datetime) -> None:
    """Two who can both be placed, and are not when taken one by one: the first takes the only seat of the second."""
    pair = [one.person for one in waiting(at.date()) if "fra" in one.person.languages][-2:]
    for person in pair:
        person.departement, person.commune, person.therapist_gender, person.publics = "11", "", "", []
        person.save(update_fields=["departement", "commune", "therapist_gender", "publics"])
    first, second = pair
    wanted, other = (one.therapist for one in candidates(first)[:2])
    first.publics = [Public.TORTURE]
    first.save(update_fields=["publics"])
    for therapist, publics in ((wanted, [Public.ADULTS, Public.TORTURE]), (other, [Public.ADULTS])):
        therapist.publics, therapist.capacity = publics, therapist.active_cares + 1
        therapist.save(update_fields=["publics", "capacity"])
    Exclusion.objects.create(
        id=demo_key("exclusion", 2),
        person=second,
        therapist=other,
        reason="Souhait de la personne.",
        added_by=account("coordination"),
        added_at=at,
    )


def _exclude(at: datetime) -> None:
    reasons = ("Vivent dans le même village.", "Souhait de la personne.")
    for number, (one, reason) in enumerate(zip(waiting(at.date()), reasons, strict=False)):
        Exclusion.objects.create(
            id=demo_key("exclusion", number),
            person=one.person,
            therapist=Therapist.objects.active().order_by("pk")[number + 1],
            reason=reason,
            added_by=account("coordination"),
            added_at=at,
        )
