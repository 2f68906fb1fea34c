"""Every write about fundings: what is given, what is promised, what was achieved, what is sent."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from centre.context import acting_as_system
from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from observatory.projects import catalogue, length, mails, reading, tasks
from observatory.projects.models import Achieved, Funder, Funding, FundingSheet, Indicator
from observatory.states import Counted, IndicatorUnit

STALE = (
    "Ce financement a changé entre-temps. Vos saisies sont conservées\u00a0: comparez avant d’enregistrer."
)
TAKEN = {
    "one_funding_a_period": (
        "Ce financeur finance déjà ce projet à partir de cette date.",
        "starts_on",
    ),
    "one_indicator_a_label": ("Ce financement a déjà un indicateur de ce nom.", "label"),
}
MOST_YEARS = 10
SENT = "Des fiches de ce financement sont parties\u00a0: l’indicateur y est écrit, il reste."


@transaction.atomic
def save_funding(
    funding: Funding | None = None,
    *,
    project: int,
    funder: Funder,
    starts_on: date,
    ends_on: date,
    reference: str = "",
    purpose: str = "",
    stated_months: int | None = None,
    amount: Decimal | None = None,
    version: int | None = None,
    by: User,
) -> Funding:
    """A length that disagrees with the dates is pointed out by the pages, never refused. `project`: its id."""
    if ends_on < starts_on:
        raise Refused("La fin doit être après le début.", field="ends_on")
    if ends_on.year - starts_on.year >= MOST_YEARS:
        raise Refused(f"Plus de {MOST_YEARS} années\u00a0: vérifiez ces dates.", field="ends_on")
    if funding is None:
        funding = Funding()
    else:
        funding = Funding.objects.select_for_update(of=["self"]).get(pk=funding.pk)
        if funding.version != version:
            raise Refused(STALE)
        _refuse_lost_years(funding, length.years(starts_on, ends_on))
        funding.version += 1
    funding.project_id, funding.funder = project, funder
    funding.starts_on, funding.ends_on = starts_on, ends_on
    funding.reference, funding.purpose = reference, purpose
    funding.stated_months, funding.amount = stated_months, amount
    return _saved(funding)


@transaction.atomic
def save_indicator(
    funding: Funding,
    indicator: Indicator | None = None,
    *,
    label: str,
    unit: str,
    definition: str = "",
    source: str = "",
    target: Decimal | None = None,
    yearly_target: Decimal | None = None,
    counted: str = Counted.UNSAID,
    by: User,
) -> Indicator:
    """`source`: a path of the catalogue, whose unit it then has; empty: noted by hand. `counted`: who, if said."""
    funding = _hold(funding)
    if source:
        linked = catalogue.by_path(reading.rubric_titles()).get(source)
        if linked is None:
            raise Refused("Ce chiffre n’est pas de ceux qu’un indicateur peut suivre.", field="source")
        if unit != linked.unit:
            named = IndicatorUnit(linked.unit).label
            raise Refused(f"Ce chiffre se compte en «\u00a0{named}\u00a0».", field="unit")
    if counted and (source or unit != IndicatorUnit.PEOPLE):
        raise Refused("Cela ne se dit que de personnes notées à la main.", field="counted")
    if indicator is None:
        indicator = Indicator(funding=funding, position=funding.indicators.count() + 1)
    elif (source, unit) != (indicator.source, indicator.unit):
        _refuse_if_sent(funding, indicator, "unit")
    if source and indicator.achieved.exclude(year=None).exists():
        raise Refused(
            "Des années sont notées à la main\u00a0: retirez-les avant de suivre un chiffre du bilan.",
            field="source",
        )
    indicator.label, indicator.definition = label, definition
    indicator.unit, indicator.source, indicator.counted = unit, source, counted
    indicator.target, indicator.yearly_target = target, yearly_target
    return _saved(indicator)


@transaction.atomic
def remove_indicator(indicator: Indicator, *, by: User) -> None:
    _refuse_if_sent(_hold(indicator.funding), indicator, None)
    indicator.delete()


@transaction.atomic
def note_achieved(
    indicator: Indicator, *, year: int | None, value: Decimal, basis: str, by: User, at: datetime
) -> Achieved:
    """Note a year's value by hand, or the whole period's (`year` None); noting again replaces it."""
    funding = _hold(indicator.funding)
    if indicator.source and year is not None:
        raise Refused(
            "Cet indicateur suit un chiffre du bilan\u00a0: ses années ne se notent pas.", field="year"
        )
    if year is not None and year not in length.years(funding.starts_on, min(funding.ends_on, at.date())):
        raise Refused("Cette année n’est pas dans la période, ou pas encore commencée.", field="year")
    if indicator.unit == IndicatorUnit.PEOPLE and value != value.to_integral_value():
        raise Refused("Des personnes se comptent en nombre entier.", field="value")
    if not basis.strip():
        raise Refused("Dites d’où vient ce chiffre.", field="basis")
    _refuse_less_than_a_year(indicator, year, value)
    achieved, _ = Achieved.objects.update_or_create(
        indicator=indicator,
        year=year,
        defaults={"value": value, "basis": basis, "noted_by": by, "noted_at": at},
    )
    return achieved


@transaction.atomic
def remove_achieved(achieved: Achieved, *, by: User) -> None:
    _hold(achieved.indicator.funding)
    achieved.delete()


@transaction.atomic
def send_sheet(funding: Funding, *, by: User, at: datetime) -> FundingSheet:
    """Freeze what the funder reads; two identical ones in a row are one."""
    funding = _hold(funding)
    _one_sheet_at_a_time()
    content = reading.of(funding, at=at)
    if not content["indicators"]:
        raise Refused("Cette fiche n’a aucun indicateur\u00a0: ajoutez-en un avant de la transmettre.")
    last = FundingSheet.objects.filter(funding=funding).latest_first().first()
    if last and last.content == content:
        raise Refused("La dernière fiche transmise dit déjà exactement cela.")
    with acting_as_system():  # a funder reads figures that nobody typed here: the portal writes them
        sheet = FundingSheet.objects.create(funding=funding, content=content, sent_by=by, sent_at=at)
    mails.sheet_sent(sheet, today=at.date())
    transaction.on_commit(lambda: enqueue(tasks.render_sheet, str(sheet.pk)))
    return sheet


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _hold(funding: Funding) -> Funding:
    return Funding.objects.select_for_update(of=["self"]).get(pk=funding.pk)


def _one_sheet_at_a_time() -> None:
    """What leaves is compared with every sheet that left, of any funding."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('observatory.sheets'))")


