"""Views of the planning."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from referrals.hotline import access
from referrals.hotline.doors import on_the_line
from referrals.hotline.shifts import actions, pages
from referrals.hotline.shifts.forms import AddShiftForm, AssignShiftForm, MoveShiftForm


def _to_week(shift):
    return redirect(f"{reverse('referrals:shifts')}?semaine={shift.day.isoformat()}")


@needs("listen")
@require_GET
@on_the_line
def shifts(request, desk):
    context = pages.for_week(desk, request.user, request.GET, at=timezone.now())
    return render(request, "referrals/shifts.html", context)


@needs("listen")
@require_GET
@on_the_line
def my_shifts(request, desk):
    answer = HttpResponse(pages.calendar_of(request.user, at=timezone.now()), content_type="text/calendar")
    answer["Content-Disposition"] = 'attachment; filename="planning.ics"'
    return answer


@needs("listen")
@require_POST
@on_the_line
def take_shift(request, desk, pk):
    found = get_object_or_404(access.shifts(desk.line), pk=pk)
    actions.take_shift(found, by=request.user, at=timezone.now())
    messages.success(request, "Cette permanence est à vous. Un rappel partira la veille.")
    return _to_week(found)


@needs("listen")
@require_POST
@on_the_line
def give_back_shift(request, desk, pk):
    found = get_object_or_404(access.shifts(desk.line), pk=pk)
    actions.give_back_shift(found, by=request.user, at=timezone.now())
    messages.success(request, "Permanence rendue : quelqu’un d’autre peut la prendre.")
    return _to_week(found)


@needs("triage")
@require_http_methods(["GET", "POST"])
@on_the_line
def add_shift(request, desk):
    form, author = AddShiftForm(request.POST or None), {"by": request.user, "at": timezone.now()}
    made = request.method == "POST" and carry_out(form, actions.add_shift, desk.line, **author)
    if made:
        messages.success(request, "Permanence ajoutée.")
        return _to_week(made)
    return render(request, "referrals/add_shift.html", {"form": form, "desk": desk})


_FORMS = {
    "assign_shift": (AssignShiftForm, ("user", "keeper", "profession", "status"), "Permanence confiée."),
    "move_shift": (MoveShiftForm, ("day", "starts", "ends"), "Permanence déplacée."),
}


@needs("triage")
@require_GET
@on_the_line
def shift(request, desk, pk):
    return _show(request, desk, get_object_or_404(access.shifts(desk.line), pk=pk))


def _show(request, desk, found, **refused):
    """The shift's page; `refused` is the form that came back with a reason."""
    blank = {
        name: form(initial={field: getattr(found, field) for field in fields} | {"was": found.keeper})
        for name, (form, fields, _) in _FORMS.items()
    }
    return render(request, "referrals/shift.html", {"desk": desk, "shift": found, **blank, **refused})


def _act(request, desk, pk, name, *line):
    """One of the two forms of the shift's page."""
    found = get_object_or_404(access.shifts(desk.line), pk=pk)
    kind, _, done = _FORMS[name]
    form = kind(request.POST)
    changed = carry_out(form, getattr(actions, name), found, *line, by=request.user, at=timezone.now())
    if changed is None:
        return _show(request, desk, found, **{name: form})
    messages.success(request, done)
    return _to_week(changed)


@needs("triage")
@require_POST
@on_the_line
def assign_shift(request, desk, pk):
    return _act(request, desk, pk, "assign_shift")


@needs("triage")
@require_POST
@on_the_line
def move_shift(request, desk, pk):
    return _act(request, desk, pk, "move_shift", desk.line)


@needs("triage")
@require_POST
@on_the_line
def cancel_shift(request, desk, pk):
    found = get_object_or_404(access.shifts(desk.line), pk=pk)
    actions.cancel_shift(found, by=request.user, at=timezone.now())
    messages.success(request, "Permanence annulée.")
    return _to_week(found)
