"""Every write about statements, one verb each. What each depends on (rates, payees, the rule) is in `terms`.

Preparing, issuing and correcting hold one lock, the pay's: a centre pays a few dozen people a month, and this way
numbers follow each other and no mission is taken twice.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from centre.models import User
from centre.refusals import Refused
from centre.tasks import enqueue
from networks.choices import MissionState, StatementState
from networks.models import NetworkSettings, PayeeDetails, PayLine, PayStatement
from networks.pay import access, due, lines, months, tasks
from networks.pay.rule import Rule

ISSUED = "Ce relevé est déjà émis sous le numéro {number}\u00a0: il ne change plus."
CHANGED = "Ce relevé a changé depuis que vous l’avez ouvert\u00a0: relisez-le avant de l’émettre."


@transaction.atomic
def prepare(*, month: date, by: User, at: datetime) -> int:
    """Write or refresh the draft of every interpreter to whom something is owed up to the end of `month`.

    Returns how many drafts changed. Twice in a row, the second changes nothing.
    """
    if month > timezone.localdate(at):
        raise Refused(f"{months.in_words(month).capitalize()} n’a pas commencé\u00a0: rien n’est encore dû.")
    _hold()
    rule = Rule.of(NetworkSettings.current())
    dues = due.due_missions(until=months.last_of(month))
    places, owed = lines.placed(dues), {}
    for one in dues:
        owed.setdefault(one.interpreter_id, []).append(one)
    of_month = {one.interpreter_id: one for one in PayStatement.objects.filter(month=month).defer("pdf")}
    drafts = {who for who, one in of_month.items() if one.is_draft}
    rates = lines.rates_of(owed.keys() | drafts)
    changed = 0
    for who in sorted(owed.keys() - of_month.keys() | drafts):
        draft = of_month.get(who)
        facts = lines.wanted(
            owed.get(who, []), rule, rates.get(who, []), places, on=draft.pk if draft else None
        )
        if draft or facts:
            draft = draft or _new_draft(who, month, by=by, at=at)
            changed += _bring(draft, facts, by=by, at=at)
    return changed


@transaction.atomic
def refresh(statement: PayStatement, *, by: User, at: datetime) -> bool:
    """Bring one draft up to date with missions, rates and the rule; whether it changed.

    A draft that nothing is owed on any more goes away.
    """
    statement = _locked_draft(statement)
    facts = lines.wanted_for(statement, Rule.of(NetworkSettings.current()))
    return _bring(statement, facts, by=by, at=at)


@transaction.atomic
def issue(statement: PayStatement, *, seen: str, by: User, at: datetime) -> PayStatement:
    """Number the draft and freeze it: payee, payer, rule, total. Its missions are then « relevées ».

    `seen` is the `lines.fingerprint` of what `by` read.
    """
    statement = _locked_draft(statement)
    settings = NetworkSettings.current()
    rule = Rule.of(settings)
    reasons = access.reasons_not_to_issue(statement, lines.wanted_for(statement, rule, lock=True), by=by)
    if reasons:
        raise Refused(reasons[0])
    own = list(statement.lines.all())
    if lines.fingerprint(own) != seen:
        raise Refused(CHANGED)
    payee = PayeeDetails.objects.get(interpreter=statement.interpreter_id)
    statement.number = _next_number(statement.month)
    statement.state, statement.issued_at, statement.issued_by = StatementState.ISSUED, at, by
    statement.payer, statement.rule, statement.total = settings.payer, rule.sentence, lines.total(own)
    statement.payee_name, statement.iban, statement.siret = payee.legal_name, payee.iban, payee.siret
    _save(statement)
    due.move(_missions(own), MissionState.VALIDATED, MissionState.STATED)
    transaction.on_commit(lambda: enqueue(tasks.render_statement, str(statement.pk)))
    return statement


@transaction.atomic
def mark_paid(statement: PayStatement, *, paid_on: date, by: User, at: datetime) -> PayStatement:
    """The transfer was made on `paid_on`; its missions are then « payées »."""
    statement = PayStatement.objects.select_for_update(of=["self"]).get(pk=statement.pk)
    if statement.is_draft:
        raise Refused("Ce relevé est un brouillon\u00a0: émettez-le avant de le payer.")
    if statement.state == StatementState.PAID:
        raise Refused(f"Ce relevé est déjà payé, le {months.day_in_words(statement.paid_on)}.")
    if access.receives(statement.interpreter, by):
        raise Refused(access.WHO_RECEIVES)
    if statement.lines.filter(asked_by=by).exists():
        raise Refused(access.WHO_ASKS)
    issued_on = timezone.localdate(statement.issued_at)
    if not issued_on <= paid_on <= timezone.localdate(at):
        raise Refused(
            f"Le paiement se situe entre l’émission ({months.day_in_words(issued_on)}) et aujourd’hui.",
            field="paid_on",
        )
    statement.state, statement.paid_on, statement.paid_by = StatementState.PAID, paid_on, by
    _save(statement)
    due.move(_missions(statement.lines.all()), MissionState.STATED, MissionState.PAID)
    return statement


@transaction.atomic
def correct(line: PayLine, *, amount: Decimal, label: str, by: User, at: datetime) -> PayLine:
    """Add or take away `amount` euros, explained, on the interpreter's next draft; the issued line stays as it is."""
    _hold()
    issued = PayStatement.objects.defer("pdf").get(pk=line.statement_id)
    if issued.is_draft:
        raise Refused(
            "Ce relevé est un brouillon\u00a0: il suit les missions et les tarifs, il ne se corrige pas."
        )
    if access.receives(issued.interpreter, by):
        raise Refused(access.WHO_RECEIVES)
    if not amount:
        raise Refused("Indiquez un montant différent de zéro.", field="amount")
    draft = _next_draft(issued.interpreter_id, by=by, at=at)
    if draft.lines.filter(corrects=line, amount=amount, label=label).exists():
        raise Refused("Cette correction est déjà sur le prochain relevé.")
    made = PayLine.objects.create(
        statement=draft,
        corrects=line,
        day=line.day,
        language=line.language,
        label=label,
        amount=amount,
        asked_by_id=line.asked_by_id,
    )
    _count(draft)
    return made


