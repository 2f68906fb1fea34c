"""Writes about groups and their cycles, one verb each. Each locks what it changes first."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from practice_groups import actions as registrations
from practice_groups.cycles import checks
from practice_groups.cycles.rule import MOST
from practice_groups.models import Cycle, Facilitation, Group, Meeting
from practice_groups.states import MeetingState

_NO_DAY = "Aucune date : vérifiez le jour, la période et le rythme."


# ── Groups ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def save_group(group: Group | None, *, version: int = 0, by: User, at: datetime, **facts) -> Group:
    """Create a group, or change one as it was read. `facts` are fields of `Group`."""
    if group is None:
        return Group.objects.create(**facts)
    group = _locked_group(group)
    checks.refuse_stale(group, version)
    if facts.get("kind", group.kind) != group.kind and group.cycles.exists():
        raise Refused("Ce groupe a déjà un cycle : sa sorte ne change plus.", field="kind")
    for name, value in facts.items():
        setattr(group, name, value)
    group.version += 1
    group.save()
    return group


@transaction.atomic
def close_group(group: Group, *, by: User, at: datetime) -> Group:
    """It meets no more. What it was stays; its meetings to come are called off first, by somebody who says why."""
    group = _locked_group(group)
    if group.closed_on:
        return group
    coming = Meeting.objects.filter(cycle__group=group, state=MeetingState.PLANNED, starts_at__gt=at).count()
    if coming:
        some = f"{coming} rencontres sont encore prévues" if coming > 1 else "Une rencontre est encore prévue"
        raise Refused(
            f"{some} : annulez-la ou attendez qu’elle se tienne."
            if coming == 1
            else f"{some} : annulez-les ou attendez qu’elles se tiennent."
        )
    group.closed_on = timezone.localdate(at)
    group.version += 1
    group.save(update_fields=["closed_on", "version"])
    return group


@transaction.atomic
def reopen_group(group: Group, *, by: User, at: datetime) -> Group:
    group = _locked_group(group)
    group.closed_on = None
    group.version += 1
    group.save(update_fields=["closed_on", "version"])
    return group


# ── Cycles ──────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def create_cycle(
    group: Group,
    *,
    days: Iterable[date],
    starts: time,
    ends: time,
    place: str,
    facilitators: Iterable[User] | Mapping[User, str] = (),
    published: bool = True,
    confirm_holiday: bool = False,
    by: User,
    at: datetime,
    **facts,
) -> Cycle:
    """A season of `group`, with a meeting on each of `days` between two hours of the Paris wall.

    `facilitators`: users, or a mapping from each to her sector (an intervision needs it to be published).
    """
    group = _locked_group(group)
    if group.closed_on:
        raise Refused("Ce groupe ne se tient plus : rouvrez-le avant d’y ouvrir un cycle.")
    days = sorted(set(days))
    if not days:
        raise Refused(_NO_DAY, field="first")
    if len(days) > MOST:
        raise Refused(f"Au plus {MOST} rencontres par cycle.", field="first")
    checks.refuse_holiday(days, group.country, confirmed=confirm_holiday)
    spans = [checks.span(day, starts, ends) for day in days]
    facts = {"starts_on": days[0], "ends_on": days[-1]} | facts
    _check(facts)
    try:
        with transaction.atomic():
            cycle = Cycle.objects.create(group=group, published=False, **facts)
    except IntegrityError as error:
        if "one_cycle_a_season" not in str(error):
            raise
        raise Refused("Ce groupe a déjà un cycle de ce nom.", field="season") from error
    Meeting.objects.bulk_create(
        Meeting(cycle=cycle, number=number, place=place, **one) for number, one in enumerate(spans, start=1)
    )
    _lead(cycle, facilitators, at=at)
    return _publish(cycle) if published else cycle


@transaction.atomic
def edit_cycle(
    cycle: Cycle,
    *,
    version: int,
    seats: int,
    facilitators: Iterable[User] | Mapping[User, str],
    by: User,
    at: datetime,
    **facts,
) -> Cycle:
    """Change a cycle as it was read. Seats added go to the queue; nobody seated is put out."""
    cycle = checks.locked(cycle)
    checks.refuse_stale(cycle, version)
    _check({"seats": seats, "starts_on": cycle.starts_on, "ends_on": cycle.ends_on} | facts)
    fee: Decimal = facts.get("fee", cycle.fee)
    if fee != cycle.fee and cycle.registrations.exclude(fee_state="").exists():
        raise Refused(
            "Des participations sont déjà dues ou réglées : leur montant ne change plus pour ce cycle.",
            field="fee",
        )
    if cycle.hosted and not facts.get("hosted", True) and cycle.meetings.exclude(hosting=None).exists():
        raise Refused(
            "Des tours d’accueil ont été proposés : ce cycle reste itinérant, et les adresses de ses hôtes restent "
            "entre ses participants.",
            field="hosted",
        )
    for name, value in facts.items():
        setattr(cycle, name, value)
    cycle.version += 1
    _save(cycle)
    _lead(cycle, facilitators, at=at)
    if cycle.published:
        checks.refuse_unless_two(cycle)
        checks.refuse_elsewhere(cycle)
    return registrations.change_seats(cycle, seats=seats, by=by, at=at)


@transaction.atomic
def publish_cycle(cycle: Cycle, *, by: User, at: datetime) -> Cycle:
    """Show it in the catalogue. An intervision has its two facilitators by then."""
    cycle = checks.locked(cycle)
    if cycle.group.closed_on:
        raise Refused("Ce groupe ne se tient plus : rouvrez-le avant d’annoncer un cycle.")
    return cycle if cycle.published else _publish(cycle)


@transaction.atomic
def unpublish_cycle(cycle: Cycle, *, by: User, at: datetime) -> Cycle:
    """Take it out of the catalogue; whoever is registered stays so."""
    cycle = checks.locked(cycle)
    if cycle.published:
        cycle.published = False
        cycle.version += 1
        cycle.save(update_fields=["published", "version"])
    return cycle


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _locked_group(group: Group) -> Group:
    return Group.objects.select_for_update().get(pk=group.pk)


def _publish(cycle: Cycle) -> Cycle:
    checks.refuse_unless_two(cycle)
    cycle.published = True
    checks.refuse_elsewhere(cycle)
    cycle.version += 1
    cycle.save(update_fields=["published", "version"])
    return cycle


def _lead(cycle: Cycle, facilitators: Iterable[User] | Mapping[User, str], *, at: datetime) -> None:
    """These facilitate, for these sectors, and nobody else."""
    sectors = dict(facilitators) if isinstance(facilitators, Mapping) else dict.fromkeys(facilitators, "")
    checks.refuse_wrong_sector(sectors, timezone.localdate(at))
    already = {one.user_id: one for one in Facilitation.objects.filter(cycle=cycle)}
    wanted = {user.pk: sector for user, sector in sectors.items()}
    gone = [one.pk for pk, one in already.items() if wanted.get(pk) != one.sector]
    Facilitation.objects.filter(pk__in=gone).delete()
    Facilitation.objects.bulk_create(
        Facilitation(cycle=cycle, user_id=pk, sector=sector)
        for pk, sector in wanted.items()
        if pk not in already or already[pk].pk in gone
    )


def _check(facts: dict) -> None:
    if facts["closes_at"] <= facts["opens_at"]:
        raise Refused("Les inscriptions ferment après leur ouverture.", field="closes_at")
    if facts["ends_on"] < facts["starts_on"]:
        raise Refused("La fin doit être après le début.", field="ends_on")
    social, mental = facts.get("most_social"), facts.get("most_mental")
    if social is not None and mental is not None and social + mental < facts["seats"]:
        raise Refused(
            "Les deux parts réunies laissent des places que personne ne pourrait prendre.",
            field="most_mental",
        )


_TOO_FEW = "Plus de personnes de ce secteur sont déjà inscrites : indiquez au moins ce nombre."


def _save(cycle: Cycle) -> None:
    try:
        with transaction.atomic():
            cycle.save()
    except IntegrityError as error:
        if "composition_is_kept" in str(error):
            raise Refused(_TOO_FEW, field="most_social") from error
        if "one_cycle_a_season" in str(error):
            raise Refused("Ce groupe a déjà un cycle de ce nom.", field="season") from error
        raise
