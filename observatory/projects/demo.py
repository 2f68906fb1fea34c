"""Funded projects of the demonstration: three funders, two of them of one project. All invented."""

from datetime import date, datetime
from decimal import Decimal

from centre.context import acting_as
from centre.demo import account
from networks import activity as networks_activity
from observatory.projects import actions, rendering
from observatory.projects.funders.actions import add_member, save_funder
from observatory.projects.models import Funding
from observatory.states import Counted
from observatory.states import IndicatorUnit as Unit

_INTERREG = "FEDER, programme Interreg"
_ARS = "Agence régionale de santé, PRAPS"
_CITY = "Politique de la ville"


def seed(*, at: datetime) -> None:
    camille = account("coordination")
    funders = {name: save_funder(name=name, by=camille) for name in (_INTERREG, _ARS, _CITY)}
    projects = {name: pk for pk, name in networks_activity.project_names().items()}
    add_member(funders[_ARS], user=_with_roles("financeur"), since=date(at.year - 1, 1, 1), by=camille)
    _interreg(funders[_INTERREG], projects["Sans frontières du soin"], camille, at)
    _ars(funders[_ARS], projects["Aller vers les invisibles"], camille, at)
    _city(funders[_CITY], projects["Aller vers les invisibles"], camille, at)


def finish(*, at: datetime) -> None:
    """Sheets leave once last year's bilan is published."""
    camille = account("coordination")
    with acting_as(camille):
        told = Funding.objects.filter(funder__name__in=(_INTERREG, _ARS))
        sheets = [actions.send_sheet(funding, by=camille, at=at) for funding in told]
    for sheet in sheets:
        rendering.make_document(sheet.pk)


def _with_roles(name: str):
    return type(account(name)).objects.with_roles().get(pk=account(name).pk)


def _interreg(funder, project: int, by, at: datetime) -> None:
    """Thirty-nine months in the agreement, fifty-two between its dates; 337 people met."""
    funding = actions.save_funding(
        project=project,
        funder=funder,
        starts_on=date(2018, 4, 1),
        ends_on=date(2022, 7, 31),
        stated_months=39,
        amount=Decimal("214500"),
        reference="EFA 2018-117",
        purpose="Soin psychique des personnes en exil des deux côtés de la frontière\u00a0: permanences, formation.",
        by=by,
    )
    met = actions.save_indicator(
        funding,
        label="Personnes rencontrées",
        definition="Personnes différentes reçues au moins une fois à une permanence du projet.",
        unit=Unit.PEOPLE,
        target=Decimal(300),
        by=by,
    )
    _note(met, None, 337, "Fiches de contact des permanences, personnes différentes", by, at)
    held = actions.save_indicator(
        funding, label="Permanences tenues", unit=Unit.MEETINGS, target=Decimal(150), by=by
    )
    trained = actions.save_indicator(
        funding,
        label="Professionnels formés",
        definition="Professionnels différents présents à une journée de formation au moins.",
        unit=Unit.PEOPLE,
        yearly_target=Decimal(30),
        counted=Counted.APART,
        by=by,
    )
    counts = ((2018, 22, 24), (2019, 41, 46), (2020, 30, 8), (2021, 44, 38), (2022, 25, 17))
    for year, meetings, people in counts:
        _note(held, year, meetings, "Planning des permanences", by, at)
        _note(trained, year, people, "Feuilles d’émargement", by, at)


def _ars(funder, project: int, by, at: datetime) -> None:
    funding = actions.save_funding(
        project=project,
        funder=funder,
        starts_on=date(at.year - 1, 1, 1),
        ends_on=date(at.year + 1, 12, 31),
        stated_months=36,
        amount=Decimal("186000"),
        reference=f"PRAPS-{at.year - 1}-042",
        purpose="Aller vers les personnes en exil éloignées du soin, avec interprète.",
        by=by,
    )
    linked = (
        ("Personnes accompagnées", "personnes.file_active", Unit.PEOPLE, None, 120),
        ("Séances avec interprète", "seances.avec_interprete", Unit.SESSIONS, 900, 300),
        ("Heures de permanence d’écoute", "permanences.heures", Unit.HOURS, None, 200),
        ("Activités tenues avec les partenaires", "actions.total.tenues", Unit.ACTIVITIES, 150, 50),
    )
    for label, source, unit, target, yearly in linked:
        actions.save_indicator(
            funding,
            label=label,
            source=source,
            unit=unit,
            target=target and Decimal(target),
            yearly_target=Decimal(yearly),
            by=by,
        )
    days = actions.save_indicator(
        funding,
        label="Journées de l’équipe mobile",
        definition="Demi-journées sur site, comptées pour une demie.",
        unit=Unit.DAYS,
        target=Decimal(120),
        yearly_target=Decimal(40),
        by=by,
    )
    _note(days, at.year - 1, Decimal("37.5"), "Planning de l’équipe mobile", by, at)
    _note(days, at.year, Decimal("34"), "Planning de l’équipe mobile, arrêté au dernier mois", by, at)


def _city(funder, project: int, by, at: datetime) -> None:
    funding = actions.save_funding(
        project=project,
        funder=funder,
        starts_on=date(at.year, 1, 1),
        ends_on=date(at.year, 12, 31),
        stated_months=12,
        amount=Decimal("12000"),
        purpose="Ateliers santé dans deux quartiers prioritaires.",
        by=by,
    )
    met = actions.save_indicator(
        funding,
        label="Habitants rencontrés",
        unit=Unit.PEOPLE,
        target=Decimal(80),
        counted=Counted.APART,
        by=by,
    )
    _note(met, at.year, 64, "Feuilles d’émargement des ateliers, personnes différentes", by, at)
    actions.save_indicator(funding, label="Ateliers tenus", unit=Unit.ACTIVITIES, target=Decimal(10), by=by)


def _note(indicator, year: int | None, value, basis: str, by, at: datetime) -> None:
    actions.note_achieved(indicator, year=year, value=Decimal(value), basis=basis, by=by, at=at)
