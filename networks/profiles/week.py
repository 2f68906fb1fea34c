"""Writes about availability: slots of the usual week, absences. The sheet is locked first."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.models import Absence, Professional, WeeklySlot
from networks.profiles.actions import lock
from networks.profiles.models import WEEKDAYS
from networks.profiles.sheets import hours

LONGEST = timedelta(days=730)
DAY_NAMES = dict(WEEKDAYS)


@transaction.atomic
def add_slots(
    profile: Professional, *, weekdays: list[int], starts: time, ends: time, by: User, at: datetime
) -> list[WeeklySlot]:
    """Add the same slot on each of `weekdays` (1 is Monday); all of them or none."""
    profile = lock(profile)
    _refuse_unless_days(weekdays, field="weekdays")
    if ends <= starts:
        raise Refused(
            "La fin doit être après le début, le même jour. Pour une nuit, saisissez deux créneaux.",
            field="ends",
        )
    mine = _owned_by(profile)
    for known in WeeklySlot.objects.filter(**mine, weekday__in=weekdays, starts__lt=ends, ends__gt=starts):
        raise Refused(_overlap(known), field="starts")
    slots = [WeeklySlot(**mine, weekday=day, starts=starts, ends=ends) for day in sorted(set(weekdays))]
    return _written(slots)


@transaction.atomic
def remove_slot(profile: Professional, *, slot: int, by: User, at: datetime) -> None:
    """Idempotent."""
    WeeklySlot.objects.filter(**_owned_by(lock(profile)), pk=slot).delete()


@transaction.atomic
def copy_day(
    profile: Professional, *, source: int, targets: list[int], by: User, at: datetime
) -> list[WeeklySlot]:
    """Replace the slots of `targets` with those of `source`."""
    profile = lock(profile)
    _refuse_unless_days([source], field="source")
    _refuse_unless_days(targets, field="targets")
    mine = _owned_by(profile)
    model = list(WeeklySlot.objects.filter(**mine, weekday=source))
    if not model:
        raise Refused(f"Aucun créneau le {DAY_NAMES[source].lower()}\u00a0: rien à recopier.", field="source")
    targets = sorted(set(targets) - {source})
    WeeklySlot.objects.filter(**mine, weekday__in=targets).delete()
    return _written(
        [
            WeeklySlot(**mine, weekday=day, starts=one.starts, ends=one.ends)
            for day in targets
            for one in model
        ]
    )


@transaction.atomic
def add_absence(profile: Professional, *, starts_on: date, ends_on: date, by: User, at: datetime) -> Absence:
    """Whole days, both included; not entirely past, two years at most, not overlapping another absence."""
    profile = lock(profile)
    if ends_on < starts_on:
        raise Refused("Le dernier jour doit suivre le premier, ou être le même.", field="ends_on")
    if ends_on < timezone.localdate(at):
        raise Refused("Cette absence est déjà passée.", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise Refused("Vérifiez l’année\u00a0: une absence dure deux ans au plus.", field="ends_on")
    mine = _owned_by(profile)
    known = Absence.objects.filter(**mine, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if known:
        raise Refused(
            f"Une absence est déjà notée du {known.starts_on:%d/%m/%Y} au {known.ends_on:%d/%m/%Y}.",
            field="starts_on",
        )
    return Absence.objects.create(**mine, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def remove_absence(profile: Professional, *, absence: int, by: User, at: datetime) -> None:
    """Idempotent."""
    Absence.objects.filter(**_owned_by(lock(profile)), pk=absence).delete()


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _owned_by(profile: Professional) -> dict:
    return {profile._meta.model_name: profile}


def _refuse_unless_days(days: list[int], *, field: str) -> None:
    if not days or not set(days) <= DAY_NAMES.keys():
        raise Refused("Choisissez au moins un jour de la semaine.", field=field)


def _written(slots: list[WeeklySlot]) -> list[WeeklySlot]:
    try:
        with transaction.atomic():
            return WeeklySlot.objects.bulk_create(slots)
    except IntegrityError as error:
        if "slots_do_not_overlap" not in str(error):
            raise
        raise Refused("Ce créneau en recouvre un autre.", field="starts") from error


def _overlap(slot: WeeklySlot) -> str:
    day = slot.get_weekday_display().lower()
    return f"Ce créneau en recouvre un autre\u00a0: {day}, {hours(slot)}. Retirez-le d’abord."