def _hold() -> None:
    """One at a time about pay, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('networks.pay'))")


def _locked_draft(statement: PayStatement) -> PayStatement:
    _hold()
    found = PayStatement.objects.select_for_update(of=["self"]).filter(pk=statement.pk).first()
    if found is None:
        raise Refused("Ce brouillon n’existe plus\u00a0: plus rien n’était dû.")
    if not found.is_draft:
        raise Refused(ISSUED.format(number=found.number))
    return found


def _new_draft(interpreter_id: int, month: date, *, by: User, at: datetime) -> PayStatement:
    draft = PayStatement(interpreter_id=interpreter_id, month=month, prepared_at=at, prepared_by=by)
    draft.number = f"B-{draft.pk.hex[:24]}"  # nobody reads it: numbers are given in the order of issue
    draft.save(force_insert=True)
    return draft


def _bring(draft: PayStatement, facts: dict, *, by: User, at: datetime) -> bool:
    """Settle a draft's lines and its total; an empty draft goes away."""
    changed = lines.settle(draft, facts)
    if not draft.lines.exists():
        draft.delete()
        return changed
    if changed:
        draft.prepared_at, draft.prepared_by = at, by
        _count(draft, "prepared_at", "prepared_by")
    return changed


def _count(draft: PayStatement, *also: str) -> None:
    draft.total = lines.total(draft.lines.all())
    draft.save(update_fields=["total", *also])


def _next_draft(interpreter_id: int, *, by: User, at: datetime) -> PayStatement:
    """Her earliest draft, else a new one: of this month, or of the one after her last statement."""
    hers = PayStatement.objects.filter(interpreter=interpreter_id).defer("pdf").order_by("month")
    draft = hers.filter(state=StatementState.DRAFT).first()
    if draft is not None:
        return draft
    month = months.first_of(timezone.localdate(at))
    last = hers.last()
    if last is not None and last.month >= month:
        month = months.following(last.month)
    return _new_draft(interpreter_id, month, by=by, at=at)


def _next_number(month: date) -> str:
    """R-2026-11-0001 and so on: issued statements never go away, so their count has no gap."""
    issued = PayStatement.objects.filter(month=month).exclude(state=StatementState.DRAFT).count()
    return f"R-{month:%Y-%m}-{issued + 1:04}"


def _missions(own: Iterable[PayLine]) -> list:
    return [line.mission_id for line in own if line.mission_id]


def _save(statement: PayStatement) -> None:
    """The database has the last word on who asks and who pays."""
    try:
        with transaction.atomic():
            statement.save()
    except IntegrityError as error:
        if "who asks never pays" not in str(error):  # who receives was refused above, under the same lock
            raise
        raise Refused(access.WHO_ASKS) from error
