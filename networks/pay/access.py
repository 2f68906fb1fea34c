"""Who sees what of pay. Row-level security says the same: whoever pays, and each interpreter her own, once issued."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from centre.models import User
from networks.choices import StatementState
from networks.models import Interpreter, InterpreterRate, NetworkSettings, PayeeDetails, PayLine, PayStatement
from networks.pay import due, lines, months
from networks.pay.rule import Rule, in_euros


def interpreter_of(user: User) -> Interpreter | None:
    return Interpreter.objects.filter(user=user).first()


def receives(interpreter: Interpreter, user: User) -> bool:
    """Whether `user` is paid what she would decide: nobody pays herself."""
    return interpreter.user_id == user.pk


def interpreters() -> QuerySet[Interpreter]:
    """Everybody who may be paid: those at work first."""
    return Interpreter.objects.order_by("-active", "display_name", "code")


def statements() -> QuerySet[PayStatement]:
    """Without the document, which a list never needs; `ready` says that it is made."""
    return PayStatement.objects.select_related("interpreter").defer("pdf").annotate(ready=~Q(pdf=b""))


def statements_of_month(month: date) -> QuerySet[PayStatement]:
    """The statements of a month with `line_count`, in the order of people's names."""
    counted = statements().filter(month=month).annotate(line_count=Count("lines"))
    return counted.order_by("interpreter__display_name", "interpreter__code")


def own_statements(user: User) -> QuerySet[PayStatement]:
    """An interpreter's, once issued, the latest first."""
    issued = statements().filter(interpreter__user=user).exclude(state=StatementState.DRAFT)
    return issued.order_by("-month")


def totals(month: date) -> dict[str, dict]:
    """State → {"count", "total", "euros", "words"} of a month's statements, every state told."""
    rows = PayStatement.objects.filter(month=month).order_by().values("state")
    told = {row["state"]: row for row in rows.annotate(count=Count("pk"), total=Sum("total"))}
    nothing = {"count": 0, "total": Decimal(0)}
    return {state: _in_words(told.get(state, nothing)) for state in StatementState.values}


def _in_words(row: dict) -> dict:
    count = row["count"]
    words = f"{count} relevés" if count > 1 else "1 relevé" if count else "Aucun relevé"
    return row | {"euros": in_euros(row["total"]), "words": words}


def totals_by_year(user: User) -> list[dict]:
    """{"year", "count", "total", "euros", "words"} of an interpreter's issued statements, the latest year first."""
    rows = own_statements(user).order_by().values(year=F("month__year"))
    return [_in_words(row) for row in rows.annotate(count=Count("pk"), total=Sum("total")).order_by("-year")]


def unfinished_months(but: date) -> list[dict]:
    """The other months that have something to issue or to pay: {"month", "drafts", "issued"}."""
    rows = (
        PayStatement.objects.exclude(state=StatementState.PAID).exclude(month=but).order_by().values("month")
    )
    return list(
        rows.annotate(
            drafts=Count("pk", filter=Q(state=StatementState.DRAFT)),
            issued=Count("pk", filter=Q(state=StatementState.ISSUED)),
        ).order_by("-month")
    )


def work_left(today: date) -> dict[str, int]:
    """What waits for whoever pays, all months together."""
    return {
        "waiting": due.count_waiting(until=today),
        "drafts": PayStatement.objects.filter(state=StatementState.DRAFT).count(),
        "issued": PayStatement.objects.filter(state=StatementState.ISSUED).count(),
    }


def lines_of(statement: PayStatement) -> QuerySet[PayLine]:
    """Its missions by day, with what their corrections came to (`corrected`); then its own corrections."""
    return (
        statement.lines.select_related("corrects__statement")
        .annotate(corrected=Sum("corrections__amount"))
        .order_by("corrects", "day", "pk")
    )


