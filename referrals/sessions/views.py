"""Doors of sessions."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from centre.access import needs
from centre.doors import carry_out
from referrals import access
from referrals.sessions import actions
from referrals.sessions.forms import LogSessionForm
from referrals.states import SessionState


@needs("care")
@require_http_methods(["GET", "POST"])
def log_session(request, pk):
    """Under a minute, on a phone: everything is pre-filled from the last session."""
    found = get_object_or_404(access.followed_by(request.user), pk=pk)
    form = LogSessionForm(request.POST or None, care=found, initial=_as_last_time(found))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.log_session, found, **author):
        messages.success(request, "Séance notée.")
        return redirect("referrals:care", pk=pk)
    return render(request, "referrals/log_session.html", {"care": found, "form": form})


def _as_last_time(care) -> dict:
    """Today at the hour, for the time, the modality and with the interpreter of the last session held."""
    now = timezone.localtime()
    last = care.sessions.filter(state=SessionState.HELD).select_related("mission").first()
    if last is None:
        return {"day": now.date(), "modality": "presentiel", "interpreter": care.interpreter_id}
    return {
        "day": now.date(),
        "hour": timezone.localtime(last.starts_at).time() if last.starts_at else None,
        "duration": last.duration,
        "modality": last.modality,
        "interpreter": last.mission.interpreter_id if last.mission else None,
    }


@needs("care")
@require_GET
def sessions(request):
    return render(request, "referrals/sessions.html")
