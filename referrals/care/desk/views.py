"""Doors of the coordination: proposing, taking a proposal back, the waiting list, closing a file."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import VersionForm, carry_out
from centre.refusals import Refused
from referrals.board.views import by_form
from referrals.care import actions, forms, handover, pages, placing
from referrals.models import Care, Referral
from referrals.states import CareState, State


def author(request) -> dict:
    return {"by": request.user, "at": timezone.now()}


def _way(referral, relayed) -> tuple:
    """What proposing does: a relay of who follows her, a place off the waiting list, or a first proposal."""
    if relayed:
        return handover.propose_relay, relayed, forms.ProposeForm
    if referral.state == State.WAITING:
        return placing.offer_place, referral, forms.PlaceForm
    return actions.propose, referral, forms.ProposeForm


@needs("triage")
@require_http_methods(["GET", "POST"])
def propose(request, pk):
    """Ranked therapists, with the reasons in words; one button each. Of somebody followed already: a relay."""
    referral = get_object_or_404(pages.proposable(), pk=pk)
    relayed = pages.followed(referral)
    verb, subject, form_class = _way(referral, relayed)
    form = form_class(request.POST or None)
    if request.method == "POST" and carry_out(form, verb, subject, **author(request)):
        messages.success(request, "La proposition est partie.")
        return redirect("referrals:file", pk=pk)
    context = pages.for_proposal(referral, relayed) | {"form": form}
    return render(request, "referrals/propose.html", context)


@needs("triage")
@require_POST
def take_back(request, pk):
    """The proposal of this referral that nobody answered."""
    found = get_object_or_404(Care, referral=pk, state=CareState.PROPOSED, imported=False)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    actions.take_back(found, version=version, **author(request))
    messages.success(request, "Proposition retirée ; le thérapeute est prévenu.")
    return redirect("referrals:file", pk=pk)


@needs("triage")
@require_GET
def waiting(request):
    return render(request, "referrals/waiting.html", pages.for_waiting(timezone.localdate(), request.GET))


@needs("triage")
@require_POST
def offer_place(request, pk):
    """Accept and propose, in one click; what it says is read again under lock."""
    found = get_object_or_404(Referral, pk=pk)
    form = forms.PlaceForm(request.POST)
    if carry_out(form, placing.offer_place, found, **author(request)):
        messages.success(request, f"{found.reference} est acceptée, la proposition est partie.")
        return redirect("referrals:waiting")
    raise Refused(" ".join(error for errors in form.errors.values() for error in errors))


@needs("triage")
@require_http_methods(["GET", "POST"])
def close(request, pk):
    done = "L’orientation est close ; l’orienteur est averti."
    return by_form(request, pk, forms.CloseForm, placing.close, "referrals/close.html", done)
