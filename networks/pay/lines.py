"""The lines of a draft: what they should be today, and bringing them to that with few writes."""

from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from networks.models import InterpreterRate, PayLine, PayStatement
from networks.pay.due import Due, due_missions
from networks.pay.months import last_of
from networks.pay.rule import Rule, amount

NO_RATE = "Aucun tarif à cette date"
LATE = "Annulée tardivement"
COPIED = (
    "day",
    "language",
    "label",
    "minutes",
    "billed_minutes",
    "hourly",
    "travel",
    "amount",
    "asked_by_id",
)


def wanted_for(statement: PayStatement, rule: Rule, *, lock: bool = False) -> dict[UUID, dict]:
    """Mission → what its line on this draft says, as a preparation would write it now."""
    who = statement.interpreter_id
    dues = due_missions(until=last_of(statement.month), interpreter_id=who, lock=lock)
    return wanted(dues, rule, rates_of([who]).get(who, []), placed(dues), on=statement.pk)


def wanted(
    dues: list[Due], rule: Rule, dated: list[InterpreterRate], places: dict[UUID, UUID], *, on: UUID | None
) -> dict[UUID, dict]:
    """The same from what is owed to one person; a mission on a draft other than `on` stays there."""
    return {due.mission_id: _facts(due, rule, dated) for due in dues if places.get(due.mission_id, on) == on}


def placed(dues: Iterable[Due]) -> dict[UUID, UUID]:
    """Mission → the statement it is on; absent when it is on none."""
    missions = [due.mission_id for due in dues]
    on_a_line = PayLine.objects.filter(mission_id__in=missions, corrects=None)
    return dict(on_a_line.values_list("mission_id", "statement_id"))


def rates_of(interpreters: Iterable[int]) -> dict[int, list[InterpreterRate]]:
    """Interpreter → her rates, the latest first."""
    rates: dict[int, list] = {}
    for rate in InterpreterRate.objects.filter(interpreter__in=list(interpreters)).order_by("-since"):
        rates.setdefault(rate.interpreter_id, []).append(rate)
    return rates


def _facts(due: Due, rule: Rule, dated: list[InterpreterRate]) -> dict:
    rate = next((rate for rate in dated if rate.since <= due.day), None)
    hourly = rate.hourly if rate else Decimal(0)
    travel = rate.travel if rate and due.travels else Decimal(0)
    billed = rule.billed(due.minutes)
    return {
        "day": due.day,
        "language": due.language,
        "label": NO_RATE if not rate else LATE if due.late else "",
        "minutes": due.minutes,
        "billed_minutes": billed,
        "hourly": hourly,
        "travel": travel,
        "amount": amount(hourly=hourly, billed=billed, travel=travel),
        "asked_by_id": due.asked_by_id,
    }


def said(line: PayLine) -> dict:
    """What a stored line says, in the shape of `wanted`."""
    return {name: getattr(line, name) for name in COPIED}


def stored(statement: PayStatement) -> dict[UUID, PayLine]:
    """Mission → its line on this statement."""
    return {line.mission_id: line for line in statement.lines.filter(corrects=None)}


def settle(statement: PayStatement, facts: dict[UUID, dict]) -> bool:
    """Make the missions of a draft exactly these; whether anything changed."""
    present = stored(statement)
    gone = [line.pk for mission, line in present.items() if mission not in facts]
    changed = [line for mission, line in present.items() if mission in facts and said(line) != facts[mission]]
    new = [mission for mission in facts if mission not in present]
    if gone:
        PayLine.objects.filter(pk__in=gone).delete()
    for line in changed:
        for name, value in facts[line.mission_id].items():
            setattr(line, name, value)
        line.save()
    PayLine.objects.bulk_create(
        PayLine(statement=statement, mission_id=mission, **facts[mission]) for mission in new
    )
    return bool(gone or changed or new)


def total(lines: Iterable[PayLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal("0.00"))


def fingerprint(lines: Iterable[PayLine]) -> str:
    """What somebody read of a statement, in sixteen characters: it changes with any line."""
    text = "\n".join(
        f"{line.pk} {line.day} {line.billed_minutes} {line.amount} {line.label}"
        for line in sorted(lines, key=lambda line: line.pk)
    )
    return sha256(text.encode()).hexdigest()[:16]
