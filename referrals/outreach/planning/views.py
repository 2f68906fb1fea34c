"""Views of the coordination: requests, the calendar, the plan."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from networks.missions.actions import is_late
from referrals.outreach import access, pages
from referrals.outreach.hosting.forms import ReasonForm
from referrals.outreach.notes import actions as notes
from referrals.outreach.notes.forms import HoldVisitForm
from referrals.outreach.planning import actions, forms
from referrals.outreach.planning.calendar import Month
from referrals.outreach.planning.filters import CalendarFilter, VisitFilter


@needs("triage")
@require_GET
def visits(request):
    now = timezone.now()
    found = VisitFilter(request.GET, queryset=access.board(now), request=request)
    page = page_of(found.qs if found.is_valid() else access.board(now).none(), request.GET, size=25)
    for one in page.rows:
        pages.add_turn(one, at=now)
    context = {"filter": found, "page": page, "counts": access.counts(now)}
    return render(request, "referrals/visits.html", context)


@needs("triage")
@require_GET
def visits_calendar(request):
    today = timezone.localdate()
    month = Month.read(request.GET.dict(), today)
    every = access.between(month.first, month.last)
    found = CalendarFilter(request.GET, queryset=every, request=request)
    shown = list(found.qs[:400]) if found.is_valid() else []
    context = {"filter": found, "month": month, "weeks": month.weeks(shown, today), "visits": shown}
    return render(request, "referrals/visits_calendar.html", context)


@needs("triage")
@require_GET
def visit(request, pk):
    found = get_object_or_404(access.desk(), pk=pk)
    return render(request, "referrals/visit.html", pages.for_desk(found, at=timezone.now()))


@needs("triage")
@require_http_methods(["GET", "POST"])
def add_visit(request):
    form = forms.AddVisitForm(request.POST or None, initial={"structure": request.GET.get("lieu")})
    if request.method == "POST":
        made = carry_out(form, actions.add_visit, by=request.user, at=timezone.now())
        if made:
            messages.success(request, _planned(made))
            return redirect("referrals:visit", pk=made[0].pk)
    return render(request, "referrals/add_visit.html", {"form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def plan_visit(request, pk):
    found = get_object_or_404(access.desk(), pk=pk)
    form = forms.PlanVisitForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST":
        made = carry_out(form, actions.plan_visit, found, by=request.user, at=timezone.now())
        if made:
            messages.success(request, _planned(made))
            return redirect("referrals:visit", pk=pk)
    return render(request, "referrals/plan_visit.html", {"visit": found, "form": form})


def _planned(made) -> str:
    dates = "La permanence est planifiée" if len(made) == 1 else f"{len(made)} permanences sont planifiées"
    end = " L’interprète est demandé." if made[0].mission_id else ""
    return f"{dates} ; chacun est prévenu.{end}"


@needs("triage")
@require_http_methods(["GET", "POST"])
def move_visit(request, pk):
    found = get_object_or_404(access.desk().exclude(starts_at=None), pk=pk)
    now = timezone.now()
    form = forms.MoveVisitForm(
        request.POST or None, initial=forms.MoveVisitForm.as_planned(found), late=_late(found, now)
    )
    if request.method == "POST" and carry_out(form, actions.move_visit, found, by=request.user, at=now):
        messages.success(request, "La permanence est modifiée ; chacun est prévenu.")
        return redirect("referrals:visit", pk=pk)
    return render(request, "referrals/move_visit.html", {"visit": found, "form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def cancel_visit(request, pk):
    found = get_object_or_404(access.desk(), pk=pk)
    now = timezone.now()
    form = forms.CancelVisitForm(
        request.POST or None,
        initial={"version": found.version},
        late=_late(found, now),
        series=pages.has_later(found),
    )
    if request.method == "POST" and carry_out(form, actions.cancel_visit, found, by=request.user, at=now):
        messages.success(request, "C’est annulé ; chacun est prévenu.")
        return redirect("referrals:visit", pk=pk)
    return render(request, "referrals/cancel_visit.html", {"visit": found, "form": form})


def _late(visit, now) -> bool:
    return visit.mission is not None and is_late(visit.mission, at=now)


@needs("triage")
@require_http_methods(["GET", "POST"])
def decline_visit(request, pk):
    found = get_object_or_404(access.desk(), pk=pk)
    form = ReasonForm(request.POST or None, initial={"version": found.version})
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.decline_visit, found, **author):
        messages.success(request, "La demande est refusée ; la structure lira le motif.")
        return redirect("referrals:visit", pk=pk)
    return render(request, "referrals/decline_visit.html", {"visit": found, "form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def note_visit(request, pk):
    """The keeper cannot any more, or told by telephone: the coordination writes it down."""
    found = get_object_or_404(access.desk(), pk=pk)
    form = HoldVisitForm(request.POST or None, initial=pages.as_noted(found))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, notes.hold_visit, found, **author):
        messages.success(request, "La permanence est notée tenue.")
        return redirect("referrals:visit", pk=pk)
    return render(request, "referrals/note_visit.html", {"visit": found, "form": form})
