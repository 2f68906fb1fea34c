"""Views of the import: upload, preview, confirm, outcome."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import author, carry_out
from centre.imports import access, actions, pages, template
from centre.imports.forms import ConfirmForm, ConfirmSeveralForm, SendForm
from centre.imports.sheets import all_sheets
from centre.refusals import Refused
from centre.spreadsheet import XLSX, attached

LISTED = 20


@needs("import_past")
@require_http_methods(["GET", "POST"])
def imports(request):
    form = SendForm(request.POST or None, request.FILES or None)
    sent = request.method == "POST" and carry_out(form, actions.send, **author(request))
    if sent:
        return redirect("import_batch" if sent.batch else "import_run", pk=sent.pk)
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
@require_http_methods(["GET", "POST"])
def import_batch(request, pk):
    runs = _batch(pk)
    form = ConfirmSeveralForm(runs, request.POST if request.method == "POST" else None)
    if request.method == "POST" and carry_out(form, actions.confirm_several, **author(request)):
        return redirect("import_batch", pk=pk)
    context = pages.batch(pk, runs) | {"choice": form, "rows": form.rows(runs)}
    return render(request, "centre/import_batch.html", context)


@needs("import_past")
@require_GET
def import_batch_progress(request, pk):
    runs = _batch(pk)
    if not request.htmx:
        return redirect("import_batch", pk=pk)
    context = pages.batch(pk, runs)
    response = render(request, "centre/import_batch_progress.html", context)
    if context["done"]:
        response["HX-Refresh"] = "true"
    return response


@needs("import_past")
@require_POST
def abandon_batch(request, pk):
    actions.abandon_several(_batch(pk), **author(request))
    messages.success(request, "Ce qui n’était pas importé est abandonné, ses fichiers sont effacés.")
    return redirect("imports")


def _batch(pk) -> list:
    runs = access.sent_together(pk)
    if not runs:
        raise Http404
    return runs


@needs("import_past")
@require_POST
def confirm_import(request, pk):
    run = get_object_or_404(access.runs(), pk=pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        raise Refused(actions.OTHER_PREVIEW)
    actions.confirm(run, **form.cleaned_data, **author(request))
    return redirect("import_run", pk=pk)


@needs("import_past")
@require_POST
def abandon_import(request, pk):
    run = get_object_or_404(access.runs(), pk=pk)
    actions.abandon(run, **author(request))
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
