"""Views of the solicitations: who asks the centre for what."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.life.filters import SolicitationFilter
from networks.life.models import Solicitation
from networks.life.solicitations import actions
from networks.life.solicitations.forms import SolicitationForm

SIZE = 100


def _all():
    dated = Coalesce("asked_from", "wanted_from")
    return (
        Solicitation.objects.annotate(dated=dated)
        .prefetch_related("answers")
        .order_by("-dated", "-reference")
    )


@needs("networks")
@require_GET
def solicitations(request):
    found = SolicitationFilter(request.GET, queryset=_all(), today=timezone.localdate())
    page = Paginator(found.qs, SIZE).get_page(request.GET.get("page"))
    dates = Solicitation.objects.annotate(dated=Coalesce("asked_from", "wanted_from"))
    years = [day.year for day in dates.exclude(dated=None).dates("dated", "year", order="DESC")]
    return render(request, "networks/solicitations.html", {"filter": found, "page": page, "years": years})


@needs("networks")
@require_http_methods(["GET", "POST"])
def record_solicitation(request):
    """« Ajouter des lignes » shows the form again with two more, nothing written."""
    form = SolicitationForm(request.POST or None)
    if request.method == "POST" and "more" not in request.POST:
        done = carry_out(form, _record, by=request.user, at=timezone.now())
        if done:
            messages.success(request, f"Sollicitation {done.reference} enregistrée.")
            return redirect("networks:solicitations")
    return render(request, "networks/record_solicitation.html", {"form": form})


def _record(*, seen, **typed):
    return actions.record_solicitation(**typed)


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_solicitation(request, pk):
    found = get_object_or_404(Solicitation.objects.prefetch_related("answers"), pk=pk)
    form = SolicitationForm.of(found, request.POST or None)
    if request.method == "POST" and "more" not in request.POST:
        if carry_out(form, actions.edit_solicitation, found, by=request.user, at=timezone.now()):
            messages.success(request, "Sollicitation enregistrée.")
            return redirect("networks:solicitations")
        if form.has_error("seen"):
            form.see(found)
    return render(request, "networks/edit_solicitation.html", {"form": form, "solicitation": found})
