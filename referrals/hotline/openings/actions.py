"""Every write about the hotline itself: set up, settings, open, extend, close."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from referrals import activity
from referrals.choices import DispositifKind, ShiftState
from referrals.hotline import mails
from referrals.hotline.hours import days_between, is_holiday
from referrals.hotline.tally import calls, hours_by_status, shifts
from referrals.models import Dispositif, Hotline, HotlineOpening, Shift

LONGEST = timedelta(days=366)


@transaction.atomic
def set_up_hotline(*, label: str, by: User, **facts) -> Hotline:
    """Create a hotline, dormant. Its dispositif may already exist from imported years."""
    if Hotline.objects.exists():
        raise Refused("La cellule est déjà en place : rechargez la page.")
    _check_hours(facts["starts"], facts["ends"], facts["slots"])
    spellings = {label, label.replace("’", "'"), label.replace("'", "’")}
    dispositif = Dispositif.objects.filter(label__in=spellings).first() or Dispositif(
        label=label, open_to_intake=False
    )
    dispositif.kind = DispositifKind.HOTLINE
    dispositif.save()
    return Hotline.objects.create(dispositif=dispositif, **facts)


@transaction.atomic
def change_hotline(line: Hotline, *, version: int, by: User, **facts) -> Hotline:
    """Change its settings from the next opening on: shifts already planned stay as they are."""
    current = Hotline.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if current.version != version:
        raise Refused("Ces réglages ont été changés pendant votre saisie : rechargez la page et comparez.")
    _check_hours(facts["starts"], facts["ends"], facts["slots"])
    for name, value in facts.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    return current


def _check_hours(starts: time, ends: time, slots: list[list[str]]) -> None:
    if ends <= starts:
        raise Refused("La fermeture doit être après l’ouverture.", field="ends")
    spans = sorted((time.fromisoformat(begins), time.fromisoformat(finishes)) for begins, finishes in slots)
    for begins, finishes in spans:
        if finishes <= begins:
            raise Refused("Chaque créneau doit finir après son début.", field="slots")
        if begins < starts or finishes > ends:
            raise Refused("Les créneaux tiennent entre l’ouverture et la fermeture.", field="slots")


@transaction.atomic
def open_hotline(line: Hotline, *, until: date, by: User, at: datetime) -> HotlineOpening:
    """Open the hotline: its empty shifts are created and its listeners told."""
    line = _locked(line)
    today = timezone.localdate(at)
    if HotlineOpening.objects.filter(hotline=line, closed_on=None).exists():
        raise Refused("La cellule est déjà ouverte : rechargez la page.")
    _check_until(until, today)
    try:
        with transaction.atomic():
            opening = HotlineOpening.objects.create(hotline=line, opened_on=today, until=until, opened_by=by)
    except IntegrityError as error:
        if "one_opening_at_a_time" not in str(error):
            raise
        raise Refused("La cellule est déjà ouverte : rechargez la page.") from error
    _plan(line, today, until, at)
    mails.opened(by=by)
    return opening


@transaction.atomic
def extend_opening(opening: HotlineOpening, *, until: date, by: User, at: datetime) -> HotlineOpening:
    """Postpone the last day; the empty shifts of the added days are created."""
    line = _locked(opening.hotline)
    opening = _still_open(opening)
    today = timezone.localdate(at)
    if opening.until and until <= opening.until:
        raise Refused("Choisissez un jour après le dernier jour prévu, ou fermez la cellule.", field="until")
    _check_until(until, today)
    first = max(today, opening.until + timedelta(days=1)) if opening.until else today
    opening.until = until
    opening.save()
    _plan(line, first, until, at)
    return opening


def _check_until(until: date, today: date) -> None:
    if until < today:
        raise Refused("Le dernier jour ne peut pas être passé.", field="until")
    if until > today + LONGEST:
        raise Refused("Un an au plus : vous pourrez prolonger.", field="until")


def _locked(line: Hotline) -> Hotline:
    return Hotline.objects.select_for_update(of=("self",)).select_related("dispositif").get(pk=line.pk)


def _still_open(opening: HotlineOpening) -> HotlineOpening:
    opening = HotlineOpening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if opening.closed_on:
        raise Refused(f"La cellule est fermée depuis le {opening.closed_on:%d/%m/%Y}.")
    return opening


def _plan(line: Hotline, first: date, last: date, at: datetime) -> None:
    """Create the empty shifts of these days from the template, except those already planned or past."""
    now = timezone.localtime(at)
    planned = set(
        Shift.objects.planned()
        .filter(dispositif=line.dispositif, day__range=(first, last))
        .values_list("day", "starts", "ends")
    )
    spans = [(time.fromisoformat(starts), time.fromisoformat(ends)) for starts, ends in line.slots]
    Shift.objects.bulk_create(
        Shift(dispositif=line.dispositif, day=day, starts=starts, ends=ends)
        for day in days_between(first, last, days=line.days, on_holidays=line.holidays)
        for starts, ends in spans
        if (day, starts, ends) not in planned and (day, ends) > (now.date(), now.time())
    )


@transaction.atomic
def close_hotline(opening: HotlineOpening, *, closing_note: str, by: User, at: datetime) -> HotlineOpening:
    """Close it: future shifts are cancelled and their keepers told, the figures are frozen."""
    line = _locked(opening.hotline)
    opening = _still_open(opening)
    now = timezone.localtime(at)
    ahead = [
        shift
        for shift in Shift.objects.planned()
        .select_for_update(of=("self",))
        .filter(dispositif=line.dispositif, day__gte=now.date())
        .select_related("user")
        if (shift.day, shift.starts) > (now.date(), now.time())
    ]
    Shift.objects.filter(pk__in=[shift.pk for shift in ahead]).update(state=ShiftState.CANCELLED)
    mails.planning_changed([shift.user for shift in ahead], by=by)
    opening.closed_on, opening.closed_by, opening.closing_note = now.date(), by, closing_note
    opening.figures = figures_of(opening, line)
    opening.save()
    return opening


def figures_of(opening: HotlineOpening, line: Hotline) -> dict:
    """The figures of the hotline between its first and last day, counted exactly as in a bilan."""
    of = {"dispositif": line.dispositif_id}
    called = list(activity.calls_between(opening.opened_on, opening.closed_on, **of))
    kept = list(activity.shifts_between(opening.opened_on, opening.closed_on, **of))
    return {
        "appels": calls(called, {row["day"] for row in kept}),
        "permanences": shifts(kept, is_holiday) | {"heures_par_statut": hours_by_status(kept)},
    }
