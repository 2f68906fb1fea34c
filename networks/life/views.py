"""Views of the network's life: its activities."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.choices import ActivityState
from networks.life import access, actions, forms
from networks.life.filters import ActivityFilter
from networks.life.models import Activity
from networks.life.pages import page_by_day
from networks.life.totals import totals


@needs("networks")
@require_GET
def activities(request):
    """A year's activities under filters, with what they add up to."""
    found = ActivityFilter(request.GET, queryset=access.activities(), today=timezone.localdate())
    sums = totals(found.qs)
    context = {
        "filter": found,
        "totals": sums,
        "page": page_by_day(found.qs, request.GET, count=sums["rows"]),
        "years": access.years(),
    }
    return render(request, "networks/activities.html", context)


@needs("networks")
@require_GET
def activities_panel(request):
    today = timezone.localdate()
    context = {
        "to_come": access.to_come(today)[: access.NEXT],
        "to_mark": access.to_mark(today)[: access.NEXT],
        "year": today.year,
        "steering": access.steering_held(today.year),
    }
    return render(request, "networks/_activities_panel.html", context)


@needs("networks")
@require_GET
def activity(request, pk):
    found = _read(pk)
    dates = access.chain(found)
    context = {
        "activity": found,
        "dates": dates if len(dates) > 1 else [],
        "may_be_held": found.state == ActivityState.PLANNED and found.starts_on <= timezone.localdate(),
        **access.file(found),
    }
    return render(request, "networks/activity.html", context)


def _read(pk) -> Activity:
    return get_object_or_404(
        Activity.objects.select_related("postponed_to", "project", "axis", "recorded_by"), pk=pk
    )


@needs("networks")
@require_http_methods(["GET", "POST"])
def record_activity(request):
    """Its type first, in one touch; then a form where the last of that type is already written."""
    type_ = request.POST.get("type") or request.GET.get("type", "")
    if not type_:
        types = access.types_by_use(timezone.localdate())
        return render(request, "networks/record_activity_type.html", {"types": types})
    last = access.last_of(type_)
    form = forms.RecordForm(
        request.POST or None, last=last, initial=forms.RecordForm.initial_for(type_, last)
    )
    if request.method == "POST":
        done = carry_out(form, actions.record, by=request.user, at=timezone.now())
        if done:
            return _recorded(request, done)
    return render(request, "networks/record_activity.html", {"form": form, "last": last})


def _recorded(request, done):
    messages.success(request, f"{done.reference} : « {done.title} », {done.when}, est enregistrée.")
    return redirect("networks:record_activity") if "again" in request.POST else _to(done)


def _to(activity):
    return redirect("networks:activity", pk=activity.pk)


@needs("networks")
@require_http_methods(["GET", "POST"])
def edit_activity(request, pk):
    """Also where a planned one is marked as held: `?tenue=1` chooses it."""
    found = _read(pk)
    initial = forms.EditForm.initial_of(found, access.file(found))
    initial |= {"state": ActivityState.HELD} if request.GET.get("tenue") else {}
    form = forms.EditForm(request.POST or None, initial=initial)
    if request.method == "POST":
        if carry_out(form, actions.edit, found, by=request.user, at=timezone.now()):
            messages.success(request, "Activité enregistrée.")
            return _to(found)
        if form.has_error("version"):
            form.compare_with(_read(pk), access.file(found))
    return render(request, "networks/edit_activity.html", {"form": form, "activity": found})


@needs("networks")
@require_http_methods(["GET", "POST"])
def cancel_activity(request, pk):
    found = _read(pk)
    form = forms.CancelForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and carry_out(
        form, actions.cancel, found, by=request.user, at=timezone.now()
    ):
        messages.success(request, "Activité annulée : elle compte X, jamais 0.")
        return _to(found)
    return render(request, "networks/cancel_activity.html", {"form": form, "activity": found})


@needs("networks")
@require_http_methods(["GET", "POST"])
def postpone_activity(request, pk):
    found = _read(pk)
    form = forms.PostponeForm(request.POST or None, activity=found, initial={"version": found.version})
    if request.method == "POST":
        later = carry_out(form, actions.postpone, found, by=request.user, at=timezone.now())
        if later:
            messages.success(request, f"Reportée au {later.when} : une seule rencontre, deux dates.")
            return _to(later)
    return render(request, "networks/postpone_activity.html", {"form": form, "activity": found})