def _refuse_lost_years(funding: Funding, years: list[int]) -> None:
    noted = Achieved.objects.filter(indicator__funding=funding, year__isnull=False)
    lost = sorted(set(noted.exclude(year__in=years).values_list("year", flat=True)))
    if lost:
        raise Refused(
            f"Un réalisé est noté pour {', '.join(map(str, lost))}\u00a0: retirez-le avant de changer ces dates.",
            field="starts_on",
        )


def _refuse_if_sent(funding: Funding, indicator: Indicator, field: str | None) -> None:
    sent = FundingSheet.objects.filter(
        funding=funding, content__indicators__contains=[{"id": str(indicator.pk)}]
    )
    if sent.exists():
        raise Refused(SENT, field=field)


def _refuse_less_than_a_year(indicator: Indicator, year: int | None, value: Decimal) -> None:
    """The people of a period are at least as many as those of any of its years."""
    others = indicator.achieved.all()
    if year is None:
        most = max((one.value for one in others if one.year is not None), default=Decimal(0))
        if value < most:
            raise Refused("Une année de la période compte davantage\u00a0: vérifiez ce total.", field="value")
    elif any(one.year is None and one.value < value for one in others):
        raise Refused("La période entière compte moins\u00a0: vérifiez cette année.", field="value")


def _saved(record):
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:
        for constraint, (reason, field) in TAKEN.items():
            if constraint in str(error):
                raise Refused(reason, field=field) from error
        raise
    return record
