"""Views of call-backs."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from referrals.hotline import access
from referrals.hotline.backs import actions
from referrals.hotline.backs.forms import MakeCallBackForm, PlanCallBackForm
from referrals.hotline.calls.pages import next_call_back
from referrals.hotline.doors import on_the_line


@needs("listen")
@require_GET
@on_the_line
def call_backs(request, desk):
    now = timezone.now()
    page = page_of(access.call_backs(desk.line), request.GET, size=25)
    access.open_callers(
        [back.call.caller for back in page.rows], by=request.user, at=now, why="liste des rappels"
    )
    context = {"desk": desk, "page": page, "today": timezone.localdate(now)}
    return render(request, "referrals/call_backs.html", context)


@needs("listen")
@require_http_methods(["GET", "POST"])
@on_the_line
def plan_call_back(request, desk, pk):
    now, found = timezone.now(), get_object_or_404(access.calls(desk.line), pk=pk)
    form = PlanCallBackForm(request.POST or None, initial=next_call_back(desk, at=now))
    if request.method == "POST" and carry_out(form, actions.plan_call_back, found, by=request.user, at=now):
        messages.success(request, "Rappel prévu.")
        return redirect("referrals:call", pk=pk)
    return render(request, "referrals/plan_call_back.html", {"form": form, "call": found, "desk": desk})


@needs("listen")
@require_http_methods(["GET", "POST"])
@on_the_line
def make_call_back(request, desk, pk):
    now, found = timezone.now(), get_object_or_404(access.call_backs(desk.line), pk=pk)
    access.open_callers([found.call.caller], by=request.user, at=now, why="rappel")
    form = MakeCallBackForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and carry_out(form, actions.make_call_back, found, by=request.user, at=now):
        messages.success(request, "Rappel enregistré.")
        return redirect("referrals:call_backs")
    return render(request, "referrals/make_call_back.html", {"form": form, "back": found, "desk": desk})
