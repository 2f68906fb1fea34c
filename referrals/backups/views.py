"""Views of *renforts*: the coordination's, and the therapist's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import VersionForm, carry_out
from referrals.access import followed_by
from referrals.backups import access, actions, forms, pages
from referrals.choices import Urgency

# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("triage")
@require_GET
def backups(request):
    return render(request, "referrals/backups.html", pages.for_desk(request.GET))


@needs("triage")
@require_GET
def backup(request, pk):
    found = pages.said(get_object_or_404(access.whole(), pk=pk))
    return render(request, "referrals/backup.html", {"backup": found})


@needs("triage")
@require_http_methods(["GET", "POST"])
def take_backup(request, pk):
    """Search the annuaire, choose, take."""
    found = get_object_or_404(access.whole(), pk=pk)
    if request.method == "GET":
        return render(request, "referrals/take_backup.html", pages.for_take(found, request.GET))
    form = forms.TakeBackupForm(request.POST)
    if carry_out(form, actions.take_backup, found, by=request.user, at=timezone.now()):
        messages.success(request, "Renfort pris en compte ; le thérapeute est prévenu.")
    else:
        messages.warning(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("referrals:backup", pk=pk)


@needs("triage")
@require_http_methods(["GET", "POST"])
def answer_backup(request, pk):
    found = pages.said(get_object_or_404(access.whole(), pk=pk))
    form = forms.AnswerBackupForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and carry_out(
        form, actions.answer_backup, found, by=request.user, at=timezone.now()
    ):
        messages.success(request, "Réponse enregistrée ; le thérapeute est prévenu.")
        return redirect("referrals:backup", pk=pk)
    return render(request, "referrals/answer_backup.html", {"backup": found, "form": form})


# ── The therapist ───────────────────────────────────────────────────────────────────────────────


@needs("care")
@require_GET
def my_backups(request):
    context = pages.of_therapist(request.user, request.GET)
    return render(request, "referrals/my_backups.html", context)


@needs("care")
@require_http_methods(["GET", "POST"])
def ask_backup(request, pk):
    care = get_object_or_404(followed_by(request.user), pk=pk)
    form = forms.AskBackupForm(request.POST or None, initial={"urgency": Urgency.ORDINARY})
    if request.method == "POST" and carry_out(
        form, actions.ask_backup, care, by=request.user, at=timezone.now()
    ):
        messages.success(request, "Votre demande de renfort est partie.")
        return redirect("referrals:care", pk=pk)
    return render(request, "referrals/ask_backup.html", {"care": care, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def close_backup(request, pk):
    found = pages.said(get_object_or_404(access.asked_by(request.user), pk=pk))
    form = forms.CloseBackupForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and carry_out(
        form, actions.close_backup, found, by=request.user, at=timezone.now()
    ):
        messages.success(request, "Renfort clos.")
        return redirect("referrals:my_backups")
    return render(request, "referrals/close_backup.html", {"backup": found, "form": form})


@needs("care")
@require_POST
def cancel_backup(request, pk):
    found, form = get_object_or_404(access.asked_by(request.user), pk=pk), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    actions.cancel_backup(found, version=version, by=request.user, at=timezone.now())
    messages.success(request, "Demande de renfort reprise.")
    return redirect("referrals:my_backups")