def issued_lines() -> QuerySet[PayLine]:
    """Lines that a correction may be about."""
    issued = PayLine.objects.exclude(statement__state=StatementState.DRAFT)
    return issued.select_related("statement__interpreter").defer("statement__pdf")


def reasons_not_to_issue(statement: PayStatement, facts: dict, *, by: User) -> list[str]:
    """French sentences, the most useful first; none means that it may be issued."""
    asked = statement.lines.filter(asked_by=by).exists()
    payee = PayeeDetails.objects.filter(interpreter=statement.interpreter_id).first()
    stale = {mission: lines.said(line) for mission, line in lines.stored(statement).items()} != facts
    rateless = sorted(fact["day"] for fact in facts.values() if fact["label"] == lines.NO_RATE)
    reasons = []
    if receives(statement.interpreter, by):
        reasons.append(WHO_RECEIVES)
    if asked:
        reasons.append(WHO_ASKS)
    if stale:
        reasons.append(STALE)
    if rateless:
        reasons.append(NO_RATE.format(day=months.day_in_words(rateless[0])))
    if payee is None or not payee.iban:
        reasons.append(NO_PAYEE)
    if not NetworkSettings.current().payer:
        reasons.append(NO_PAYER)
    return reasons


def why_not_issue(statement: PayStatement, *, by: User) -> list[str]:
    """The same for a page that shows the draft as it is stored."""
    rule = Rule.of(NetworkSettings.current())
    return reasons_not_to_issue(statement, lines.wanted_for(statement, rule), by=by)


def last_paid_days(interpreters: Iterable) -> dict[int, date]:
    """Interpreter → the last day that an issued statement pays: no rate of hers may begin on it, nor before."""
    paid = PayLine.objects.filter(statement__interpreter__in=list(interpreters), corrects=None)
    paid = paid.exclude(statement__state=StatementState.DRAFT).order_by()
    return dict(paid.values_list("statement__interpreter").annotate(last=Max("day")))


def last_paid_day(interpreter: Interpreter) -> date | None:
    return last_paid_days([interpreter.pk]).get(interpreter.pk)


def rates_today(
    people: list[Interpreter], today: date
) -> list[tuple[Interpreter, InterpreterRate | None, int]]:
    """Each interpreter with her rate of today and how many are dated later."""
    dated = lines.rates_of([one.pk for one in people])
    rows = []
    for one in people:
        hers = dated.get(one.pk, [])
        now = next((rate for rate in hers if rate.since <= today), None)
        rows.append((one, now, sum(rate.since > today for rate in hers)))
    return rows


def payees(people: list[Interpreter]) -> list[tuple[Interpreter, PayeeDetails | None]]:
    details = {one.interpreter_id: one for one in PayeeDetails.objects.filter(interpreter__in=people)}
    return [(one, details.get(one.pk)) for one in people]


WHO_ASKS = (
    "Vous avez demandé une des missions de ce relevé, et qui demande ne paie pas\u00a0: une autre personne de "
    "l’administration doit s’en charger."
)
WHO_RECEIVES = (
    "Ce paiement est le vôtre, et nul ne se paie soi-même\u00a0: une autre personne de l’administration doit s’en "
    "charger."
)
STALE = (
    "Ce relevé n’est plus à jour\u00a0: une mission, un tarif ou la règle a changé depuis sa préparation. "
    "Actualisez-le, puis relisez-le."
)
NO_RATE = (
    "La mission du {day} ne peut pas être calculée\u00a0: aucun tarif ne vaut ce jour-là. Ajoutez-le dans "
    "«\u00a0Tarifs\u00a0», puis actualisez le relevé."
)
NO_PAYEE = (
    "Le nom du bénéficiaire et son IBAN manquent\u00a0: renseignez-les dans «\u00a0Bénéficiaires\u00a0», ou "
    "demandez à l’interprète de le faire."
)
NO_PAYER = "Le payeur n’est pas renseigné\u00a0: indiquez-le dans «\u00a0Règle de calcul\u00a0»."
