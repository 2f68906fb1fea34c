"""Views of the fundings: the coordination's pages, and the sheets that funders take away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out, not_ready
from centre.journal import record_read
from centre.spreadsheet import download
from observatory.projects import access, actions, forms, listing, pages, reading
from observatory.projects.models import Achieved, Funding, Indicator
from observatory.projects.tasks import render_sheet

LISTED = 20  # sheets on a funding's page


@needs("projects")
@require_GET
def projects(request):
    return render(request, "observatory/projects.html", listing.overview(timezone.localdate()))


@needs("projects")
@require_GET
def funding(request, pk):
    found = get_object_or_404(access.fundings(), pk=pk)
    content = reading.of(found, at=timezone.localtime(), live=True)
    context = {"funding": found, "sheets": content["sheets"][:LISTED], **pages.told(content)}
    return render(request, "observatory/funding.html", context)


@needs("projects")
@require_http_methods(["GET", "POST"])
def add_funding(request):
    form = forms.FundingForm(request.POST or None, initial={"project": request.GET.get("projet")})
    if request.method == "POST" and (made := carry_out(form, actions.save_funding, by=request.user)):
        messages.success(request, "Financement enregistré. Ajoutez ce qu’il promet de compter.")
        return redirect("observatory:funding", pk=made.pk)
    return render(request, "observatory/add_funding.html", {"form": form})


@needs("projects")
@require_http_methods(["GET", "POST"])
def edit_funding(request, pk):
    found = get_object_or_404(access.fundings(), pk=pk)
    initial = {name: getattr(found, name) for name in forms.FundingForm.base_fields}
    initial["project"] = found.project_id
    form = forms.FundingForm(request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(form, actions.save_funding, found, by=request.user):
        messages.success(request, "Financement enregistré.")
        return redirect("observatory:funding", pk=pk)
    return render(request, "observatory/edit_funding.html", {"form": form, "funding": found})


# ── Indicators ──────────────────────────────────────────────────────────────────────────────────


@needs("projects")
@require_http_methods(["GET", "POST"])
def add_indicator(request, pk):
    found = get_object_or_404(access.fundings(), pk=pk)
    form = forms.IndicatorForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.save_indicator, found, by=request.user):
        messages.success(request, "Indicateur ajouté.")
        return redirect("observatory:funding", pk=pk)
    return render(request, "observatory/add_indicator.html", {"form": form, "funding": found})


@needs("projects")
@require_http_methods(["GET", "POST"])
def edit_indicator(request, pk):
    one = get_object_or_404(Indicator.objects.select_related("funding__project", "funding__funder"), pk=pk)
    initial = {name: getattr(one, name) for name in forms.IndicatorForm.base_fields}
    form = forms.IndicatorForm(request.POST or None, initial=initial)
    done = request.method == "POST" and carry_out(
        form, actions.save_indicator, one.funding, one, by=request.user
    )
    if done:
        messages.success(request, "Indicateur enregistré.")
        return redirect("observatory:funding", pk=one.funding_id)
    return render(request, "observatory/edit_indicator.html", {"form": form, "indicator": one})


@needs("projects")
@require_POST
def remove_indicator(request, pk):
    one = get_object_or_404(Indicator, pk=pk)
    actions.remove_indicator(one, by=request.user)
    messages.success(request, "Indicateur retiré.")
    return redirect("observatory:funding", pk=one.funding_id)


@needs("projects")
@require_http_methods(["GET", "POST"])
def note_achieved(request, pk):
    one = get_object_or_404(Indicator.objects.select_related("funding__project", "funding__funder"), pk=pk)
    now = timezone.localtime()
    form = forms.AchievedForm(
        request.POST or None,
        funding=one.funding,
        indicator=one,
        today=now.date(),
    )
    if request.method == "POST" and carry_out(form, actions.note_achieved, one, by=request.user, at=now):
        messages.success(request, "Réalisé noté.")
        return redirect("observatory:note_achieved", pk=pk)
    noted = one.achieved.select_related("noted_by").order_by("year")
    return render(request, "observatory/note_achieved.html", {"form": form, "indicator": one, "noted": noted})


@needs("projects")
@require_POST
def remove_achieved(request, pk):
    achieved = get_object_or_404(Achieved.objects.select_related("indicator__funding"), pk=pk)
    actions.remove_achieved(achieved, by=request.user)
    messages.success(request, "Réalisé retiré.")
    return redirect("observatory:note_achieved", pk=achieved.indicator_id)


# ── Sheets ──────────────────────────────────────────────────────────────────────────────────────


@needs("projects")
@require_GET
def funding_sheet(request, pk):
    """What the funder will read, before it is sent."""
    found = get_object_or_404(access.fundings(), pk=pk)
    content = reading.of(found, at=timezone.localtime())
    context = {"funding": found, **pages.told(content), **listing.readers(found, timezone.localdate())}
    return render(request, "observatory/funding_sheet.html", context)


@needs("projects")
@require_POST
def send_sheet(request, pk):
    found = get_object_or_404(Funding, pk=pk)
    actions.send_sheet(found, by=request.user, at=timezone.localtime())
    messages.success(request, "Fiche transmise\u00a0: le financeur la lit sur sa page.")
    return redirect("observatory:funding", pk=pk)


@needs("published_reports")
@require_GET
def sheet_document(request, pk):
    sheet = _taken(request, pk, "pdf")
    if not sheet.pdf:
        return not_ready(request, render_sheet.name, sheet.pk)
    answer = HttpResponse(bytes(sheet.pdf), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{sheet.filename}.pdf"'
    return answer


@needs("published_reports")
@require_GET
def sheet_table(request, pk):
    sheet = _taken(request, pk, "csv")
    return download("csv", pages.COLUMNS, pages.rows(sheet.content), sheet.filename)


def _taken(request, pk, kind: str):
    sheets = access.readable_sheets(request.user, timezone.localdate()).defer(None)
    sheet = get_object_or_404(sheets, pk=pk)
    record_read(sheet, by=request.user, at=timezone.now(), why=f"téléchargement ({kind})")
    return sheet


# ── Funders' own pages ──────────────────────────────────────────────────────────────────────────


@needs("funded")
@require_GET
def my_fundings(request):
    found = listing.with_last_sheet(access.funded_by(request.user, timezone.localdate()))
    return render(request, "observatory/my_fundings.html", {"fundings": found})


@needs("funded")
@require_GET
def my_funding(request, pk):
    found = get_object_or_404(access.funded_by(request.user, timezone.localdate()), pk=pk)
    sheets = list(found.sheets.latest_first().defer("pdf")[:50])
    told = pages.told(sheets[0].content) if sheets else {"facts": pages.facts(reading.facts(found))}
    if sheets:
        record_read(sheets[0], by=request.user, at=timezone.now(), why="fiche d’un financement")
    return render(request, "observatory/my_funding.html", {"funding": found, "sheets": sheets, **told})
