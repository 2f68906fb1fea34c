"""Views of those who keep the annuaire: the coordination, and a structure's own members for their sheet."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from networks.directory import access, actions, forms
from networks.models import Structure, StructureCorrection

SHOWN = 50


@needs("networks")
@require_http_methods(["GET", "POST"])
def add_structure(request):
    form = forms.AddStructureForm(request.POST or None)
    if request.method == "POST":
        made = carry_out(form, actions.add_structure, by=request.user, at=timezone.now())
        if made:
            messages.success(request, "La fiche est dans l’annuaire.")
            return redirect("networks:structure", made.pk)
    return render(request, "networks/add_structure.html", {"form": form, "kinds": forms.KINDS})


@needs("annuaire")
@require_http_methods(["GET", "POST"])
def edit_structure(request, pk):
    found = _kept(request.user, pk)
    sheet = forms.EditStructureForm if request.user.may("networks") else forms.EditOwnForm
    initial = {name: getattr(found, name) for name in sheet.base_fields}
    form = sheet(request.POST or None, initial=initial)
    at = timezone.now()
    if request.method == "POST" and carry_out(form, actions.edit_structure, found, by=request.user, at=at):
        messages.success(request, "La fiche est enregistrée et notée comme vérifiée aujourd’hui.")
        return redirect("networks:structure", pk)
    context = {"structure": found, "form": form, "kinds": forms.KINDS}
    return render(request, "networks/edit_structure.html", context)


@needs("annuaire")
@require_POST
def confirm_structure(request, pk):
    actions.confirm_structure(_kept(request.user, pk), by=request.user, at=timezone.now())
    messages.success(request, "La fiche est notée comme vérifiée aujourd’hui.")
    return redirect("networks:structure", pk)


@needs("networks")
@require_http_methods(["GET", "POST"])
def close_structure(request, pk):
    found = _kept(request.user, pk)
    if request.method == "POST":
        actions.close_structure(found, by=request.user, at=timezone.now())
        messages.success(request, "La structure n’est plus dans l’annuaire.")
        return redirect("networks:directory")
    return render(request, "networks/close_structure.html", {"structure": found})


@needs("annuaire")
@require_http_methods(["GET", "POST"])
def structure_error(request, pk):
    found = get_object_or_404(access.structures(request.user), pk=pk)
    form = forms.ErrorForm(request.POST or None)
    at = timezone.now()
    if request.method == "POST" and carry_out(form, actions.report_error, found, by=request.user, at=at):
        messages.success(request, "Merci. La coordination relit votre signalement.")
        return redirect("networks:structure", pk)
    return render(request, "networks/structure_error.html", {"structure": found, "form": form})


@needs("networks")
@require_GET
def directory_todo(request):
    """Corrections to read, sheets to complete, sheets to verify: the first fifty of each, and how many in all."""
    limit = access.stale_before(timezone.localdate())
    incomplete = Structure.objects.incomplete().order_by("name")
    stale = Structure.objects.to_verify(limit).by_age()
    context = {
        "limit": limit,
        "corrections": access.pending_corrections()[:SHOWN],
        "incomplete": incomplete[:SHOWN],
        "incomplete_count": incomplete.count(),
        "stale": stale[:SHOWN],
        "stale_count": stale.count(),
    }
    return render(request, "networks/directory_todo.html", context)


@needs("networks")
@require_POST
def handle_correction(request, pk):
    correction = get_object_or_404(StructureCorrection, pk=pk)
    actions.handle_correction(correction, by=request.user, at=timezone.now())
    messages.success(request, "Le signalement est classé.")
    return redirect("networks:directory_todo")


def _kept(user, pk) -> Structure:
    """An open sheet that `user` may edit; 404 for everybody else."""
    found = get_object_or_404(access.structures(user), pk=pk)
    if not access.may_edit(user, found):
        raise Http404
    return found
