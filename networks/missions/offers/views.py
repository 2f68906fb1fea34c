"""Views of offers: the coordination's buttons, the mailed link, the interpreter's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from centre.access import needs
from centre.context import acting_as
from centre.doors import carry_out
from networks.missions import access
from networks.missions.dispatch.views import show
from networks.missions.offers import actions
from networks.missions.offers.forms import AnswerForm, OfferForm
from networks.missions.offers.page import OfferPage
from networks.models import MissionOffer

# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("networks")
@require_POST
def offer_mission(request, pk):
    found = get_object_or_404(access.desk(), pk=pk)
    form = OfferForm(request.POST)
    made = carry_out(form, actions.offer_mission, found, by=request.user, at=timezone.now())
    if made:
        messages.success(
            request,
            "L’offre est partie." if len(made.offers) == 1 else f"{len(made.offers)} offres sont parties.",
        )
        for skipped in made.skipped:
            messages.warning(request, skipped)
        return redirect("networks:mission", pk=pk)
    return show(request, pk, offer=form)


@needs("networks")
@require_POST
def record_answer(request, pk):
    """What the interpreter said on the telephone: the journal names the coordinator."""
    found = get_object_or_404(MissionOffer.objects.select_related("interpreter"), pk=pk)
    form = AnswerForm(request.POST)
    if carry_out(form, actions.answer_offer, found, by=request.user, at=timezone.now()):
        messages.success(request, f"Réponse de {found.interpreter} enregistrée.")
        return redirect("networks:mission", pk=found.mission_id)
    return show(request, found.mission_id, answer=form)


@needs("networks")
@require_POST
def withdraw_offer(request, pk):
    found = get_object_or_404(MissionOffer, pk=pk)
    actions.withdraw_offer(found, by=request.user, at=timezone.now())
    messages.success(request, "Offre retirée ; l’interprète est prévenu.")
    return redirect("networks:mission", pk=found.mission_id)


# ── The interpreter ─────────────────────────────────────────────────────────────────────────────


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_offer(request, token):
    """The link shows; a button decides. Without an account open, neither place nor first name."""
    offer = actions.offer_of(token)
    return _answer(
        request, offer, "networks/answer_offer.html", hers=offer.interpreter.user_id == request.user.pk
    )


@needs("missions")
@require_http_methods(["GET", "POST"])
def offer(request, pk):
    """The same from her agenda, once logged in."""
    found = get_object_or_404(access.own_offers(request.user), pk=pk)
    return _answer(request, found, "networks/offer.html", hers=True)


def _answer(request, offer, template, *, hers):
    now, form = timezone.now(), AnswerForm(request.POST or None)
    if request.method == "POST" and offer.interpreter.user:
        with acting_as(offer.interpreter.user):
            done = carry_out(form, actions.answer_offer, offer, by=offer.interpreter.user, at=now)
        if done:
            return redirect(request.path)
    return render(request, template, {"page": OfferPage(offer, at=now, hers=hers), "form": form})
