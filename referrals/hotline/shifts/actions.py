"""Every write about a shift: the coordination plans and assigns, a listener takes one and gives it back."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from networks.choices import Status
from networks.models import Therapist
from referrals.choices import ShiftState
from referrals.hotline import mails
from referrals.models import Hotline, HotlineOpening, Shift

SOON = timedelta(days=2)
_TAKEN = "Cette permanence vient d’être prise : choisissez-en une autre."
_VISIT = "À cette heure, une permanence dans un lieu d’accueil est déjà prévue : choisissez-en une autre."


def _locked(shift: Shift) -> Shift:
    current = Shift.objects.select_for_update(of=("self",)).select_related("user").filter(pk=shift.pk).first()
    if current is None:  # another's now: row security hides it from a lock
        raise Refused(_TAKEN)
    if current.state != ShiftState.PLANNED:
        raise Refused("Cette permanence est annulée : rechargez la page.")
    return current


def _save(shift: Shift, told: str) -> Shift:
    """`told`: the refusal when the keeper already has another shift at that hour."""
    try:
        with transaction.atomic():
            shift.save()
    except IntegrityError as error:
        if "shift_meets_visit" in str(error):
            raise Refused(_VISIT, field="user") from error
        if "keeper_in_one_place" not in str(error):
            raise
        raise Refused(told, field="user") from error
    return shift


def _begins(shift: Shift) -> datetime:
    return datetime.combine(shift.day, shift.starts, tzinfo=timezone.get_default_timezone())


def _check_hours(line: Hotline, day: date, starts: time, ends: time) -> None:
    if ends <= starts:
        raise Refused("La fin doit être après le début.", field="ends")
    opening = HotlineOpening.objects.filter(hotline=line, closed_on=None).first()
    if opening is None:
        raise Refused("La cellule est en dormance : ouvrez-la d’abord.")
    if day < opening.opened_on:
        raise Refused(f"La cellule est ouverte depuis le {opening.opened_on:%d/%m/%Y}.", field="day")
    if opening.until and day > opening.until:
        raise Refused(
            f"La cellule est prévue jusqu’au {opening.until:%d/%m/%Y} : prolongez-la d’abord.", field="day"
        )


_CLASH = "Cette personne tient déjà une permanence à cette heure."


def _keeper_facts(user: User | None, keeper: str, profession: str, status: str) -> dict:
    return {
        "user": user,
        "keeper": keeper or (user.display_name if user else ""),
        "profession": profession if user or keeper else "",
        "status": status if user or keeper else "",
        "reminded_at": None,
    }


@transaction.atomic
def add_shift(
    line: Hotline,
    *,
    day: date,
    starts: time,
    ends: time,
    user: User | None = None,
    keeper: str = "",
    profession: str = "",
    status: str = "",
    by: User,
    at: datetime,
) -> Shift:
    """A shift beside the template; `keeper`: a pseudonym, or the account's name; none is a gap to fill."""
    _check_hours(line, day, starts, ends)
    shift = Shift(dispositif_id=line.dispositif_id, day=day, starts=starts, ends=ends)
    for name, value in _keeper_facts(user, keeper, profession, status).items():
        setattr(shift, name, value)
    mails.planning_changed([user], by=by)
    return _save(shift, _CLASH)


@transaction.atomic
def move_shift(
    shift: Shift, line: Hotline, *, day: date, starts: time, ends: time, by: User, at: datetime
) -> Shift:
    _check_hours(line, day, starts, ends)
    current = _locked(shift)
    current.day, current.starts, current.ends, current.reminded_at = day, starts, ends, None
    mails.planning_changed([current.user], by=by)
    return _save(current, _CLASH)


@transaction.atomic
def cancel_shift(shift: Shift, *, by: User, at: datetime) -> Shift:
    current = _locked(shift)
    current.state = ShiftState.CANCELLED
    current.save()
    mails.planning_changed([current.user], by=by)
    return current


@transaction.atomic
def assign_shift(
    shift: Shift,
    *,
    user: User | None,
    keeper: str,
    profession: str,
    status: str,
    was: str,
    by: User,
    at: datetime,
) -> Shift:
    """Who keeps it, or nobody. `was`: who kept it when the page was read."""
    current = _locked(shift)
    if current.keeper != was:
        now = f"{current.keeper} la tient" if current.keeper else "plus personne ne la tient"
        raise Refused(f"Entre-temps, {now} : rechargez la page et comparez.")
    before = current.user
    for name, value in _keeper_facts(user, keeper, profession, status).items():
        setattr(current, name, value)
    if before != current.user:
        mails.planning_changed([before, current.user], by=by)
    return _save(current, _CLASH)


@transaction.atomic
def take_shift(shift: Shift, *, by: User, at: datetime) -> Shift:
    """Take a free shift. Of twenty people at once, one gets it."""
    current = _locked(shift)
    if current.keeper:
        raise Refused(_TAKEN if current.user_id != by.pk else "Cette permanence est déjà la vôtre.")
    if datetime.combine(current.day, current.ends, tzinfo=timezone.get_default_timezone()) <= at:
        raise Refused("Cette permanence est passée.")
    current.user, current.keeper, current.reminded_at = by, by.display_name[:60], None
    current.profession, current.status = _as_last_time(by)
    return _save(current, "Vous tenez déjà une permanence à cette heure.")


def _as_last_time(user: User) -> tuple[str, str]:
    """Her profession and status as on her last shift, otherwise on her sheet, otherwise a volunteer's."""
    last = Shift.objects.kept().filter(user=user).order_by("-day", "-starts").first()
    if last is not None:
        return last.profession, last.status
    sheet = Therapist.objects.filter(user=user).first()
    return (sheet.profession[:80], sheet.status) if sheet else ("", Status.VOLUNTEER)


@transaction.atomic
def give_back_shift(shift: Shift, *, by: User, at: datetime) -> Shift:
    """Free the shift for others; the coordination is mailed when it is soon."""
    current = _locked(shift)
    if current.user_id != by.pk:
        raise Refused("Cette permanence n’est pas la vôtre.")
    begins = _begins(current)
    if begins <= at:
        raise Refused("Cette permanence a commencé : prévenez la coordination par téléphone.")
    current.user, current.keeper, current.profession, current.status = None, "", "", ""
    current.reminded_at = None
    current.save()
    if begins <= at + SOON:
        mails.given_back(by=by)
    return current


@transaction.atomic
def remind_keeper(shift: Shift, *, at: datetime) -> bool:
    """Send the reminder of the day before, once. Returns whether it was sent."""
    current = Shift.objects.select_for_update(of=("self",)).select_related("user").get(pk=shift.pk)
    if current.state != ShiftState.PLANNED or current.user is None or current.reminded_at:
        return False
    current.reminded_at = at
    current.save(update_fields=["reminded_at"])
    mails.reminder(current)
    return True
