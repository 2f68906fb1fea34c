"""Views of the treasurer, then of whoever takes part."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out, not_ready
from centre.languages import in_three_languages
from centre.spreadsheet import download
from practice_groups.fees import access, actions, desk, export, forms, pages
from practice_groups.fees.filters import FeesFilter
from practice_groups.fees.tasks import render_receipt

# ── The treasurer ───────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_GET
def fees(request):
    return _list(request)


@needs("networks")
@require_POST
def receive_fees(request):
    form = _several(request)
    done = carry_out(form, actions.receive_several, by=request.user, at=timezone.now())
    if done:
        messages.success(
            request, f"{done} participation{'s' if done > 1 else ''} reçue{'s' if done > 1 else ''}."
        )
        return redirect(_back(request))
    return _list(request, form)


@needs("networks")
@require_POST
def remind_fees(request):
    count = actions.remind_all(by=request.user, at=timezone.now())
    if count:
        messages.success(request, f"{count} message{'s' if count > 1 else ''} de relance.")
    else:
        messages.info(
            request, "Personne à relancer : aucun retard, ou déjà relancé depuis moins de trente jours."
        )
    return redirect("practice_groups:fees")


@needs("networks")
@require_GET
def fees_export(request):
    found = access.ordered(_filter(request).qs)
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    return download(
        kind, export.COLUMNS, export.rows(found), f"participations-{timezone.localdate():%Y-%m-%d}"
    )


@needs("networks")
@require_http_methods(["GET", "POST"])
def fee(request, pk):
    today, name = timezone.localdate(), request.GET.get("geste")
    line = get_object_or_404(access.fees(today), pk=pk)
    form = None
    if request.method == "POST" and name in desk.GESTURES:
        form = desk.form_of(name, line, today, request.POST)
        act = desk.GESTURES[name].act
        if carry_out(form, act, line, by=request.user, at=timezone.now()):
            messages.success(request, desk.GESTURES[name].done)
            return redirect("practice_groups:fees" if line.state != "confirmee" else request.path)
        line = get_object_or_404(access.fees(today), pk=pk)
    return render(request, "practice_groups/fee.html", _fee(line, today, {name: form} if form else {}))


@needs("networks")
@require_GET
def receipt_document(request, pk):
    return _download(request, get_object_or_404(access.receipts().defer(None), pk=pk))


# ── Whoever takes part ──────────────────────────────────────────────────────────────────────────


@in_three_languages
@needs("register")
@require_GET
def my_receipts(request):
    context = {
        "receipts": list(access.own_receipts(request.user)),
        "due": list(access.own_fees(request.user, timezone.localdate())),
    }
    return render(request, "practice_groups/my_receipts.html", context)


@needs("register")
@require_GET
def my_receipt(request, pk):
    return _download(request, get_object_or_404(access.own_receipts(request.user).defer(None), pk=pk))


# ── Inside ──────────────────────────────────────────────────────────────────────────────────────


def _filter(request) -> FeesFilter:
    return FeesFilter(
        request.GET, queryset=access.fees(timezone.localdate()), request=request, cycles=list(access.cycles())
    )


def _several(request) -> forms.ReceiveSeveralForm:
    known = access.fees(timezone.localdate())
    initial = {"received_on": timezone.localdate()}
    return forms.ReceiveSeveralForm(request.POST or None, registrations=known, initial=initial)


def _list(request, form=None):
    context = pages.listed(_filter(request), request.GET.get("page"))
    page, form = context["page"], form or _several(request)
    context |= {
        "form": form,
        "ticked": form.ticked(),
        "query": _query(request),
        "previous_url": _query(request, page.previous_page_number()) if page.has_previous() else "",
        "next_url": _query(request, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "practice_groups/fees.html", context)


def _query(request, page: int | None = None) -> str:
    """The filters of this page, with another page number."""
    query = request.GET.copy()
    query.pop("page", None)
    if page:
        query["page"] = page
    return f"?{query.urlencode()}"


def _back(request) -> str:
    return redirect("practice_groups:fees").url + _query(request)


def _fee(line, today, typed: dict) -> dict:
    names = desk.possible(line)
    rows = [
        {
            "name": name,
            "gesture": desk.GESTURES[name],
            "form": typed.get(name) or desk.form_of(name, line, today),
        }
        for name in names
    ]
    gone = [form for name, form in typed.items() if name not in names]
    receipts = access.receipts().filter(registration=line).select_related("issued_by")
    return {"line": line, "rows": rows, "gone": gone, "receipts": receipts}


def _download(request, receipt) -> HttpResponse:
    if not receipt.pdf:
        return not_ready(request, render_receipt.name, receipt.pk)
    answer = HttpResponse(bytes(receipt.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{receipt.filename}"'
    return answer
