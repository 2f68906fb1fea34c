"""The invented field of `referrals.pairing.bench_seed`, written into a database, and one person's page of proposal."""

from datetime import time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from centre.context import acting_as, acting_as_system
from networks.models import Interpreter, Therapist, WeeklySlot
from referrals.models import Dispositif, Exclusion, Person, Referral
from referrals.pairing import bench_seed
from referrals.states import State


def write(*, seed: int, by, **size: int) -> tuple[list[Person], str]:
    """The people, read again as a page reads them, and the path of the page. Nobody else takes new people."""
    field = bench_seed.instance(seed=seed, **size)
    with acting_as_system():
        Therapist.objects.update(active=False, standing="suspendu", standing_since=timezone.localdate())
        Interpreter.objects.update(active=False, standing="suspendu", standing_since=timezone.localdate())
        hers = _kept(Therapist, "therapist", field.therapists, field.hours.therapists)
        theirs = _kept(Interpreter, "interpreter", field.interpreters, field.hours.interpreters)
    with acting_as(by), transaction.atomic():
        for one in field.people:
            one.person.created_by = by
        people = Person.objects.bulk_create(one.person for one in field.people)
        apart = [
            Exclusion(person=one.person, added_by=by, added_at=timezone.now(), **who)
            for one in field.people
            for who in (
                *({"therapist_id": hers[pk]} for pk in one.apart),
                *({"interpreter_id": theirs[pk]} for pk in one.interpreters_apart),
            )
        ]
        Exclusion.objects.bulk_create(apart)
        page = _waiting(people[0], by)
        return list(Person.objects.filter(pk__in=[one.pk for one in people]).order_by("pk")), page


def _kept(model, owner: str, rows: list, weeks: dict) -> dict[int, int]:
    """Write professionals and their usual weeks; the number in the field → the key in the database."""
    numbers = [row.pk for row in rows]
    for row in rows:
        row.pk, row.code, row.display_name = None, f"{row.code}-champ", f"{model.__name__} {row.code}"
    kept = dict(zip(numbers, (row.pk for row in model.objects.bulk_create(rows)), strict=True))
    WeeklySlot.objects.bulk_create(
        WeeklySlot(
            weekday=1 + start // 1440, starts=_hour(start), ends=_hour(end), **{f"{owner}_id": kept[number]}
        )
        for number, week in weeks.items()
        for start, end in week
    )
    return kept


def _hour(minutes: int) -> time:
    return time(minutes % 1440 // 60, minutes % 60)


def _waiting(person: Person, by) -> str:
    accepted = Referral.objects.create(
        person=person,
        dispositif=Dispositif.objects.first(),
        received_on=timezone.localdate(),
        state=State.ACCEPTED,
        state_since=timezone.now(),
        decision=State.ACCEPTED,
        decided_on=timezone.localdate(),
        owner=by,
    )
    return reverse("referrals:propose", args=[accepted.pk])
