"""Views of the therapist: answering a proposal, pausing, handing over, ending."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import VersionForm, carry_out
from referrals import access
from referrals.care import actions, forms, pages
from referrals.reviews.vignettes import told_without_names
from referrals.sessions import pages as sessions
from referrals.states import CareState


@needs("care")
@require_GET
def cares(request):
    found = access.given_to(request.user)[:100]
    named = access.with_first_names(found, by=request.user, at=timezone.now())
    over = [care for care in named if not care.is_living]
    living = [care for care in named if care.is_living]
    living.sort(key=lambda care: care.state != CareState.PROPOSED)  # what waits for an answer first
    return render(request, "referrals/cares.html", {"living": living, "over": over})


@needs("care")
@require_GET
def cares_panel(request):
    found = access.waiting_for(request.user, today=timezone.localdate())
    return render(request, "referrals/_cares_panel.html", {"cares": found[:8]})


@needs("care")
@require_GET
def care(request, pk):
    found = access.followed_by(request.user).filter(pk=pk).first()
    if found is None:
        return _declined(request, pk)
    identity = access.identity(found.person, by=request.user, at=timezone.now())
    if identity is None:  # nor does she read the name that somebody wrote in the situation
        found.referral.vignette = told_without_names(found.referral)
    context = {"care": found, "identity": identity} | pages.for_care(found) | sessions.for_care(found)
    return render(request, "referrals/care.html", context)


def _declined(request, pk):
    """Nothing is left to show of a declined proposal but its line in the list."""
    get_object_or_404(access.given_to(request.user), pk=pk, state=CareState.DECLINED)
    return redirect("referrals:cares")


def _hers(request, pk):
    return get_object_or_404(access.followed_by(request.user), pk=pk)


def _press(request, pk, action, done):
    """A button of the care's page, with the version that was read."""
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    action(_hers(request, pk), version=version, by=request.user, at=timezone.now())
    messages.success(request, done)
    return redirect("referrals:care", pk=pk)


def _fill(request, pk, form_class, action, template, done, *, after="referrals:care", **initial):
    """A form about one care: carried out, then back to its page, or to the list once it is over."""
    found = _hers(request, pk)
    form = form_class(request.POST or None, initial={"version": found.version} | initial)
    if request.method == "POST" and carry_out(form, action, found, by=request.user, at=timezone.now()):
        messages.success(request, done)
        return redirect(after, pk=pk) if after == "referrals:care" else redirect(after)
    return render(request, template, {"care": found, "form": form})


@needs("care")
@require_POST
def accept_care(request, pk):
    actions.accept(_hers(request, pk), by=request.user, at=timezone.now())
    messages.success(request, "Vous suivez cette personne. La coordination et l’orienteur sont avertis.")
    return redirect("referrals:care", pk=pk)


@needs("care")
@require_http_methods(["GET", "POST"])
def decline_care(request, pk):
    done = "Votre réponse est partie ; la coordination cherche quelqu’un d’autre."
    page = "referrals/decline_care.html"
    return _fill(request, pk, forms.DeclineForm, actions.decline, page, done, after="referrals:cares")


@needs("care")
@require_http_methods(["GET", "POST"])
def suspend_care(request, pk):
    done = "Le suivi est en pause ; sa place est libre."
    page = "referrals/suspend_care.html"
    return _fill(request, pk, forms.SuspendForm, actions.suspend, page, done, since=timezone.localdate())


@needs("care")
@require_POST
def resume_care(request, pk):
    return _press(request, pk, actions.resume, "Le suivi reprend.")


@needs("care")
@require_http_methods(["GET", "POST"])
def ask_relay(request, pk):
    done = "Votre demande est partie. Vous suivez la personne jusqu’à ce que quelqu’un accepte."
    return _fill(request, pk, forms.RelayForm, actions.ask_relay, "referrals/ask_relay.html", done)


@needs("care")
@require_POST
def forget_relay(request, pk):
    return _press(
        request, pk, actions.forget_relay, "Vous gardez ce suivi ; la demande de relais est retirée."
    )


@needs("care")
@require_http_methods(["GET", "POST"])
def end_care(request, pk):
    done = "Le suivi est terminé ; l’identité de la personne vous est refermée."
    page = "referrals/end_care.html"
    return _fill(request, pk, forms.EndForm, actions.end, page, done, after="referrals:cares")
