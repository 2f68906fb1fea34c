"""Views of the annuaire: search, sheets, the file to take away, and the answer of a structure to its mail."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from centre.access import needs
from centre.context import acting_as, acting_as_system
from centre.doors import carry_out
from centre.spreadsheet import attached
from networks.directory import access, actions, export, forms, links, maps
from networks.directory.results import Results
from networks.models import Structure


@needs("annuaire")
@require_GET
def directory(request):
    return _results(request, "networks/directory.html", request.user)


@login_not_required
@never_cache
@require_safe
def public_directory(request):
    """Shows the same to everybody: whoever has an account finds more in the members' part."""
    return _results(request, "networks/public_directory.html", None)


def _results(request, template, user):
    results = Results.of(request.GET, user)
    context = {
        "results": results,
        "form": results.form,
        "staff": user is not None and user.may("networks"),
        "kept": access.kept_by(user) if user is not None else [],
        "view_box": maps.view_box(),
        "limit": access.stale_before(timezone.localdate()),
    }
    return render(request, template, context)


@needs("annuaire")
@require_GET
def structure(request, pk):
    found = get_object_or_404(Structure.objects.all(), pk=pk)
    staff = request.user.may("networks")
    context = {
        "structure": found,
        "limit": access.stale_before(timezone.localdate()),
        "staff": staff,
        "shows_address": access.shows_address(request.user, found),
        "may_edit": found.closed_on is None and access.may_edit(request.user, found),
        "people": access.people_of(found) if staff else [],
        "corrections": access.pending_corrections().filter(structure=found) if staff else [],
    }
    return render(request, "networks/structure.html", context)


@login_not_required
@never_cache
@require_safe
def public_structure(request, pk):
    found = get_object_or_404(access.structures(None), pk=pk)
    context = {
        "structure": found,
        "limit": access.stale_before(timezone.localdate()),
        "shows_address": True,
    }
    return render(request, "networks/public_structure.html", context)


@needs("networks")
@require_GET
def directory_export(request):
    """The open structures that answer to the filters, as a CSV file; the protected addresses on demand."""
    found = Results.of(request.GET.dict() | {"tab": ""}, request.user)
    content = export.table(
        found.listed, protected=request.GET.get("protected") == "on", by=request.user, at=timezone.now()
    )
    return attached(content, f"annuaire-{timezone.localdate()}.csv")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify_structure(request, token):
    """The mailed link shows the sheet; a button says that it is exact, or what has changed."""
    with acting_as_system():
        found, user = links.read(token)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST":
        with acting_as(user) if user else acting_as_system():
            if carry_out(form, actions.verify_structure, found, by=user, at=timezone.now()):
                return render(request, "networks/verify_structure.html", {"done": form.cleaned_data})
    context = {"structure": found, "form": form, "shows_address": not found.sensitive}
    return render(request, "networks/verify_structure.html", context)
