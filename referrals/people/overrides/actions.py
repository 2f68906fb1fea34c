"""Opening an identity without consent, in the person's vital interest: time-limited, announced, reviewed by somebody
else."""

from datetime import datetime, timedelta

from django.db import transaction

from centre.journal import record_read
from centre.models import User
from centre.refusals import Refused
from referrals.choices import ConsentScope
from referrals.people import mails
from referrals.people.models import OVERRIDE_LASTS, ConsentOverride, Person


@transaction.atomic
def override_consent(person: Person, *, reason: str, hours: int, by: User, at: datetime) -> ConsentOverride:
    """Show her therapist who she is, for `hours` (72 at most); every other coordinator is told."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.erased_on:
        raise Refused("Cette personne a été effacée.")
    lasts = timedelta(hours=hours)
    if not timedelta(0) < lasts <= OVERRIDE_LASTS:
        raise Refused("Une dérogation dure 72 heures au plus.", field="hours")
    if ConsentOverride.objects.filter(person=person, ended_at=None, until__gt=at).exists():
        raise Refused("Une dérogation est déjà en cours pour cette personne.")
    made = ConsentOverride.objects.create(
        person=person,
        scope=ConsentScope.TEAM,
        reason=reason,
        given_at=at,
        until=at + lasts,
        given_by=by,
    )
    record_read(person, by=by, at=at, why="dérogation au consentement")
    mails.overridden(by=by)
    return made


@transaction.atomic
def end_override(override: ConsentOverride, *, by: User, at: datetime) -> ConsentOverride:
    """End it early: the identity closes at once."""
    current = ConsentOverride.objects.select_for_update(of=("self",)).get(pk=override.pk)
    if not current.is_open_at(at):
        raise Refused("Cette dérogation est déjà finie.")
    current.ended_at = at
    current.save()
    return current


@transaction.atomic
def review_override(override: ConsentOverride, *, by: User, at: datetime) -> ConsentOverride:
    """Review it afterwards; not by its author, unless there is nobody else."""
    current = ConsentOverride.objects.select_for_update(of=("self",)).get(pk=override.pk)
    if current.reviewed_at:
        raise Refused("Cette dérogation est déjà relue.")
    if current.given_by_id == by.pk and mails.coordinators(besides=by).exists():
        raise Refused("Une dérogation est relue par une autre personne de la coordination.")
    current.reviewed_at, current.reviewed_by = at, by
    current.save()
    return current
