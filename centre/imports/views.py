"""Doors of the import of past years: send, preview, confirm, and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.imports import access, actions, pages, template
from centre.imports.forms import ConfirmForm, SendForm
from centre.imports.sheets import all_sheets
from centre.refusals import Refused
from centre.spreadsheet import XLSX, attached

LISTED = 20


@needs("import_past")
@require_http_methods(["GET", "POST"])
def imports(request):
    form = SendForm(request.POST or None, request.FILES or None)
    sent = request.method == "POST" and carry_out(form, actions.send, by=request.user, at=timezone.now())
    if sent:
        return redirect("import_run", pk=sent.pk)
    return render(request, "centre/imports.html", {"form": form, "runs": access.runs()[:LISTED]})


@needs("import_past")
@require_GET
def import_run(request, pk):
    run = get_object_or_404(access.runs(), pk=pk)
    context = {"run": run, "form": ConfirmForm(initial={"fingerprint": run.fingerprint})}
    context |= pages.progress(run) | pages.problems(run, request.GET.get("page", ""))
    return render(request, "centre/import_run.html", context | {"samples": run.told().get("samples", [])})


@needs("import_past")
@require_GET
def import_progress(request, pk):
    run = get_object_or_404(access.runs(), pk=pk)
    if not request.htmx:
        return redirect("import_run", pk=pk)
    response = render(request, "centre/import_progress.html", {"run": run, **pages.progress(run)})
    if not run.is_at_work:
        response["HX-Refresh"] = "true"
    return response


@needs("import_past")
@require_POST
def confirm_import(request, pk):
    run = get_object_or_404(access.runs(), pk=pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise Refused(actions.OTHER_PREVIEW)
    actions.confirm(run, **form.cleaned_data, by=request.user, at=timezone.now())
    return redirect("import_run", pk=pk)


@needs("import_past")
@require_POST
def abandon_import(request, pk):
    run = get_object_or_404(access.runs(), pk=pk)
    actions.abandon(run, by=request.user, at=timezone.now())
    messages.success(request, "L’import est abandonné, son fichier est effacé.")
    return redirect("imports")


@needs("import_past")
@require_GET
def import_problems(request, pk):
    run = get_object_or_404(access.runs(), pk=pk)
    if not run.told().get("problems"):
        raise Http404
    return attached(pages.problems_file(run), "erreurs-import.csv")


@needs("import_past")
@require_GET
def import_format(request):
    return render(request, "centre/import_format.html", {"sheets": all_sheets()})


@needs("import_past")
@require_GET
def import_template(request):
    answer = HttpResponse(template.workbook(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="modele-import.xlsx"'
    return answer
