"""A field of the tests: people who wait, therapists, interpreters, in the database; and the hard rules told another
way, from the brief of the centre, without a line of the portal's own rules."""

import random
from datetime import time, timedelta

from networks.models import Interpreter, NetworkSettings, Therapist, WeeklySlot
from referrals.models import Care, Exclusion, PairingSettings, Person, Referral
from referrals.states import DELAYS, State
from tests.referrals import makers

TODAY = makers.AT.date()


def person(by, *, languages=("prs",), departement="30", **facts) -> Person:
    return Person.objects.create(languages=list(languages), departement=departement, created_by=by, **facts)


def waiting(by, *, days=30, state=State.ACCEPTED, **facts) -> Referral:
    """Somebody accepted, or on the waiting list, since `days`."""
    on_list = state == State.WAITING
    return Referral.objects.create(
        person=person(by, **facts),
        dispositif=makers.dispositif(requires_review=False),
        received_on=TODAY - timedelta(days=days),
        state=state,
        state_since=makers.AT,
        due_at=makers.AT + DELAYS[state] if on_list else None,
        decision=state,
        decided_on=TODAY,
        decision_reason="Pas de place." if on_list else "",
        owner=by,
    )


def therapist(number, *, languages=("fra",), capacity=2, **facts) -> Therapist:
    return Therapist.objects.create(
        code=f"T-{number}",
        display_name=facts.pop("name", f"Thérapeute {number}"),
        languages=list(languages),
        capacity=capacity,
        **facts,
    )


def interpreter(number, *, languages=("prs", "fra"), **facts) -> Interpreter:
    facts.setdefault("departements", ["30"])
    return Interpreter.objects.create(
        code=f"I-{number}",
        display_name=facts.pop("name", f"Interprète {number}"),
        languages=list(languages),
        **facts,
    )


def slot(owner, weekday, starts, ends) -> None:
    WeeklySlot.objects.create(
        **{owner._meta.model_name: owner}, weekday=weekday, starts=time(starts), ends=time(ends)
    )


def weigh(**weights) -> None:
    current = PairingSettings.current()
    for name, value in weights.items():
        setattr(current, name, value)
    current.save()


def broken(who: Person, carer: Therapist, helper: Interpreter | None) -> list[str]:
    """The hard rules that bringing these three together would break, capacity apart."""
    found = []
    common = set(who.languages) & set(carer.languages)
    if not carer.active:
        found.append("standing")
    if carer.departements and who.departement not in carer.departements:
        found.append("territory")
    if who.therapist_gender and who.therapist_gender != carer.gender:
        found.append("gender of the therapist")
    far_only = who.modalities and "presentiel" not in who.modalities
    if far_only and not carer.remote:
        found.append("modality")
    if Exclusion.objects.filter(person_id=who.pk, therapist_id=carer.pk).exists():
        found.append("exclusion")
    if helper is None:
        if not common:
            found.append("no language")
        if who.interpreter_wish == "avec":
            found.append("wants an interpreter")
        return found
    if who.interpreter_wish == "sans":
        found.append("wants no interpreter")
    if not helper.active or not set(helper.languages) & set(who.languages):
        found.append("interpreter's language or standing")
    if who.interpreter_gender and who.interpreter_gender != helper.gender:
        found.append("gender of the interpreter")
    if Exclusion.objects.filter(person_id=who.pk, interpreter_id=helper.pk).exists():
        found.append("exclusion of the interpreter")
    if not _reaches(who, helper, far_only):
        found.append("reach")
    return found


def _reaches(who, helper, far_only) -> bool:
    gard_and_herault = NetworkSettings.current().on_site_departements
    comes = (
        who.departement in helper.departements
        and who.departement in gard_and_herault
        and (helper.modalities == [] or "presentiel" in helper.modalities)
    )
    if comes and not far_only:
        return True
    if not helper.remote:
        return False
    wanted = set(who.modalities) - {"presentiel"}
    return not far_only or helper.modalities == [] or bool(wanted & set(helper.modalities))


def places(carer: Therapist) -> int | None:
    if carer.capacity is None:
        return None
    taken = Care.objects.filter(
        therapist_id=carer.pk, state__in=["active", "proposee"], imported=False
    ).count()
    return max(0, carer.capacity - taken)


def scattered(seed: int, by, *, people=12, therapists=6, interpreters=5) -> list[Referral]:
    """A small field of every sort, seeded."""
    chance = random.Random(seed)
    where, tongues = ("30", "34", "31"), ("prs", "pus", "ara", "fra")
    towns = {"30": ["30189", "30007", ""], "34": ["34172", "34032", ""], "31": ["31555", ""]}
    for index in range(therapists):
        home = chance.choice(where)
        therapist(
            f"{seed}-{index}",
            languages=chance.sample(tongues, chance.choice((1, 1, 2))),
            capacity=chance.choice((0, 1, 1, 2, None)),
            departements=chance.choice(([], [home], [home, "34"])),
            communes=[town for town in [chance.choice(towns[home])] if town],
            gender=chance.choice(("F", "M", "")),
            remote=chance.random() < 0.5,
            publics=chance.choice(([], ["adultes"], ["mineurs_non_accompagnes", "adultes"])),
        )
    for index in range(interpreters):
        remote = chance.random() < 0.6
        interpreter(
            f"{seed}-{index}",
            languages=chance.sample(("prs", "pus", "ara"), chance.choice((1, 2))),
            departements=chance.sample(where, chance.choice((1, 2))),
            gender=chance.choice(("F", "M", "")),
            remote=remote,
            modalities=chance.choice(([], ["presentiel", "telephone"], ["telephone"])) if remote else [],
        )
    for number, owner in enumerate([*Therapist.objects.order_by("pk"), *Interpreter.objects.order_by("pk")]):
        if number % 3:
            slot(owner, 1 + chance.randint(0, 2), chance.choice((9, 14)), 17)
    found = []
    for _ in range(people):
        home = chance.choice(where)
        found.append(
            waiting(
                by,
                days=chance.randint(0, 300),
                state=chance.choice((State.ACCEPTED, State.WAITING)),
                languages=chance.sample(tongues, chance.choice((1, 2))),
                departement=home,
                commune=chance.choice(towns[home]),
                publics=chance.choice(([], ["adultes"], ["enfants"])),
                modalities=chance.choice(([], [], [], ["telephone"], ["presentiel"])),
                interpreter_wish=chance.choice(("", "", "", "avec", "sans")),
                therapist_gender=chance.choice(("", "", "F")),
                interpreter_gender=chance.choice(("", "", "M")),
            )
        )
    for one in chance.sample(found, 3):
        carer, helper = chance.choice(Therapist.objects.all()), chance.choice(Interpreter.objects.all())
        facts = {"therapist": carer} if chance.random() < 0.5 else {"interpreter": helper}
        Exclusion.objects.create(person=one.person, added_by=by, added_at=makers.AT, **facts)
    return found
