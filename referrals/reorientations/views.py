"""Views of reorientations: the coordination's, and the partner's private link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.context import SYSTEM_EMAIL, acting_as_system
from centre.doors import VersionForm, carry_out
from centre.models import User
from referrals.models import Referral
from referrals.reorientations import access, actions, pages
from referrals.reorientations.forms import AnswerForm, RecordAnswerForm, ReorientForm


@needs("triage")
@require_GET
def reorientations(request):
    return render(request, "referrals/reorientations.html", pages.for_list(request.GET))


@needs("triage")
@require_http_methods(["GET", "POST"])
def reorient(request, pk):
    """Search the annuaire, choose, ask."""
    found = get_object_or_404(Referral.objects.select_related("person", "dispositif"), pk=pk)
    form, now = ReorientForm(request.POST) if request.method == "POST" else None, timezone.now()
    made = form and carry_out(form, actions.reorient, found, by=request.user, at=now)
    if made:
        messages.success(request, _sent(made))
        return redirect("referrals:file", pk=pk)
    query = request.POST if form else request.GET
    return render(request, "referrals/reorient.html", pages.for_reorient(found, query, form, at=now))


def _sent(made) -> str:
    if made.structure.email:
        return "La demande est partie ; le partenaire y répond par un lien."
    return "Demande enregistrée. Ce partenaire n’a pas d’adresse e-mail : appelez-le, puis notez sa réponse."


def _one(pk):
    return get_object_or_404(access.desk(), pk=pk)


@needs("triage")
@require_http_methods(["GET", "POST"])
def record_reorientation(request, pk):
    """What the partner said on the telephone."""
    found = _one(pk)
    form = RecordAnswerForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and carry_out(
        form, actions.record_answer, found, by=request.user, at=timezone.now()
    ):
        messages.success(request, "Réponse enregistrée ; l’orienteur est averti.")
        return redirect("referrals:file", pk=found.referral_id)
    return render(request, "referrals/record_reorientation.html", {"reorientation": found, "form": form})


def _press(request, pk, action, done):
    found, form = _one(pk), VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    action(found, version=version, by=request.user, at=timezone.now())
    messages.success(request, done)
    return redirect("referrals:file", pk=found.referral_id)


@needs("triage")
@require_POST
def cancel_reorientation(request, pk):
    return _press(request, pk, actions.cancel, "Demande annulée ; son lien ne montre plus rien.")


@needs("triage")
@require_POST
def conclude_reorientation(request, pk):
    return _press(request, pk, actions.conclude, "L’orientation est réorientée ; l’orienteur est averti.")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_reorientation(request, token):
    """The link shows a request without a name; one button says who it is, another answers, once.

    Nobody is logged in: the portal reads and writes. A scanner that opens the link reads no name.
    """
    now, asks_who = timezone.now(), "who" in request.POST
    form = AnswerForm(None if asks_who else request.POST or None)
    if form.is_bound and carry_out(form, actions.answer, token, at=now):
        return render(request, "referrals/answer_reorientation.html", {"done": True})
    with acting_as_system():
        found = access.by_link(token, at=now)
        portal = User.objects.get(email=SYSTEM_EMAIL)
        identity = access.identity_for(found, by=portal, at=now) if asks_who else None
        context = {"reorientation": found, "identity": identity, "asked": asks_who, "form": form}
        return render(request, "referrals/answer_reorientation.html", context)
