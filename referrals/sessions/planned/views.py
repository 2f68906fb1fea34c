"""Views of sessions to come."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centre.access import needs
from centre.doors import carry_out
from referrals import access as files
from referrals.sessions import access, interpreters, pages
from referrals.sessions.planned import actions, words
from referrals.sessions.planned.forms import CancelSessionForm, MoveSessionForm, PlanSessionForm
from referrals.sessions.start import as_planned, to_plan


@needs("care")
@require_http_methods(["GET", "POST"])
def plan_session(request, pk):
    found, now = get_object_or_404(files.followed_by(request.user), pk=pk), timezone.now()
    known = {"care": found, "usual": interpreters.usual(found), "initial": to_plan(found, at=now)}
    form = PlanSessionForm(request.POST or None, **known)
    if request.method == "POST":
        planned = carry_out(form, actions.plan_session, found, by=request.user, at=now)
        if planned:
            messages.success(request, words.planned(planned))
            return redirect("referrals:care", pk=pk)
    return render(request, "referrals/plan_session.html", {"care": found, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def move_session(request, pk):
    found, now = (
        get_object_or_404(access.sessions_of(request.user).filter(imported=False), pk=pk),
        timezone.now(),
    )
    usual = interpreters.usual(found.care, found.mission)
    form = MoveSessionForm(request.POST or None, care=found.care, usual=usual, initial=as_planned(found))
    if request.method == "POST":
        moved = carry_out(form, actions.move_session, found, by=request.user, at=now)
        if moved:
            messages.success(request, words.moved(moved, found))
            return redirect("referrals:session", pk=pk)
    context = pages.of_session(found, request.user) | pages.lateness(found, at=now) | {"form": form}
    return render(request, "referrals/move_session.html", context)


@needs("care")
@require_http_methods(["GET", "POST"])
def cancel_session(request, pk):
    found, now = (
        get_object_or_404(access.sessions_of(request.user).filter(imported=False), pk=pk),
        timezone.now(),
    )
    context = pages.of_session(found, request.user) | pages.lateness(found, at=now)
    initial = {"version": found.version}
    form = CancelSessionForm(request.POST or None, series=context["following"] > 0, initial=initial)
    if request.method == "POST":
        cancelled = carry_out(form, actions.cancel_session, found, by=request.user, at=now)
        if cancelled:
            messages.success(request, words.cancelled(cancelled))
            return redirect("referrals:care", pk=found.care_id)
    return render(request, "referrals/cancel_session.html", context | {"form": form})
