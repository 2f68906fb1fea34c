"""Interpreters, missions and statements that these tests talk about. Everybody is invented."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from centre.context import acting_as, acting_as_system
from networks.models import (
    Interpreter,
    InterpreterRate,
    Mission,
    NetworkSettings,
    PayeeDetails,
    PayStatement,
)
from networks.pay import actions, lines

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
NOVEMBER = date(2026, 11, 1)
IBAN = "FR7630006000011234567890189"
SIRET = "73282932000074"
PAYER = "Centre des Micocouliers, 3 rue du Puits, 30000 Nîmes"


def interpreter(user=None, *, code="IN-1", hourly="30", travel="12", since="2020-01-01", payee=True):
    """An interpreter with a rate and payment details, unless told otherwise; the centre has a payer."""
    with acting_as_system():
        NetworkSettings.objects.update(payer=PAYER)
        one = Interpreter.objects.create(
            code=code,
            user=user,
            display_name=f"Interprète {code}",
            languages=["fra", "prs"],
            departements=["30"],
        )
        if hourly is not None:
            InterpreterRate.objects.create(
                interpreter=one, hourly=Decimal(hourly), travel=Decimal(travel), since=since
            )
        if payee:
            PayeeDetails.objects.create(interpreter=one, legal_name="Inès Belcourt", iban=IBAN, siret=SIRET)
    return one


def mission(
    one, day, *, hour=9, minutes=60, planned=60, state="validee", modality="presentiel", by=None, **facts
):
    """A mission of `one`, done in `minutes`, asked for by `by`."""
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    facts = {
        "interpreter": one,
        "language": "prs",
        "day": day,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=planned),
        "duration": None if state == "annulee_tardivement" else minutes,
        "modality": modality,
        "departement": "30",
        "place": "CADA des Tilleuls",
        "client_label": "Farid",
        "state": state,
        "requested_by": by,
    } | facts
    with acting_as_system():
        return Mission.objects.create(**facts)


def prepare(by, *, month=OCTOBER, at=AT) -> int:
    with acting_as(by):
        return actions.prepare(month=month, by=by, at=at)


def issue(statement, by, *, at=AT, seen=None):
    with acting_as(by):
        seen = lines.fingerprint(statement.lines.all()) if seen is None else seen
        return actions.issue(statement, seen=seen, by=by, at=at)


def pay(statement, by, *, paid_on=None, at=AT):
    with acting_as(by):
        return actions.mark_paid(statement, paid_on=paid_on or at.date(), by=by, at=at)


def statement_of(one, month=OCTOBER) -> PayStatement:
    with acting_as_system():
        return PayStatement.objects.get(interpreter=one, month=month)


def issued(one, by, *, month=OCTOBER, at=AT) -> PayStatement:
    """What is owed to `one` for this month, prepared and issued by `by`."""
    prepare(by, month=month, at=at)
    return issue(statement_of(one, month), by, at=at)


def facts(statement) -> list[tuple]:
    """What the missions' lines of a statement say, in order."""
    with acting_as_system():
        rows = statement.lines.filter(corrects=None)
        return [(row.day, row.billed_minutes, row.travel, row.amount) for row in rows]


def states(one) -> list[str]:
    with acting_as_system():
        return list(
            Mission.objects.filter(interpreter=one)
            .order_by("day", "starts_at")
            .values_list("state", flat=True)
        )
