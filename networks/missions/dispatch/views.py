"""Views of the coordination: the board, the page of a mission, and what she does there."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from networks.missions import access, actions
from networks.missions.dispatch.board import MissionPage
from networks.missions.dispatch.filters import GROUPS, DispatchFilter
from networks.missions.dispatch.forms import ConfirmForm, RefuseForm, ValidateForm
from networks.missions.states import turn


@needs("networks")
@require_GET
def dispatch(request):
    now = timezone.now()
    found = DispatchFilter(request.GET, queryset=access.board())
    page = page_of(found.qs if found.is_valid() else access.board().none(), request.GET, size=25)
    for one in page.rows:
        one.who, one.what = turn(one.state, over=one.ends_at is not None and one.ends_at < now)
        one.late = bool(one.asked_since and one.asked_since < now - timedelta(hours=24))
    context = {"filter": found, "page": page, "counts": access.counts(at=now), "groups": dict(GROUPS)}
    return render(request, "networks/dispatch.html", context)


@needs("networks")
@require_GET
def dispatch_panel(request):
    now = timezone.now()
    context = {"counts": access.counts(at=now), "next": access.board()[:4]}
    return render(request, "networks/_dispatch_panel.html", context)


@needs("networks")
@require_GET
def mission(request, pk):
    return show(request, pk)


def show(request, pk, **refused):
    """The mission's page; `refused` are the forms that came back with a reason."""
    found = get_object_or_404(access.desk(), pk=pk)
    page = MissionPage(found, at=timezone.now(), by=request.user, forms=refused)
    status = 409 if any(form.errors for form in refused.values()) else 200
    return render(request, "networks/mission.html", {"page": page, "mission": found}, status=status)


@needs("networks")
@require_POST
def confirm_mission(request, pk):
    return _act(
        request,
        pk,
        "confirm",
        ConfirmForm,
        actions.confirm_mission,
        "Mission confirmée ; chacun est prévenu.",
    )


@needs("networks")
@require_POST
def validate_mission(request, pk):
    return _act(request, pk, "validate", ValidateForm, actions.validate_mission, "Durée validée.")


@needs("networks")
@require_POST
def refuse_mission(request, pk):
    return _act(
        request, pk, "refuse", RefuseForm, actions.refuse_mission, "Demande refusée ; chacun est prévenu."
    )


def _act(request, pk, name, form_class, verb, said):
    """Carry out one verb of the page; its refusal comes back on the page."""
    found = get_object_or_404(access.desk(), pk=pk)
    form = form_class(request.POST)
    if carry_out(form, verb, found, by=request.user, at=timezone.now()):
        messages.success(request, said)
        return redirect("networks:mission", pk=pk)
    return show(request, pk, **{name: form})
