"""Views of referrers."""

import json

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from referrals import access
from referrals.intake import actions, forms, pages
from referrals.models import Referral, ReferralDraft
from referrals.people import texts


@needs("refer")
@require_GET
def mine(request):
    draft = ReferralDraft.objects.filter(author=request.user).first()
    return render(
        request, "referrals/mine.html", {"referrals": access.sent_by(request.user)[:100], "draft": draft}
    )


@needs("refer")
@require_GET
def mine_panel(request):
    recent = access.sent_by(request.user)[:5]
    return render(request, "referrals/_mine_panel.html", {"referrals": recent})


@needs("refer")
@require_http_methods(["GET", "POST"])
def receive(request):
    """The referrer's form. « Enregistrer le brouillon » keeps it as typed, even without JavaScript."""
    if "draft" in request.POST or "later" in request.POST:
        return draft(request)
    now = timezone.now()
    offered, closed = pages.intake_of(timezone.localdate(now))
    form = forms.ReceiveForm(request.POST or None, initial=_draft_of(request.user), offered=offered)
    if request.method == "POST":
        referral = carry_out(form, _receive, form, by=request.user, at=now)
        if referral:
            messages.success(request, f"Orientation {referral.reference} envoyée.")
            return redirect("referrals:referral", pk=referral.pk)
    context = {"form": form, "closed": closed, "text": texts.text_in("fra"), "texts": texts.TEXTS}
    return render(request, "referrals/receive.html", context)


def _receive(form, *, by, at, confirm_known, **typed):
    """None when the form comes back once: what was written of it in the journal stays written."""
    asked = form.as_arguments()
    about = {name: asked[name] for name in ("person", "identity", "dispositif", "idempotency_key")}
    if not confirm_known and actions.should_warn(**about, by=by, at=at):
        form.warn()
        return None
    return actions.receive(**asked, by=by, at=at)


def _draft_of(user) -> dict:
    draft = ReferralDraft.objects.filter(author=user).first()
    return json.loads(draft.typed) if draft else {}


@needs("refer")
@require_POST
def draft(request):
    """Keep the form as typed: asked by the page after each change, or by a button, which may mail the way back."""
    verb = actions.mail_draft if "later" in request.POST else actions.save_draft
    saved = verb(typed=forms.ReceiveForm.as_typed(request.POST), by=request.user, at=timezone.now())
    if request.htmx:
        return render(request, "referrals/_draft_saved.html", {"draft": saved})
    mailed = " Un lien pour le reprendre part vers votre adresse." if "later" in request.POST else ""
    messages.success(request, f"Brouillon enregistré. Il vous attend ici, trente jours.{mailed}")
    return redirect("referrals:mine")


def _sent(request, pk) -> Referral:
    found = access.sent_by(request.user).prefetch_related(access.STEPS).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs("refer")
@require_http_methods(["GET", "POST"])
def referral(request, pk):
    """Where the request stands, for whoever sent it; her answer when one is asked for."""
    sent = _sent(request, pk)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST":
        actions.refuse_unless_asked(sent)  # there is no form to show the refusal in
    form = forms.CompleteForm(request.POST or None)
    if request.method == "POST" and carry_out(form, actions.complete, sent, **author):
        messages.success(request, "Votre réponse est partie : l’étude reprend.")
        return redirect("referrals:referral", pk=pk)
    identity = access.identity(sent.person, **author)
    return render(request, "referrals/referral.html", {"referral": sent, "identity": identity, "form": form})


@needs("refer")
@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    sent = _sent(request, pk)
    form = forms.WithdrawForm(request.POST or None)
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and carry_out(form, actions.withdraw, sent, **author):
        messages.success(request, "L’orientation est retirée.")
        return redirect("referrals:referral", pk=pk)
    return render(request, "referrals/withdraw.html", {"referral": sent, "form": form})
