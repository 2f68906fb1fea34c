"""Consents that end soon or were taken back, an override to read again, requests in the register, one duplicate."""

from datetime import datetime, timedelta

from django.utils import timezone

from centre.demo import account
from referrals.choices import ConsentScope, RightKind, RightState
from referrals.models import Referral
from referrals.people.models import Consent, ConsentOverride, Identity, Person, RightsRequest
from referrals.people.rules import ANSWER_MONTHS, later, usual_expiry
from referrals.states import OPEN, State


def seed(*, at: datetime) -> None:
    today, coordinator = timezone.localdate(at), account("coordination")
    people = list(
        Person.objects.filter(referrals__state__in=[*OPEN, State.ACCEPTED])
        .order_by("created_at", "pk")
        .distinct()
    )
    _terms(today)
    for rank, person in enumerate(people[:12]):
        agreed = Consent.objects.filter(person=person, scope=ConsentScope.TEAM, withdrawn_on=None)
        if rank < 8:
            agreed.update(expires_on=today + timedelta(days=4 * rank - 6))
        elif rank < 10:
            agreed.update(withdrawn_on=today - timedelta(days=3))
    _overrides(people[8:10], coordinator, at)
    _rights(people[12:17], coordinator, today)
    _duplicate(people)


def _terms(today) -> None:
    for consent in Consent.objects.filter(expires_on=None, withdrawn_on=None):
        consent.expires_on = max(usual_expiry(consent.given_on), today + timedelta(days=60))
        consent.save()


def _overrides(people, coordinator, at: datetime) -> None:
    for person, ago, reason in zip(
        people,
        (4, 90),
        ("Ne répond plus depuis deux jours, inquiétude de l’hébergeur.", "Danger immédiat signalé."),
        strict=False,
    ):
        given = at - timedelta(hours=ago)
        ConsentOverride.objects.create(
            person=person,
            scope=ConsentScope.TEAM,
            reason=reason,
            given_at=given,
            until=given + timedelta(hours=48),
            given_by=coordinator,
        )


def _rights(people, coordinator, today) -> None:
    asked = zip(people, (35, 20, 2, 60, 9), [*RightKind, RightKind.ACCESS], strict=False)
    for rank, (person, ago, kind) in enumerate(asked):
        received = today - timedelta(days=ago)
        answered = rank == 3
        RightsRequest.objects.create(
            kind=kind,
            person_code=person.code,
            received_on=received,
            due_on=later(received, months=ANSWER_MONTHS),
            recorded_by=coordinator,
            state=RightState.DONE if answered else RightState.RECEIVED,
            answered_on=today - timedelta(days=40) if answered else None,
            answered_by=coordinator if answered else None,
        )


def _duplicate(people) -> None:
    """The same name twice, on two files of the board."""
    recent = [one for one in people if Referral.objects.filter(person=one, state__in=OPEN).exists()][-2:]
    if len(recent) == 2:
        first, second = (Identity.objects.get(person=one) for one in recent)
        second.first_name, second.last_name = first.first_name, first.last_name
        second.save()
        Person.objects.filter(pk=recent[1].pk).update(birth_year=recent[0].birth_year)
