"""Views of pay: whoever pays, then the interpreter."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.journal import record_read, record_reads
from centre.spreadsheet import attached
from networks.models import NetworkSettings, PayStatement
from networks.pay import access, actions, due, export, forms, lines, months, rendering, terms
from networks.pay.rule import Rule

PAGE = 50
EXAMPLES = (20, 50, 61, 90)

# ── A month ─────────────────────────────────────────────────────────────────────────────────────


@needs("pay")
@require_GET
def pay(request, month=None):
    today = timezone.localdate()
    month = month or months.first_of(today)
    context = _page(request, access.statements_of_month(month)) | {
        "month": month,
        "of_month": months.of_month(month),
        "previous": max(months.preceding(month), months.FIRST),
        "next": min(months.following(month), months.LAST),
        "begun": month <= today,
        "waiting": due.count_waiting(until=months.last_of(month)),
        "totals": access.totals(month),
        "elsewhere": access.unfinished_months(month),
    }
    return render(request, "networks/pay.html", context)


@needs("pay")
@require_GET
def pay_panel(request):
    return render(request, "networks/_pay_panel.html", access.work_left(timezone.localdate()))


@needs("pay")
@require_POST
def prepare_statements(request, month):
    changed = actions.prepare(month=month, by=request.user, at=timezone.now())
    if changed:
        what = (
            "1 relevé préparé ou actualisé" if changed == 1 else f"{changed} relevés préparés ou actualisés"
        )
        messages.success(request, f"{what} pour {months.in_words(month)}.")
    else:
        messages.info(request, "Rien de nouveau n’est dû : les relevés sont à jour.")
    return redirect("networks:pay", month=month)


@needs("pay")
@require_GET
def pay_export(request, month):
    own = export.lines_of_month(month)
    statements = list({line.statement_id: line.statement for line in own}.values())
    record_reads(statements, by=request.user, at=timezone.now(), why="export comptable")
    return attached(export.sheet(own), f"paie-{month:%Y-%m}.csv")


# ── A statement ─────────────────────────────────────────────────────────────────────────────────


@needs("pay")
@require_GET
def pay_statement(request, pk):
    return _statement(request, get_object_or_404(access.statements(), pk=pk))


@needs("pay")
@require_GET
def pay_progress(request, pk):
    statement = get_object_or_404(access.statements(), pk=pk)
    name = "_pay_document" if request.htmx else "pay_progress"
    return render(request, f"networks/{name}.html", _document(statement))


@needs("pay")
@require_GET
def pay_document(request, pk):
    statement = get_object_or_404(PayStatement, pk=pk)
    record_read(statement, by=request.user, at=timezone.now(), why="téléchargement du relevé")
    return _download(statement)


@needs("pay")
@require_POST
def refresh_statement(request, pk):
    statement = get_object_or_404(access.statements(), pk=pk)
    actions.refresh(statement, by=request.user, at=timezone.now())
    if access.statements().filter(pk=pk).exists():
        messages.success(request, "Le relevé est à jour.")
        return redirect("networks:pay_statement", pk=pk)
    messages.info(request, "Plus rien n’était dû : le brouillon est retiré.")
    return redirect("networks:pay", month=statement.month)


@needs("pay")
@require_POST
def issue_statement(request, pk):
    statement = get_object_or_404(access.statements(), pk=pk)
    form = forms.IssueForm(request.POST)
    issued = carry_out(form, actions.issue, statement, by=request.user, at=timezone.now())
    if issued:
        messages.success(request, f"Relevé émis sous le numéro {issued.number}. Son document se prépare.")
        return redirect("networks:pay_statement", pk=pk)
    return _statement(request, get_object_or_404(access.statements(), pk=pk), issue_form=form)


@needs("pay")
@require_POST
def pay_paid(request, pk):
    statement = get_object_or_404(access.statements(), pk=pk)
    form = forms.PaidForm(request.POST)
    if carry_out(form, actions.mark_paid, statement, by=request.user, at=timezone.now()):
        messages.success(request, "Le relevé est noté comme payé.")
        return redirect("networks:pay_statement", pk=pk)
    return _statement(request, get_object_or_404(access.statements(), pk=pk), paid_form=form)


@needs("pay")
@require_http_methods(["GET", "POST"])
def pay_correction(request, pk):
    line = get_object_or_404(access.issued_lines(), pk=pk)
    form = forms.CorrectionForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.correct, line, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "La correction est sur ce brouillon.")
            return redirect("networks:pay_statement", pk=made.statement_id)
    return render(request, "networks/pay_correction.html", {"line": line, "form": form})


def _statement(request, statement, issue_form=None, paid_form=None):
    own = list(access.lines_of(statement))
    draft = statement.is_draft
    context = _document(statement) | {
        "missions": [line for line in own if line.corrects_id is None],
        "corrections": [line for line in own if line.corrects_id is not None],
        "reasons": access.why_not_issue(statement, by=request.user) if draft else [],
        "payee": access.payees([statement.interpreter])[0][1] if draft else None,
        "rule": _rule().sentence if draft else statement.rule,
        "issue_form": issue_form or forms.IssueForm(),
        "seen": lines.fingerprint(own),
        "paid_form": paid_form or forms.PaidForm(initial={"paid_on": timezone.localdate()}),
    }
    return render(request, "networks/pay_statement.html", context)


def _document(statement) -> dict:
    late = not (statement.is_draft or statement.ready) and rendering.is_late(statement, timezone.now())
    return {"statement": statement, "late": late}


def _download(statement):
    file = rendering.opened(statement)
    if file is None:
        raise Http404
    return FileResponse(file, as_attachment=True, filename=statement.filename, content_type="application/pdf")


# ── Who is paid, how much, by what rule ─────────────────────────────────────────────────────────


@needs("pay")
@require_GET
def payees(request):
    context = _page(request, access.interpreters())
    context["rows"] = access.payees(list(context["page"]))
    return render(request, "networks/payees.html", context)


@needs("pay")
@require_http_methods(["GET", "POST"])
def payee(request, pk):
    interpreter = get_object_or_404(access.interpreters(), pk=pk)
    details = access.payees([interpreter])[0][1]
    if details is not None:
        record_read(details, by=request.user, at=timezone.now())
    form = _payee_form(request, details)
    if request.method == "POST" and _saved(request, form, interpreter):
        return redirect("networks:payees")
    return render(request, "networks/payee.html", {"interpreter": interpreter, "form": form})


@needs("pay")
@require_GET
def rates(request):
    context = _page(request, access.interpreters())
    context["rows"] = access.rates_today(list(context["page"]), timezone.localdate())
    return render(request, "networks/rates.html", context)


@needs("pay")
@require_http_methods(["GET", "POST"])
def rates_of(request, pk):
    interpreter = get_object_or_404(access.interpreters(), pk=pk)
    form = forms.RateForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, terms.set_rate, interpreter, **author):
        messages.success(request, "Tarif enregistré.")
        return redirect("networks:rates_of", pk=pk)
    dated = lines.rates_of([interpreter.pk]).get(interpreter.pk, [])
    last = access.last_paid_day(interpreter)
    context = {"interpreter": interpreter, "form": form, "rates": dated, "last_paid_day": last}
    return render(request, "networks/rates_of.html", context)


@needs("pay")
@require_http_methods(["GET", "POST"])
def pay_rules(request):
    now = NetworkSettings.current()
    initial = {name: getattr(now, name) for name in forms.RulesForm.base_fields}
    form = forms.RulesForm(request.POST or None, initial=initial)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, terms.change_rules, **author):
        messages.success(request, "Règle enregistrée. Les brouillons déjà préparés sont à actualiser.")
        return redirect("networks:pay_rules")
    rule = _rule()
    context = {"form": form, "rule": rule, "examples": [rule.example(minutes) for minutes in EXAMPLES]}
    return render(request, "networks/pay_rules.html", context)


# ── The interpreter ─────────────────────────────────────────────────────────────────────────────


@needs("missions")
@require_GET
def statements(request):
    context = _page(request, access.own_statements(request.user))
    context["years"] = access.totals_by_year(request.user)
    return render(request, "networks/statements.html", context)


@needs("missions")
@require_GET
def statement_document(request, pk):
    return _download(get_object_or_404(access.own_statements(request.user), pk=pk))


@needs("missions")
@require_http_methods(["GET", "POST"])
def my_payment(request):
    interpreter = access.interpreter_of(request.user)
    details = access.payees([interpreter])[0][1] if interpreter else None
    form = _payee_form(request, details)
    if request.method == "POST" and interpreter and _saved(request, form, interpreter):
        return redirect("networks:statements")
    return render(request, "networks/my_payment.html", {"interpreter": interpreter, "form": form})


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _rule() -> Rule:
    return Rule.of(NetworkSettings.current())


def _page(request, rows) -> dict:
    """One page of a list, and the addresses of those beside it."""
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "count": page.paginator.count if page.has_other_pages() else None,
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }


def _payee_form(request, details):
    initial = {}
    if details is not None:
        initial = {"legal_name": details.legal_name}
        initial |= {"iban": details.spaced_iban, "siret": details.spaced_siret}
    return forms.PayeeForm(request.POST or None, initial=initial)


def _saved(request, form, interpreter) -> bool:
    if not carry_out(form, terms.save_payee, interpreter, by=request.user, at=timezone.now()):
        return False
    messages.success(request, "Coordonnées de paiement enregistrées.")
    return True
