"""What is checked before a group, a cycle or its calendar changes. Each refuses with a sentence."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone

from centre.context import acting_as_system
from centre.models import ClosedYear, User
from centre.refusals import Refused
from networks.choices import Sector
from networks.missions.hours import instant
from networks.models import Membership, Therapist
from practice_groups.choices import Kind
from practice_groups.cycles.rule import holiday
from practice_groups.models import Cycle, Facilitation, Meeting
from practice_groups.states import MeetingState

LONGEST = timedelta(hours=12)
BOTH = (Sector.SOCIAL, Sector.MENTAL_HEALTH)


# ── What was read ───────────────────────────────────────────────────────────────────────────────


def locked(cycle: Cycle) -> Cycle:
    """The cycle as it is now, locked until the end of the transaction.

    Every year of a working group is locked with it, in one order: what one year puts off, the next one takes up.
    """
    years = Q(group=cycle.group_id, group__kind=Kind.WORKING_GROUP)
    found = Cycle.objects.locked().order_by("pk")
    return {one.pk: one for one in found.filter(years | Q(pk=cycle.pk))}[cycle.pk]


def refuse_stale(record: models.Model, version: int) -> None:
    """Two people at once: the second is told who was the first, and when."""
    if record.version != version:
        raise Refused(
            f"Cette page a été modifiée entre-temps{_by_whom(record)}. Vos saisies sont conservées : comparez-les, "
            "puis rechargez la page."
        )


def _by_whom(record: models.Model) -> str:
    history = apps.get_model("practice_groups", f"{record._meta.model_name}writeevent")
    with acting_as_system():  # the journal is not a facilitator's to read; that a colleague was first is
        last = history.objects.filter(id=record.pk).order_by("-pgh_id").first()
        who = User.objects.filter(pk=last.actor_id).first() if last else None
    if who is None:
        return ""
    when = timezone.localtime(last.pgh_created_at)
    return f" par {who} le {when:%d/%m} à {when:%H} h {when:%M}"


# ── Days and hours ──────────────────────────────────────────────────────────────────────────────


def refuse_holiday(days: Iterable[date], country: str, *, confirmed: bool) -> None:
    for day in days:
        name = holiday(day, country)
        if name and not confirmed:
            raise Refused(
                f"Le {day:%d/%m/%Y} est férié ({name}) : confirmez-le, ou choisissez une autre date.",
                field="confirm_holiday",
            )


def span(day: date, starts: time, ends: time) -> dict[str, datetime]:
    """Both ends of a meeting, from the hours of the Paris wall."""
    starts_at, ends_at = instant(day, starts, field="starts"), instant(day, ends, field="ends")
    if ends_at <= starts_at:
        raise Refused("La fin doit être après le début.", field="ends")
    if ends_at - starts_at > LONGEST:
        raise Refused("Une rencontre dure au plus douze heures.", field="ends")
    return {"starts_at": starts_at, "ends_at": ends_at}


def refuse_unless_past(spans: Iterable[dict[str, datetime]], at: datetime) -> None:
    """What is said to be over is, and the report of its year may still change."""
    for one in spans:
        if one["ends_at"] > at:
            raise Refused("Cette rencontre n’est pas terminée : décochez cette case.", field="past")
        refuse_closed_year(one["starts_at"], "plus aucune rencontre ne s’y ajoute", field="past")


def refuse_closed_year(moment: datetime, what: str, *, field: str | None = None) -> None:
    """A published report keeps its meetings. `what`: the end of the sentence."""
    year = timezone.localdate(moment).year
    if ClosedYear.objects.filter(year=year).exists():
        raise Refused(f"Le bilan {year} est publié : {what}.", field=field)


# ── Who leads ───────────────────────────────────────────────────────────────────────────────────


def sectors_known(users: Iterable[User], day: date) -> dict[int, set[str]]:
    """User id → the sectors of the structures where she works, and mental health for a therapist of the network."""
    found: dict[int, set[str]] = {user.pk: set() for user in users}
    working = Membership.objects.filter(user__in=found, validated_on__lte=day).exclude(until__lt=day)
    employed = working.filter(structure__sector__in=BOTH).values_list("user", "structure__sector")
    healing = Therapist.objects.filter(user__in=found, active=True).order_by()
    for pk, sector in employed.union(healing.values_list("user", Value(Sector.MENTAL_HEALTH.value))):
        found[pk].add(sector)
    return found


def refuse_wrong_sector(sectors: dict[User, str], day: date) -> None:
    """Somebody stands for a sector where she works; where the portal does not know, the coordination says."""
    known = sectors_known(sectors, day)
    for user, sector in sectors.items():
        if sector in BOTH and known[user.pk] and sector not in known[user.pk]:
            usual = " et ".join(sorted(Sector(one).label.lower() for one in known[user.pk]))
            raise Refused(
                f"{user} travaille dans le secteur « {usual} » d’après sa fiche : choisissez quelqu’un d’autre.",
                field="social" if sector == Sector.SOCIAL else "mental",
            )


def refuse_unless_two(cycle: Cycle) -> None:
    """An intervision is announced with two facilitators, one of each sector; a trigger says so too."""
    if cycle.group.kind != Kind.INTERVISION:
        return
    sectors = sorted(Facilitation.objects.filter(cycle=cycle).values_list("sector", flat=True))
    if sectors != sorted(BOTH):
        raise Refused(
            "Une intervision est animée par deux personnes de secteurs différents, l’une du social, l’autre de la "
            "santé mentale : choisissez-les avant d’annoncer le cycle.",
        )


def refuse_elsewhere(cycle: Cycle) -> None:
    """Nobody leads two announced groups at the same hour."""
    if not cycle.published:
        return
    same = cycle.meetings.filter(
        state=MeetingState.PLANNED, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    mine = Facilitation.objects.filter(cycle=cycle).values("user")
    twice = (
        Meeting.objects.filter(Exists(same), state=MeetingState.PLANNED, cycle__published=True)
        .filter(cycle__facilitations__user__in=mine)
        .exclude(cycle=cycle)
        .order_by("starts_at")
        .values_list("starts_at", "cycle__facilitations__user__display_name", "cycle__group__title")
        .first()
    )
    if twice:
        when = timezone.localtime(twice[0])
        raise Refused(
            f"{twice[1]} anime déjà « {twice[2]} » le {when:%d/%m/%Y} à {when:%H} h {when:%M} : personne n’est à deux "
            "endroits à la fois.",
            field="day",
        )
