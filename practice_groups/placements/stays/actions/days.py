"""The days of immersion: one to five, after every signature and the preparation, before the restitution."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.formats import date_format

from centre.models import ClosedYear, User
from centre.refusals import Refused
from practice_groups.models import Placement, PlacementDay
from practice_groups.placements.stays.actions.moves import locked, save
from practice_groups.placements.stays.states import MOST_DAYS, WITH_DAYS


@transaction.atomic
def add_day(placement: Placement, *, day: date, hours: Decimal, by: User, at: datetime) -> PlacementDay:
    """One more day. A Saturday or a Sunday is possible: the page warns of it."""
    placement = locked(placement)
    _refuse_unless_open(placement)
    _refuse_outside(placement, day)
    _refuse_closed_year(day)
    known = list(placement.days.values_list("day", flat=True))
    if day in known:
        raise Refused(f"Le {_day(day)} est déjà choisi.", field="day")
    if len(known) >= MOST_DAYS:
        raise Refused("Un stage compte cinq jours au plus\u00a0: retirez-en un d’abord.", field="day")
    if not 0 < hours <= 12:
        raise Refused("Indiquez entre un quart d’heure et douze heures.", field="hours")
    try:
        with transaction.atomic():
            made = PlacementDay.objects.create(placement=placement, day=day, hours=hours)
    except IntegrityError as error:  # the database has the last word
        raise Refused("Ce jour n’est pas possible pour ce stage.", field="day") from error
    save(placement)
    return made


@transaction.atomic
def remove_day(chosen: PlacementDay, *, by: User, at: datetime) -> None:
    placement = locked(chosen.placement)
    _refuse_unless_open(placement)
    _refuse_closed_year(chosen.day)
    days = placement.days.select_for_update()
    if placement.state == "immersion" and len(days) == 1:
        raise Refused("L’immersion a commencé\u00a0: ajoutez l’autre jour avant de retirer le seul.")
    days.filter(pk=chosen.pk).delete()
    save(placement)


def _refuse_unless_open(placement: Placement) -> None:
    if placement.state in ("brouillon", "convention_a_signer"):
        raise Refused("Les jours se choisissent quand toutes les parties ont signé la convention.")
    if placement.state not in WITH_DAYS:
        raise Refused("Ce stage est terminé\u00a0: ses jours ne changent plus.")


def _refuse_closed_year(day: date) -> None:
    if ClosedYear.objects.filter(year=day.year).exists():
        raise Refused(
            f"Le bilan {day.year} est publié\u00a0: les jours de cette année ne changent plus.", field="day"
        )


def _refuse_outside(placement: Placement, day: date) -> None:
    session = placement.session
    if placement.prepared_on is None:
        raise Refused("La préparation vient d’abord\u00a0: notez qu’elle a été suivie.")
    if not session.starts_on <= day <= session.ends_on:
        raise Refused(
            f"La session va du {_day(session.starts_on)} au {_day(session.ends_on)}\u00a0: choisissez un jour "
            "entre les deux.",
            field="day",
        )
    prepared = max(filter(None, (placement.prepared_on, session.preparation_on)))
    if day <= prepared:
        raise Refused(f"La préparation est le {_day(prepared)}\u00a0: l’immersion vient après.", field="day")
    if session.restitution_on and day >= session.restitution_on:
        raise Refused(
            f"La restitution est le {_day(session.restitution_on)}\u00a0: l’immersion vient avant.",
            field="day",
        )


def _day(day: date) -> str:
    return date_format(day, "j F Y")
