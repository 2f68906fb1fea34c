"""Doors of cares: proposing, answering, ending."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from referrals import access
from referrals.care import actions
from referrals.care.forms import DeclineForm, ProposeForm
from referrals.forms import VersionForm
from referrals.models import Referral
from referrals.pairing.candidates import candidates
from referrals.sessions import pages as sessions
from referrals.states import CareState


@needs("triage")
@require_http_methods(["GET", "POST"])
def propose(request, pk):
    """Ranked therapists, with the reasons in words; one button each."""
    referral = get_object_or_404(Referral.objects.select_related("person", "dispositif"), pk=pk)
    form = ProposeForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.propose, referral, **author):
        messages.success(request, "La proposition est partie.")
        return redirect("referrals:file", pk=pk)
    found = candidates(referral.person)
    return render(
        request, "referrals/propose.html", {"referral": referral, "candidates": found, "form": form}
    )


@needs("care")
@require_GET
def cares(request):
    found = access.given_to(request.user)[:100]
    named = access.with_first_names(found, by=request.user, at=timezone.now())
    return render(request, "referrals/cares.html", {"cares": named})


@needs("care")
@require_GET
def cares_panel(request):
    living = access.followed_by(request.user).filter(state__in=[CareState.PROPOSED, CareState.ACTIVE])
    return render(request, "referrals/_cares_panel.html", {"cares": living[:8]})


@needs("care")
@require_GET
def care(request, pk):
    found = access.followed_by(request.user).filter(pk=pk).first()
    if found is None:
        return _declined(request, pk)
    identity = access.identity(found.person, by=request.user, at=timezone.now())
    context = {"care": found, "identity": identity, "decline_form": DeclineForm()} | sessions.for_care(found)
    return render(request, "referrals/care.html", context)


def _declined(request, pk):
    """Nothing is left to show of a declined proposal but its line in the list."""
    get_object_or_404(access.given_to(request.user), pk=pk, state=CareState.DECLINED)
    return redirect("referrals:cares")


@needs("care")
@require_POST
def accept_care(request, pk):
    found = get_object_or_404(access.followed_by(request.user), pk=pk)
    actions.accept(found, by=request.user, at=timezone.now())
    messages.success(request, "Vous suivez cette personne. La coordination et l’orienteur sont avertis.")
    return redirect("referrals:care", pk=pk)


@needs("care")
@require_http_methods(["GET", "POST"])
def decline_care(request, pk):
    found = get_object_or_404(access.followed_by(request.user), pk=pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and carry_out(
        form, actions.decline, found, by=request.user, at=timezone.now()
    ):
        messages.success(request, "Votre réponse est partie ; la coordination cherche quelqu’un d’autre.")
        return redirect("referrals:cares")
    return render(request, "referrals/decline_care.html", {"care": found, "form": form})


@needs("care")
@require_http_methods(["GET", "POST"])
def end_care(request, pk):
    found = get_object_or_404(access.followed_by(request.user), pk=pk)
    form = VersionForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST":
        version = form.cleaned_data["version"] if form.is_valid() else 0
        actions.end(found, version=version, by=request.user, at=timezone.now())
        messages.success(request, "Le suivi est terminé ; l’identité de la personne vous est refermée.")
        return redirect("referrals:cares")
    return render(request, "referrals/end_care.html", {"care": found, "form": form})


@needs("triage")
@require_GET
def waiting(request):
    return render(request, "referrals/waiting.html")
