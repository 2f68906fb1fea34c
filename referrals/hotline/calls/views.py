"""Views of the call log."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from networks.listing import page_of
from referrals.hotline import access
from referrals.hotline.backs.forms import PlanCallBackForm
from referrals.hotline.calls import actions, pages
from referrals.hotline.calls.forms import CorrectCallForm, LogCallForm, ReferCallerForm
from referrals.hotline.doors import on_the_line


@needs("listen")
@require_GET
@on_the_line
def calls(request, desk):
    page = page_of(access.calls(desk.line), request.GET, size=25)
    return render(request, "referrals/calls.html", {"desk": desk, "page": page})


@needs("listen")
@require_http_methods(["GET", "POST"])
@on_the_line
def log_call(request, desk):
    if not desk.is_open:
        return redirect("referrals:hotline")
    now, known = timezone.now(), {"words": pages.words_met(desk.line), "grid": desk.line.grid}
    form = LogCallForm(request.POST or None, initial=pages.as_it_begins(desk, at=now), **known)
    author = {"by": request.user, "at": now}
    noted = request.method == "POST" and carry_out(form, actions.log_call, desk.line, **author)
    if noted:
        messages.success(
            request, f"Appel noté. Code de l’appelant : {noted.caller}." if noted.caller else "Appel noté."
        )
        return redirect("referrals:call", pk=noted.pk)
    suggested = pages.next_call_back(desk, at=now)["due_on"]
    return render(request, "referrals/log_call.html", {"form": form, "desk": desk, "suggested": suggested})


@needs("listen")
@require_GET
@on_the_line
def call(request, desk, pk):
    now, found = timezone.now(), get_object_or_404(access.calls(desk.line), pk=pk)
    access.open_callers([found.caller], by=request.user, at=now, why="appel")
    may_correct = actions.may_correct(found, by=request.user, at=now)
    plan = PlanCallBackForm(initial=pages.next_call_back(desk, at=now))
    context = pages.for_call(desk, found) | {"may_correct": may_correct, "plan": plan}
    return render(request, "referrals/call.html", context)


@needs("listen")
@require_http_methods(["GET", "POST"])
@on_the_line
def correct_call(request, desk, pk):
    now, found = timezone.now(), get_object_or_404(access.calls(desk.line).select_related("grid"), pk=pk)
    if not actions.may_correct(found, by=request.user, at=now):
        raise Http404
    known = {"words": pages.words_met(desk.line), "grid": found.grid or desk.line.grid}
    form = CorrectCallForm(request.POST or None, initial=pages.as_noted(found), **known)
    author = {"by": request.user, "at": now}
    if request.method == "POST" and carry_out(form, actions.correct_call, found, desk.line, **author):
        messages.success(request, "Appel corrigé.")
        return redirect("referrals:call", pk=pk)
    return render(request, "referrals/correct_call.html", {"form": form, "call": found, "desk": desk})


@needs("listen")
@require_http_methods(["GET", "POST"])
@on_the_line
def refer_caller(request, desk, pk):
    now, found = timezone.now(), get_object_or_404(access.calls(desk.line), pk=pk)
    if found.referral_id:
        return redirect("referrals:call", pk=pk)
    access.open_callers([found.caller], by=request.user, at=now, why="orientation vers le centre")
    form = ReferCallerForm(request.POST or None, initial=pages.known_of(found))
    if request.method == "POST" and carry_out(form, actions.refer_caller, found, by=request.user, at=now):
        messages.success(request, "Orientation transmise : la coordination prend le relais.")
        return redirect("referrals:call", pk=pk)
    return render(request, "referrals/refer_caller.html", {"form": form, "call": found, "desk": desk})
