"""Doors of the referrals: the referrer's side, then the coordination's."""

import json

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centre.access import needs
from centre.doors import carry_out
from centre.pages import page_by_due
from referrals import access, actions, forms
from referrals.filters import BoardFilter
from referrals.models import Referral, ReferralDraft
from referrals.states import State

# ── The referrer ────────────────────────────────────────────────────────────────────────────────


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
    if "draft" in request.POST:
        return draft(request)
    form = forms.ReceiveForm(request.POST or None, initial=_draft_of(request.user))
    author = {"by": request.user, "at": timezone.now()}
    if request.method == "POST":
        referral = carry_out(form, _receive, form, **author)
        if referral:
            messages.success(request, f"Orientation {referral.reference} envoyée.")
            return redirect("referrals:referral", pk=referral.pk)
    return render(request, "referrals/receive.html", {"form": form})


def _receive(form, *, by, at, **typed):
    return actions.receive(**form.as_arguments(), by=by, at=at)


def _draft_of(user) -> dict:
    draft = ReferralDraft.objects.filter(author=user).first()
    return json.loads(draft.typed) if draft else {}


_LISTS = ("motives", "emergency")
_NOT_KEPT = ("csrfmiddlewaretoken", "draft", "idempotency_key")


@needs("refer")
@require_POST
def draft(request):
    """Keep the form as typed: asked by the page a second after each change, or by the button."""
    typed = {
        name: request.POST.getlist(name) if name in _LISTS else request.POST[name]
        for name in request.POST
        if name in forms.ReceiveForm.base_fields and name not in _NOT_KEPT
    }
    saved = actions.save_draft(typed=json.dumps(typed), by=request.user)
    if request.htmx:
        return render(request, "referrals/_draft_saved.html", {"draft": saved})
    messages.success(request, "Brouillon enregistré. Il vous attend ici.")
    return redirect("referrals:mine")


def _sent(request, pk) -> Referral:
    found = access.sent_by(request.user).prefetch_related("steps__by").filter(pk=pk).first()
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
        messages.success(request, "Votre réponse est partie : l’étude reprend.")
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


# ── The coordination ────────────────────────────────────────────────────────────────────────────


@needs("triage")
@require_GET
def board(request):
    found = BoardFilter(request.GET, queryset=access.board(), request=request)
    page = page_by_due(found.qs, request.GET)
    return render(request, "referrals/board.html", {"filter": found, "page": page, "now": timezone.now()})


@needs("triage")
@require_GET
def board_panel(request):
    first = access.board()[:5]
    return render(request, "referrals/_board_panel.html", {"referrals": first})


@needs("triage")
@require_GET
def file(request, pk):
    """A named file: the reading is journalled before anything is shown."""
    found = get_object_or_404(access.files(), pk=pk)
    identity = access.identity(found.person, by=request.user, at=timezone.now())
    version = {"initial": {"version": found.version}}
    context = {
        "referral": found,
        "identity": identity,
        "ask_form": forms.AskForm(**version),
        "moves": _moves(found),
    }
    return render(request, "referrals/file.html", context)


def _moves(referral: Referral) -> dict[str, bool]:
    """Which of the page's doors are open in this state."""
    state = referral.state
    return {
        "take": state == State.SENT,
        "ask": state == State.STUDIED,
        "bring_to_review": state in (State.STUDIED, State.WAITING),
        "review": state == State.REVIEWED,
        "decide": state in (State.STUDIED, State.WAITING),
        "propose": state == State.ACCEPTED and not any(care.is_living for care in referral.cares.all()),
    }


@needs("triage")
@require_POST
def take(request, pk):
    actions.take(_read(request, pk), **_version(request))
    messages.success(request, "Vous suivez cette orientation ; l’orienteur en est averti.")
    return redirect("referrals:file", pk=pk)


@needs("triage")
@require_POST
def bring_to_review(request, pk):
    actions.bring_to_review(_read(request, pk), **_version(request))
    return redirect("referrals:review", pk=pk)


def _read(request, pk) -> Referral:
    return get_object_or_404(Referral.objects.select_related("person", "dispositif"), pk=pk)


def _version(request) -> dict:
    """The version that was read; one that is no number was read by nobody: 0, which the action refuses."""
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    return {"version": version, "by": request.user, "at": timezone.now()}


def _decide_by_form(request, pk, form_class, action, template, done):
    """A form of the coordination about one referral: version read, carried out, back to the file."""
    found = _read(request, pk)
    initial = {"version": found.version, "participants": [request.user.pk]}  # she who records took part
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and carry_out(form, action, found, by=request.user, at=timezone.now()):
        messages.success(request, done)
        return redirect("referrals:file", pk=pk)
    return render(request, template, {"referral": found, "form": form})


@needs("triage")
@require_http_methods(["GET", "POST"])
def ask(request, pk):
    done = "Votre question est partie : c’est à l’orienteur de répondre."
    return _decide_by_form(request, pk, forms.AskForm, actions.ask, "referrals/ask.html", done)


@needs("triage")
@require_http_methods(["GET", "POST"])
def review(request, pk):
    done = "Concertation enregistrée ; l’orienteur est averti de la décision."
    return _decide_by_form(
        request, pk, forms.ReviewForm, actions.record_review, "referrals/review.html", done
    )


@needs("triage")
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    done = "Décision enregistrée ; l’orienteur est averti."
    return _decide_by_form(request, pk, forms.DecideForm, actions.decide, "referrals/decide.html", done)
