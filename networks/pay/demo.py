"""Rates, payees and three months of statements for the demonstration. Every number is invented, and valid."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from stdnum import iban as stdnum_iban
from stdnum import luhn

from centre.context import acting_as, acting_as_system
from centre.demo import account, demo_key
from centre.models import User
from centre.refusals import Refused
from networks.choices import MissionState, StatementState
from networks.models import (
    Interpreter,
    InterpreterRate,
    Mission,
    NetworkSettings,
    PayeeDetails,
    PayLine,
    PayStatement,
)
from networks.pay import actions, lines, months
from networks.pay.numbers import spaced_siret

PAYER = "Centre de ressources exil et santé mentale\n12 rue des Micocouliers, 30000 Nîmes\nSIRET {siret}"
UNTOLD = 2  # the last interpreters have not given their payment details: their statements wait


def seed(*, at: datetime) -> None:
    """Rates with journeys, a rise this year for one in two, where money goes. Inside `acting_as_system()`."""
    chance = random.Random(144)
    NetworkSettings.objects.update(payer=PAYER.format(siret=spaced_siret(_siret(chance))))
    people = list(Interpreter.objects.order_by("code"))
    for index, rate in enumerate(InterpreterRate.objects.order_by("interpreter__code")):
        rate.travel = Decimal(10 + index % 3 * 2)
        rate.save(update_fields=["travel"])
        if index % 2 == 0:
            InterpreterRate.objects.create(
                interpreter_id=rate.interpreter_id,
                hourly=rate.hourly + Decimal("1.50"),
                travel=rate.travel + 1,
                since=date(timezone.localdate(at).year, 1, 1),
            )
    PayeeDetails.objects.bulk_create(
        PayeeDetails(
            id=demo_key("payee", index),
            interpreter=one,
            legal_name=str(one),
            iban=_iban(chance),
            siret=_siret(chance) if index % 2 == 0 else "",
        )
        for index, one in enumerate(people[:-UNTOLD])
    )


def finish(*, at: datetime) -> None:
    """Two past months issued, the older one paid; this month's drafts, with a correction. After every app's seed."""
    payer = account("administration")
    this = months.first_of(timezone.localdate(at))
    last = months.preceding(this)
    before = months.preceding(last)
    with acting_as_system():  # older missions were paid before the portal kept statements
        older = Mission.objects.filter(day__lt=before, state=MissionState.VALIDATED, imported=False)
        older.update(state=MissionState.PAID)
    _month(before, payer, at=at, paid=True)
    _month(last, payer, at=at, paid=False)
    with acting_as(payer):
        actions.prepare(month=this, by=payer, at=at)
        line = PayLine.objects.filter(statement__month=last, travel__gt=0).exclude(
            statement__state=StatementState.DRAFT
        )
        for one in line.order_by("statement__number", "day")[:1]:
            label = "Séance faite par téléphone\u00a0: pas de déplacement"
            actions.correct(one, amount=-one.travel, label=label, by=payer, at=at)


def _month(month: date, payer: User, *, at: datetime, paid: bool) -> None:
    """Prepared and issued on the third of the next month, paid nine days later."""
    third = timezone.make_aware(datetime.combine(months.following(month) + timedelta(days=2), time(10)))
    issued_at = min(third, at)
    with acting_as(payer):
        actions.prepare(month=month, by=payer, at=issued_at)
        for draft in PayStatement.objects.filter(month=month).order_by("interpreter__code"):
            seen = lines.fingerprint(draft.lines.all())
            try:
                statement = actions.issue(draft, seen=seen, by=payer, at=issued_at)
            except Refused:
                continue  # its draft says what is missing
            if paid:
                paid_at = min(issued_at + timedelta(days=9), at)
                paid_on = timezone.localdate(paid_at)
                actions.mark_paid(statement, paid_on=paid_on, by=payer, at=paid_at)


def _iban(chance: random.Random) -> str:
    """An account of a bank that does not exist, with both its keys."""
    bank, branch, number = 99999, chance.randrange(10**5), chance.randrange(10**11)
    key = 97 - (89 * bank + 15 * branch + 3 * number) % 97
    account_number = f"{bank:05}{branch:05}{number:011}{key:02}"
    return f"FR{stdnum_iban.calc_check_digits('FR00' + account_number)}{account_number}"


def _siret(chance: random.Random) -> str:
    siren = f"99{chance.randrange(10**6):06}"
    siren += luhn.calc_check_digit(siren)
    siret = f"{siren}{chance.randrange(1, 100):04}"
    return siret + luhn.calc_check_digit(siret)
