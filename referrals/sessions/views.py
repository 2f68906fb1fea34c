"""Views of sessions noted: after the fact, in one tap, corrected, read by the month."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.spreadsheet import attached
from networks.pay.months import first_of
from referrals import access as files
from referrals.sessions import access, actions, months, pages
from referrals.sessions.forms import CorrectSessionForm, LogSessionForm, NoteSessionForm
from referrals.sessions.start import as_it_is, as_last_time


@needs("care")
@require_http_methods(["GET", "POST"])
def log_session(request, pk):
    """Under a minute, on a phone: everything is pre-filled from the session planned, else from the last one."""
    found = get_object_or_404(files.followed_by(request.user), pk=pk)
    now = timezone.now()
    due = access.due_of(found, at=now)
    form = LogSessionForm(request.POST or None, care=found, initial=as_last_time(found, due, at=now))
    author = {"by": request.user, "at": now}
    if request.method == "POST" and carry_out(form, actions.log_session, found, **author):
        messages.success(request, "Séance notée.")
        return redirect("referrals:care", pk=pk)
    return render(request, "referrals/log_session.html", {"care": found, "form": form, "due": due})


@needs("care")
@require_POST
def note_session(request, pk):
    found = get_object_or_404(access.sessions_of(request.user), pk=pk)
    form = NoteSessionForm(request.POST)
    if carry_out(form, actions.note_planned, found, by=request.user, at=timezone.now()):
        messages.success(request, "Séance notée.")
    else:
        messages.error(
            request, " ".join(form.non_field_errors()) or "Rechargez la page avant de noter cette séance."
        )
    if "listed" in request.POST:  # there may be others to note
        return redirect("referrals:sessions")
    return redirect("referrals:care", pk=found.care_id)


@needs("book")
@require_GET
def session(request, pk):
    found = get_object_or_404(access.readable_by(request.user), pk=pk)
    return render(request, "referrals/session.html", pages.of_session(found, request.user))


@needs("book")
@require_http_methods(["GET", "POST"])
def correct_session(request, pk):
    found = get_object_or_404(access.readable_by(request.user).filter(imported=False), pk=pk)
    form = CorrectSessionForm(request.POST or None, care=found.care, initial=as_it_is(found))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.correct_session, found, **author):
        messages.success(request, "Séance corrigée ; ce qu’elle était reste dans l’historique.")
        return redirect("referrals:session", pk=pk)
    return render(request, "referrals/correct_session.html", {"session": found, "form": form})


# ── By the month ────────────────────────────────────────────────────────────────────────────────


@needs("care")
@require_GET
def sessions(request, month=None):
    now = timezone.now()
    context = pages.of_month(request.user, month or first_of(timezone.localdate(now)), at=now)
    return render(request, "referrals/sessions.html", context)


@needs("care")
@require_GET
def export_sessions(request, month):
    return attached(months.export(request.user, month), f"seances-{month:%Y-%m}.csv")


@needs("care")
@require_GET
def sessions_panel(request):
    return render(request, "referrals/_sessions_panel.html", pages.of_week(request.user, at=timezone.now()))
